"""A page where no socket gets through: hears an event stream and posts frames, over plain HTTP/1.1."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.http11 import Response

HOST = "127.0.0.1"
Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def head_of(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    """Status and headers of an answer."""
    status = int((await reader.readline()).split()[1])
    headers: dict[str, str] = {}
    while line := (await reader.readline()).strip():
        name, _, value = line.decode().partition(":")
        headers[name.lower()] = value.strip()
    return status, headers


class StreamClient:
    """Looks like a client's websocket: send, receive, close."""

    def __init__(self, port: int, meeting: object, headers: dict[str, str], hears: Ends) -> None:
        self.port, self.path, self.headers, self.hears = port, f"/live/{meeting}", headers, hears
        self.transport = hears[1].transport
        self.name = ""
        self._posts: Ends | None = None
        self._one_at_a_time = asyncio.Lock()
        self._left = b""

    @classmethod
    async def open(cls, port: int, meeting: object, headers: dict[str, str], origin: str | None) -> "StreamClient":
        """Open the stream; refusals are told as a socket's would be.

        A browser names no origin when a page reads from its own house, and always does when a page posts. Without an
        origin this is what another house's page can do: read without the header that it may not send.
        """
        reader, writer = await asyncio.open_connection(HOST, port)
        own = origin == f"http://{HOST}:{port}"
        asks = {"Host": f"{HOST}:{port}"} | headers
        if origin is not None:
            asks |= {"X-Room-Line": "open"} | ({} if own else {"Origin": origin})
        writer.write(f"GET /live/{meeting} HTTP/1.1\r\n{_lines(asks)}\r\n".encode())
        status, answered = await head_of(reader)
        if status != 200:
            body = await reader.readexactly(int(answered.get("content-length", 0)))
            writer.close()
            raise InvalidStatus(Response(status, "", Headers(), body))
        client = cls(port, meeting, headers | {"Origin": origin or ""}, (reader, writer))
        assert answered["content-type"].startswith("text/event-stream")
        assert "no-store" in answered["cache-control"] and "no-transform" in answered["cache-control"]
        with suppress(ConnectionClosedError):
            await client._until_named()
        return client

    async def _until_named(self) -> None:
        while not self.name:
            block = await self._block()
            if block.startswith("event: line\n"):
                self.name = block.partition("data: ")[2]
            elif block.startswith("data: "):  # a goodbye instead
                self._left = (block + "\n\n").encode() + self._left
                return

    async def _block(self) -> str:
        """The next event or comment of the stream."""
        while b"\n\n" not in self._left:
            try:
                size = int((await self.hears[0].readuntil(b"\r\n")).strip(), 16)
                chunk = (await self.hears[0].readexactly(size + 2))[:-2]
            except (asyncio.IncompleteReadError, ConnectionError, ValueError):
                raise ConnectionClosedError(None, None) from None
            if not chunk:
                raise ConnectionClosedError(None, None)
            self._left += chunk
        block, _, self._left = self._left.partition(b"\n\n")
        return block.decode()

    async def recv(self) -> str:
        """The next frame."""
        while not (block := await self._block()).startswith("data: "):
            pass
        return block.removeprefix("data: ")

    async def __aiter__(self) -> AsyncIterator[str]:
        while True:
            yield await self.recv()

    async def send(self, frame: str | bytes) -> None:
        """Post one frame; whoever is not known any more is cut off."""
        if not self.name:
            raise ConnectionClosedError(None, None)
        status = await self.post(frame if isinstance(frame, bytes) else frame.encode("utf-8", "surrogatepass"))
        if status == 404:
            raise ConnectionClosedError(None, None)

    async def post(self, body: bytes, **headers: str) -> int:
        """Post a body and return the status; one after the other, as the page does."""
        async with self._one_at_a_time:
            for _ in range(2):  # a kept connection may have been closed meanwhile
                self._posts = self._posts or await asyncio.open_connection(HOST, self.port)
                reader, writer = self._posts
                try:
                    asks = {"Host": f"{HOST}:{self.port}", "X-Room-Line": self.name} | self.headers
                    asks |= {"Content-Length": str(len(body))} | headers
                    writer.write(f"POST {self.path} HTTP/1.1\r\n{_lines(asks)}\r\n".encode() + body)
                    status, answered = await head_of(reader)
                    await reader.readexactly(int(answered.get("content-length", 0)))
                except (ConnectionError, IndexError, asyncio.IncompleteReadError):
                    self._posts = None
                    continue
                if answered.get("connection") == "close":
                    writer.close()
                    self._posts = None
                return status
        raise ConnectionClosedError(None, None)

    async def close(self) -> None:
        """Leave."""
        for ends in (self.hears, self._posts):
            if ends is not None:
                ends[1].close()


def _lines(headers: dict[str, str]) -> str:
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items())
