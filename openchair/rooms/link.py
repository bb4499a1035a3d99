"""A sealed stream between two nodes of one installation.

Each end sends fresh noise first. The installation's secret and both noises make one key for each direction, and
everything after it is sealed under them, in order: whoever does not hold the secret can neither read nor say
anything. What one turn of the loop brings is one record.
"""

import asyncio
import secrets
from collections.abc import Callable
from typing import cast
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct

from openchair.rooms.core.commands import SeatInfo
from openchair.rooms.wire import Frame

NOISE = 32
MOST = 16 * 1024 * 1024
"""Bytes in one record; above a room's largest view."""
ENOUGH = 256 * 1024
"""Bytes of frames after which a record is closed and the next begins."""
BACKLOG = 32 * 1024 * 1024
"""Bytes that may wait for another node. Behind that its lines are cut, and resume by position."""
OPENING_SECONDS = 5.0
BEAT_SECONDS = 1.0
"""How often each end shows that it is there, with an empty record."""
SILENT_BEATS = 4
"""After so many beats without a byte from the other end the link is given up: a wire that was cut says nothing."""


class Hi(Struct, array_like=True, tag=0):
    """The first message: who I am, and whom I mean (nobody in particular for who was called)."""

    sender: UUID
    to: UUID | None


class Sit(Struct, array_like=True, tag=1):
    """A line that may sit down, judged by the node it came to."""

    channel: int
    meeting: UUID
    info: SeatInfo
    have: dict[str, int]


class Say(Struct, array_like=True, tag=2):
    """A frame of its page."""

    channel: int
    frame: bytes


class Rise(Struct, array_like=True, tag=3):
    """The line is gone."""

    channel: int


class Tell(Struct, array_like=True, tag=4):
    """A frame of the room, once for all lines of this link that get it."""

    channels: list[int]
    frame: bytes


class End(Struct, array_like=True, tag=5):
    """The line is to be ended; with an empty word, the room is not here (any more)."""

    channel: int
    why: str


class Chair(Struct, array_like=True, tag=6):
    """What the house knows about a chair has changed."""

    meeting: UUID
    info: SeatInfo


class Post(Struct, array_like=True, tag=7):
    """A post that came to one node for a stream of another."""

    number: int
    line: str
    meeting: str
    cookie: str
    body: bytes | None


class Posted(Struct, array_like=True, tag=8):
    """What became of it."""

    number: int
    status: int


Message = Hi | Sit | Say | Rise | Tell | End | Chair | Post | Posted
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Message]).decode


