"""A real server in the test's own loop, and pages that talk to it over real sockets."""

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import uvicorn
from django.db import connections
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from openchair.core.time import now
from openchair.rooms import hub, log
from openchair.rooms.bench.stage import Member, StagedRoom, new_coordinator, sign_in, stage_room
from openchair.rooms.core.events import Said
from openchair.rooms.serving import UVICORN, RoomServer
from tests.cast import give_code_app
from tests.rooms.streaming import StreamClient

PATIENCE = 8.0
TRANSPORTS = {
    "own": "openchair.rooms.protocol:RoomProtocol", "asgi": "websockets-sansio", "stream": "none"
}  # fmt: skip


def staged(
    members: int = 3, *, at: datetime | None = None, number: int = 0, coordinator: Any = None, voice: str = "off"
) -> StagedRoom:
    """An open room: the first leads, everybody has signed and is signed in."""
    at = at or now()
    room = stage_room(number, members, coordinator or new_coordinator(at), at, voice=voice)
    give_code_app(room.people[0].person)
    return room


def cookie_of(person: Any) -> str:
    """A new sign-in."""
    return sign_in(person)


@dataclass
class Page:
    """One member's page."""

    socket: ClientConnection | StreamClient
    seat: str
    frames: list[dict[str, Any]] = field(default_factory=list)
    view: dict[str, Any] = field(default_factory=dict)
    have: dict[str, int] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    why: str = ""
    closed: bool = False
    sent: int = 0
    mark: str = field(default_factory=lambda: secrets.token_hex(6))

    async def listen(self) -> None:
        """Take in everything until the line ends."""
        try:
            async for text in self.socket:
                assert isinstance(text, str)
                self.take(json.loads(text))
        except ConnectionClosed:
            pass
        self.closed = True

    def take(self, frame: dict[str, Any]) -> None:
        """Remember one frame."""
        self.frames.append(frame)
        if frame["t"] == "snapshot":
            self.view, self.have = frame["view"], frame["have"]
        elif frame["t"] == "event":
            assert frame["n"] == self.have.get(frame["s"], 0) + 1, "a stream has no gaps and nothing twice"
            self.have[frame["s"]] = frame["n"]
            self.events.append(frame)
        elif frame["t"] == "bye":
            self.why = frame["why"]

    async def until(self, holds: Callable[[], Any], patience: float = PATIENCE) -> None:
        """Wait until something holds."""
        async with asyncio.timeout(patience):
            while not holds():  # noqa: ASYNC110  (any condition, not one event)
                await asyncio.sleep(0.005)

    async def send(self, frame: Any) -> None:
        """Send a frame as it is."""
        await self.socket.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    async def do(self, type_: str, *, own_id: str | None = None, **fields: Any) -> dict[str, Any]:
        """Send a command and wait for its answer."""
        self.sent += 1
        own_id = own_id or f"{self.mark}-{self.sent}"
        before = len(self.frames)
        await self.send({"t": "do", "id": own_id, "c": {"type": type_, **fields}})
        return await self.answer(own_id, before)

    async def answer(self, own_id: str, since: int = 0) -> dict[str, Any]:
        """Wait for the answer to a command."""
        found: list[dict[str, Any]] = []

        def answered() -> bool:
            found[:] = [f for f in self.frames[since:] if f["t"] in ("ack", "no") and f["id"] == own_id]
            return bool(found) or self.closed

        await self.until(answered)
        assert found, f"the line ended ({self.why}) before an answer came"
        return found[0]

    def heard(self, kind: str) -> list[dict[str, Any]]:
        """The events of one kind that came one by one."""
        return [frame["e"] for frame in self.events if frame["e"]["type"] == kind]

    async def hears(self, kind: str, many: int = 1) -> list[dict[str, Any]]:
        """Wait for so many events of one kind."""
        await self.until(lambda: len(self.heard(kind)) >= many)
        return self.heard(kind)

    async def is_inside(self) -> None:
        """Wait for having been let in."""
        await self.until(lambda: self.view["me"]["place"] == "inside")

    async def ends(self, patience: float = PATIENCE) -> None:
        """Wait until the other side has ended the line."""
        await self.until(lambda: self.closed, patience)

    async def leave(self) -> None:
        """Close the line."""
        await self.socket.close()


