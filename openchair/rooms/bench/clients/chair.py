"""One member's page over a real socket, and what the pages of one room agree on."""

import asyncio
import json
import random
import time
from array import array
from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec
from picows import WSError, WSFrame, WSInvalidStatusError, WSListener, WSMsgType, WSTransport, ws_connect

if TYPE_CHECKING:
    from openchair.rooms.bench.clients.crowd import Crowd

PATIENCE = 20.0
SILENCE_SECONDS, LOOK_SECONDS = 6.0, 1.0
"""When a page takes a line that does not answer for dead, and how often it looks (static/rooms/socket.js)."""
FILLING = "I have carried this all week, and saying it here makes it lighter."
LATER = ("not_stored", "too_fast", "hello_first")
"""Refusals that only mean: not this second."""


def quick_back_off(tries: int, chance: float) -> float:
    """Seconds until the next try, for measuring how soon a server is back."""
    return min(0.5, 0.05 * 2.0**tries) * (0.5 + chance)


def page_back_off(tries: int, chance: float) -> float:
    """The same as a page waits (static/rooms/socket.js): doubling, capped, and spread."""
    longest = min(10.0, 0.6 * 2.0 ** min(tries, 10))
    return longest / 2 + chance * (longest / 2)


class Incoming(msgspec.Struct):
    """Whatever the server says, as far as the clients look at it."""

    t: str
    s: str = ""
    n: int = 0
    id: str = ""
    code: str = ""
    why: str = ""
    e: msgspec.Raw = msgspec.Raw(b"")
    have: dict[str, int] = {}


class SaidWords(msgspec.Struct):
    """The words of an event, if it has any."""

    words: str = ""


_incoming = msgspec.json.Decoder(Incoming).decode
_said = msgspec.json.Decoder(SaidWords).decode


class Counts:
    """What was sent and what came, over all chairs."""

    def __init__(self) -> None:
        self.sent = self.acknowledged = self.delivered = self.lost = self.duplicated = self.out_of_order = 0
        self.differing = self.refused = self.snapshots = self.resumed = 0
        self.latencies = array("d")
        self.trouble = array("d")
        """When something could not be stored, or no line could be had: seconds since 1970."""
        self.kept_out = 0
        """How often a line was refused to somebody who belongs there."""
        self.farewells: Counter[str] = Counter()
        self.slowest_answer = 0.0


class Room:
    """What the chairs of one room agree on: every event by its number, byte for byte."""

    def __init__(self, place: dict[str, Any], crowd: "Crowd") -> None:
        self.crowd = crowd
        self.meeting: str = place["meeting"]
        self.frames: dict[int, bytes] = {}
        self.heard: dict[bytes, int] = {}
        """The same the other way round: who gets the same bytes as somebody before need not read them again, so that
        a thousand pages on the server's own machine leave it the processor."""
        self.sent_at: dict[str, float] = {}
        self.words_sent_at: dict[int, float] = {}
        self.order: list[str] = []
        """Own ids of what was said, in the room's order."""
        self.acknowledged: set[str] = set()
        self.chairs = [Chair(self, person["seat"], person["cookie"]) for person in place["people"]]
        self.speaking = False

    def first_seen(self, n: int, payload: bytes, encoded: msgspec.Raw) -> None:
        """The first chair that gets an event keeps it for the others."""
        self.frames[n] = payload
        self.heard[payload] = n
        own_id = _said(encoded).words.partition(" ")[0]
        if own_id in self.sent_at:
            self.words_sent_at[n] = self.sent_at[own_id]
            self.order.append(own_id)


