"""Everybody, and what they can be told to do."""

import asyncio
import itertools
import random
import time
from typing import Any

from openchair.rooms.bench.clients.chair import FILLING, LOOK_SECONDS, PATIENCE, SILENCE_SECONDS, Chair, Counts, Room


class Crowd:
    """Everybody, and what they are told to do; each method that answers is an instruction."""

    def __init__(self, addresses: list[str], places: list[dict[str, Any]], seed: int) -> None:
        self._addresses = itertools.cycle(addresses)
        self.counts = Counts()
        self.filling = FILLING
        self.random = random.Random(seed)
        self.rooms = [Room(place, self) for place in places]
        self.tasks: list[asyncio.Task[None]] = []

    def address(self) -> str:
        """Where the next line is to go: round robin over the nodes, as a proxy does."""
        return next(self._addresses)

    @property
    def chairs(self) -> list[Chair]:
        """All chairs of all rooms."""
        return [chair for room in self.rooms for chair in room.chairs]

    # --- coming and going ---------------------------------------------------------------------------------
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

    def stay(self, *, as_page: bool = False) -> dict[str, Any]:
        """From now on everybody comes back by themselves."""
        self.tasks = [asyncio.create_task(chair.stay(as_page=as_page), name=chair.seat) for chair in self.chairs]
        self.tasks.append(asyncio.create_task(self._listen_for_silence()))
        return {}

    async def _listen_for_silence(self) -> None:
        """A line can be dead without saying so; an answer that does not come is the sign, as in the page."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for chair in self.chairs:
                oldest = next(iter(chair.unanswered.values()), None)
                if oldest is not None and time.monotonic() - oldest > SILENCE_SECONDS:
                    chair.hang_up()

    def go_to(self, addresses: list[str]) -> dict[str, Any]:
        """Open new lines at these nodes."""
        self._addresses = itertools.cycle(addresses)
        return {}

    async def remove(self, room: int, seat: str) -> dict[str, Any]:
        """Let a leader ask somebody to leave for today; how far the room is once that is stored."""
        lead = self.rooms[room].chairs[0]
        told = await lead.ask(f"remove-{seat[:13]}", type="remove", seat=seat, reason="A drill.")
        assert told == "ack", told
        return self.position(room)

    async def cut(self, patience: float) -> dict[str, Any]:
        """Tear every line at once. Everybody has something to say when they are back, and so misses what others say."""
        self.begin_counting()
        chairs = self.chairs
        at = time.monotonic()
        for chair in chairs:
            chair.tried_at = chair.back_at = 0.0
            chair.hang_up()
            chair.say()
        settled = await self._settle(patience)
        filled = time.monotonic() - at
        tries = sorted(chair.tried_at - at for chair in chairs if chair.tried_at)
        back = sorted(chair.back_at - at for chair in chairs if chair.back_at > at)
        return {
            "settled": settled,
            "back": len(back),
            "seconds_until_all_were_back": round(back[-1], 2) if back else None,
            "seconds_until_all_was_filled": round(filled, 2),
            "first_tries_spread_seconds": round(tries[-1] - tries[0], 3) if tries else 0.0,
            "most_first_tries_in_50_ms": _most_within(tries, 0.05),
        } | self.figures()

    def give_up_chair(self, room: int, chair: int) -> dict[str, Any]:
        """Leave a chair to somebody else; what they need to take it."""
        left = self.rooms[room].chairs.pop(chair)
        left.hang_up()
        for task in self.tasks:
            if task.get_name() == left.seat:
                task.cancel()
        return {"meeting": self.rooms[room].meeting, "seat": left.seat, "cookie": left.cookie, "have": left.have}

    async def close_meetings(self) -> dict[str, Any]:
        """Every leader closes the meeting, and everybody goes."""
        told = await asyncio.gather(*(room.chairs[0].ask("close", type="close") for room in self.rooms))
        await self.leave()
        return {"closed": sum(answer == "ack" for answer in told)}

    async def leave(self) -> dict[str, Any]:
        """Close every line."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        for chair in self.chairs:
            if chair.transport is not None:
                chair.transport.disconnect()
        return {}

    # --- speaking -------------------------------------------------------------------------------------------
    async def speak(self, rate: float, seconds: float, drain: float) -> dict[str, Any]:
        """Let each room say so many things a second, for so long; then wait for what is still on its way."""
        self.begin_counting()
        started = time.perf_counter()
        self.speak_until_told(rate, seconds)
        await asyncio.sleep(seconds)
        for room in self.rooms:
            room.speaking = False
        at_end = self.counts.acknowledged
        took = time.perf_counter() - started
        settled = await self._settle(drain)
        return {"acknowledged_in_time": at_end, "seconds": took, "settled": settled} | self.figures()

    def speak_until_told(self, rate: float, seconds: float = 86_400, filling: str = FILLING) -> dict[str, Any]:
        """Let each room say so many things a second until `enough`, or for so long."""
        self.filling = filling
        end = asyncio.get_running_loop().time() + seconds
        for room in self.rooms:
            self._begin_speaking(room, rate, end)
        return {}

    async def listen(self, seconds: float) -> dict[str, Any]:
        """Count anew for a while, without disturbing who speaks."""
        self.begin_counting()
        await asyncio.sleep(seconds)
        return self.figures()

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

    # --- what was heard ---------------------------------------------------------------------------------------
    def begin_counting(self) -> dict[str, Any]:
        """Count anew."""
        self.counts = Counts()
        for chair in self.chairs:
            chair.counts = self.counts
        return {}

    async def _settle(self, patience: float = PATIENCE) -> bool:
        """Wait until everything is acknowledged and every chair has read as far as its room goes."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if all(chair.ready.is_set() and not chair.waiting for chair in self.chairs) and all(
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
            **{
                f"p{part}_ms": round(ordered[last * part // 100] * 1000, 2) if ordered else None
                for part in (50, 95, 99)
            },
            "longest_ms": round(ordered[-1] * 1000, 2) if ordered else None,
            "lost": counts.lost + unsaid,
            "duplicated": counts.duplicated + twice,
            "out_of_order": counts.out_of_order + counts.differing,
            "refused": counts.refused,
            "snapshots": counts.snapshots,
        }

    def troubles(self) -> dict[str, Any]:
        """What went wrong on the way: when, and how long the server left anybody without an answer."""
        counts = self.counts
        now = time.monotonic()
        open_since = [now - sent_at for chair in self.chairs for sent_at in chair.unanswered.values()]
        return {
            "times": list(counts.trouble),
            "slowest_answer_seconds": round(max([counts.slowest_answer, *open_since]), 2),
            "kept_out": counts.kept_out,
            "farewells": dict(counts.farewells),
            "resumed": counts.resumed,
        }

    def position(self, room: int) -> dict[str, Any]:
        """How far everybody has read in one room."""
        return {"room": self.rooms[room].chairs[0].have["room"]}

    def tell_all(self) -> dict[str, Any]:
        """What every room heard and what was acknowledged, for comparing with the log."""
        return {room.meeting: {"order": room.order, "acknowledged": sorted(room.acknowledged)} for room in self.rooms}


def _most_within(moments: list[float], width: float) -> int:
    """The most of these ordered moments that lie within so short a time."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moment - moments[first] > width:
            first += 1
        most = max(most, last - first + 1)
    return most