class Link(asyncio.Protocol):
    """One end of such a stream."""

    def __init__(
        self,
        *,
        secret: bytes,
        own: UUID,
        calls: UUID | None,
        begun: Callable[["Link"], None],
        heard: Callable[["Link", Message], None],
        ended: Callable[["Link"], None],
    ) -> None:
        self._secret, self._own, self._calls = secret, own, calls
        self._begun, self._heard, self._ended = begun, heard, ended
        self._loop = asyncio.get_running_loop()
        self._noise = secrets.token_bytes(NOISE)
        self._read = bytearray()
        self._sealing: ChaCha20Poly1305 | None = None
        self._opening: ChaCha20Poly1305 | None = None
        self._sealed = self._opened = 0
        self._out: list[Message] = []
        self._out_bytes = 0
        self._last: Frame | None = None
        self._planned = False
        self._unheard_beats = 0
        self.fell_silent = False
        """Whether it ended because nothing came any more."""
        self.peer: UUID | None = None
        """Who the other end is, once it has proved that it belongs to this installation."""
        self.ready: asyncio.Future[None] = self._loop.create_future()
        self.transport: asyncio.Transport = cast(asyncio.Transport, None)

    # --- the loop ---------------------------------------------------------------------------------------
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self._noise)
        self._begun(self)
        self._loop.call_later(OPENING_SECONDS, self._end_if_strange)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ready.done():
            if self._calls is None:
                self.ready.cancel()
            else:
                self.ready.set_exception(ConnectionResetError("the other node hung up"))
        self._ended(self)

    def data_received(self, data: bytes) -> None:
        self._unheard_beats = 0
        self._read += data
        if self._opening is None:
            if len(self._read) < NOISE:
                return
            self._make_keys(bytes(self._read[:NOISE]))
            del self._read[:NOISE]
            self.send(Hi(self._own, self._calls))
        while len(self._read) >= 4:
            size = int.from_bytes(self._read[:4])
            if size > MOST:
                self.close()
                return
            if len(self._read) < 4 + size:
                return
            record = bytes(self._read[4 : 4 + size])
            del self._read[: 4 + size]
            if not self._take(record):
                self.close()
                return

    def close(self) -> None:
        """End at once."""
        self.transport.abort()

    def _end_if_strange(self) -> None:
        if self.peer is None:
            self.close()

    def _beat(self) -> None:
        """Say that we are there. Beats are counted, not seconds: a stall of our own is not held against the other."""
        if self.transport.is_closing():
            return
        self._unheard_beats += 1
        if self._unheard_beats > SILENT_BEATS:
            self.fell_silent = True
            self.close()
            return
        self._write([])
        self._loop.call_later(BEAT_SECONDS, self._beat)

    # --- keys and records ---------------------------------------------------------------------------------
    def _make_keys(self, theirs: bytes) -> None:
        is_caller = self._calls is not None
        salt = self._noise + theirs if is_caller else theirs + self._noise
        made = HKDF(algorithm=hashes.SHA256(), length=64, salt=salt, info=b"openchair node link").derive(self._secret)
        caller, called = ChaCha20Poly1305(made[:32]), ChaCha20Poly1305(made[32:])
        self._sealing, self._opening = (caller, called) if is_caller else (called, caller)

    def _take(self, record: bytes) -> bool:
        """Take one record; False for one that is not of this installation, or not now."""
        assert self._opening is not None
        try:
            messages = _decode(self._opening.decrypt(self._opened.to_bytes(12), record, None))
        except (InvalidTag, msgspec.MsgspecError):
            return False
        self._opened += 1
        for message in messages:
            if self.peer is not None:
                self._heard(self, message)
            elif not isinstance(message, Hi) or not self._is_meant(message):
                return False
            else:
                self.peer = message.sender
                self.ready.set_result(None)
                self._beat()
        return True

    def _is_meant(self, hi: Hi) -> bool:
        """An address may belong to another process by now."""
        return hi.sender == self._calls if self._calls is not None else hi.to == self._own

    # --- what is said ---------------------------------------------------------------------------------------
    def send(self, message: Message) -> None:
        """Put a message on its way."""
        self._last = None
        self._add(message, 64)

    def say(self, channel: int, frame: bytes) -> None:
        """Put a page's frame on its way."""
        self._last = None
        self._add(Say(channel, frame), len(frame))

    def tell(self, channel: int, frame: Frame) -> None:
        """Put a frame of a room on its way, together with the other lines that get the same."""
        if frame is self._last:
            cast(Tell, self._out[-1]).channels.append(channel)
            return
        self._add(Tell([channel], frame.data), len(frame.data))
        self._last = frame

    def _add(self, message: Message, size: int) -> None:
        self._out.append(message)
        self._out_bytes += size
        if self._out_bytes > ENOUGH:
            self._flush()
        elif not self._planned:
            self._planned = True
            self._loop.call_soon(self._flush_planned)

    def _flush_planned(self) -> None:
        self._planned = False
        self._flush()

    def _flush(self) -> None:
        out, self._out, self._out_bytes, self._last = self._out, [], 0, None
        if out and not self.transport.is_closing():
            self._write(out)

    def _write(self, messages: list[Message]) -> None:
        assert self._sealing is not None
        record = self._sealing.encrypt(self._sealed.to_bytes(12), _encode(messages), None)
        self._sealed += 1
        self.transport.write(len(record).to_bytes(4) + record)
        if self.transport.get_write_buffer_size() > BACKLOG:
            self.close()