@dataclass
class Server:
    """A running server."""

    port: int
    transport: str = "own"
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)

    async def connect(self, meeting: Any, cookie: str, *, origin: str | None = "", **options: Any) -> Any:
        """Open a socket, or what stands in for one, and nothing more."""
        origin = f"http://127.0.0.1:{self.port}" if origin == "" else origin
        headers = {"Cookie": f"session={cookie}"}
        if self.transport == "stream":
            return await StreamClient.open(self.port, meeting, headers, origin)
        return await connect(
            f"ws://127.0.0.1:{self.port}/live/{meeting}",
            origin=cast(Origin | None, origin),
            additional_headers=headers,
            compression=None,
            max_size=None,
            **options,
        )

    async def page(
        self, room: StagedRoom, who: Member, *, have: dict[str, int] | None = None, cookie: str = ""
    ) -> Page:
        """Open a member's page: connect, say hello, get the first view."""
        socket = await self.connect(room.meeting.pk, cookie or who.cookie)
        page = Page(socket, who.seat, have=dict(have or {}))
        self.pages.append(page)
        self.tasks.append(asyncio.create_task(page.listen()))
        with suppress(ConnectionClosed):  # a goodbye may be faster than the hello
            await page.send({"t": "hello", "have": have or {}})
        await page.until(lambda: page.frames)
        return page

    async def inside(self, room: StagedRoom, *people: Member) -> list[Page]:
        """The leader first, then these people, all let in."""
        lead = await self.page(room, room.people[0])
        assert (await lead.do("come_to_door"))["t"] == "ack"
        pages = [lead]
        for who in people:
            page = await self.page(room, who)
            assert (await page.do("come_to_door"))["t"] == "ack"
            assert (await lead.do("admit", seat=who.seat))["t"] == "ack"
            await page.is_inside()
            pages.append(page)
        return pages


@asynccontextmanager
async def serving(transport: str = "own") -> AsyncIterator[Server]:
    """The real application under the real server."""
    config = uvicorn.Config(
        "openchair.asgi:application", host="127.0.0.1", port=0, log_level="critical",
        **(UVICORN | {"ws": TRANSPORTS[transport], "loop": "asyncio"}),
    )  # fmt: skip
    server = RoomServer(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  (uvicorn offers nothing else)
        await asyncio.sleep(0.01)
    here = Server(server.servers[0].sockets[0].getsockname()[1], transport)
    try:
        yield here
    finally:
        for page in here.pages:
            await page.leave()
        await asyncio.gather(*here.tasks, return_exceptions=True)
        await hub.stop()
        server.should_exit = True
        await task


def play(
    story: Callable[[Server], Awaitable[None]],
    transport: str = "own",
    *,
    loop: Callable[[], asyncio.AbstractEventLoop] | None = None,
) -> None:
    """Run a story against a server of its own; `loop` makes another event loop than the usual one."""

    async def run() -> None:
        async with serving(transport) as server:
            await story(server)

    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(run())
    assert left_connected() == []


def left_connected(patience: float = 5.0) -> list[Any]:
    """What still holds a connection to the databases, besides this thread, after a server's end (PostgreSQL only)."""
    left: list[Any] = []
    until = time.monotonic() + patience
    for alias in ("default", "keys"):
        connection = connections[alias]
        if connection.vendor != "postgresql":
            continue
        while True:  # the database takes a moment to notice who went
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT backend_start, query FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
                )
                found = cursor.fetchall()
            if not found or time.monotonic() > until:
                break
            time.sleep(0.05)
        left += found
    return left


async def in_thread(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Something with the database, beside the loop."""

    def run() -> Any:
        try:
            return work(*args, **kwargs)
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)


def words_of(meeting_id: UUID) -> list[str]:
    """What was said in a room, as the log has it."""
    return [stored.event.words for stored in log.read(meeting_id) if isinstance(stored.event, Said)]
