"""The hub: the one owner of all rooms of this process.

Everything here runs in one event loop. The log's writer thread commits what waits in all rooms together; a small
pool of threads does what needs the database otherwise: reading a room from the log, admitting a line, taking up what
happened for the rest of the house.
"""

import asyncio
import gc
import logging
import threading
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import time
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db import close_old_connections, connections

from openchair.rooms import log, reactions, wire
from openchair.rooms.access import Why
from openchair.rooms.core import is_finished
from openchair.rooms.core.commands import PutSeat, RevokeSeat, SeatInfo, Tick
from openchair.rooms.line import Line
from openchair.rooms.log import Share
from openchair.rooms.room import Pending, Room
from openchair.rooms.watch import Watch, survived

logger = logging.getLogger(__name__)
T = TypeVar("T")

RETURN_SECONDS = 10.0
"""How long lines that a crash cut have to come back before the room hears that they dropped."""
IDLE_SECONDS = 60.0
"""How long a room without lines and without anything to wait for stays in memory."""
THREADS = 4
"""How many things may wait for the database beside the loop."""
MISTAKES = 25
"""Unreadable or hasty frames after which a line is ended."""


def now_ms() -> int:
    """The room's clock."""
    return int(time() * 1000)


class Hub:
    """Owns the rooms of this process. Make it inside a running loop."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.rooms: dict[UUID, Room] = {}
        self._loading: dict[UUID, asyncio.Task[Room | None]] = {}
        self._lines: dict[UUID, set[Line]] = {}
        self._dirty: set[Room] = set()
        self._in_flight: dict[UUID, tuple[Room, Pending]] | None = None
        self._planned = False
        self._returning: dict[UUID, float] = {}
        self._idle_since: dict[UUID, float] = {}
        self._reacting: dict[UUID, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._writer = log.Writer()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="rooms")
        self._closing = False
        self._rate = int(getattr(settings, "ROOM_MESSAGES_PER_SECOND", 10))
        self._replay_clock = bool(getattr(settings, "REPLAY_CLOCK", False))
        # What was loaded by now stays for ever, and what a room makes is freed by counting: the collector of cycles
        # need not walk through thousands of lines several times a second.
        gc.freeze()
        gc.set_threshold(20_000, 20, 50)
        self.watch = Watch(self)
        self._start(self._tick_for_ever())
        self._start(self.watch.tend_for_ever())
        self._start(self.watch.check_for_ever())

    # --- helpers --------------------------------------------------------------------------------------
    async def in_thread(self, work: Callable[..., T], *args: object) -> T:
        """Do something that needs the database, beside the loop."""

        def run() -> T:
            close_old_connections()
            try:
                return work(*args)
            finally:
                if self._closing:  # nobody comes by again to close what this thread opened
                    connections.close_all()

        return await self.loop.run_in_executor(self._pool, run)

    def _start(self, work: Coroutine[object, object, None]) -> None:
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
        while self._in_flight is not None or any(room.is_waiting and not room.broken for room in self._dirty):
            self._flush()
            await asyncio.sleep(0.005)
        await asyncio.gather(*self._reacting.values(), return_exceptions=True)
        await self.loop.run_in_executor(None, self._writer.close)
        together = threading.Barrier(THREADS)

        def leave_database() -> None:
            together.wait()  # so that each thread of the pool takes one of these
            connections.close_all()

        await asyncio.gather(*(self.loop.run_in_executor(self._pool, leave_database) for _ in range(THREADS)))
        await self.loop.run_in_executor(None, self._pool.shutdown)

    # --- rooms -------------------------------------------------------------------------------------------
    async def room(self, meeting_id: UUID) -> Room | None:
        """The live room of a meeting, read from the log if need be; None when it is not open."""
        if (room := self.rooms.get(meeting_id)) is not None:
            return room
        if (loading := self._loading.get(meeting_id)) is None:
            loading = self.loop.create_task(self._load(meeting_id))
            self._loading[meeting_id] = loading
        return await asyncio.shield(loading)

    async def _load(self, meeting_id: UUID) -> Room | None:
        try:
            loaded = await self.in_thread(reactions.load, meeting_id)
            if loaded is None:
                return None
            room = Room(meeting_id, loaded)
            self.rooms[meeting_id] = room
            self._returning[meeting_id] = self.loop.time() + RETURN_SECONDS
            self._react(meeting_id)
            return room
        finally:
            del self._loading[meeting_id]

    async def _reload(self, room: Room) -> None:
        """Read a room anew whose last commit failed, as often as it takes."""
        wait = 0.2
        while True:
            # While the database is away this room waits for it; the others go on.
            with survived("reading a room anew"):
                loaded = await self.in_thread(reactions.load, room.meeting_id)
                break
            await asyncio.sleep(wait)
            wait = min(wait * 2, 2.0)
        if loaded is None:
            self.rooms.pop(room.meeting_id, None)
            for line in list(self._lines.get(room.meeting_id, ())):
                line.end("not_open")
            return
        room.load(loaded)
        for seat, why in list(room.revoked.items()):
            room.do(RevokeSeat(seat, why), now_ms())
        room.reconnect(now_ms())
        room.send_all_snapshots()
        self._react(room.meeting_id)
        self.wake(room)

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
        elif room is None or room.broken:
            line.send(wire.no(frame.id, "not_stored"))
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
        else:
            line.send(wire.no(frame.id, "not_stored"))
            self._give_up([(room, room.take_pending())])

    def _hello(self, line: Line, room: Room | None, have: dict[str, int]) -> None:
        if line.said_hello:
            self._mistake(line, "", "unreadable")
            return
        line.said_hello = True
        if room is None:
            line.end("not_open")
            return
        if room.broken:
            room.lines.setdefault(line.seat, []).append(line)  # gets its snapshot when the room is read anew
            return
        chair = room.state.people.get(line.seat)
        # Joined, signed or changed in another process since the room was opened.
        if chair is None or chair.ended is not None or chair.info != line.info:
            room.revoked.pop(line.seat, None)
            room.do(PutSeat(line.info), now_ms())
        room.attach(line, have, now_ms())
        self.wake(room)

    def _mistake(self, line: Line, own_id: str, code: str) -> None:
        line.mistakes += 1
        if line.mistakes > MISTAKES:
            line.end("too_much")
        else:
            line.send(wire.no(own_id, code))

    # --- the house ---------------------------------------------------------------------------------------------
    def put_seat(self, meeting_id: UUID, info: SeatInfo) -> None:
        """Add a chair to a live room, or change what is known about it."""
        if (room := self.rooms.get(meeting_id)) is not None and not room.broken:
            room.do(PutSeat(info), now_ms())
            self.wake(room)

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

    # --- commit ---------------------------------------------------------------------------------------------------
    def wake(self, room: Room) -> None:
        """See to it that what waits in a room is committed with the next round."""
        if room.is_waiting and not room.broken:
            self._dirty.add(room)
            if not self._planned and self._in_flight is None:
                self._planned = True
                # At the end of this turn of the loop: what arrived together is committed together.
                self.loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._planned = False
        if self._in_flight is not None or not self._dirty:
            return
        rooms, self._dirty = self._dirty, set()
        flight: dict[UUID, tuple[Room, Pending]] = {}
        for room in rooms:
            if room.broken or not room.is_waiting:
                continue
            pending = room.take_pending()
            if pending.share.entries:
                room.committing = True
                flight[room.meeting_id] = (room, pending)
            else:
                self._deliver(pending)
        if flight:
            self._in_flight = flight
            self._writer.submit([pending.share for _, pending in flight.values()], self._written_elsewhere)

    def _written_elsewhere(self, shares: Sequence[Share], failed: list[UUID]) -> None:
        self.loop.call_soon_threadsafe(self._written, failed)

    def _written(self, failed: list[UUID]) -> None:
        """The commit returned: now, and only now, tell everybody."""
        flight, self._in_flight = self._in_flight or {}, None
        lost = [flight.pop(meeting_id) for meeting_id in failed]
        for room, pending in flight.values():
            room.committing = False
            self._deliver(pending)
            if pending.taken_up:
                self._react(room.meeting_id)
        self._give_up(lost)
        if self._dirty and not self._planned:
            self._flush()

    @staticmethod
    def _deliver(pending: Pending) -> None:
        for listeners, frame in pending.outgoing:
            for listener in listeners:
                listener.send(frame)

    def _give_up(self, lost: list[tuple[Room, Pending]]) -> None:
        """Say plainly that it was not stored, and read the room anew."""
        for room, pending in lost:
            room.committing = False
            asked = pending.asked + room.take_pending().asked
            self._dirty.discard(room)
            for line, own_id in asked:
                line.send(wire.no(own_id, "not_stored"))
            if not room.broken:
                room.broken = True
                self._start(self._reload(room))

    # --- the rest of the house ------------------------------------------------------------------------------
    def _react(self, meeting_id: UUID) -> None:
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
            if room.broken:
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


_of_process: list[Hub] = []


def current() -> Hub | None:
    """This process's hub, if a socket was ever opened in it."""
    return _of_process[0] if _of_process and not _of_process[0].loop.is_closed() else None


def start() -> Hub:
    """This process's hub, made in the running loop by the first socket."""
    if (live := current()) is None:
        live = Hub()
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
