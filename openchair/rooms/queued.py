"""A line whose frames wait in a bounded queue while a task of its own pumps them out."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from openchair.rooms import wire
from openchair.rooms.access import Grant
from openchair.rooms.line import BACKLOG, LAST_SECONDS, Line
from openchair.rooms.wire import Frame


class QueuedLine(Line):
    """What the transports over ASGI share: they may have to wait for their reader, and the room may not."""

    __slots__ = ("_backlog", "_loop", "_queue", "_waiter", "sender")

    def __init__(self, grant: Grant, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(grant)
        self._loop = loop
        self._queue: deque[Frame | None] = deque()
        self._backlog = 0
        self._waiter: asyncio.Future[None] | None = None
        self.sender: asyncio.Task[None] | None = None

    def send(self, frame: Frame) -> None:
        """Queue a frame; a reader who is too far behind is cut."""
        if self.ended:
            return
        self._backlog += len(frame.data)
        if self._backlog > BACKLOG:
            self.end("slow")
            return
        self.put(frame)

    def hang_up(self, why: str) -> None:
        """The reader who was too slow gets only the goodbye, everybody else what came before it too."""
        if self._backlog > BACKLOG:
            self._queue.clear()
        self.put(wire.bye(why))
        self.put(None)
        if self.sender is not None:
            # Somebody who reads nothing does not read the goodbye either.
            self._loop.call_later(LAST_SECONDS, self.sender.cancel)

    def put(self, frame: Frame | None) -> None:
        """Let the pump find a frame, or the end."""
        self._queue.append(frame)
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def pump(self, write: Callable[[list[Frame]], Awaitable[None]]) -> None:
        """Write what waits, until the end."""
        queue = self._queue
        while True:
            while queue:
                frames: list[Frame] = []
                while queue and (frame := queue.popleft()) is not None:
                    frames.append(frame)
                over = frame is None
                if frames:
                    await write(frames)
                    self._backlog -= sum(len(frame.data) for frame in frames)
                if over:
                    return
            self._waiter = self._loop.create_future()
            await self._waiter
