"""The hub: all rooms that this process owns, and everybody connected to it.

Everything here runs in one event loop. The log's writer thread commits what waits in all rooms together; a small
pool of threads does what needs the database otherwise: reading a room from the log, admitting a line, taking up what
happened for the rest of the house.
"""

import asyncio
import logging
import sys
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import close_old_connections, connections

from openchair.rooms import ownership, reactions, small_groups, wire
from openchair.rooms.access import Why
from openchair.rooms.arrivals import Arrivals
from openchair.rooms.commits import Commits
from openchair.rooms.core import is_finished
from openchair.rooms.core.commands import AskSmallGroups, PutSeat, RevokeSeat, SeatInfo, Tick
from openchair.rooms.leases import Elsewhere
from openchair.rooms.line import Line
from openchair.rooms.link import Chair
from openchair.rooms.ownership import Ownership, Taken
from openchair.rooms.relay import Relay
from openchair.rooms.room import Room, now_ms
from openchair.rooms.voice import handing
from openchair.rooms.voice.signals import Signal
from openchair.rooms.wakes import Wakes, Word
from openchair.rooms.watch import Watch, survived

if TYPE_CHECKING:
    from openchair.rooms.stream import StreamLine

logger = logging.getLogger(__name__)
T = TypeVar("T")

RETURN_SECONDS = 10.0
"""How long lines that a crash cut have to come back before the room hears that they dropped."""
IDLE_SECONDS = 60.0
"""How long a room without lines and without anything to wait for stays in memory."""
THREADS = 4
"""How many things may wait for the database beside the loop."""
TURN_SECONDS = 0.0005
"""How long one thread of this process may keep the interpreter while another waits for it."""
MISTAKES = 25
"""Unreadable or hasty frames after which a line is ended."""


