"""Bad input, floods, slow readers and a full disk: clear words, and nobody else notices (WEB-4, REL-2, D11)."""

import asyncio
import json
import random
import string
from contextlib import suppress

import pytest
from django.db import connection
from websockets.exceptions import ConnectionClosed

from openchair.core.time import now
from openchair.rooms import hub, log, wire
from openchair.rooms.bench.stage import new_coordinator
from openchair.rooms.core.events import Said
from openchair.rooms.core.state import KEPT_WORDS
from openchair.rooms.hub import MISTAKES
from tests.rooms.live import TRANSPORTS, Server, play, staged

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")

GOOD = [
    {"t": "do", "id": "1", "c": {"type": "say", "words": "hello", "wants": None, "note": ""}},
    {"t": "do", "id": "2", "c": {"type": "give_mood", "mood": 3, "moment": "in"}},
    {"t": "do", "id": "3", "c": {"type": "come_to_door", "alone": True}},
    {"t": "hello", "have": {"room": 4}},
]


def fuzzed(chance: random.Random) -> str | bytes:
    """One wrong frame: noise, a mangled good one, or good JSON of the wrong shape."""
    kind = chance.randrange(6)
    if kind == 0:
        return "".join(chance.choices(string.printable, k=chance.randrange(200)))
    if kind == 1:
        return chance.randbytes(chance.randrange(300))
    text = json.dumps(chance.choice(GOOD))
    if kind == 2:
        at = chance.randrange(len(text))
        return text[:at] + chance.choice(string.printable) + text[at + 1 + chance.randrange(3) :]
    if kind == 3:
        return "[" * chance.randrange(1, 3000)
    if kind == 4:
        frame = json.loads(text)
        frame[chance.choice(("t", "id", "c", "have", "extra"))] = chance.choice(
            (None, 1e300, -1, [], {}, "x" * 50, True, {"type": "say"}, {"type": "remove", "seat": 5})
        )
        return json.dumps(frame)
    return json.dumps(
        {"t": "do", "id": "f", "c": {"type": "say", "words": chance.choice(["", "x" * 4001, 7, None, ["a"]])}}
    )


def test_ten_thousand_fuzzed_frames_are_read_or_refused_and_nothing_else():
    chance = random.Random(7)
    for _ in range(10_000):
        try:
            frame = wire.read(fuzzed(chance))
        except wire.Unreadable:
            continue
        assert isinstance(frame, wire.Hello | wire.Do)


def test_a_room_lives_on_through_ten_thousand_fuzzed_frames(settings):
    settings.ROOM_MESSAGES_PER_SECOND = 0
    room = staged()
    chance = random.Random(8)

    async def story(server: Server):
        lead, anna = await server.inside(room, room.people[1])
        sent = lines = 0
        while sent < 10_000:
            socket = await server.connect(room.meeting.pk, room.people[2].cookie)
            lines += 1
            reading = asyncio.create_task(read_all(socket))
            try:
                await socket.send('{"t":"hello"}')
                for _ in range(MISTAKES * 4):
                    frame = fuzzed(chance)
                    await socket.send(frame)
                    sent += 1
            except ConnectionClosed:
                pass
            finally:
                await socket.close()
                await reading
            if lines % 25 == 0:
                assert (await anna.do("say", words=f"Still here after {sent}."))["t"] == "ack"
        assert (await lead.do("say", words="And I."))["t"] == "ack"
        await anna.until(lambda: anna.heard("said")[-1]["words"] == "And I.")
        assert not lead.closed and not anna.closed

    play(story)


async def read_all(socket):
    """Read and forget, so that the line does not fill up."""
    with suppress(ConnectionClosed):
        async for _ in socket:
            pass


def test_small_mistakes_are_forgiven_and_many_end_the_line():
    room = staged()

    async def story(server: Server):
        lead, anna = await server.inside(room, room.people[1])
        for _ in range(MISTAKES):
            await anna.send("{")
        assert (await anna.do("say", words="Sorry."))["t"] == "ack"
        await anna.send("{")
        await anna.until(lambda: anna.closed)
        assert anna.why == "too_much"
        assert (await lead.do("say", words="We go on."))["t"] == "ack"

    play(story)


