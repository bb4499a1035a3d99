"""How somebody is met in one group: pronouns for its people, what helps them for its leaders, nothing elsewhere."""

import pytest

from openchair.core.errors import NotAllowed
from openchair.core.time import now
from openchair.groups.queries import table_of
from openchair.groups.services import introduce_myself
from openchair.people.services import change_settings
from openchair.rooms.seats import seat_info

pytestmark = pytest.mark.django_db(databases="__all__")


def address(cast):
    return f"/groups/{cast.group.pk}/myself/"


def test_pronouns_hold_in_one_group_and_reach_its_room(cast, client):
    client.force_login(cast.member)
    assert client.post(address(cast), {"pronouns": " they /  them "}).status_code == 302
    seat = cast.memberships["member"]
    seat.refresh_from_db()
    assert (seat.pronouns, seat.shows_needs) == ("they / them", False)
    assert seat_info(cast.circle.meeting, seat, now()).pronouns == "they / them"


def test_what_helps_is_read_by_those_who_lead_and_only_while_it_is_shown(cast, client):
    change_settings(person=cast.member, access_needs="CANARY breaks every half hour", languages=["pt"], at=now())
    page = f"/groups/{cast.group.pk}/"
    readers = {}
    for shown in ("", "on"):
        client.force_login(cast.member)
        client.post(address(cast), {"pronouns": "", "shows_needs": shown})
        for part, person in cast.everybody.items():
            client.force_login(person)
            readers[shown, part] = "CANARY" in client.get(page).content.decode()
    assert {each for each, reads in readers.items() if reads} == {("on", "facilitator"), ("on", "co_facilitator")}
    seats = table_of(cast.group, now(), for_leader=True)
    assert [each.speaks for each in seats if each.needs] == ["pt"]


def test_nobody_introduces_somebody_else(cast):
    with pytest.raises(NotAllowed):
        introduce_myself(membership=cast.memberships["member"], actor=cast.facilitator, pronouns="x", shows_needs=True)


def test_too_long_a_word_is_named(cast, client):
    client.force_login(cast.member)
    answer = client.post(address(cast), {"pronouns": "x" * 41})
    assert "at most 40" in answer.content.decode()
