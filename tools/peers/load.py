"""The same load for every peer: rooms in which people speak, everybody's deliveries counted and timed."""

import asyncio
import random
import time
from array import array
from typing import Any, Protocol

FILLING = "I have carried this all week, and saying it here makes it lighter."
KEPT_UP_MS = 500.0


class Chair(Protocol):
    """One connected person of a peer."""

    def say(self, own_id: str, words: str) -> None:
        """Put words on their way to the room."""


class Counts:
    """What was sent and what came."""

    def __init__(self) -> None:
        self.sent_at: dict[str, float] = {}
        self.acknowledged = self.delivered = 0
        self.latencies = array("d")

    def heard(self, own_id: str) -> None:
        """Somebody got what was said under this id."""
        if (sent_at := self.sent_at.get(own_id)) is not None:
            self.delivered += 1
            self.latencies.append(time.perf_counter() - sent_at)


class Crowd:
    """Everybody, by room."""

    def __init__(self, rooms: list[list[Any]], counts: Counts, seed: int) -> None:
        self.rooms, self.counts, self.random = rooms, counts, random.Random(seed)
        self._said = 0

    async def speak(self, rate: float, seconds: float, drain: float = 20.0) -> dict[str, Any]:
        """Let each room say so many things a second; then wait for what is still on its way."""
        counts = self.counts
        counts.sent_at.clear()
        counts.acknowledged = counts.delivered = 0
        counts.latencies = array("d")
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        started = time.perf_counter()
        for room in self.rooms:
            first = loop.time() + self.random.random() / rate
            loop.call_at(first, self._speak, room, rate, first, end)
        await asyncio.sleep(seconds)
        took = time.perf_counter() - started
        expected = len(counts.sent_at) * len(self.rooms[0])
        in_time = counts.delivered
        deadline = time.monotonic() + drain
        while counts.delivered < expected and time.monotonic() < deadline:  # noqa: ASYNC110  (counted in the hot path)
            await asyncio.sleep(0.05)
        ordered = sorted(counts.latencies)
        last = len(ordered) - 1
        p50, p99 = (round(ordered[last * part // 100] * 1000, 2) if ordered else None for part in (50, 99))
        return {
            "sent": len(counts.sent_at),
            "delivered": counts.delivered,
            "lost": expected - counts.delivered,
            "p50_ms": p50,
            "p99_ms": p99,
            "delivered_per_second": round(counts.delivered / took),
            "kept_up": counts.delivered == expected
            and in_time >= 0.95 * expected
            and p99 is not None
            and p99 <= KEPT_UP_MS,
        }

    def _speak(self, room: list[Chair], rate: float, due: float, end: float) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        if now >= end:
            return
        self._said += 1
        own_id = f"m{self._said}"
        self.counts.sent_at[own_id] = time.perf_counter()
        self.random.choice(room).say(own_id, f"{own_id} {FILLING}")
        due = max(due + 1 / rate, now - 0.05)
        loop.call_at(due, self._speak, room, rate, due, end)