class Chair(WSListener):
    """One member's page."""

    def __init__(self, room: Room, seat: str, cookie: str) -> None:
        self.room, self.seat, self.cookie = room, seat, cookie
        self.counts = room.crowd.counts
        self.transport: WSTransport | None = None
        self.have: dict[str, int] = {}
        self.waiting: dict[str, bytes] = {}
        """Commands that are not acknowledged yet, by own id: sent again after a reconnect."""
        self.unanswered: dict[str, float] = {}
        """When those were sent that the server has said nothing about yet."""
        self.answers: dict[str, asyncio.Future[str]] = {}
        self.said = 0
        self.patience = PATIENCE
        """How long a new line may say nothing."""
        self.ready = asyncio.Event()
        self.gone = asyncio.Event()
        self.sent_on = False
        """Whether the last line ended because another node may hear the room."""
        self.tried_at = self.back_at = 0.0
        """When the first try after a cut began, and when the line was up again."""

    # --- the line ---------------------------------------------------------------------------------------
    async def connect(self) -> None:
        """Open the line and say hello with what is known already."""
        address = self.room.crowd.address()
        self.ready.clear()
        self.gone.clear()
        headers = {"Cookie": f"session={self.cookie}", "Origin": f"http://{address}"}
        await ws_connect(
            lambda: self, f"ws://{address}/live/{self.room.meeting}", extra_headers=headers, use_aiofastnet=False,
            read_buffer_init_size=2048, logger_name="bench",
        )  # fmt: skip
        up, down = asyncio.ensure_future(self.ready.wait()), asyncio.ensure_future(self.gone.wait())
        await asyncio.wait((up, down), timeout=self.patience, return_when=asyncio.FIRST_COMPLETED)
        up.cancel()
        down.cancel()
        if not self.ready.is_set():
            self.hang_up()
            raise TimeoutError
        self.back_at = time.monotonic()

    async def stay(self, *, as_page: bool = False) -> None:
        """Come back whenever the line drops, as a page does or more quickly."""
        back_off = page_back_off if as_page else quick_back_off
        self.patience = SILENCE_SECONDS if as_page else PATIENCE
        tries = 0
        while True:
            await self.gone.wait()
            if self.sent_on:
                tries, self.sent_on = 0, False
            await asyncio.sleep(back_off(tries, random.random()))
            tries += 1
            if not self.tried_at:
                self.tried_at = time.monotonic()
            try:
                await self.connect()
                tries = 0
            except (WSError, OSError, TimeoutError) as problem:
                refused = problem.response if isinstance(problem, WSInvalidStatusError) else None
                if refused is not None and int(refused.status) == 403:
                    self.counts.kept_out += 1
                self.counts.trouble.append(time.time())
                self.gone.set()

    def hang_up(self) -> None:
        """Tear the line without a goodbye."""
        self.ready.clear()
        if self.transport is not None:
            self.transport.disconnect(graceful=False)

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
        self._send(json.dumps({"t": "hello", "have": self.have}).encode())

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        if self.transport is transport:
            self.transport = None
        self.ready.clear()
        self.unanswered.clear()
        self.gone.set()

    def _send(self, frame: bytes) -> None:
        if self.transport is not None:
            self.transport.send(WSMsgType.TEXT, frame)

    # --- what is said -----------------------------------------------------------------------------------
    def do(self, own_id: str, **command: Any) -> None:
        """Send a command; it is sent again until it is acknowledged."""
        self.waiting[own_id] = json.dumps({"t": "do", "id": own_id, "c": command}).encode()
        if self.ready.is_set():
            self._send_waiting(own_id)

    def _send_waiting(self, own_id: str) -> None:
        if (frame := self.waiting.get(own_id)) is not None and self.ready.is_set():
            self.unanswered[own_id] = time.monotonic()
            self._send(frame)

    def ask(self, own_id: str, **command: Any) -> "asyncio.Future[str]":
        """Send a command and get a future for its answer."""
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.answers[own_id] = answer
        self.do(own_id, **command)
        return answer

    def say(self) -> None:
        """Say something to the room."""
        self.said += 1
        own_id = f"{self.seat[:13]}-{self.said}"
        self.room.sent_at[own_id] = time.perf_counter()
        self.counts.sent += 1
        self.do(own_id, type="say", words=f"{own_id} {self.room.crowd.filling}")

    # --- what comes ---------------------------------------------------------------------------------------
    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            # A browser answers a closing at once; the server would otherwise wait some seconds for the answer.
            transport.send_close(frame.get_close_code())
            transport.disconnect()
        if frame.msg_type != WSMsgType.TEXT:
            return
        payload = frame.get_payload_as_bytes()
        n = self.room.heard.get(payload)
        if n is not None and n == self.have.get("room", 0) + 1:
            self.have["room"] = n
            self._delivered(n)
            return
        message = _incoming(payload)
        if message.t == "event":
            if message.s == "room":
                self._room_event(message, payload)
            else:
                self._own_event(message)
        elif message.t == "ack":
            self._answered(message.id, "ack")
        elif message.t == "no":
            self._refused(message)
        elif message.t == "snapshot":
            self.counts.snapshots += 1
            self.have = message.have
            self._is_ready()
        elif message.t == "resumed":
            self.counts.resumed += 1
            self._is_ready()
        elif message.t == "bye":
            self.counts.farewells[message.why] += 1
            self.sent_on = message.why == "elsewhere"

    def _is_ready(self) -> None:
        if not self.ready.is_set():
            self.ready.set()
            for own_id in list(self.waiting):
                self._send_waiting(own_id)

    def _own_event(self, message: Incoming) -> None:
        if message.n != self.have.get(message.s, 0) + 1:
            self.counts.out_of_order += 1
        self.have[message.s] = message.n

    def _room_event(self, message: Incoming, payload: bytes) -> None:
        counts, room, n = self.counts, self.room, message.n
        known = self.have.get("room", 0)
        if n != known + 1:
            if n <= known:
                counts.duplicated += 1
                return
            counts.lost += n - known - 1
            counts.out_of_order += 1
        self.have["room"] = n
        if (first := room.frames.get(n)) is None:
            room.first_seen(n, payload, message.e)
        elif first != payload:
            counts.differing += 1
        self._delivered(n)

    def _delivered(self, n: int) -> None:
        sent_at = self.room.words_sent_at.get(n)
        if sent_at is not None:
            self.counts.delivered += 1
            self.counts.latencies.append(time.perf_counter() - sent_at)

    def _answered(self, own_id: str, what: str) -> None:
        sent_at = self.unanswered.pop(own_id, None)
        if sent_at is not None and (took := time.monotonic() - sent_at) > self.counts.slowest_answer:
            self.counts.slowest_answer = took
        if self.waiting.pop(own_id, None) is not None and what == "ack" and own_id in self.room.sent_at:
            self.counts.acknowledged += 1
            self.room.acknowledged.add(own_id)
        if (answer := self.answers.pop(own_id, None)) is not None and not answer.done():
            answer.set_result(what)

    def _refused(self, message: Incoming) -> None:
        if message.code in LATER:
            if message.code == "not_stored":
                self.counts.trouble.append(time.time())
            sent_at = self.unanswered.pop(message.id, time.monotonic())
            self.counts.slowest_answer = max(self.counts.slowest_answer, time.monotonic() - sent_at)
            asyncio.get_running_loop().call_later(0.5, self._send_waiting, message.id)
            return
        self.counts.refused += 1
        self._answered(message.id, message.code)
