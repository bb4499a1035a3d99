"""The pages of voice: what a group chooses, trying it out, one's own yes, and the way to the relay."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openchair.audit.models import Entry
from openchair.core.time import now
from openchair.groups.services import plan_extra_meeting
from openchair.rooms.core.events import CameToDoor, Event, Joined, Left, VoiceJoined
from openchair.rooms.log import to_json
from openchair.rooms.models import LogEvent, VoiceChoice, VoiceConsent
from openchair.rooms.services import open_room
from openchair.rooms.voice import services, turn
from openchair.rooms.voice.queries import rules_of

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def relay(settings):
    """An installation with a relay."""
    settings.TURN_URLS, settings.TURN_SECRET = ["turns:relay.example.org:5349?transport=tcp"], "s" * 40


@pytest.fixture
def meeting(cast, relay):
    """An open room of the cast's group, which meets with voice."""
    group, at = cast.circle.group, now()
    services.choose_voice(group=group, voice="audio", follows_piece=True, actor=cast.facilitator, at=at)
    meeting = plan_extra_meeting(group=group, starts_at=at, minutes=75, actor=cast.coordinator, at=at)
    open_room(meeting=meeting, actor=cast.facilitator, at=at)
    return meeting


def happened(meeting, event: Event, seat):
    """Put an open fact into the log, as the room would."""
    last = LogEvent.objects.filter(meeting=meeting).latest("number")
    position = LogEvent.objects.filter(meeting=meeting, stream="room").count() + 1
    LogEvent.objects.create(
        meeting=meeting, number=last.number + 1, stream="room", position=position, at_ms=last.at_ms + 1,
        kind=re.sub("(?<!^)(?=[A-Z])", "_", type(event).__name__).lower(),
        data=to_json(event).decode(),
    )  # fmt: skip


def test_leaders_and_coordinators_choose_and_it_is_on_record(cast, client, relay):
    page = f"/meetings/voice/{cast.group.pk}/"
    for part in ("facilitator", "co_facilitator", "coordinator"):
        client.force_login(cast.everybody[part])
        assert client.post(page, {"voice": "video", "follows_piece": "on"}).status_code == 302
    choice = VoiceChoice.objects.get(group=cast.group)
    assert (choice.voice, choice.follows_piece, choice.changed_by) == ("video", True, cast.coordinator)
    assert Entry.objects.filter(action="voice.chosen").count() == 3
    assert rules_of(cast.group.pk).voice == "video"
    client.force_login(cast.member)
    assert client.post(page, {"voice": "off"}).status_code == 404


def test_without_a_relay_nobody_can_choose_voice_and_what_was_chosen_rests(cast, client, settings, relay):
    services.choose_voice(group=cast.circle.group, voice="audio", follows_piece=False, actor=cast.facilitator, at=now())
    settings.TURN_URLS = []
    client.force_login(cast.facilitator)
    answer = client.post(f"/meetings/voice/{cast.group.pk}/", {"voice": "audio"})
    assert answer.status_code == 422
    assert "no relay yet" in answer.content.decode()
    assert rules_of(cast.group.pk).voice == "off"
    assert client.post(f"/meetings/voice/{cast.group.pk}/", {"voice": "loud"}).status_code == 422
    assert client.post(f"/meetings/voice/{cast.group.pk}/", {"voice": "off"}).status_code == 302


def test_only_pages_of_groups_with_voice_may_ask_for_devices(cast, client, meeting):
    client.force_login(cast.member)
    for path in (f"/meetings/{meeting.pk}/room/", f"/meetings/{meeting.pk}/voice/"):
        policy = client.get(path)["Permissions-Policy"]
        assert "microphone=(self)" in policy
        assert "display-capture=()" in policy, "nobody shares a screen"
    for path in (f"/meetings/{meeting.pk}/door/", "/", "/help/"):
        assert "microphone=()" in client.get(path)["Permissions-Policy"]
    VoiceChoice.objects.update(voice="off")
    assert "microphone=()" in client.get(f"/meetings/{meeting.pk}/room/")["Permissions-Policy"]
    assert client.get(f"/meetings/{meeting.pk}/voice/").status_code == 404
    assert client.get(f"/meetings/{meeting.pk}/voice/relay/").status_code == 404


