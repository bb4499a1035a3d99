"""From a seat to a person: one act, with a reason, that the person reads (PSEUD-4)."""

import json

import pytest

from openchair.audit.models import Entry
from openchair.core.errors import NotAllowed
from openchair.core.time import now
from openchair.groups.services import tell_who
from openchair.people.models import Look
from openchair.people.queries import who_looked
from tests.cast import PARTS, PASSWORD, code_now

pytestmark = pytest.mark.django_db(databases="__all__")
MAY = {"coordinator", "supervisor"}


def prove(client, person):
    """Sign in with the second step just done."""
    client.post("/sign-in/", {"login": person.sign_in_name, "password": PASSWORD})
    client.post("/sign-in/second-step/", {"code": code_now()})


def address(cast, part="member"):
    return f"/groups/{cast.group.pk}/people/{cast.memberships[part].pk}/who/"


@pytest.mark.parametrize("part", sorted(MAY))
def test_asking_who_somebody_is_leads_to_their_account_and_is_one_entry_and_one_line_in_their_record(
    cast, client, part
):
    prove(client, cast.everybody[part])
    asked, before = address(cast), Entry.objects.count()
    answer = client.post(asked, {"reason": "duty"})
    assert answer.headers["Location"] == f"/people/{cast.member.pk}/"
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.latest("number")
    assert (entry.action, entry.actor_id, entry.reason_code) == ("identity_revealed", cast.everybody[part].pk, "duty")
    subject = json.loads(entry.subject)
    assert (subject["person_id"], subject["what"]) == (str(cast.member.pk), "seat")
    (look,) = who_looked(cast.member, now())
    assert (look.who, look.what_words) == (part, "That a name in a group is yours")
    assert not who_looked(cast.second_member, now()).exists()
    client.force_login(cast.member)
    assert "which person a name in a group is: A duty to tell somebody" in client.get("/my-data/").content.decode()


def test_nothing_is_told_without_a_reason_and_looking_at_the_question_is_no_act(cast, client):
    prove(client, cast.coordinator)
    page = client.get(address(cast)).content.decode()
    assert "Who is Wren?" in page and str(cast.member.pk) not in page
    refused = client.post(address(cast), {"reason": ""})
    assert refused.status_code == 422
    assert str(cast.member.pk) not in refused.content.decode()
    assert not Look.objects.exists()


def test_an_old_sign_in_asks_for_the_code_first(cast, client):
    client.force_login(cast.coordinator)
    for asked in (client.get(address(cast)), client.post(address(cast), {"reason": "duty"})):
        assert asked.headers["Location"].startswith("/sign-in/again/code/?next=%2Fgroups%2F")
    assert not Look.objects.exists()


@pytest.mark.parametrize("part", sorted(set(PARTS) - MAY))
def test_nobody_else_learns_it_least_of_all_those_who_lead(cast, client, part):
    client.force_login(cast.everybody[part])
    assert client.post(address(cast), {"reason": "duty"}).status_code == 404
    with pytest.raises(NotAllowed):
        tell_who(
            membership=cast.memberships["second_member"], actor=cast.everybody[part], reason=Look.Reason.DUTY, at=now()
        )
    assert not Look.objects.exists()


def test_the_seats_page_offers_it_for_every_seat_but_ones_own(cast, client):
    client.force_login(cast.coordinator)
    seats = f"/groups/{cast.group.pk}/people/"
    client.post(seats, {"sign_in_name": "coordinator", "pseudonym": "Runa", "part": "member"})
    page = client.get(seats).content.decode()
    assert all(address(cast, part) in page for part in cast.memberships)
    assert page.count("/who/") == len(cast.memberships)
    own = cast.group.memberships.get(person=cast.coordinator)
    assert client.get(f"{seats}{own.pk}/who/").status_code == 404
