"""The course of a replayed meeting, from the door to the closing page."""

import asyncio
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from openchair.insights.replay.seats import Seat
from openchair.insights.replay.transcript import Said, Transcript
from openchair.rooms.core.ways import WAYS
from openchair.rooms.core.ways.rounds import Round

ROUNDS = frozenset(kind for kind, way in WAYS.items() if isinstance(way, Round))
MARGIN_MS = 1000
"""The meeting's clock starts a moment ahead, so that the server's own clock never overtakes it."""


@dataclass
class Course:
    """What happened to the lines."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    """Seat and words, in the order they were sent."""
    acknowledged: int = 0
    out_of_order: int = 0
    differing_views: int = 0


class Meeting:
    """Runs a transcript through an open room."""

    def __init__(self, transcript: Transcript, leader: Seat, members: list[Seat], speed: float | None) -> None:
        self.transcript, self.leader, self.members, self.speed = transcript, leader, members, speed
        self.by_name = {member.name: member for member in members}
        self.course = Course()
        self._zero_ms = 0
        self._holder: Seat | None = None

    async def hold(self, host: str, meeting: str) -> Course:
        """Everybody comes, speaks, checks out and goes."""
        everybody = [self.leader, *self.members]
        try:
            await asyncio.gather(*(seat.come(host, meeting) for seat in everybody))
            await self._come_in()
            await self._lead_to("open_floor")
            await self._speak()
            await self._lead_to("closing_words")
            await self._check_out()
            await self._compare()
        finally:
            await asyncio.gather(*(seat.go() for seat in everybody), return_exceptions=True)
        self.course.out_of_order += sum(seat.out_of_order for seat in everybody)
        return self.course

    def _at(self, seconds: float) -> int:
        return self._zero_ms + round(seconds * 1000)

    # --- before and after the lines ---------------------------------------------------------------------
    async def _come_in(self) -> None:
        await self.leader.must(type="come_to_door")
        for member in self.members:
            await member.must(type="come_to_door")
            await member.must(type="give_mood", mood=3, moment="in")
            await self.leader.must(type="admit", seat=member.seat)
        self._zero_ms = int(time.time() * 1000) + MARGIN_MS

    async def _lead_to(self, kind: str) -> None:
        """Go on through the agenda; in a round everybody passes, for nothing is said that the transcript lacks."""
        view = self.leader.view
        at = self._at(0 if kind == "open_floor" else self.transcript.elapsed)
        kinds = [part["kind"] for part in view["meeting"]["segments"]]
        now = -1 if view["meeting"]["index"] is None else view["meeting"]["index"]
        for index in range(now + 1, kinds.index(kind) + 1):
            await self.leader.must(at, type="begin" if index == 0 else "next_part")
            await self.leader.until(lambda view, index=index: view["meeting"]["index"] == index)
            if kinds[index] in ROUNDS:
                await self._pass_round(at)

    async def _pass_round(self, at: int) -> None:
        seats = {seat.seat: seat for seat in (self.leader, *self.members)}
        left = set(seats)
        while left:
            await self.leader.until(lambda view: view["floor"]["offered"] in left)
            offered = self.leader.view["floor"]["offered"]
            left.discard(offered)
            await seats[offered].must(at, type="pass_on")

    async def _check_out(self) -> None:
        at = self._at(self.transcript.elapsed)
        for member in self.members:
            await member.must(at, type="give_mood", mood=3, moment="out")
            for question in ("heard", "safe"):
                await member.must(at, type="give_pulse", question=question, value=3)
        await self.leader.must(at, type="close")
        for seat in (self.leader, *self.members):
            await seat.until(lambda view: view["meeting"]["phase"] == "closed")

    async def _compare(self) -> None:
        """Everybody was there from the beginning: every page shows the same words."""
        shown = [
            [(word["seat"], word["words"]) for word in seat.view["words"]] for seat in (self.leader, *self.members)
        ]
        self.course.differing_views = sum(one != shown[0] for one in shown)
        self.course.out_of_order += self.course.differing_views

    # --- the lines --------------------------------------------------------------------------------------
    async def _speak(self) -> None:
        started = time.monotonic()
        before: Said | None = None
        for line in _counted(self.transcript.lines):
            if self.speed is not None:
                await asyncio.sleep(max(0.0, started + line.at / self.speed - time.monotonic()))
            speaker = self.by_name[line.speaker]
            if speaker is not self._holder:
                await self._hand_over(speaker, line, before)
            self.course.sent.append((speaker.seat, line.text))
            answer = await speaker.do(self._at(line.at), type="say", words=line.text)
            self.course.acknowledged += answer == "ack"
            before = line
        if self._holder is not None:
            await self._holder.must(self._at(self.transcript.elapsed), type="pass_on")

    async def _hand_over(self, speaker: Seat, line: Said, before: Said | None) -> None:
        """Whoever spoke passes the piece on at their own end or when the next one starts, whichever comes first."""
        at = self._at(line.at)
        if self._holder is not None and before is not None:
            ended = line.at if before.end is None else min(max(before.end, before.at), line.at)
            await self._holder.must(self._at(ended), type="pass_on")
        await speaker.must(at, type="raise_hand")
        await speaker.must(at, type="take_piece")
        self._holder = speaker


def _counted(lines: tuple[Said, ...]) -> Iterator[Said]:
    """The lines, with a counter for people where somebody watches."""
    watched = sys.stderr.isatty()
    for number, line in enumerate(lines, start=1):
        if watched and (number % 10 == 0 or number == len(lines)):
            print(f"\rline {number} of {len(lines)}", end="\n" if number == len(lines) else "", file=sys.stderr)
        yield line


def out_of_order(sent: list[tuple[str, str]], stored: list[Any]) -> int:
    """How many stored lines do not stand where they were sent."""
    return sum(one != tuple(other) for one, other in zip(sent, stored, strict=False)) + abs(len(sent) - len(stored))