def test_a_yes_is_given_and_taken_back_without_a_script_and_each_is_on_record(cast, client, meeting):
    page = f"/meetings/{meeting.pk}/voice/"
    client.force_login(cast.member)
    assert "I would like to be heard" in client.get(page).content.decode()
    for act in ("agree", "agree", "take_back", "take_back", "agree"):
        assert client.post(page, {"act": act}).status_code == 302
    consents = VoiceConsent.objects.filter(membership=cast.circle.seats["member"]).order_by("agreed_at")
    assert [consent.taken_back_at is None for consent in consents] == [False, True]
    actions = [entry.action for entry in Entry.objects.filter(action__startswith="voice.").order_by("number")]
    assert actions == ["voice.chosen", "voice.agreed", "voice.taken_back", "voice.agreed"]
    assert "You agreed on" in client.get(page).content.decode()


def test_credentials_are_for_whoever_may_be_in_the_meeting_and_has_not_left_it(cast, client, meeting, settings):
    page = f"/meetings/{meeting.pk}/voice/relay/"
    seat = str(cast.circle.seats["member"].pk)
    client.force_login(cast.member)
    answer = client.get(page)
    told = json.loads(answer.content)
    assert "no-store" in answer["Cache-Control"]
    (server,) = told["servers"]
    assert server["urls"] == settings.TURN_URLS
    for secret in (seat, str(cast.member.pk), "Wren", str(meeting.pk)):
        assert secret not in answer.content.decode()
    for event, status in (
        (CameToDoor(seat), 200), (Joined(seat, "member"), 200), (Left(seat), 409), (CameToDoor(seat), 200),
        (Joined(seat, "member"), 200), (Left(seat), 409),
    ):  # fmt: skip
        happened(meeting, event, seat)
        assert client.get(page).status_code == status, event
    client.force_login(cast.second_member)
    assert client.get(page).status_code == 200, "that somebody else has left is not theirs"


def test_a_page_that_asks_for_the_relay_again_and_again_is_told_to_wait(cast, client, meeting, monkeypatch):
    monkeypatch.setattr(services, "MOST_TIMES", 3)
    client.force_login(cast.member)
    page = f"/meetings/{meeting.pk}/voice/relay/"
    assert [client.get(page).status_code for _ in range(5)] == [200, 200, 200, 429, 429]


def test_before_the_door_opens_there_is_no_way_to_the_relay(cast, client, meeting):
    client.force_login(cast.member)
    answer = client.get(f"/meetings/{cast.circle.meeting.pk}/voice/relay/")
    assert answer.status_code == 409
    assert "not open" in json.loads(answer.content)["words"]


def test_the_way_to_the_relay_asks_the_databases_a_fixed_number_of_times(cast, client, meeting):
    client.force_login(cast.member)
    page = f"/meetings/{meeting.pk}/voice/relay/"
    client.get(page)
    with CaptureQueriesContext(connection) as first:
        client.get(page)
    for _ in range(3):
        happened(meeting, CameToDoor(str(cast.circle.seats["member"].pk)), "")
    with CaptureQueriesContext(connection) as second:
        client.get(page)
    assert len(first) == len(second)


def test_nothing_in_the_house_can_record(cast, client, meeting):
    """AV-3: no address, no command and no signal has to do with recording; the consent says what others still could."""
    from typing import get_args

    from django.urls import get_resolver

    from openchair.rooms.core import commands as c
    from openchair.rooms.voice import signals

    def addresses(patterns, before=""):
        for each in patterns:
            yield before + str(each.pattern)
            yield from addresses(getattr(each, "url_patterns", []), before + str(each.pattern))

    assert not [address for address in addresses(get_resolver().url_patterns) if "record" in address]
    kinds = [*get_args(c.PersonCommand), signals.Description, signals.Ways, signals.Microphone]
    named = {kind.__name__.lower() for kind in kinds} | {field for kind in kinds for field in kind.__struct_fields__}
    assert not [name for name in named if "record" in name]
    client.force_login(cast.member)
    words = client.get(f"/meetings/{meeting.pk}/voice/").content.decode()
    assert "Nothing is recorded here; another person’s device still could" in words


def test_the_relay_is_used_for_minutes_only(settings, relay):
    assert turn.GOOD_FOR.total_seconds() <= 600


