"""One room, several processes: one owner, one order, and somebody else goes on when it is gone (REL-1, D1)."""

import asyncio
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection
from websockets.exceptions import ConnectionClosed

from openchair.rooms.models import RoomLease
from tests.rooms.live import Page, Server, in_thread, staged, words_of
from tests.rooms.nodes import NodeProcess, nodes, workers
from tests.rooms.streaming import StreamClient

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]
REDIS = os.environ.get("OPENCHAIR_TEST_REDIS_URL", "")
NO_REDIS = "redis://127.0.0.1:1/0"
"""Named, and not there: as when it was stopped."""


def owner_of(meeting_id, among: list[NodeProcess]) -> tuple[NodeProcess, NodeProcess]:
    """The node that owns a room, and the other one."""
    owner = RoomLease.objects.get(meeting_id=meeting_id).node_id
    first, second = among
    return (first, second) if first.node_id == owner else (second, first)


async def leave(*servers: Server) -> None:
    """Close every page."""
    for server in servers:
        for page in server.pages:
            await page.leave()
        await asyncio.gather(*server.tasks, return_exceptions=True)


async def come_in(lead: Page, server: Server, room, who) -> Page:
    """Knock, and be let in by who leads, wherever either is connected."""
    page = await server.page(room, who)
    assert (await page.do("come_to_door"))["t"] == "ack"
    assert (await lead.do("admit", seat=who.seat))["t"] == "ack"
    await page.is_inside()
    return page


async def back_again(page: Page, server: Server, room, who, patience: float = 20) -> Page:
    """Come back with the positions reached, as a page does, until somebody lets it in again."""
    until = time.monotonic() + patience
    while True:
        try:
            again = await server.page(room, who, have=page.have)
            if any(frame["t"] in ("snapshot", "resumed") for frame in again.frames):
                return again
        except (OSError, TimeoutError, EOFError):
            pass
        assert time.monotonic() < until, "nobody took the room over"
        await asyncio.sleep(0.3)


@pytest.mark.parametrize("redis", ["", REDIS or NO_REDIS, NO_REDIS], ids=["without", "with", "stopped"])
def test_members_on_two_nodes_hear_one_room_in_one_order(tmp_path: Path, redis: str) -> None:
    room = staged(5)

    async def story(first: Server, second: Server, third: Server) -> None:
        (lead,) = await first.inside(room)
        pages = [lead]
        for server, who in zip((second, first, second, third), room.people[1:], strict=True):
            pages.append(await come_in(lead, server, room, who))

        async def talk(name: int, page: Page) -> None:
            for number in range(20):
                assert (await page.do("say", words=f"{name} {number}"))["t"] == "ack"

        await asyncio.gather(*(talk(name, page) for name, page in enumerate(pages)))
        for page in pages:
            await page.hears("said", 100)
        orders = [[event["words"] for event in page.heard("said")] for page in pages]
        assert all(order == orders[0] for order in orders)
        # What only leaders read stays theirs, over a link too.
        assert (await pages[1].do("call_leader"))["t"] == "ack"
        await lead.hears("leader_called")
        assert not any(page.heard("leader_called") for page in pages[2:])
        # Sent twice over two nodes, done once.
        elsewhere = await first.page(room, room.people[1])
        for page in (pages[1], elsewhere):
            assert (await page.do("say", own_id="once", words="Once."))["t"] == "ack"
        await lead.hears("said", 101)
        # A right that ends, ends on whatever node the line is.
        await in_thread(end_membership, room.people[1])
        for page in (pages[1], elsewhere):
            await page.ends()
            assert page.why == "revoked"
        await leave(first, second, third)

    with nodes(tmp_path, OPENCHAIR_REDIS_URL=redis) as (one, other):
        asyncio.run(story(one.server(), other.server(), other.server("stream")))
    said = words_of(room.meeting.pk)
    assert len(said) == len(set(said)) == 101
    assert_quiet(one, other, but="Redis" if redis == NO_REDIS else "")


def end_membership(who) -> None:
    from openchair.core.time import now
    from openchair.groups.models import Membership

    Membership.objects.filter(pk=who.membership.pk).update(ends_at=now())


def assert_quiet(*started: NodeProcess, but: str = "") -> None:
    """No node had anything to complain about."""
    for node in started:
        told = node.log.read_text()
        lines = [line for line in told.splitlines() if " ERROR " in line or "Traceback" in line]
        assert [line for line in lines if not but or but not in line] == [], told[-4000:]


def test_the_owner_is_killed_and_its_members_go_on_elsewhere_with_nothing_lost(tmp_path: Path) -> None:
    room = staged(4)
    acknowledged: list[str] = []

    async def story(owner: NodeProcess, other: NodeProcess) -> None:
        here, there = owner.server(), other.server()
        (lead,) = await there.inside(room)
        at_owner = await come_in(lead, here, room, room.people[1])
        at_other = await come_in(lead, there, room, room.people[2])

        async def talk(page: Page, name: str) -> None:
            number = 0
            while not page.closed:
                words = f"{name} {number}"
                try:
                    if (await page.do("say", own_id=words, words=words))["t"] == "ack":
                        acknowledged.append(words)
                except (ConnectionClosed, AssertionError, TimeoutError):
                    return  # the line went before an answer came
                number += 1

        talking = [asyncio.create_task(talk(page, name)) for page, name in ((at_owner, "a"), (at_other, "b"))]
        await at_other.hears("said", 40)
        owner.kill()
        await asyncio.gather(*talking)
        again = await back_again(at_owner, there, room, room.people[1])
        others = [
            await back_again(page, there, room, who)
            for page, who in ((at_other, room.people[2]), (lead, room.people[0]))
        ]
        for page, name in zip((again, *others), ("a", "b", "c"), strict=True):
            # What was on its way is sent again under the same id, and something new.
            for own_id in (f"{name} last", f"{name} last"):
                assert (await page.do("say", own_id=own_id, words=own_id))["t"] == "ack"
            acknowledged.append(f"{name} last")
        await again.until(lambda: again.have["room"] == others[0].have["room"])
        await leave(here, there)

    with nodes(tmp_path) as started:
        asyncio.run(settle(room, started))
        owner, other = owner_of(room.meeting.pk, started)
        asyncio.run(story(owner, other))
    said = words_of(room.meeting.pk)
    assert set(acknowledged) <= set(said)
    assert len(said) == len(set(said))
    assert RoomLease.objects.get(meeting=room.meeting).epoch >= 2


