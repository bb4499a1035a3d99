"""The code on the wall of the hall: who gets one, whom it seats, and what it answers to everybody else (R37)."""

import re
from datetime import timedelta

import pytest

from openchair.agreements.services import publish_version
from openchair.audit.models import Entry
from openchair.core.errors import NotAllowed
from openchair.core.time import now
from openchair.groups.services import plan_extra_meeting
from openchair.rooms import reactions
from openchair.rooms.hall import LASTS, LETTERS, NoSuchCode, WaitFirst, come_by_code, show_code
from openchair.rooms.models import CameByCode, HallCode
from openchair.rooms.seats import seat_info
from openchair.rooms.services import open_room
from tests.journeys.evening import an_evening
from tests.rooms.live import staged

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def evening(cast):
    evening = an_evening(cast)
    open_room(meeting=evening.meeting, actor=cast.facilitator, at=now())
    evening.meeting.refresh_from_db()
    return evening


@pytest.fixture
def code(cast, evening):
    return show_code(meeting=evening.meeting, actor=cast.facilitator, at=now())


def refused(code, actor, at=None):
    """The words of the refusal; nobody came by it."""
    before = CameByCode.objects.count()
    with pytest.raises(NoSuchCode) as no:
        come_by_code(code=code, actor=actor, at=at or now())
    assert CameByCode.objects.count() == before
    return str(no.value)


def test_a_code_is_six_clear_letters_and_only_its_keyed_hash_is_kept(cast, evening, code):
    assert re.fullmatch(f"[{LETTERS}]{{6}}", code)
    assert not set(LETTERS) & set("0O1IL2Z5S8BUVAE")
    kept = HallCode.objects.get()
    assert len(bytes(kept.code_hash)) == 32
    assert code.encode() not in bytes(kept.code_hash)
    entry = Entry.objects.latest("number")
    assert entry.action == "hall_code.shown"
    assert code not in str(entry.__dict__)


def test_who_types_it_has_a_chair_in_the_hall_and_twice_is_once(cast, evening, code):
    seat = evening.seats["member"]
    assert not seat_info(evening.meeting, seat, now()).in_hall
    for typed in (code, f" {code[:3].lower()}-{code[3:].lower()} "):
        assert come_by_code(code=typed, actor=cast.member, at=now()) == evening.meeting
    assert [came.membership for came in CameByCode.objects.all()] == [seat]
    assert seat_info(evening.meeting, seat, now()).in_hall
    assert not seat_info(evening.meeting, evening.seats["second_member"], now()).in_hall


def test_wrong_old_replaced_and_foreign_codes_are_one_answer(cast, evening, code):
    foreign = staged(2)
    other = show_code(meeting=foreign.meeting, actor=foreign.people[0].person, at=now())
    answers = {
        refused("CCCCCC", cast.member),
        refused("naïve☃", cast.member),
        refused(other, cast.member),
        refused(code, cast.outsider),
        refused(code, cast.co_facilitator, at=now() + LASTS),
    }
    anew = show_code(meeting=evening.meeting, actor=cast.facilitator, at=now())
    answers.add(refused(code, cast.second_member))
    assert len(answers) == 1
    assert come_by_code(code=anew, actor=cast.second_member, at=now()) == evening.meeting


def test_a_code_opens_no_other_meeting_of_the_same_group(cast, evening, code):
    at = now()
    later = plan_extra_meeting(
        group=cast.circle.group, starts_at=at + timedelta(minutes=1), minutes=30, actor=cast.coordinator, at=at
    )
    come_by_code(code=code, actor=cast.member, at=at)
    assert not seat_info(later, evening.seats["member"], at).in_hall


def test_too_many_tries_make_one_person_wait_and_nobody_else_in_the_hall(cast, evening, code):
    for _each in range(5):
        refused("CCCCCC", cast.member)
    for typed in ("CCCCCC", code):
        with pytest.raises(WaitFirst) as first:
            come_by_code(code=typed, actor=cast.member, at=now())
        assert timedelta() < first.value.wait <= timedelta(seconds=15)
    assert come_by_code(code=code, actor=cast.second_member, at=now()) == evening.meeting
    assert come_by_code(code=code, actor=cast.member, at=now() + timedelta(seconds=16)) == evening.meeting


def test_without_a_signature_the_code_seats_nobody_and_leads_to_the_door(cast, evening, code, client):
    version = cast.circle.version
    publish_version(group=cast.group, clauses=version.clauses, actor=version.published_by, at=now())
    client.force_login(cast.member)
    answer = client.post("/here/", {"code": code}, follow=True)
    assert answer.redirect_chain == [(evening.room, 302), (evening.door, 302)]
    assert not CameByCode.objects.exists()


def test_only_who_leads_a_running_meeting_shows_a_code(cast, evening):
    for part in ("member", "second_member", "coordinator", "outsider"):
        with pytest.raises(NotAllowed):
            show_code(meeting=evening.meeting, actor=getattr(cast, part), at=now())
    with pytest.raises(NotAllowed):
        show_code(meeting=cast.circle.meeting, actor=cast.facilitator, at=now())
    assert not HallCode.objects.exists()


def test_codes_and_arrivals_go_when_the_meeting_closes(cast, evening, code):
    come_by_code(code=code, actor=cast.member, at=now())
    reactions._closed(evening.meeting, now())
    assert not HallCode.objects.exists()
    assert not CameByCode.objects.exists()


def test_a_closed_meeting_has_no_code_any_more(cast, evening, code):
    type(evening.meeting).objects.filter(pk=evening.meeting.pk).update(closed_at=now())
    refused(code, cast.member)


def test_the_page_seats_refuses_and_asks_to_wait_in_plain_words(cast, evening, code, client):
    assert "Sign in first" in client.get("/here/").content.decode()
    assert client.post("/here/", {"code": code}).headers["Location"] == "/sign-in/?next=/here/"
    client.force_login(cast.member)
    assert client.post("/here/", {"code": code}).headers["Location"] == evening.room
    for sent in ({}, {"code": ""}, {"code": "C" * 21}, {"code": "\x00"}):
        assert client.post("/here/", sent).status_code == 422
    for _each in range(5):
        wrong = client.post("/here/", {"code": "CCCCCC"})
        assert wrong.status_code == 422
        assert "does not fit" in wrong.content.decode()
    wait = client.post("/here/", {"code": code})
    assert wait.status_code == 429
    assert 0 < int(wait.headers["Retry-After"]) <= 15


def test_the_board_is_told_the_code_once_and_no_address_holds_it(cast, evening, client):
    client.force_login(cast.facilitator)
    answer = client.post(f"/meetings/{evening.meeting.pk}/board/code/")
    told = answer.json()
    assert come_by_code(code=told["code"], actor=cast.member, at=now()) == evening.meeting
    assert told["address"].endswith("/here/")
    assert told["picture"].startswith("data:image/svg+xml;base64,")
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.get(f"/meetings/{evening.meeting.pk}/board/code/").status_code == 405
