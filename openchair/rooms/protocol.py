"""The fast transport: a protocol class for uvicorn's `ws` slot, without a task or a queue for each member.

The handshake and what members send go through the `websockets` library. What the room sends is framed once for its
whole audience and written as it is; what one turn of the loop has for a member is one write.
"""

import asyncio
from contextlib import suppress
from http import HTTPStatus
from typing import Any, cast

from websockets.exceptions import InvalidState
from websockets.frames import Frame as WebSocketFrame
from websockets.frames import Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from openchair.rooms import hub, wire
from openchair.rooms.access import Grant
from openchair.rooms.admission import headers_in, is_own_origin, judge
from openchair.rooms.hub import Hub
from openchair.rooms.line import BACKLOG, HELLO_SECONDS, LAST_SECONDS, SILENT_SECONDS, Line
from openchair.rooms.socket import ENDED
from openchair.rooms.wire import Frame

PING_SECONDS = 20.0
"""How often a silent member's page is asked for a sign of life."""
PING = b"\x89\x00"


class RoomProtocol(asyncio.Protocol):
    """One connection, from the upgrade on. uvicorn makes it, hands it the request, and tells it when to end."""

    __slots__ = ("_config", "_conn", "_connections", "_loop", "_opening", "_parts", "line", "live", "transport")

    def __init__(self, config: Any, server_state: Any, app_state: Any, _loop: Any = None) -> None:
        self._connections: set[Any] = server_state.connections
        self._loop = _loop or asyncio.get_running_loop()
        self._conn = ServerProtocol(max_size=wire.MAX_FRAME)
        self._parts: list[bytes] = []
        self._opening: asyncio.Task[None] | None = None
        self.live: Hub | None = None
        self.line: SocketLine | None = None
        self.transport: asyncio.Transport = cast(asyncio.Transport, None)

    # --- what uvicorn and the loop call -------------------------------------------------------------------
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self)
        if self._opening is not None:
            self._opening.cancel()
        if self.line is not None and self.live is not None:
            self.line.ended = True
            self.live.dismiss(self.line)
            self.line = None  # so that line and protocol are freed together, at once

    def shutdown(self) -> None:
        """The server ends."""
        if self.line is not None:
            self.line.end("restarting")
        else:
            self.transport.close()

    def data_received(self, data: bytes) -> None:
        conn = self._conn
        conn.receive_data(data)
        for event in conn.events_received():
            if isinstance(event, Request):
                self._asked(event)
            elif isinstance(event, WebSocketFrame):
                self._received(event)
        self.write_own()
        if conn.close_expected():
            self.transport.close()

    def write_own(self) -> None:
        """Write what the library wants to answer: the handshake, pongs, closing."""
        for part in self._conn.data_to_send():
            if part:
                self.transport.write(part)

    def pause_writing(self) -> None:
        if self.line is not None:
            self.line.is_slow = True

    def resume_writing(self) -> None:
        if self.line is not None:
            self.line.is_slow = False

    # --- opening --------------------------------------------------------------------------------------------
    def _asked(self, request: Request) -> None:
        response = self._conn.accept(request)
        if response.status_code != HTTPStatus.SWITCHING_PROTOCOLS:
            self._conn.send_response(response)
            return
        self._opening = self._loop.create_task(self._open(request, response))

    async def _open(self, request: Request, response: Any) -> None:
        self.live = live = hub.start()
        pairs = [(name.encode(), value.encode("latin-1", "replace")) for name, value in request.headers.raw_items()]
        try:
            granted = await judge(live, request.path.partition("?")[0], headers_in(pairs), is_own_origin)
        except Exception as problem:  # noqa: BLE001  (the database is away: come back later)
            hub.logger.error("rooms: judging a request failed: %s", type(problem).__name__)
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)
            return
        if self.transport.is_closing():
            return
        if granted is None:
            self._refuse(HTTPStatus.FORBIDDEN)
            return
        self._conn.send_response(response)
        self.write_own()
        if not isinstance(granted, Grant):
            self.transport.write(wire.bye(granted).framed)
            self.close()
            return
        self.line = line = SocketLine(granted, self)
        live.admit(line)
        self._loop.call_later(HELLO_SECONDS, line.end_if_silent)

    def _refuse(self, status: HTTPStatus) -> None:
        self._conn.send_response(self._conn.reject(status, ""))
        self.write_own()
        self.transport.close()

    def close(self) -> None:
        """Close properly; after a few seconds, without further ado."""
        with suppress(InvalidState):
            self._conn.send_close(ENDED)
        self.write_own()
        self._loop.call_later(LAST_SECONDS, self.transport.abort)

    # --- what a member sends ----------------------------------------------------------------------------------
    def _received(self, frame: WebSocketFrame) -> None:
        line = self.line
        if line is None or self.live is None:
            return
        line.heard_at = self._loop.time()
        if frame.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            if frame.fin and not self._parts:
                self.live.receive(line, bytes(frame.data))
                return
            # The library bounds the whole of a message that comes in parts.
            self._parts.append(bytes(frame.data))
            if frame.fin:
                whole, self._parts = b"".join(self._parts), []
                self.live.receive(line, whole)


_speaking: list["SocketLine"] = []
"""Lines that have something to write in this turn of the loop."""


def _write_all() -> None:
    lines = _speaking[:]
    _speaking.clear()
    for line in lines:
        line.write()


class SocketLine(Line):
    """A line straight onto the socket."""

    __slots__ = ("_asked_at", "_out", "_protocol", "heard_at", "is_slow")

    def __init__(self, grant: Grant, protocol: RoomProtocol) -> None:
        super().__init__(grant)
        self._protocol = protocol
        self._out: list[bytes] = []
        self.is_slow = False
        self.heard_at = self._asked_at = protocol._loop.time()

    def send(self, frame: Frame) -> None:
        """Put a frame on its way; a reader who is too far behind is cut."""
        if self.ended:
            return
        if self.is_slow and self._protocol.transport.get_write_buffer_size() > BACKLOG:
            self.end("slow")
            return
        if not self._out:
            if not _speaking:
                self._protocol._loop.call_soon(_write_all)
            _speaking.append(self)
        self._out.append(frame.framed)

    def write(self) -> None:
        """Write what this turn of the loop brought."""
        out, self._out = self._out, []
        transport = self._protocol.transport
        if out and not transport.is_closing():
            transport.write(out[0] if len(out) == 1 else b"".join(out))

    def hang_up(self, why: str) -> None:
        """The reader who was too slow is cut off, everybody else gets what came before and the goodbye."""
        protocol = self._protocol
        if self.is_slow and protocol.transport.get_write_buffer_size() > BACKLOG:
            protocol.transport.abort()
            return
        self._out.append(wire.bye(why).framed)
        self.write()
        protocol.close()

    def keep_alive(self, now: float) -> None:
        """Ask a silent page for a sign of life; without one for long enough, the line is lost."""
        if now - self.heard_at > SILENT_SECONDS:
            self._protocol.transport.abort()
        elif now - max(self.heard_at, self._asked_at) > PING_SECONDS:
            self._asked_at = now
            self._protocol.transport.write(PING)
