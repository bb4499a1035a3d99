"""The pages of a sealed note: asked for by who leads, looked at by a second person, read about by whose it is."""

from datetime import timedelta

import pytest
from django.test import Client

from openchair.audit.models import Entry
from openchair.core.time import now
from openchair.groups.models import Meeting
from openchair.people.models import Look
from openchair.rooms import services
from openchair.rooms.models import BreakGlass, BreakGlassReview
from openchair.web.queries.my_data import my_data
from openchair.web.queries.today import today_of
from tests.architecture.matrix.rooms import a_note
from tests.architecture.test_translatable import given, left_outside, marked  # noqa: F401  (a fixture)
from tests.cast import PASSWORD, code_now

pytestmark = pytest.mark.django_db(databases="__all__")
REASON = "He wrote that he will not see the morning."
ANSWERS = {"ground": "goodbye", "reason": REASON}


def as_(person):
    client = Client()
    client.force_login(person)
    return client


def proven(person):
    """Signed in with the second step just done."""
    client = Client()
    client.post("/sign-in/", {"login": person.sign_in_name, "password": PASSWORD})
    client.post("/sign-in/second-step/", {"code": code_now()})
    return client


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def where(cast):
    """Where the note of the member is asked for."""
    left = a_note(cast)
    return f"/meetings/{left['meeting_id']}/where/{left['seat_id']}/"


def open_it(cast, *, ago=timedelta()):
    """Opened by who leads, so long ago."""
    left, at = a_note(cast), now()
    opening = services.open_where_tonight(
        meeting=Meeting.objects.get(pk=left["meeting_id"]), seat=left["seat_id"], actor=cast.facilitator, at=at,
        **ANSWERS,
    )  # fmt: skip
    BreakGlass.objects.filter(pk=opening.pk).update(opened_at=at - ago, expires_at=opening.expires_at - ago)
    return opening


def entries(action):
    return Entry.objects.filter(action=action).count()


# --- opening -----------------------------------------------------------------------------------------------
def test_a_leader_says_why_and_reads_the_note(cast, where):
    leader = proven(cast.facilitator)
    asked = text(leader.get(where))
    assert "Open where Wren is tonight?" in asked and "Wren reads that you opened it, and why." in asked
    assert "Mill 7" not in asked and not BreakGlass.objects.exists()
    answer = leader.post(where, ANSWERS)
    opening = BreakGlass.objects.get()
    assert answer.headers["Location"] == f"/meetings/opened/{opening.pk}/"
    page = leader.get(answer.headers["Location"])
    assert page.headers["Cache-Control"].count("no-store")
    for words in ("Mill 7", "Ruth", "Pell, the coordinators and supervisors", "Wren themselves.", REASON):
        assert words in text(page)
    assert (entries("break_glass.opened"), entries("break_glass.read")) == (1, 1)
    assert leader.get(where).headers["Location"] == answer.headers["Location"], "an open note is not opened again"


def test_an_old_sign_in_asks_for_the_code_before_anything_is_written(cast, where):
    for asked in (as_(cast.facilitator).get(where), as_(cast.facilitator).post(where, ANSWERS)):
        assert asked.headers["Location"].startswith("/sign-in/again/code/?next=%2Fmeetings%2F")
    assert not (BreakGlass.objects.exists() or Look.objects.exists())


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"reason": "why not"}, {"ground": ""}, {"ground": "curious"}])
def test_without_a_reason_from_the_list_and_a_sentence_it_stays_sealed(cast, where, wrong):
    refused = proven(cast.facilitator).post(where, ANSWERS | wrong)
    assert refused.status_code == 422 and 'role="alert"' in text(refused)
    assert not BreakGlass.objects.exists()


@pytest.mark.parametrize("part", ["member", "second_member", "coordinator", "supervisor", "outsider"])
def test_nobody_who_does_not_lead_this_meeting_opens_it(cast, where, part):
    assert as_(cast.everybody[part]).post(where, ANSWERS).status_code == 404
    assert not BreakGlass.objects.exists()


def test_without_a_note_the_page_says_what_to_do_instead(cast, where):
    leader = proven(cast.facilitator)
    tove = where.replace(str(cast.memberships["member"].pk), str(cast.memberships["second_member"].pk))
    assert "No note was left" in text(leader.get(tove))
    assert "No note was left" in text(leader.post(tove, ANSWERS))
    assert not BreakGlass.objects.exists()


def test_after_the_meeting_nothing_can_be_opened_and_what_was_opened_runs_out(cast, where):
    leader = proven(cast.facilitator)
    opened = leader.post(where, ANSWERS).headers["Location"]
    Meeting.objects.exclude(opened_at=None).update(closed_at=now())
    assert "Mill 7" in text(leader.get(opened))
    tove = where.replace(str(cast.memberships["member"].pk), str(cast.memberships["second_member"].pk))
    assert leader.get(tove).status_code == 404
    BreakGlass.objects.update(opened_at=now() - timedelta(hours=1), expires_at=now())
    page = text(leader.get(opened))
    assert "The hour is over." in page and "Mill 7" not in page and "Ruth" not in page
    assert entries("break_glass.read") == 1
    assert leader.get(where).status_code == 404


@pytest.mark.parametrize("part", ["member", "second_member", "co_facilitator", "coordinator", "supervisor"])
def test_the_note_itself_opens_for_whoever_opened_it_alone(cast, part):
    opening = open_it(cast)
    client = as_(cast.everybody[part])
    pages = [client.get(f"/meetings/opened/{opening.pk}/{end}") for end in ("", "review/", "mine/")]
    assert pages[0].status_code == 404
    assert not any("Mill 7" in text(page) or "Ruth" in text(page) for page in pages)
    assert not entries("break_glass.read")


