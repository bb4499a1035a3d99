"""A real server in the test's own loop, and pages that talk to it over real sockets."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import uvicorn
from django.db import connections
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from openchair.core.time import now
from openchair.rooms import hub
from openchair.rooms.bench.stage import Member, StagedRoom, new_coordinator, sign_in, stage_room
from openchair.rooms.serving import UVICORN
from tests.cast import give_code_app

PATIENCE = 8.0
TRANSPORTS = {"own": "openchair.rooms.protocol:RoomProtocol", "asgi": "websockets-sansio"}


def staged(members: int = 3, *, at: datetime | None = None, number: int = 0, coordinator: Any = None) -> StagedRoom:
    """An open room: the first leads, everybody has signed and is signed in."""
    at = at or now()
    room = stage_room(number, members, coordinator or new_coordinator(at), at)
    give_code_app(room.people[0].person)
    return room


def cookie_of(person: Any) -> str:
    """A new sign-in."""
    return sign_in(person)


@dataclass
class Page:
    """One member's page."""

    socket: ClientConnection
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

    async def leave(self) -> None:
        """Close the line."""
        await self.socket.close()


@dataclass
class Server:
    """A running server."""

    port: int
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)

    async def connect(self, meeting: Any, cookie: str, *, origin: str | None = "", **options: Any) -> ClientConnection:
        """Open a socket and nothing more."""
        return await connect(
            f"ws://127.0.0.1:{self.port}/live/{meeting}",
            origin=cast(Origin | None, f"http://127.0.0.1:{self.port}" if origin == "" else origin),
            additional_headers={"Cookie": f"session={cookie}"},
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
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  (uvicorn offers nothing else)
        await asyncio.sleep(0.01)
    here = Server(server.servers[0].sockets[0].getsockname()[1])
    try:
        yield here
    finally:
        for page in here.pages:
            await page.leave()
        await asyncio.gather(*here.tasks, return_exceptions=True)
        await hub.stop()
        server.should_exit = True
        await task


def play(story: Callable[[Server], Awaitable[None]], transport: str = "own") -> None:
    """Run a story against a server of its own."""

    async def run() -> None:
        async with serving(transport) as server:
            await story(server)

    asyncio.run(run())


async def in_thread(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Something with the database, beside the loop."""

    def run() -> Any:
        try:
            return work(*args, **kwargs)
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)
