"""The transport for places where no socket gets through: an event stream one way, posted frames the other.

GET /live/<meeting> is a line like any other. Its first event names the line; whoever posts frames to the same
address says which line they belong to, and must hold the sign-in that opened it. Answers come over the stream.
"""

import asyncio
import secrets
from hmac import compare_digest
from http import HTTPStatus
from uuid import UUID

from openchair.rooms import hub, wire
from openchair.rooms.access import Grant
from openchair.rooms.admission import PATH, Headers, cookie_in, headers_in, is_own_origin, is_own_page, judge
from openchair.rooms.hub import Hub
from openchair.rooms.line import SILENT_SECONDS
from openchair.rooms.queued import QueuedLine
from openchair.rooms.socket import Receive, Scope, Send, serve
from openchair.rooms.wire import Frame

MOST = 4 * wire.MAX_FRAME
"""Bytes in one post: a page that comes back sends everything again that nobody answered."""
BODY_SECONDS = 10.0
"""How long a post may take to arrive."""
PULSE_SECONDS = 15.0
"""How often a stream on which nothing happens shows that it is alive, so that no proxy closes it."""
PULSE = Frame(b"")
FIRST = b":" + b" " * 2048 + b"\n\n"
"""Some proxies keep the first bytes of an answer until there are enough of them."""

COMMON = [
    (b"cache-control", b"no-store, no-transform"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
STREAM = [
    *COMMON,
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"x-accel-buffering", b"no"),
]


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Open a stream, or take what is posted to one."""
    known = headers_in(scope["headers"])
    if scope["method"] == "GET":
        await _stream(scope, known, receive, send)
    elif scope["method"] == "POST":
        await _answer(send, await _take(scope["path"], known, receive))
    else:
        await _answer(send, HTTPStatus.METHOD_NOT_ALLOWED)


async def _answer(send: Send, status: HTTPStatus) -> None:
    headers = COMMON if status is HTTPStatus.NO_CONTENT else [*COMMON, (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


# --- what a page hears ------------------------------------------------------------------------------------
async def _stream(scope: Scope, known: Headers, receive: Receive, send: Send) -> None:
    live = hub.start()
    try:
        granted = await judge(live, scope["path"], known, is_own_page)
    except Exception as problem:  # noqa: BLE001  (the database is away: come back later)
        hub.logger.error("rooms: judging a request failed: %s", type(problem).__name__)
        await _answer(send, HTTPStatus.SERVICE_UNAVAILABLE)
        return
    if granted is None:
        await _answer(send, HTTPStatus.FORBIDDEN)
        return
    await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": STREAM})
    await send({"type": "http.response.body", "body": FIRST, "more_body": True})
    if not isinstance(granted, Grant):
        await send({"type": "http.response.body", "body": wire.bye(granted).streamed})
        return
    line = StreamLine(granted, live)
    live.streams[line.name] = line
    try:
        await serve(live, line, _until_gone(receive), line.pump_out(send))
    finally:
        del live.streams[line.name]


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class StreamLine(QueuedLine):
    """A line over an event stream."""

    __slots__ = ("_live", "_wrote_at", "heard_at", "name")

    def __init__(self, grant: Grant, live: Hub) -> None:
        super().__init__(grant, live.loop)
        self._live = live
        # Posts may come to any node: the name says whose stream it is, and cannot be guessed.
        self.name = f"{live.ownership.node_id.hex}.{secrets.token_urlsafe(24)}"
        self.heard_at = self._wrote_at = live.loop.time()

    async def pump_out(self, send: Send) -> None:
        """Send the name and then what waits, and close."""

        async def write(frames: list[Frame]) -> None:
            self._wrote_at = self._loop.time()
            body = b"".join([frame.streamed for frame in frames])
            await send({"type": "http.response.body", "body": body, "more_body": True})

        name = b"event: line\ndata: %b\n\n" % self.name.encode()
        await send({"type": "http.response.body", "body": name, "more_body": True})
        await self.pump(write)
        await send({"type": "http.response.body", "body": b""})

    def keep_alive(self, now: float) -> None:
        """Show a silent page that the stream is alive; one that posts nothing for long enough is lost."""
        if now - self.heard_at > SILENT_SECONDS and self.sender is not None:
            self.sender.cancel()
        elif now - self._wrote_at > PULSE_SECONDS and not self.ended:
            self._wrote_at = now
            self.put(PULSE)

    def take_post(self, meeting: str, cookie: str, body: bytes | None) -> HTTPStatus:
        """Take the frames of one post, one a line of text; None is a body that was too long."""
        # The name alone is no key: whoever posts holds the sign-in that opened the stream.
        own = self.sign_in
        if own is None or str(self.meeting_id) != meeting or not compare_digest(own.cookie.encode(), cookie.encode()):
            return HTTPStatus.NOT_FOUND
        self.heard_at = self._loop.time()
        if body is None:
            self.end("too_much")
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        for frame in body.split(b"\n"):
            if frame:
                self._live.receive(self, frame)
        return HTTPStatus.NO_CONTENT


# --- what a page posts --------------------------------------------------------------------------------------
async def _take(path: str, known: Headers, receive: Receive) -> HTTPStatus:
    place = PATH.fullmatch(path)
    if place is None or not is_own_origin(known):
        return HTTPStatus.FORBIDDEN
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await _body(receive)
    except TimeoutError:
        return HTTPStatus.REQUEST_TIMEOUT
    live, name = hub.start(), known.get("x-room-line", "")
    if (line := live.streams.get(name)) is not None:
        return line.take_post(place.group(1), cookie_in(known), body)
    try:
        node_id = UUID(name.partition(".")[0])
    except ValueError:
        return HTTPStatus.NOT_FOUND
    if node_id == live.ownership.node_id or not await live.ownership.knows(node_id):
        return HTTPStatus.NOT_FOUND
    return await live.relay.post(node_id, name, place.group(1), cookie_in(known), body)


async def _body(receive: Receive) -> bytes | None:
    """The whole of a post; None when it is too long."""
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return b""
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
        size += len(parts[-1])
        if size > MOST:
            return None
    return b"".join(parts)
