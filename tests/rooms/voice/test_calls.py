"""Calls over a media server, against a real Janus: who gets a way in, and who is out of it when (AV-2, D15)."""

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from openchair.core.time import now
from openchair.groups.services import plan_extra_meeting
from openchair.rooms import calls
from openchair.rooms.bench.stage import StagedRoom
from openchair.rooms.health import media_server_answers
from openchair.rooms.models import VoiceConsent
from openchair.rooms.services import open_room
from openchair.rooms.voice import media
from openchair.rooms.voice.services import NoCall, choose_voice
from tests.janus import RunningJanus, running_janus
from tests.rooms.live import Server, in_thread, play, staged

from .media.test_janus import Person

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningJanus]:
    """A Janus for these tests."""
    with running_janus(tmp_path_factory.mktemp("janus")) as janus:
        yield janus


@pytest.fixture
def janus(running: RunningJanus, settings: Any) -> RunningJanus:
    """An installation with that media server."""
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:relay.example.org"], "s" * 40
    for name, value in running.surroundings.items():
        setattr(settings, name.removeprefix("OPENCHAIR_"), value)
    return running


def talking(people: int = 4) -> StagedRoom:
    """An open room of a group whose calls go over the media server."""
    room, at = staged(people), now()
    leader = room.people[0].person
    choose_voice(group=room.group, voice="audio", follows_piece=False, by_server=True, actor=leader, at=at)
    meeting = plan_extra_meeting(
        group=room.group, starts_at=at + timedelta(minutes=2), minutes=60, actor=leader, at=at
    )  # fmt: skip
    open_room(meeting=meeting, actor=leader, at=at)
    meeting.refresh_from_db()
    return StagedRoom(room.group, meeting, room.people)


def leg_of(page: Any) -> str:
    return f"leg-{page.seat[-12:]}"


async def join(*pages: Any) -> None:
    for page in pages:
        answer = await page.do("join_voice", leg=leg_of(page), agreed=True)
        assert answer["t"] == "ack", answer


async def way_of(room: StagedRoom, page: Any, leg: str = "") -> media.Joining:
    (member,) = [one for one in room.people if one.seat == page.seat]
    found: media.Joining = await in_thread(
        calls.way_into, meeting=room.meeting, membership=member.membership, leg=leg or leg_of(page), at=now()
    )
    return found


async def refused(room: StagedRoom, page: Any, leg: str = "") -> bool:
    try:
        await way_of(room, page, leg)
    except NoCall:
        return True
    return False


async def gone(person: Person, patience: float = 20) -> float:
    """Wait until Janus has nothing of this person any more; how long it took."""
    begun = time.monotonic()
    while await in_thread(person.is_there):
        assert time.monotonic() - begun < patience
        await asyncio.sleep(0.05)
    return time.monotonic() - begun


async def at_janus(way: media.Joining) -> Person:
    def joins() -> Person:
        person = Person(way)
        assert person.join()["videoroom"] == "joined"
        return person

    joined: Person = await in_thread(joins)
    return joined


def test_only_who_is_in_the_call_gets_a_way_in_and_whoever_leaves_is_out_in_seconds(janus: RunningJanus) -> None:
    room = talking()

    async def story(server: Server) -> None:
        lead, anna, ben, cleo = await server.inside(room, *room.people[1:])
        assert await refused(room, anna), "nobody listens whom the others do not see"
        await join(lead, anna, ben)
        assert await refused(room, cleo)
        assert await refused(room, anna, leg_of(ben)), "with somebody else’s mark"
        first, second, third = [await at_janus(await way_of(room, page)) for page in (lead, anna, ben)]
        assert first.way.room == second.way.room
        for secret in (anna.seat, str(room.meeting.pk), leg_of(anna)):
            assert secret not in str(second.way)

        await anna.do("leave_voice", leg=leg_of(anna))
        assert await gone(second) < 20
        assert await refused(room, anna)
        await lead.do("remove", seat=ben.seat, reason="We agreed on that.")
        taken = await gone(third)
        print(f"D15: a removed member's session ended after {taken:.1f} s (media server, nothing closed by the page)")
        assert await in_thread(first.is_there)

    play(story, "own")


def test_a_small_group_is_a_call_of_its_own_on_the_server_too(janus: RunningJanus) -> None:
    room = talking(5)

    async def story(server: Server) -> None:
        lead, anna, ben, cleo, dora = await server.inside(room, *room.people[1:])
        await lead.do("begin")
        await join(lead, anna, ben, cleo, dora)
        whole = await at_janus(await way_of(room, anna))
        groups = [{"seats": [anna.seat, ben.seat]}, {"seats": [cleo.seat, dora.seat]}]
        answer = await lead.do("open_small_groups", groups=groups, minutes=10, asks="What helps?")
        assert answer["t"] == "ack", answer
        await gone(whole)
        ways = [await way_of(room, page) for page in (anna, ben, cleo, lead)]
        assert ways[0].room == ways[1].room
        assert len({way.room for way in ways}) == 3
        assert ways[3].room == whole.way.room, "who stays at the whole table is in its call"

    play(story, "own")


def test_a_yes_from_before_does_not_cover_the_media_server(janus: RunningJanus) -> None:
    room = talking()
    membership = room.people[1].membership
    VoiceConsent.objects.create(membership=membership, agreed_at=now())

    async def story(server: Server) -> None:
        _lead, anna, *_rest = await server.inside(room, *room.people[1:])
        assert anna.view["me"]["voice"] is False
        assert (await anna.do("join_voice", leg=leg_of(anna)))["code"] == "not_agreed"
        await join(anna)
        await in_thread(wait_for_wider, membership)

    play(story, "own")
    narrow, wide = VoiceConsent.objects.filter(membership=membership).order_by("agreed_at")
    assert (narrow.by_server, wide.by_server) == (False, True)
    assert narrow.taken_back_at == wide.agreed_at
    assert wide.taken_back_at is None


def wait_for_wider(membership: Any) -> None:
    for _ in range(800):
        if VoiceConsent.objects.filter(membership=membership, by_server=True).exists():
            return
        time.sleep(0.01)
    raise AssertionError("the yes was not kept")


def test_a_media_server_that_is_away_disturbs_no_room_and_is_told_by_check(settings: Any, caplog: Any) -> None:
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:relay.example.org"], "s" * 40
    settings.JANUS_URL, settings.JANUS_SECRET = "wss://media.example.org", "s" * 40
    settings.JANUS_ADDRESS, settings.JANUS_ADMIN_ADDRESS = "http://127.0.0.1:9/janus", "http://127.0.0.1:9/admin"
    room = talking()

    async def story(server: Server) -> None:
        _lead, anna, ben, _cleo = await server.inside(room, *room.people[1:])
        await join(anna, ben)
        with pytest.raises(media.NotReached):
            await way_of(room, anna)
        await asyncio.sleep(2 * calls.SETTLE_SECONDS)
        assert (await ben.do("say", words="The written room goes on."))["t"] == "ack"

    play(story, "own")
    told = [record.getMessage() for record in caplog.records if "calls cannot be settled" in record.getMessage()]
    assert len(told) <= 1, "once is enough"
    (problem,) = media_server_answers()
    assert "was not reached" in problem.words
    assert "Start Janus" in problem.mend
    settings.JANUS_URL = ""
    assert list(media_server_answers()) == []


def test_check_is_content_with_a_media_server_that_answers(janus: RunningJanus, settings: Any) -> None:
    assert list(media_server_answers()) == []
    settings.JANUS_SECRET = "another secret, of more than thirty-two letters"
    (problem,) = media_server_answers()
    assert "refused" in problem.words