def test_a_flood_from_one_person_is_slowed_and_nothing_of_it_is_lost(settings):
    settings.ROOM_MESSAGES_PER_SECOND = 2
    room = staged()

    async def story(server: Server):
        lead, anna = await server.inside(room, room.people[1])
        for number in range(12):
            await anna.send({"t": "do", "id": f"f{number}", "c": {"type": "say", "words": f"{number}"}})
        answers = [await anna.answer(f"f{number}") for number in range(12)]
        refused = [answer for answer in answers if answer["t"] == "no"]
        assert refused and {answer["code"] for answer in refused} == {"too_fast"}
        assert (await lead.do("say", words="I can still speak."))["t"] == "ack"
        await asyncio.sleep(1.2)
        assert (await anna.do("say", own_id=refused[0]["id"], words="again"))["t"] == "ack"

    play(story)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_reader_who_never_reads_is_cut_and_the_others_hear_everything(transport, settings, monkeypatch):
    settings.ROOM_MESSAGES_PER_SECOND = 0
    for module in ("queued", "protocol"):
        monkeypatch.setattr(f"openchair.rooms.{module}.BACKLOG", 64 * 1024)
    room = staged()

    async def story(server: Server):
        lead, anna = await server.inside(room, room.people[1])
        deaf = await server.connect(room.meeting.pk, room.people[1].cookie, max_queue=1)
        await deaf.send('{"t":"hello"}')
        await asyncio.sleep(0.2)
        deaf.transport.pause_reading()
        seat = room.people[1].seat
        lines = hub.start().rooms[room.meeting.pk].lines[seat]
        assert len(lines) == 2
        said = 0
        # Far more than the kernel's own buffers take.
        while len(lines) == 2 and said < 4000:
            await asyncio.gather(*(lead.do("say", words="x" * 3900) for _ in range(10)))
            said += 10
            if transport != "own" or said % 100 == 0:
                await asyncio.sleep(0.05)
            if getattr(lines[-1], "ended", False):
                break
        await anna.hears("said", said)
        assert len(lines) == 1 or getattr(lines[-1], "ended", False)
        assert not anna.closed
        deaf.transport.abort()
        if transport == "stream":
            await deaf.close()

    play(story, transport)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the limit is one of SQLite's")
def test_a_full_disk_is_told_plainly_and_everything_goes_on_when_there_is_room_again(settings):
    settings.ROOM_MESSAGES_PER_SECOND = 0
    coordinator = new_coordinator(now())
    room, other = (staged(3, number=number, coordinator=coordinator) for number in range(2))

    async def story(server: Server):
        lead, anna = await server.inside(room, room.people[1])
        (other_lead,) = await server.inside(other)
        assert (await anna.do("say", own_id="before", words="Before."))["t"] == "ack"
        in_writer(fill_up)
        filling, seen = 0, len(anna.frames)
        while (refused := await anna.do("say", own_id=f"w{filling}", words="While it is full. " * 200))["t"] == "ack":
            filling += 1
        assert (refused["t"], refused["code"]) == ("no", "not_stored")
        assert "not" in refused["words"]
        await anna.until(lambda: any(frame["t"] == "snapshot" for frame in anna.frames[seen:]))
        assert len(anna.view["words"]) == min(1 + filling, KEPT_WORDS)
        in_writer(make_room)
        # Without a restart: the same id again.
        await anna.until(lambda: not hub.start().rooms[room.meeting.pk].broken)
        assert (await anna.do("say", own_id=f"w{filling}", words="Now it fits."))["t"] == "ack"
        await lead.until(lambda: "Now it fits." in json.dumps(lead.frames))
        assert (await other_lead.do("say", words="The other room never noticed."))["t"] == "ack"

    play(story)
    stored = [s.event.words for s in log.read(room.meeting.pk) if isinstance(s.event, Said)]
    assert (stored[0], stored[-1]) == ("Before.", "Now it fits.")


def in_writer(work):
    """Do something on the connection that writes the log."""
    hub.start().commits.writer.call(work)


def fill_up():
    """A real limit of SQLite on the writer's own connection: the file may not grow by a single page."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")


def make_room():
    """Space returned."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")
