"""A link between two nodes over a wire that falls silent without being cut."""

import asyncio
import socket
from uuid import uuid4

import pytest
import uvloop

from openchair.rooms import hub, link
from openchair.rooms.bench.drills.between import Wire
from openchair.rooms.leases import Elsewhere
from openchair.rooms.link import Link, Message, Post, Posted
from tests.rooms.live import Server, play, staged, words_of

SECRET = b"one installation"


class Ends:
    """Both ends of a link, and what each of them heard."""

    def __init__(self) -> None:
        self.heard: list[Message] = []
        self.begun: list[Link] = []
        self.ended: list[Link] = []
        self.called: list[Link] = []

    def end(self, own, calls):
        """One end."""
        return Link(
            secret=SECRET,
            own=own,
            calls=calls,
            begun=self.begun.append,
            heard=lambda _, said: self.heard.append(said),
            ended=self.ended.append,
        )


async def until(holds):
    """Wait until something holds."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110  (any condition, not one event)
            await asyncio.sleep(0.01)


@pytest.fixture
def quick_beats(monkeypatch):
    """The same number of beats, in less time."""
    monkeypatch.setattr(link, "BEAT_SECONDS", 0.1)


def test_a_link_stays_while_nobody_says_anything_and_is_given_up_when_the_wire_is_silent(quick_beats):
    async def story():
        loop = asyncio.get_running_loop()
        ends, here, there = Ends(), uuid4(), uuid4()

        def answer():
            ends.called.append(ends.end(there, None))
            return ends.called[-1]

        server = await loop.create_server(answer, "127.0.0.1", 0)
        wire = Wire(server.sockets[0].getsockname()[1], list)
        wire.start()
        host, _, port = wire.address.rpartition(":")
        try:
            _, over = await loop.create_connection(lambda: ends.end(here, there), host, int(port))
            await over.ready
            await asyncio.sleep(link.BEAT_SECONDS * (link.SILENT_BEATS + 3))
            assert ends.ended == [], "both ends hear each other's beats"
            over.send(Posted(1, 204))
            await until(lambda: ends.heard)
            wire.silent_for.add(None)
            over.send(Post(2, "line", "meeting", "cookie", None))
            await until(lambda: len(ends.ended) == 2)
            assert set(ends.ended) == {over, *ends.called}
            assert ends.heard == [Posted(1, 204)], "nothing came through"
        finally:
            server.close()
            await asyncio.to_thread(wire.stop)

    asyncio.run(story())


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_a_process_ends_in_order_after_calling_a_node_that_is_gone():
    room = staged(2)

    async def story(server: Server):
        lead, anna = await server.inside(room, room.people[1])
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            host, port = taken.getsockname()
            line = next(iter(hub.start().all_lines()))
            gone = Elsewhere(uuid4(), f"{host}:{port}")
            assert not await hub.start().relay.attach(line, gone, {})
        assert (await lead.do("say", words="Still here."))["t"] == "ack"
        await anna.hears("said")

    # Its transports come about before they are connected.
    play(story, loop=uvloop.new_event_loop)
    assert words_of(room.meeting.pk) == ["Still here."]
