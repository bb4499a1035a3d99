"""The process of clients: real sockets that speak, listen, check every frame, and come back when the line drops.

    python -m openchair.rooms.bench.clients < instructions

Each line of standard input is one instruction in JSON; each gets one line of JSON back. Nothing here knows the
server's code: what is measured is what a browser would see.
"""

import asyncio
import json
import random
import sys
import time
from array import array
from typing import Any

import msgspec
import uvloop
from picows import WSError, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

PATIENCE = 20.0
FILLING = "I have carried this all week, and saying it here makes it lighter."


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
        self.differing = self.refused = self.snapshots = 0
        self.latencies = array("d")


class Room:
    """What the chairs of one room agree on: every event by its number, byte for byte."""

    def __init__(self, place: dict[str, Any], crowd: "Crowd") -> None:
        self.crowd = crowd
        self.meeting: str = place["meeting"]
        self.frames: dict[int, bytes] = {}
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
        self.answers: dict[str, asyncio.Future[str]] = {}
        self.said = 0
        self.ready = asyncio.Event()
        self.gone = asyncio.Event()

    # --- the line ---------------------------------------------------------------------------------------
    async def connect(self) -> None:
        """Open the line and say hello with what is known already."""
        crowd = self.room.crowd
        self.ready.clear()
        self.gone.clear()
        headers = {"Cookie": f"session={self.cookie}", "Origin": crowd.origin}
        await ws_connect(
            lambda: self, f"{crowd.url}/live/{self.room.meeting}", extra_headers=headers, use_aiofastnet=False,
            read_buffer_init_size=2048, logger_name="bench",
        )  # fmt: skip
        await asyncio.wait_for(self.ready.wait(), PATIENCE)

    async def stay(self) -> None:
        """Come back whenever the line drops, as a page does."""
        wait = 0.05
        while True:
            await self.gone.wait()
            await asyncio.sleep(wait * (0.5 + random.random()))
            try:
                await self.connect()
                wait = 0.05
            except (WSError, OSError, TimeoutError):
                self.gone.set()
                wait = min(wait * 2, 0.5)

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
        self._send(json.dumps({"t": "hello", "have": self.have}).encode())

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.transport = None
        self.gone.set()

    def _send(self, frame: bytes) -> None:
        if self.transport is not None:
            self.transport.send(WSMsgType.TEXT, frame)

    # --- what is said -----------------------------------------------------------------------------------
    def do(self, own_id: str, **command: Any) -> None:
        """Send a command; it is sent again until it is acknowledged."""
        frame = json.dumps({"t": "do", "id": own_id, "c": command}).encode()
        self.waiting[own_id] = frame
        if self.ready.is_set():
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
        self.do(own_id, type="say", words=f"{own_id} {FILLING}")

    # --- what comes ---------------------------------------------------------------------------------------
    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            return
        payload = frame.get_payload_as_bytes()
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
            self._is_ready()

    def _is_ready(self) -> None:
        if not self.ready.is_set():
            self.ready.set()
            for frame in self.waiting.values():
                self._send(frame)

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
        sent_at = room.words_sent_at.get(n)
        if sent_at is not None:
            counts.delivered += 1
            counts.latencies.append(time.perf_counter() - sent_at)

    def _answered(self, own_id: str, what: str) -> None:
        if self.waiting.pop(own_id, None) is not None and what == "ack" and own_id in self.room.sent_at:
            self.counts.acknowledged += 1
            self.room.acknowledged.add(own_id)
        if (answer := self.answers.pop(own_id, None)) is not None and not answer.done():
            answer.set_result(what)

    def _refused(self, message: Incoming) -> None:
        if message.code in ("not_stored", "too_fast", "hello_first"):
            asyncio.get_running_loop().call_later(0.5, self._again, message.id)
            return
        self.counts.refused += 1
        self._answered(message.id, message.code)

    def _again(self, own_id: str) -> None:
        if (frame := self.waiting.get(own_id)) is not None and self.ready.is_set():
            self._send(frame)


