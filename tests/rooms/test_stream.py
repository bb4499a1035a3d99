"""What only the stream has: posts that must belong to whoever opened it, and a proxy between (WEB-3, WEB-4)."""

import asyncio

import pytest

from openchair.rooms import hub
from openchair.rooms.line import SILENT_SECONDS
from openchair.rooms.stream import MOST
from tests.rooms.live import Server, play, staged
from tests.rooms.streaming import StreamClient

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")
SAY = b'{"t":"do","id":"x","c":{"type":"say","words":"Not mine."}}'


def test_nobody_else_speaks_on_a_stream():
    room = staged()

    async def story(server: Server):
        lead, anna = await server.inside(room, room.people[1])
        ben = await server.page(room, room.people[2])
        socket = anna.socket
        assert isinstance(socket, StreamClient) and isinstance(ben.socket, StreamClient)
        own = socket.headers["Origin"]
        theirs = {"Cookie": ben.socket.headers["Cookie"]}
        assert await socket.post(SAY, Cookie="session=nothing") == 404
        assert await socket.post(SAY, **theirs) == 404
        assert await socket.post(SAY, **{"X-Room-Line": "guessed"}) == 404
        for origin in ("http://elsewhere.example", "null", ""):
            assert await socket.post(SAY, Origin=origin) == 403
        assert await socket.post(SAY, Origin=own, Host="elsewhere.example") == 403
        ben.socket.path = "/live/00000000-0000-0000-0000-000000000000"
        assert await ben.socket.post(SAY) == 404
        assert (await lead.do("say", words="Nothing was said in her name."))["t"] == "ack"
        assert [said["words"] for said in await anna.hears("said")] == ["Nothing was said in her name."]

    play(story, "stream")


def test_several_frames_in_one_post_are_done_in_their_order():
    room = staged()

    async def story(server: Server):
        _lead, anna = await server.inside(room, room.people[1])
        assert isinstance(anna.socket, StreamClient)
        frames = [b'{"t":"do","id":"n%d","c":{"type":"say","words":"%d"}}' % (n, n) for n in range(10)]
        assert await anna.socket.post(b"\n".join(frames)) == 204
        assert await anna.socket.post(b"\n".join(frames)) == 204
        assert (await anna.do("say", words="end"))["t"] == "ack"
        assert [said["words"] for said in await anna.hears("said", 11)] == [*map(str, range(10)), "end"]

    play(story, "stream")


def test_a_post_without_end_ends_only_its_own_line():
    room = staged()

    async def story(server: Server):
        lead, anna = await server.inside(room, room.people[1])
        assert isinstance(anna.socket, StreamClient)
        assert await anna.socket.post(b"\n" * (MOST + 1)) == 413
        await anna.until(lambda: anna.closed)
        assert anna.why == "too_much"
        assert (await lead.do("say", words="The others go on."))["t"] == "ack"

    play(story, "stream")


def test_a_page_that_shows_no_life_is_lost_and_one_that_does_stays():
    room = staged()

    async def story(server: Server):
        lead, anna = await server.inside(room, room.people[1])
        live = hub.start()
        assert isinstance(anna.socket, StreamClient)
        later = live.loop.time() + SILENT_SECONDS + 1
        assert await anna.socket.post(b"") == 204
        lines = live.rooms[room.meeting.pk].lines
        (hers,) = lines[anna.seat]
        hers.heard_at += SILENT_SECONDS  # type: ignore[attr-defined]  # as if she had posted a moment before `later`
        for line in live.all_lines():
            line.keep_alive(later)
        await anna.until(lambda: lead.closed and not anna.closed)
        assert list(lines) == [anna.seat]

    play(story, "stream")


def test_other_methods_and_places_are_refused():
    room = staged()

    async def story(server: Server):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(f"PUT /live/{room.meeting.pk} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        assert b" 405 " in await reader.readline()
        writer.close()

    play(story, "stream")