async def settle(room, started: list[NodeProcess]) -> None:
    """Let the room have an owner."""
    server = started[0].server()
    await server.page(room, room.people[0])
    await leave(server)


def test_an_owner_that_stood_still_past_its_lease_tells_nothing_when_it_wakes(tmp_path: Path) -> None:
    room = staged(4)

    async def story(owner: NodeProcess, other: NodeProcess) -> None:
        here, there = owner.server(), other.server()
        (lead,) = await there.inside(room)
        at_owner = await come_in(lead, here, room, room.people[1])
        await at_owner.do("say", own_id="before", words="Before.")
        await lead.hears("said")
        heard = len(at_owner.frames)
        owner.freeze()
        # Said to somebody who stands still; twice what is stored already, which needs no commit to be answered.
        for own_id in ("into the dark", "before"):
            await at_owner.send({"t": "do", "id": own_id, "c": {"type": "say", "words": own_id}})
        await lead.ends(patience=20)
        # Its node noticed the silence, or was told before that the owner's time was over.
        assert lead.why in ("elsewhere", "restarting")
        lead = await back_again(lead, there, room, room.people[0])
        assert (await lead.do("say", words="We went on."))["t"] == "ack"
        owner.thaw()
        await at_owner.ends(patience=20)
        told = [frame for frame in at_owner.frames[heard:] if frame["t"] not in ("bye", "no")]
        assert told == []
        again = await back_again(at_owner, here, room, room.people[1])
        await again.until(lambda: "We went on." in [event["words"] for event in again.heard("said")])
        assert (await again.do("say", own_id="into the dark", words="into the dark"))["t"] == "ack"
        await lead.until(lambda: "into the dark" in [event["words"] for event in lead.heard("said")])
        await leave(here, there)

    with nodes(tmp_path) as started:
        asyncio.run(settle(room, started))
        owner, other = owner_of(room.meeting.pk, started)
        asyncio.run(story(owner, other))
    assert words_of(room.meeting.pk) == ["Before.", "We went on.", "into the dark"]


def test_an_owner_that_ends_in_order_hands_its_rooms_over(tmp_path: Path) -> None:
    room = staged(3)

    async def story(owner: NodeProcess, other: NodeProcess) -> None:
        here, there = owner.server(), other.server()
        (lead,) = await there.inside(room)
        at_owner = await come_in(lead, here, room, room.people[1])
        await at_owner.do("say", words="Before.")
        await lead.hears("said")
        owner.process.terminate()
        for page in (at_owner, lead):
            await page.ends(patience=20)
            assert page.why == "restarting"
        again = await back_again(at_owner, there, room, room.people[1])
        assert again.frames[0]["t"] == "resumed"
        assert (await again.do("say", words="After."))["t"] == "ack"
        await leave(here, there)

    with nodes(tmp_path) as started:
        asyncio.run(settle(room, started))
        owner, other = owner_of(room.meeting.pk, started)
        asyncio.run(story(owner, other))
    assert words_of(room.meeting.pk) == ["Before.", "After."]
    assert_quiet(owner, other)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="several workers need PostgreSQL")
def test_workers_on_one_port_hold_one_meeting_and_a_killed_one_is_replaced(tmp_path: Path) -> None:
    room = staged(6)

    async def story(port: int) -> None:
        server = Server(port)
        (lead,) = await server.inside(room)
        # Enough connections that the kernel gives some to each.
        pages = [await come_in(lead, server, room, who) for who in room.people[1:]]
        stream = await Server(port, "stream").page(room, room.people[1])
        assert isinstance(stream.socket, StreamClient)
        for _ in range(10):  # a new connection each, to whichever worker
            await stream.socket.post(b"", Connection="close")
        for number, page in enumerate((*pages, stream)):
            assert (await page.do("say", words=f"{number}"))["t"] == "ack"
        await lead.hears("said", 6)
        (owner,) = await in_thread(workers_by_lease, room.meeting.pk)
        os.kill(owner, signal.SIGKILL)
        await lead.ends(patience=20)
        lead = await back_again(lead, server, room, room.people[0], patience=60)
        assert (await lead.do("say", words="We go on."))["t"] == "ack"
        await stream.leave()
        await leave(server)

    with workers(tmp_path, 2) as port:
        asyncio.run(story(port))
    said = words_of(room.meeting.pk)
    assert said == ["0", "1", "2", "3", "4", "5", "We go on."]


def workers_by_lease(meeting_id) -> list[int]:
    """The process that owns a room, found by the name it was started under."""
    node_id = str(RoomLease.objects.get(meeting_id=meeting_id).node_id)
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if node_id in place.read_bytes().decode(errors="replace").split("\0"):
                found.append(int(place.parent.name))
    return found
