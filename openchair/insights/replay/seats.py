"""One person's page in a replay: a real socket, commands that wait for their acknowledgement, a view that folds."""

import asyncio
import json
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from openchair.rooms.core.view import fold_view

PATIENCE = 30.0
TRY_AGAIN = ("not_stored", "too_fast")


class LineLost(Exception):
    """The server ended a line that the meeting still needed."""


class Seat:
    """Somebody at the table."""

    def __init__(self, name: str, seat: str, cookie: str) -> None:
        self.name, self.seat, self._cookie = name, seat, cookie
        self.view: dict[str, Any] = {}
        self.out_of_order = 0
        """Events whose number was not the next one of their stream."""
        self._have: dict[str, int] = {}
        self._sent = 0
        self._answers: dict[str, asyncio.Future[str]] = {}
        self._changed = asyncio.Condition()
        self._socket: ClientConnection | None = None
        self._listening: asyncio.Task[None] | None = None
        self._lost: str | None = None

    async def come(self, host: str, meeting: str) -> None:
        """Open the line and wait for the first view."""
        self._socket = await connect(
            f"ws://{host}/live/{meeting}",
            origin=f"http://{host}",  # type: ignore[arg-type]
            additional_headers={"Cookie": f"session={self._cookie}"},
            compression=None,
            max_size=None,
        )
        await self._socket.send('{"t":"hello","have":{}}')
        self._listening = asyncio.create_task(self._listen())
        await self.until(bool)

    async def go(self) -> None:
        """Close the line."""
        if self._socket is not None:
            await self._socket.close()
        if self._listening is not None:
            await self._listening

    async def do(self, at_ms: int | None = None, **command: Any) -> str:
        """Ask for something; "ack", or the code of the refusal."""
        assert self._socket is not None
        self._sent += 1
        own_id = f"r{self._sent}"
        frame: dict[str, Any] = {"t": "do", "id": own_id, "c": command}
        if at_ms is not None:
            frame["at"] = at_ms
        code = ""
        for _ in range(20):
            if self._lost is not None:
                raise LineLost(self._lost)
            answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            self._answers[own_id] = answer
            await self._socket.send(json.dumps(frame, ensure_ascii=False))
            code = await asyncio.wait_for(answer, PATIENCE)
            if code not in TRY_AGAIN:
                return code
            await asyncio.sleep(0.25)
        return code

    async def must(self, at_ms: int | None = None, **command: Any) -> None:
        """Ask for something that the room has no reason to refuse."""
        if (code := await self.do(at_ms, **command)) != "ack":
            raise LineLost(f"{command['type']} was refused: {code}")

    async def until(self, holds: Any) -> None:
        """Wait until this page shows it."""
        async with self._changed:
            waiting = self._changed.wait_for(lambda: self._lost is not None or holds(self.view))
            await asyncio.wait_for(waiting, PATIENCE)
        if self._lost is not None:
            raise LineLost(self._lost)

    async def _listen(self) -> None:
        assert self._socket is not None
        try:
            async for text in self._socket:
                self._take(json.loads(text))
                async with self._changed:
                    self._changed.notify_all()
        finally:
            self._lost = self._lost or "the line was closed"
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(LineLost(self._lost))
            async with self._changed:
                self._changed.notify_all()

    def _take(self, frame: dict[str, Any]) -> None:
        kind = frame["t"]
        if kind == "event":
            expected = self._have.get(frame["s"], 0) + 1
            self.out_of_order += frame["n"] != expected
            self._have[frame["s"]] = frame["n"]
            fold_view(self.view, frame)
        elif kind == "snapshot":
            self.view, self._have = frame["view"], frame["have"]
        elif kind in ("ack", "no"):
            answer = self._answers.pop(frame["id"], None)
            if answer is not None and not answer.done():
                answer.set_result("ack" if kind == "ack" else frame["code"])
        elif kind == "bye":
            self._lost = f"the server said goodbye ({frame['why']})"