@pytest.fixture
def server(settings):
    """An installation that has a media server, which is away."""
    settings.JANUS_URL, settings.JANUS_SECRET = "wss://media.example.org/janus", "s" * 40
    settings.JANUS_ADDRESS, settings.JANUS_ADMIN_ADDRESS = "http://127.0.0.1:9/janus", "http://127.0.0.1:9/admin"


def test_larger_calls_are_chosen_where_there_is_a_media_server(cast, client, relay, settings):
    page = f"/meetings/voice/{cast.group.pk}/"
    client.force_login(cast.facilitator)
    assert "media server" not in client.get(page).content.decode()
    answer = client.post(page, {"voice": "audio", "by_server": "on"})
    assert answer.status_code == 422
    assert "no media server" in answer.content.decode()
    settings.JANUS_URL = "wss://media.example.org/janus"
    assert "it could hear it" in client.get(page).content.decode()
    assert client.post(page, {"voice": "audio", "by_server": "on"}).status_code == 302
    rules = rules_of(cast.group.pk)
    assert (rules.by_server, rules.people) == (True, settings.JANUS_PEOPLE)
    settings.JANUS_URL = ""
    rules = rules_of(cast.group.pk)
    assert (rules.by_server, rules.people) == (False, settings.CALL_PEOPLE), "what was chosen rests"


def test_a_yes_says_what_it_is_for_and_a_narrower_one_is_asked_anew(cast, client, meeting, server):
    page = f"/meetings/{meeting.pk}/voice/"
    client.force_login(cast.member)
    assert "could hear and see" not in client.get(page).content.decode()
    client.post(page, {"act": "agree"})
    VoiceChoice.objects.update(by_server=True)
    told = client.get(page).content.decode()
    assert "could hear and see them" in told
    assert "I would like to be heard" in told, "the yes from before was to something else"
    client.post(page, {"act": "agree"})
    assert "You agreed on" in client.get(page).content.decode()
    VoiceChoice.objects.update(by_server=False)
    assert "You agreed on" in client.get(page).content.decode()
    assert VoiceConsent.objects.filter(taken_back_at=None).count() == 1


def test_only_the_room_may_reach_the_media_server_and_only_where_there_is_one(cast, client, meeting, settings):
    client.force_login(cast.member)
    assert "media.example.org" not in client.get(f"/meetings/{meeting.pk}/room/")["Content-Security-Policy"]
    settings.JANUS_URL = "wss://media.example.org/janus"
    policy = client.get(f"/meetings/{meeting.pk}/room/")["Content-Security-Policy"]
    (connect,) = [part for part in policy.split("; ") if part.startswith("connect-src")]
    assert connect == "connect-src 'self' wss://media.example.org"
    assert "media.example.org" not in client.get(f"/meetings/{meeting.pk}/door/")["Content-Security-Policy"]


def test_a_way_to_the_media_server_is_for_who_is_in_the_call(cast, client, meeting, server, settings):
    page = f"/meetings/{meeting.pk}/voice/server/?leg=leg-of-member"
    client.force_login(cast.member)
    answer = client.get(page)
    assert (answer.status_code, json.loads(answer.content)["code"]) == (409, "no_call")
    client.force_login(cast.outsider)
    assert client.get(page).status_code == 404
    settings.JANUS_URL = ""
    client.force_login(cast.member)
    assert client.get(page).status_code == 409


def test_a_media_server_that_is_away_is_told_in_words(cast, client, relay, server):
    group, at = cast.circle.group, now()
    services.choose_voice(
        group=group, voice="audio", follows_piece=False, by_server=True, actor=cast.facilitator, at=at
    )  # fmt: skip
    meeting = plan_extra_meeting(group=group, starts_at=at, minutes=75, actor=cast.coordinator, at=at)
    open_room(meeting=meeting, actor=cast.facilitator, at=at)
    seat = str(cast.circle.seats["member"].pk)
    for event in (CameToDoor(seat), Joined(seat, "member"), VoiceJoined(seat, "leg-of-member")):
        happened(meeting, event, seat)
    client.force_login(cast.member)
    answer = client.get(f"/meetings/{meeting.pk}/voice/server/?leg=leg-of-member")
    assert answer.status_code == 503
    assert "written room goes on" in json.loads(answer.content)["words"]
    assert client.get(f"/meetings/{meeting.pk}/voice/server/?leg=leg-of-another").status_code == 409
