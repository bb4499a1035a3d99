"""Who may open a socket at /live/<meeting>, and the transport that any ASGI server can carry.

`AsgiLine` is one of the transports a `Line` can have, `protocol.SocketLine` the faster one under uvicorn.
"""

import asyncio
import re
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from openchair.rooms import access, hub, wire
from openchair.rooms.access import Grant
from openchair.rooms.hub import Hub
from openchair.rooms.line import Line
from openchair.rooms.wire import Frame

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PATH = re.compile(r"/live/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")
BACKLOG = 512 * 1024
"""Bytes that may wait for one reader. Whoever falls further behind is cut, and resumes by position."""
LAST_SECONDS = 5.0
"""How long the last frames may take."""
ENDED = 4000
"""Close code after a `bye`, which says why."""
HELLO_SECONDS = 15.0
"""How long a connection may stand without saying hello."""


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one socket from its first byte to its last."""
    message = await receive()
    if message["type"] != "websocket.connect":
        return
    live = hub.start()
    granted = await judge(live, scope["path"], scope["headers"])
    if granted is None:
        await send({"type": "websocket.close", "code": 1008})
        return
    await send({"type": "websocket.accept"})
    if not isinstance(granted, Grant):
        await send({"type": "websocket.send", "text": wire.bye(granted).text})
        await send({"type": "websocket.close", "code": ENDED})
        return
    await _serve(live, AsgiLine(granted, live.loop), receive, send)


async def judge(live: Hub, path: str, headers: Iterable[tuple[bytes, bytes]]) -> Grant | str | None:
    """Leave to sit down; or the word of a goodbye; or None, the same for everybody who has no chair here."""
    place = PATH.fullmatch(path)
    known = _headers(headers)
    if place is None or not is_own_origin(known):
        return None
    meeting_id = UUID(place.group(1))
    granted = await live.in_thread(access.grant, meeting_id, _cookie(known))
    if isinstance(granted, Grant) and await live.room(meeting_id) is None:
        return "not_open"
    return granted


async def _serve(live: Hub, line: "AsgiLine", receive: Receive, send: Send) -> None:
    live.admit(line)
    sender = live.loop.create_task(line.pump(send))
    line.sender = sender
    impatience = live.loop.call_later(HELLO_SECONDS, line.end_if_silent)
    listener = live.loop.create_task(_listen(live, line, receive))
    try:
        await asyncio.wait((listener, sender), return_when=asyncio.FIRST_COMPLETED)
    finally:
        impatience.cancel()
        line.ended = True
        live.dismiss(line)
        listener.cancel()
        sender.cancel()
        await asyncio.gather(listener, sender, return_exceptions=True)


async def _listen(live: Hub, line: "AsgiLine", receive: Receive) -> None:
    while (message := await receive())["type"] == "websocket.receive":
        live.receive(line, message.get("text") or message.get("bytes") or "")


class AsgiLine(Line):
    """A line over an ASGI websocket: frames wait in a bounded queue, a task pumps them out."""

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
        self._put(frame)

    def hang_up(self, last: Frame) -> None:
        """The reader who was too slow gets only the goodbye, everybody else what came before it too."""
        if self._backlog > BACKLOG:
            self._queue.clear()
        self._put(last)
        self._put(None)
        if self.sender is not None:
            # Somebody who reads nothing does not read the goodbye either.
            self._loop.call_later(LAST_SECONDS, self.sender.cancel)

    def _put(self, frame: Frame | None) -> None:
        self._queue.append(frame)
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def pump(self, send: Send) -> None:
        """Send what waits, until told to close."""
        queue = self._queue
        while True:
            while queue:
                frame = queue.popleft()
                if frame is None:
                    await send({"type": "websocket.close", "code": ENDED})
                    return
                await send({"type": "websocket.send", "text": frame.text})
                self._backlog -= len(frame.data)
            self._waiter = self._loop.create_future()
            await self._waiter


# --- who asks ---------------------------------------------------------------------------------------------
def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """The headers that matter; of a repeated one nothing is believed."""
    found: dict[str, str] = {}
    for name, value in pairs:
        key = name.decode("latin-1").lower()
        if key in ("origin", "host", "cookie"):
            joined = "; " if key == "cookie" else "\0"
            found[key] = found[key] + joined + value.decode("latin-1") if key in found else value.decode("latin-1")
    return found


def is_own_origin(headers: dict[str, str]) -> bool:
    """Whether the page that opens the socket is one of this installation: browsers always say, and cannot lie."""
    host, origin = headers.get("host", ""), headers.get("origin", "")
    domain, _port = split_domain_port(host.lower())
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return False
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or (settings.BEHIND_PROXY and parts.scheme != "https"):
        return False
    usual = 443 if parts.scheme == "https" else 80
    return _with_port(parts.hostname or "", port or usual, usual) == _with_port(*_split(host.lower(), usual), usual)


def _split(host: str, usual: int) -> tuple[str, int]:
    domain, port = split_domain_port(host)
    return domain.strip("[]"), int(port) if port else usual


def _with_port(domain: str, port: int, usual: int) -> str:
    return domain if port == usual else f"{domain}:{port}"


def _cookie(headers: dict[str, str]) -> str:
    """The sign-in cookie, or nothing that could be one."""
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return "" if morsel is None else morsel.value