class Hub:
    """Owns the rooms of this process. Make it inside a running loop."""

    def __init__(self, node_id: UUID | None = None) -> None:
        self.loop = asyncio.get_running_loop()
        self.rooms: dict[UUID, Room] = {}
        self._loading: dict[UUID, asyncio.Task[Room | Elsewhere | None]] = {}
        self._lines: dict[UUID, set[Line]] = {}
        self._returning: dict[UUID, float] = {}
        self._idle_since: dict[UUID, float] = {}
        self._reacting: dict[UUID, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.commits = Commits(self)
        self.ownership = Ownership(self, node_id)
        self.arrivals = Arrivals(self)
        self.relay = Relay(self)
        self.wakes = Wakes(self)
        self.streams: dict[str, StreamLine] = {}
        """Lines that speak by posts, by their names."""
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="rooms")
        self._closing = False
        self._rate = int(getattr(settings, "ROOM_MESSAGES_PER_SECOND", 10))
        self._replay_clock = bool(getattr(settings, "REPLAY_CLOCK", False))
        # The writer's thread and the loop take turns; a turn of the usual 5 ms would be what everybody waits for.
        sys.setswitchinterval(TURN_SECONDS)
        self.watch = Watch(self)
        self.start(self.ownership.renew_for_ever())
        self.start(self.wakes.listen_for_ever())
        self.start(self._tick_for_ever())
        self.start(self.watch.tend_for_ever())
        self.start(self.watch.check_for_ever())
        self.start(self.watch.tidy_for_ever())
        self.start(self.watch.settle_for_ever())

    # --- helpers --------------------------------------------------------------------------------------
    async def in_thread(self, work: Callable[..., T], *args: object) -> T:
        """Do something that needs the database, beside the loop."""

        def run() -> T:
            close_old_connections()
            try:
                return work(*args)
            finally:
                for connection in connections.all(initialized_only=True):
                    if self._closing:  # nobody comes by again to close what this thread opened
                        connection.close()
                    else:  # this thread lives as long as the server, and so may they
                        connection.close_at = None

        return await self.loop.run_in_executor(self._pool, run)

    async def in_writer(self, work: Callable[..., T], *args: object) -> T:
        """Do something short with the database between two commits."""
        return await asyncio.wrap_future(self.commits.writer.call(lambda: work(*args)))

    def start(self, work: Coroutine[object, object, None]) -> None:
        """Do something beside, until the hub ends."""
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Say goodbye, store what waits, and end."""
        self._closing = True
        for line in self.all_lines():
            line.end("restarting")
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        while self.commits.is_busy and self.ownership.is_sure():
            self.commits.flush()
            await asyncio.sleep(0.005)
        await self.ownership.leave()
        await self.relay.close()
        await self.wakes.close()
        await asyncio.gather(*self._reacting.values(), return_exceptions=True)
        await self.loop.run_in_executor(None, self.commits.writer.close)
        together = threading.Barrier(THREADS)

        def leave_database() -> None:
            together.wait()  # so that each thread of the pool takes one of these
            connections.close_all()

        await asyncio.gather(*(self.loop.run_in_executor(self._pool, leave_database) for _ in range(THREADS)))
        await self.loop.run_in_executor(None, self._pool.shutdown)

    # --- rooms -------------------------------------------------------------------------------------------
    async def room(self, meeting_id: UUID) -> Room | Elsewhere | None:
        """The live room of a meeting, taken and read from the log if need be; None when it is not open."""
        if (room := self.rooms.get(meeting_id)) is not None:
            return room
        if (loading := self._loading.get(meeting_id)) is None:
            loading = self.loop.create_task(self._load(meeting_id))
            self._loading[meeting_id] = loading
        return await asyncio.shield(loading)

    async def _load(self, meeting_id: UUID) -> Room | Elsewhere | None:
        try:
            await self.ownership.ready.wait()
            found = await self.in_thread(ownership.take, meeting_id, self.ownership.node_id)
            if not isinstance(found, Taken):
                return found
            room = Room(meeting_id, found.loaded, found.owner)
            self.rooms[meeting_id] = room
            self._returning[meeting_id] = self.loop.time() + RETURN_SECONDS
            self.react(meeting_id)
            self.start(small_groups.keep_apart(self, room))
            return room
        finally:
            del self._loading[meeting_id]

    def reload_soon(self, room: Room) -> None:
        """Read a room anew whose last commit failed."""
        if self.rooms.get(room.meeting_id) is room:
            self.start(self._reload(room))

    async def _reload(self, room: Room) -> None:
        wait = 0.2
        while True:
            # While the database is away this room waits for it; the others go on.
            with survived("reading a room anew"):
                found = await self.in_thread(ownership.take_again, room.meeting_id, room.owner)
                break
            await asyncio.sleep(wait)
            wait = min(wait * 2, 2.0)
        if not isinstance(found, Taken):
            self.lose(room, "not_open" if found is None else "restarting")
            return
        if self.rooms.get(room.meeting_id) is not room:
            return
        room.owner = found.owner
        room.load(found.loaded)
        for seat, why in list(room.revoked.items()):
            room.do(RevokeSeat(seat, why), now_ms())
        room.reconnect(now_ms())
        room.send_all_snapshots()
        self.react(room.meeting_id)
        self.wake(room)

    def lose(self, room: Room, why: str = "restarting") -> None:
        """Let go of a room that another node owns by now: nothing more is told of it here."""
        if self.rooms.get(room.meeting_id) is room:
            del self.rooms[room.meeting_id]
        room.broken = True
        for line in list(self._lines.get(room.meeting_id, ())):
            line.end(why)

    # --- lines ----------------------------------------------------------------------------------------------
    def all_lines(self) -> list[Line]:
        """Every line of this process, whether it said hello or not."""
        return [line for lines in self._lines.values() for line in lines]

    def admit(self, line: Line) -> None:
        """Count a line among those of its meeting, before it says hello."""
        self._lines.setdefault(line.meeting_id, set()).add(line)

    def dismiss(self, line: Line) -> None:
        """Forget a line that is gone."""
        lines = self._lines.get(line.meeting_id)
        if lines is None or line not in lines:
            return
        lines.discard(line)
        if not lines:
            del self._lines[line.meeting_id]
        self.relay.leave(line)
        if (room := self.rooms.get(line.meeting_id)) is not None:
            room.detach(line, now_ms())
            self.wake(room)

    def receive(self, line: Line, text: str | bytes) -> None:
        """Take one frame from a line; it never fails, whatever the frame holds."""
        if line.ended:
            return
        if len(text) > wire.MAX_FRAME:
            line.end("too_much")
            return
        if self._rate and not line.may_send(self.loop.time(), self._rate):
            self._mistake(line, wire.read_id(text), "too_fast")
            return
        if line.relay is not None:
            line.relay.link.say(line.relay.channel, text.encode() if isinstance(text, str) else text)
            return
        try:
            frame = wire.read(text)
        except wire.Unreadable as problem:
            self._mistake(line, problem.own_id, "unreadable")
            return
        room = self.rooms.get(line.meeting_id)
        if isinstance(frame, wire.Hello):
            self._hello(line, room, frame.have)
        elif not line.said_hello:
            self._mistake(line, frame.id, "hello_first")
        elif room is None or room.broken or not self.ownership.is_sure():
            line.send(wire.no(frame.id, "not_stored"))
        elif isinstance(frame, Signal):
            if (code := handing.hand_on(room, line, frame, len(text), self.loop.time())) == "too_fast":
                self._mistake(line, frame.id, code)
            elif code is not None:
                line.send(wire.no(frame.id, code))
        elif frame.at is not None and not self._replay_clock:
            self._mistake(line, frame.id, "own_clock")
        else:
            self._ask(room, line, frame)

    def _ask(self, room: Room, line: Line, frame: wire.Do) -> None:
        done = False
        with survived(type(frame.c).__name__):
            room.ask(line, frame.id, frame.c, now_ms() if frame.at is None else frame.at)
            done = True
        if done:
            self.wake(room)
            if isinstance(frame.c, AskSmallGroups):
                self.start(small_groups.answer(self, room, line.seat, frame.c))
        else:
            line.send(wire.no(frame.id, "not_stored"))
            self.commits.give_up([(room, room.take_pending())])

    def _hello(self, line: Line, room: Room | None, have: dict[str, int]) -> None:
        if line.said_hello:
            self._mistake(line, "", "unreadable")
            return
        line.said_hello = True
        self.arrivals.welcome(line, room, have)

    def _mistake(self, line: Line, own_id: str, code: str) -> None:
        line.mistakes += 1
        if line.mistakes > MISTAKES:
            line.end("too_much")
        else:
            line.send(wire.no(own_id, code))

    # --- the house ---------------------------------------------------------------------------------------------
    def put_seat(self, meeting_id: UUID, info: SeatInfo, *, elsewhere: bool = True) -> None:
        """Add a chair to a live room, or change what is known about it, here or on the node that owns the room."""
        if meeting_id not in self.rooms and elsewhere:
            self.start(self.relay.put_seat(Chair(meeting_id, info)))
        elif (room := self.rooms.get(meeting_id)) is not None and not room.broken:
            room.do(PutSeat(info), now_ms())
            self.wake(room)

    def call(self, word: Word) -> None:
        """Wake the other nodes."""
        self.start(self.wakes.call(word))

    def revoke(self, seat: str, why: Why) -> None:
        """Take a chair away at once, in whatever live room it stands."""
        for room in self.rooms.values():
            if (chair := room.state.people.get(seat)) is None or chair.ended is not None:
                continue
            room.revoked[seat] = why
            if not room.broken:
                room.do(RevokeSeat(seat, why), now_ms())
                self.wake(room)
        for line in self.all_lines():
            if line.seat == seat:
                line.end("revoked")

    def wake(self, room: Room) -> None:
        """See to it that what waits in a room is committed with the next round."""
        self.commits.wake(room)

    # --- the rest of the house ------------------------------------------------------------------------------
    def react(self, meeting_id: UUID) -> None:
        """Let goals, the schedule and the key store take up what happened, one after the other for each meeting."""
        before = self._reacting.get(meeting_id)

        async def react() -> None:
            if before is not None:
                await asyncio.wait([before])
            # Otherwise done at the next event, the next start, or by the worker.
            with survived("taking up what happened"):
                await self.in_thread(reactions.take_up, meeting_id)

        task = self.loop.create_task(react())
        self._reacting[meeting_id] = task

        def done(task: asyncio.Task[None]) -> None:
            if self._reacting.get(meeting_id) is task:
                del self._reacting[meeting_id]

        task.add_done_callback(done)

    async def _tick_for_ever(self) -> None:
        while True:
            await asyncio.sleep(1.0)
            with survived("a tick"):
                self._tick(self.loop.time(), now_ms())

    def _tick(self, now: float, at_ms: int) -> None:
        for meeting_id, room in list(self.rooms.items()):
            if room.broken or not self.ownership.is_sure():
                continue
            if self._returning.get(meeting_id, now + 1) <= now:
                del self._returning[meeting_id]
                room.drop_lost_lines(at_ms)
            if (wakes := room.wakes_at()) is not None and wakes <= at_ms:
                room.do(Tick(), at_ms)
            if is_finished(room.state, at_ms):
                for line in list(self._lines.get(meeting_id, ())):
                    line.end("closed")
            self.wake(room)
            self._let_rest(meeting_id, room, now)
        for line in self.all_lines():
            line.keep_alive(now)

    def _let_rest(self, meeting_id: UUID, room: Room, now: float) -> None:
        """Forget a room that nobody needs; the log has it."""
        busy = (
            meeting_id in self._lines or room.committing or room.is_waiting or meeting_id in self._returning
            or (room.wakes_at() is not None)
        )  # fmt: skip
        if busy:
            self._idle_since.pop(meeting_id, None)
        elif now - self._idle_since.setdefault(meeting_id, now) >= IDLE_SECONDS:
            del self.rooms[meeting_id]
            del self._idle_since[meeting_id]
            self.start(self.ownership.release(room.owner, meeting_id))


_of_process: list[Hub] = []


def current() -> Hub | None:
    """This process's hub, if a socket was ever opened in it."""
    return _of_process[0] if _of_process and not _of_process[0].loop.is_closed() else None


def start(node_id: UUID | None = None) -> Hub:
    """This process's hub, made in the running loop when the server starts, or by the first line."""
    if (live := current()) is None:
        live = Hub(node_id)
        _of_process[:] = [live]
    return live


async def stop() -> None:
    """End this process's hub."""
    if (live := current()) is not None:
        _of_process.clear()
        await live.close()


def tell(act: Callable[[Hub], None]) -> None:
    """From any thread: let this process's hub do something soon. Without a hub there is nothing to do."""
    if (live := current()) is not None:
        live.loop.call_soon_threadsafe(act, live)
