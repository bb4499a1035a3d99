"""The transport that any ASGI server can carry: a websocket at /live/<meeting>.

`AsgiLine` is one of the transports a `Line` can have, `protocol.SocketLine` the faster one under uvicorn, and
`stream.StreamLine` the one for places where no socket gets through.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from typing import Any

from openchair.rooms import hub, wire
from openchair.rooms.access import Grant
from openchair.rooms.admission import headers_in, is_own_origin, judge
from openchair.rooms.hub import Hub
from openchair.rooms.line import HELLO_SECONDS
from openchair.rooms.queued import QueuedLine
from openchair.rooms.wire import Frame

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

ENDED = 4000
"""Close code after a `bye`, which says why."""


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one socket from its first byte to its last."""
    message = await receive()
    if message["type"] != "websocket.connect":
        return
    live = hub.start()
    granted = await judge(live, scope["path"], headers_in(scope["headers"]), is_own_origin)
    if granted is None:
        await send({"type": "websocket.close", "code": 1008})
        return
    await send({"type": "websocket.accept"})
    if not isinstance(granted, Grant):
        await send({"type": "websocket.send", "text": wire.bye(granted).text})
        await send({"type": "websocket.close", "code": ENDED})
        return
    line = AsgiLine(granted, live.loop)
    await serve(live, line, _listen(live, line, receive), line.pump_out(send))


async def serve(
    live: Hub, line: QueuedLine, listening: Coroutine[Any, Any, None], sending: Coroutine[Any, Any, None]
) -> None:
    """Count a line among those of its meeting for as long as both its directions last."""
    live.admit(line)
    sender = live.loop.create_task(sending)
    line.sender = sender
    impatience = live.loop.call_later(HELLO_SECONDS, line.end_if_silent)
    listener = live.loop.create_task(listening)
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


class AsgiLine(QueuedLine):
    """A line over an ASGI websocket."""

    __slots__ = ()

    async def pump_out(self, send: Send) -> None:
        """Send what waits, and close."""

        async def write(frames: list[Frame]) -> None:
            for frame in frames:
                await send({"type": "websocket.send", "text": frame.text})

        await self.pump(write)
        await send({"type": "websocket.close", "code": ENDED})
