"""The pages around a meeting, as the server writes them."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from openchair.agreements.catalogue import clauses_for
from openchair.agreements.services import publish_version, sign
from openchair.core.time import now
from openchair.groups.services import cancel_meeting, plan_extra_meeting
from openchair.people.models import Person
from openchair.rooms.bench.stage import new_person
from openchair.rooms.models import WhereTonight
from openchair.rooms.services import open_room
from tests.rooms.live import staged

pytestmark = pytest.mark.django_db(databases="__all__")


def page_of(person, meeting, name="door", **more):
    client = Client()
    client.force_login(person)
    return client.get(reverse(f"rooms:{name}", args=[meeting.pk]), **more)


def coordinator():
    return Person.objects.get(sign_in_name="bench coordinator")


def with_another_meeting(wait):
    """A group, and a meeting of it whose room nobody has opened."""
    room = staged(2)
    starts_at = now() + wait
    return room, plan_extra_meeting(group=room.group, starts_at=starts_at, minutes=60, actor=coordinator(), at=now())


def test_an_outsider_cannot_tell_that_a_meeting_exists():
    room = staged(2)
    outsider = new_person("outsider", now())
    for name in ("door", "room", "closed"):
        assert page_of(outsider, room.meeting, name).status_code == 404
    assert Client().get(reverse("rooms:room", args=[room.meeting.pk])).status_code == 302


def test_a_member_finds_the_questions_of_the_door_and_a_leader_opens_it():
    room = staged(2)
    member = page_of(room.people[1].person, room.meeting).content.decode()
    assert "Welcome to listen" in member
    assert "I am ready" in member
    assert "Lead only, who comes to you" in member
    leader = page_of(room.people[0].person, room.meeting).content.decode()
    assert "Open the door and go in" in leader
    assert "I come to listen" not in leader


def test_the_first_who_comes_finds_the_house_opening_the_room():
    room, later = with_another_meeting(timedelta(minutes=5))
    assert page_of(room.people[1].person, later).status_code == 200
    later.refresh_from_db()
    assert later.opened_at is not None


def test_before_its_hour_the_door_says_when_it_opens():
    room, later = with_another_meeting(timedelta(days=2))
    room.people[1].person.time_zone = "Asia/Tokyo"
    room.people[1].person.save()
    page = page_of(room.people[1].person, later).content.decode()
    assert "The door is still closed" in page
    assert f"we begin at {later.starts_at.astimezone(ZoneInfo('Asia/Tokyo')):%H:%M}" in page
    assert "Asia/Tokyo" in page
    assert "rooms/door.js" not in page
    later.refresh_from_db()
    assert later.opened_at is None
    assert page_of(room.people[1].person, later, "room").headers["Location"].endswith("/door/")


def test_without_a_valid_signature_the_door_leads_to_the_agreement():
    room = staged(2)
    publish_version(group=room.group, clauses=clauses_for(room.group, {}), actor=room.people[0].person, at=now())
    page = page_of(room.people[1].person, room.meeting).content.decode()
    assert f"/groups/{room.group.pk}/agreement/" in page
    assert "data-socket" not in page
    assert page_of(room.people[1].person, room.meeting, "room").status_code == 302


def test_a_cancelled_meeting_says_so():
    room, later = with_another_meeting(timedelta(minutes=5))
    cancel_meeting(meeting=later, actor=coordinator(), at=now())
    assert "does not take place" in page_of(room.people[1].person, later).content.decode()


def test_the_place_of_tonight_is_sealed_by_the_form_and_taken_back():
    room = staged(2)
    client = Client()
    client.force_login(room.people[1].person)
    address = reverse("rooms:door", args=[room.meeting.pk])
    answers = {"alone": "yes", "ear": "no", "come": "speak"}
    kept = client.post(
        address, answers | {"place": "CANARY-PLACE", "call": "CANARY-CALL"}, headers={"accept": "application/json"}
    )
    assert kept.json() == {"place_left": True}
    assert WhereTonight.objects.get().place == "CANARY-PLACE"
    page = client.get(address).content.decode()
    assert "CANARY" not in page
    assert "Take the note back" in page
    back = client.post(address, answers | {"forget": "yes"}, headers={"accept": "application/json"})
    assert back.json() == {"place_left": False}
    assert not WhereTonight.objects.exists()


def test_without_a_script_the_form_still_seals_the_note_and_says_so():
    room = staged(2)
    client = Client()
    client.force_login(room.people[1].person)
    address = reverse("rooms:door", args=[room.meeting.pk])
    page = client.post(address, {"alone": "yes", "ear": "no", "come": "speak", "place": "Home"}).content.decode()
    assert "Your sealed note is kept" in page
    assert "cannot work without JavaScript" in page


def test_only_where_the_agreement_says_so_the_door_speaks_of_coming_sober():
    room = staged(2)
    seat, at = room.people[1].membership, now()
    assert "sober" not in page_of(seat.person, room.meeting).content.decode()
    clauses = clauses_for(room.group, {"sobriety": "or_listen"})
    version = publish_version(group=room.group, clauses=clauses, actor=coordinator(), at=at)
    sign(version=version, membership=seat, actor=seat.person, at=at)
    assert "I come sober" in page_of(seat.person, room.meeting).content.decode()


def test_a_wrong_answer_is_named_and_nothing_is_kept():
    room = staged(2)
    client = Client()
    client.force_login(room.people[1].person)
    answer = client.post(reverse("rooms:door", args=[room.meeting.pk]), {"alone": "perhaps", "place": "Home"})
    assert answer.status_code == 422
    assert 'class="problem"' in answer.content.decode()
    assert not WhereTonight.objects.exists()


def test_only_leaders_get_the_leaders_layer():
    room = staged(2)
    assert "data-leaders" in page_of(room.people[0].person, room.meeting, "room").content.decode()
    member = page_of(room.people[1].person, room.meeting, "room").content.decode()
    assert "data-leaders" not in member
    assert 'data-piece="caller"' not in member


def test_no_page_of_a_meeting_carries_inline_script_or_style():
    room = staged(2)
    for person in (room.people[0].person, room.people[1].person):
        for name in ("door", "room"):
            page = page_of(person, room.meeting, name).content.decode()
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
            assert not re.search(r"<script(?![^>]*\ssrc=)", page)


def test_nothing_of_a_meeting_is_kept_by_a_cache():
    room = staged(2)
    for name in ("door", "room"):
        assert "no-store" in page_of(room.people[1].person, room.meeting, name).headers["Cache-Control"]


@pytest.mark.parametrize("name", ["door", "room"])
def test_a_page_asks_the_database_no_more_often_with_more_people(name, django_assert_max_num_queries):
    few = staged(2)
    many = staged(6, number=1, coordinator=coordinator())
    counts = []
    for room in (few, many):
        with django_assert_max_num_queries(40) as asked:
            page_of(room.people[1].person, room.meeting, name)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_house_words_for_scripts_are_served_to_anybody():
    answer = Client().get(reverse("rooms:phrases"))
    assert answer.status_code == 200
    assert "gettext" in answer.content.decode()


def test_a_closed_meeting_ends_calmly_and_tells_only_the_own_share():
    room = staged(2)
    meeting = room.meeting
    assert page_of(room.people[1].person, meeting, "closed").status_code == 404
    meeting.closed_at = now()
    meeting.save(update_fields=["closed_at"])
    page = page_of(room.people[1].person, meeting, "closed").content.decode()
    assert "The piece is back on the table" in page
    assert "Thank you for being here" in page
    assert "held the piece" not in page
    assert page_of(room.people[1].person, meeting, "room").headers["Location"].endswith("/closed/")


def test_opening_a_room_again_changes_nothing():
    room = staged(2)
    assert open_room(meeting=room.meeting, actor=room.people[1].person, at=now()) is False
    assert page_of(room.people[1].person, room.meeting).status_code == 200
