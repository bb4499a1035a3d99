"""Until when a group lets people in: who chooses it, what the door says, and what a room is opened with."""

import re

import pytest
from django.core.exceptions import ValidationError

from openchair.audit.models import Entry
from openchair.core.errors import NotAllowed
from openchair.core.time import now
from openchair.rooms import log
from openchair.rooms.core.events import MeetingOpened
from openchair.rooms.lateness import choose_late_rule, late_rule
from openchair.rooms.models import LateRule
from openchair.rooms.services import open_room
from tests.journeys.evening import an_evening

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def address(cast):
    return f"/meetings/agenda/{cast.group.pk}/late/"


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_without_a_choice_people_are_let_in_at_any_time_and_the_door_says_so(cast, client):
    evening = an_evening(cast)
    assert late_rule(cast.group) == ("always", 0)
    client.force_login(cast.member)
    assert "people are let in at any time, also later" in text_of(client.get(evening.door))


def test_a_leader_chooses_and_the_door_and_the_room_follow(cast, client, address):
    client.force_login(cast.facilitator)
    assert f'href="{address}"' in text_of(client.get(f"/meetings/agenda/{cast.group.pk}/"))
    answer = client.post(address, {"kind": "minutes", "minutes": "10"})
    assert answer.headers["Location"] == f"/meetings/agenda/{cast.group.pk}/"
    assert Entry.objects.latest("number").action == "late_rule.chosen"
    evening = an_evening(cast)
    client.force_login(cast.member)
    assert "until 10 minutes after the beginning" in text_of(client.get(evening.door))
    opened = next(iter(log.read(evening.meeting.pk))).event
    assert isinstance(opened, MeetingOpened)
    assert (opened.late, opened.late_minutes) == ("minutes", 10)


def test_as_the_leader_decides_has_words_of_its_own(cast, client):
    choose_late_rule(group=cast.group, kind="leader", minutes=0, actor=cast.coordinator, at=now())
    evening = an_evening(cast)
    open_room(meeting=evening.meeting, actor=cast.facilitator, at=now())
    client.force_login(cast.member)
    assert "decides each time whether it is a good moment" in text_of(client.get(evening.door))


@pytest.mark.parametrize(
    "sent", [{}, {"kind": "never"}, {"kind": "minutes"}, {"kind": "minutes", "minutes": "0"},
             {"kind": "minutes", "minutes": "121"}, {"kind": "minutes", "minutes": "soon"}],
)  # fmt: skip
def test_what_is_no_rule_is_refused_and_nothing_changes(cast, client, address, sent):
    client.force_login(cast.facilitator)
    assert client.post(address, sent).status_code == 422
    assert not LateRule.objects.exists()


def test_the_service_refuses_the_same_and_whoever_may_not(cast):
    for kind, minutes in (("never", 0), ("minutes", 0), ("minutes", 121)):
        with pytest.raises(ValidationError):
            choose_late_rule(group=cast.group, kind=kind, minutes=minutes, actor=cast.facilitator, at=now())
    for person in (cast.member, cast.outsider):
        with pytest.raises(NotAllowed):
            choose_late_rule(group=cast.group, kind="always", minutes=0, actor=person, at=now())
    assert not LateRule.objects.exists()


def test_minutes_are_forgotten_where_they_do_not_count(cast):
    choose_late_rule(group=cast.group, kind="minutes", minutes=20, actor=cast.facilitator, at=now())
    choose_late_rule(group=cast.group, kind="leader", minutes=20, actor=cast.facilitator, at=now())
    assert late_rule(cast.group) == ("leader", 0)