class Crowd:
    """Everybody, and what they are told to do."""

    def __init__(self, url: str, origin: str, places: list[dict[str, Any]], seed: int) -> None:
        self.url, self.origin = url, origin
        self.counts = Counts()
        self.random = random.Random(seed)
        self.rooms = [Room(place, self) for place in places]
        self.tasks: list[asyncio.Task[None]] = []

    @property
    def chairs(self) -> list[Chair]:
        """All chairs of all rooms."""
        return [chair for room in self.rooms for chair in room.chairs]

    async def sit_down(self) -> dict[str, Any]:
        """Connect everybody, come to the door, be admitted."""
        limit = asyncio.Semaphore(20)

        async def connect(chair: Chair) -> None:
            async with limit:
                await chair.connect()

        await asyncio.gather(*(connect(chair) for chair in self.chairs))
        for room in self.rooms:
            lead, *others = room.chairs
            await lead.ask("door", type="come_to_door")
            await asyncio.gather(*(chair.ask("door", type="come_to_door") for chair in others))
            await asyncio.gather(*(lead.ask(f"in-{c.seat[:13]}", type="admit", seat=c.seat) for c in others))
        await self._settle()
        return {"connected": len(self.chairs)}

    async def speak(self, rate: float, seconds: float, drain: float) -> dict[str, Any]:
        """Let each room say so many things a second, for so long; then wait for what is still on its way."""
        self.counts = Counts()
        for chair in self.chairs:
            chair.counts = self.counts
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        started = time.perf_counter()
        for room in self.rooms:
            self._begin_speaking(room, rate, end)
        await asyncio.sleep(seconds)
        for room in self.rooms:
            room.speaking = False
        at_end = self.counts.acknowledged
        took = time.perf_counter() - started
        settled = await self._settle(drain)
        return {"acknowledged_in_time": at_end, "seconds": took, "settled": settled} | self.figures()

    def speak_until_told(self, rate: float) -> dict[str, Any]:
        """Let each room say so many things a second until `enough`."""
        loop = asyncio.get_running_loop()
        for room in self.rooms:
            self._begin_speaking(room, rate, loop.time() + 86_400)
        return {}

    async def wait_for_acknowledgement(self) -> dict[str, Any]:
        """Until the next thing said is acknowledged."""
        before = self.counts.acknowledged
        while self.counts.acknowledged == before:  # noqa: ASYNC110  (counted in the hot path, which stays bare)
            await asyncio.sleep(0.01)
        return {}

    async def enough(self) -> dict[str, Any]:
        """Stop speaking, wait until everything has arrived, and say what was heard."""
        for room in self.rooms:
            room.speaking = False
        settled = await self._settle(30.0)
        return {"settled": settled, "figures": self.figures(), "said": self.tell_all()}

    def _begin_speaking(self, room: Room, rate: float, end: float) -> None:
        """Each room in its own time, so that they do not all speak in one breath."""
        loop = asyncio.get_running_loop()
        room.speaking = True
        first = loop.time() + self.random.random() / rate
        loop.call_at(first, self._speak, room, rate, first, end)

    def _speak(self, room: Room, rate: float, due: float, end: float) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        if not room.speaking or now >= end:
            return
        self.random.choice(room.chairs).say()
        due = max(due + 1 / rate, now - 0.05)
        loop.call_at(due, self._speak, room, rate, due, end)

    async def _settle(self, patience: float = PATIENCE) -> bool:
        """Wait until everything is acknowledged and every chair has read as far as its room goes."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if not any(chair.waiting for chair in self.chairs) and all(
                len({chair.have.get("room") for chair in room.chairs}) == 1 for room in self.rooms
            ):
                return True
            await asyncio.sleep(0.05)
        return False

    def figures(self) -> dict[str, Any]:
        """What was counted, in the words of the contract."""
        counts = self.counts
        ordered = sorted(counts.latencies)
        last = len(ordered) - 1
        unsaid = sum(len(room.acknowledged - set(room.order)) for room in self.rooms)
        twice = sum(len(room.order) - len(set(room.order)) for room in self.rooms)
        return {
            "sent": counts.sent,
            "acknowledged": counts.acknowledged,
            "delivered": counts.delivered,
            "p50_ms": round(ordered[last // 2] * 1000, 2) if ordered else None,
            "p99_ms": round(ordered[int(last * 0.99)] * 1000, 2) if ordered else None,
            "lost": counts.lost + unsaid,
            "duplicated": counts.duplicated + twice,
            "out_of_order": counts.out_of_order + counts.differing,
            "refused": counts.refused,
            "snapshots": counts.snapshots,
        }

    def stay(self) -> dict[str, Any]:
        """From now on everybody comes back by themselves."""
        self.tasks = [asyncio.create_task(chair.stay()) for chair in self.chairs]
        return {}

    def tell_all(self) -> dict[str, Any]:
        """What every room heard and what was acknowledged, for comparing with the log."""
        return {room.meeting: {"order": room.order, "acknowledged": sorted(room.acknowledged)} for room in self.rooms}

    async def leave(self) -> dict[str, Any]:
        """Close every line."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        for chair in self.chairs:
            if chair.transport is not None:
                chair.transport.disconnect()
        return {}


async def obey(crowd: Crowd, what: str, details: dict[str, Any]) -> dict[str, Any]:
    """Carry out one instruction."""
    done = getattr(crowd, what)(**details)
    answer: dict[str, Any] = await done if asyncio.iscoroutine(done) else done
    return answer


async def main() -> None:
    """Do what the lines of standard input say, one after the other."""
    loop = asyncio.get_running_loop()
    crowd: Crowd | None = None
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        order = json.loads(line)
        what = order.pop("do")
        if what == "sit_down":
            crowd = Crowd(**order)
            order = {}
        assert crowd is not None, "sit down first"
        print(json.dumps(await obey(crowd, what, order)), flush=True)


if __name__ == "__main__":
    uvloop.run(main())