def test_when_nobody_could_be_told_the_page_says_so(cast):
    from openchair.groups.services import end_membership
    from openchair.people.models import RoleGrant

    opening = open_it(cast)
    end_membership(membership=cast.memberships["co_facilitator"], actor=cast.coordinator, at=now())
    RoleGrant.objects.filter(role__in=("coordinator", "supervisor")).update(ends_at=now())
    assert "Nobody could be told." in text(as_(cast.facilitator).get(f"/meetings/opened/{opening.pk}/"))


# --- the second person --------------------------------------------------------------------------------------------
SECOND = {"co_facilitator", "coordinator", "supervisor"}


def test_todays_card_stands_for_every_second_person_and_nobody_else(cast):
    opening = open_it(cast)
    address = f"/meetings/opened/{opening.pk}/review/"
    told = {part for part, person in cast.everybody.items() if address in text(as_(person).get("/"))}
    assert told == SECOND
    assert "Nothing needs you right now" not in text(as_(cast.supervisor).get("/"))
    assert "Nothing needs you right now" in text(as_(cast.operator).get("/"))
    assert [card.waits_long for card in today_of(cast.supervisor, now()).to_review] == [False]


def test_a_second_person_sees_what_happened_and_says_what_they_find(cast):
    opening = open_it(cast)
    client, address = as_(cast.supervisor), f"/meetings/opened/{opening.pk}/review/"
    page = text(client.get(address))
    for words in ("Amara, who led The Wednesday Table", REASON, "They said goodbye", "Who is Wren?"):
        assert words in page
    for wrong in ({}, {"finding": "right"}, {"finding": "fine", "words": "Good."}, {"words": "Good enough."}):
        assert client.post(address, wrong).status_code == 422
    assert not BreakGlassReview.objects.exists()
    answer = client.post(address, {"finding": "right", "words": "She acted well."})
    assert answer.headers["Location"] == address
    assert "She acted well." in text(client.get(address))
    assert entries("break_glass.reviewed") == 1
    assert all(not today_of(cast.everybody[part], now()).to_review for part in SECOND)
    late = text(as_(cast.coordinator).post(address, {"finding": "wrong", "words": "No need."}))
    assert "Somebody else has just looked at it" in late and "She acted well." in late
    assert BreakGlassReview.objects.get().finding == "right"
    for part, end in (("facilitator", ""), ("member", "mine/")):
        assert "She acted well." in text(as_(cast.everybody[part]).get(f"/meetings/opened/{opening.pk}/{end}"))


def test_a_second_leader_is_not_offered_to_learn_who_somebody_is(cast):
    opening = open_it(cast)
    assert "/who/" not in text(as_(cast.co_facilitator).get(f"/meetings/opened/{opening.pk}/review/"))


def test_after_a_day_every_page_about_it_says_that_it_waits(cast):
    opening = open_it(cast, ago=timedelta(days=1))
    operators = text(as_(cast.operator).get("/"))
    assert "A review has waited for more than a day" in operators and "Nothing needs you right now" not in operators
    assert str(opening.pk) not in operators and "Wednesday" not in operators
    assert "It has waited for more than a day." in text(as_(cast.coordinator).get("/"))
    for part, end in (("facilitator", ""), ("coordinator", "review/"), ("member", "mine/")):
        page = text(as_(cast.everybody[part]).get(f"/meetings/opened/{opening.pk}/{end}"))
        assert "More than a day has passed, and nobody has looked at it yet." in page


# --- whose it is ------------------------------------------------------------------------------------------------------
def test_the_person_is_told_on_today_and_on_my_data_once(cast):
    opening = open_it(cast)
    address = f"/meetings/opened/{opening.pk}/mine/"
    client = as_(cast.member)
    assert address in text(client.get("/"))
    (look,) = my_data(cast.member, now()).looks
    assert (look.who, look.address) == ("A leader of The Wednesday Table", address)
    assert text(client.get("/my-data/")).count("where you were that night") == 1
    page = text(client.get(address))
    assert REASON in page and "Amara, who led The Wednesday Table" in page
    assert "where_tonight" not in page and "where tonight" not in text(client.get("/my-data/who-looked/"))
    for other in (cast.second_member, cast.outsider):
        assert not today_of(other, now()).opened_of_mine
        assert not my_data(other, now()).looks


def test_the_list_of_looks_does_not_join_a_leaders_two_names(cast):
    open_it(cast)
    page = text(as_(cast.member).get("/my-data/who-looked/"))
    assert "Somebody who led the meeting" in page and "Where you were that night" in page
    assert f"<td>{cast.facilitator.sign_in_name}</td>" not in page


def test_after_two_weeks_it_stands_on_my_data_alone(cast):
    open_it(cast, ago=timedelta(days=14))
    assert not today_of(cast.member, now()).opened_of_mine
    assert len(my_data(cast.member, now()).looks) == 1


def test_who_has_left_the_group_still_reads_who_opened_their_note(cast):
    from openchair.groups.services import leave

    opening = open_it(cast)
    leave(membership=cast.memberships["member"], actor=cast.member, at=now())
    assert REASON in text(as_(cast.member).get(f"/meetings/opened/{opening.pk}/mine/"))


@pytest.mark.usefixtures("marked")
def test_the_question_passes_through_translation_too(cast, where):
    leader = proven(cast.facilitator)
    for page in (leader.get(where), leader.post(where, {})):
        assert sorted(set(left_outside(page.content.decode(), given(cast)))) == []
