"""Simulated members who hold a live meeting over real sockets and react to whoever joins them.

Each companion is one connection with its own folded view, exactly as a browser has it: it knows what its person may
see, and no more. Words come from `community`; pauses are shorter than people's, so that a visitor sees a whole
meeting in about twenty minutes.
"""

import asyncio
import logging
import random
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from openchair.operations.demo import community
from openchair.rooms.core.view import fold_ack, fold_view

log = logging.getLogger(__name__)
View = dict[str, Any]


@dataclass(frozen=True)
class Ticket:
    """How one companion gets in: the socket, the cookie of a signed-in session, and who is played."""

    url: str
    origin: str
    cookie: str
    seat: str
    story: str
    leads: bool


@dataclass(frozen=True)
class Script:
    """What the people of this meeting have to say, each line once."""

    shares: Iterator[str]
    check_ins: Iterator[str]
    commitments: Iterator[str]
    celebrations: Iterator[str]
    take_aways: Iterator[str]
    reports: dict[str, Iterator[str]]
    """What somebody says of last time's commitment, by how it went."""
    played: frozenset[str]
    """Seats that are simulated: everybody else is a visitor who gets attention."""


def script(circle: community.Circle, played: frozenset[str], chance: random.Random) -> Script:
    """Shuffled lines for one meeting, starting over when they run out."""

    def endless(lines: tuple[str, ...]) -> Iterator[str]:
        while True:
            yield from chance.sample(lines, len(lines))

    return Script(
        endless(circle.shares), endless(community.CHECK_INS), endless(community.COMMITMENTS),
        endless(community.CELEBRATIONS), endless(community.TAKE_AWAYS),
        {outcome: endless(lines) for outcome, lines in community.REPORTS.items()}, played,
    )  # fmt: skip


class Companion:
    """One simulated person in one room."""

    def __init__(self, ticket: Ticket, lines: Script, chance: random.Random, pace: float = 1.0) -> None:
        self.ticket, self.lines, self.chance, self.pace = ticket, lines, chance, pace
        self.view: View = {}
        self.line: ClientConnection | None = None
        self.sent: dict[str, dict[str, Any]] = {}
        self.count = 0
        self.has_spoken = False
        self.tasks: set[asyncio.Task[None]] = set()

    # --- the line -----------------------------------------------------------------------------------------
    async def attend(self) -> None:
        """Come, take part until the meeting closes, and leave."""
        try:
            async with connect(
                self.ticket.url,
                origin=self.ticket.origin,  # type: ignore[arg-type]  # websockets types it as a NewType of str
                additional_headers={"Cookie": self.ticket.cookie},
                compression=None,
            ) as self.line:
                await self.line.send(b'{"t":"hello","have":{}}'.decode())
                async for frame in self.line:
                    self._receive(msgspec.json.decode(frame))
        except (ConnectionClosed, InvalidStatus, OSError) as problem:
            log.info("a companion's line ended: %s", type(problem).__name__)
        finally:
            for task in self.tasks:
                task.cancel()

    def _receive(self, frame: dict[str, Any]) -> None:
        match frame["t"]:
            case "snapshot":
                arrived = not self.view
                self.view = frame["view"]
                if arrived:
                    self._soon(self._live())
            case "event" if self.view:
                self.view = fold_view(self.view, frame)
                self._react(frame["e"])
            case "ack" if frame["id"] in self.sent:
                self.view = fold_ack(self.view, self.sent.pop(frame["id"]))
            case "no":
                self.sent.pop(frame["id"], None)

    async def do(self, command: str, /, **fields: Any) -> None:
        """Send one command."""
        if self.line is None:
            return
        self.count += 1
        name = f"c{self.count}"
        self.sent[name] = {"type": command, **fields}
        await self.line.send(msgspec.json.encode({"t": "do", "id": name, "c": self.sent[name]}).decode())

    def _soon(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(doing)
        self.tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (problem := task.exception()) and not isinstance(problem, ConnectionClosed):
            log.error("a companion stumbled", exc_info=problem)

    async def _pause(self, least: float, most: float) -> None:
        await asyncio.sleep(self.chance.uniform(least, most) * self.pace)

    # --- what is going on -----------------------------------------------------------------------------------
    @property
    def part(self) -> str:
        """The kind of the part that runs, '' before the meeting begins."""
        index = self.view["meeting"]["index"]
        return "" if index is None else str(self.view["meeting"]["segments"][index]["kind"])

    def inside(self) -> list[str]:
        """Seats of everybody in the room."""
        return [seat["seat"] for seat in self.view["seats"] if seat["place"] == "inside"]

    def visitors(self) -> list[str]:
        """Seats in the room that a real person sits on."""
        return [seat for seat in self.inside() if seat not in self.lines.played]

    # --- a member --------------------------------------------------------------------------------------------
    async def _live(self) -> None:
        await self._pause(0.5, 9)
        if self.view["me"]["place"] in ("absent", "gone"):
            await self.do(
                "come_to_door", alone=True, headphones=True, way="listen" if self.ticket.story == "quiet" else "speak"
            )
        while self.view["meeting"]["phase"] != "closed":
            await self._pause(18, 45)
            if self.part in ("open_floor", "celebration") and self.ticket.story != "quiet" and self._is_inside():
                eager = 0.6 if self.ticket.story == "keen" else 0.3
                if self.chance.random() < eager and self.view["floor"]["holder"] != self.ticket.seat:
                    await self.do("raise_hand")
        await self._go_home()

    async def _go_home(self) -> None:
        """Hang up some moments after the close; the line would stay up for the closing page."""
        await self._pause(5, 20)
        if self.line is not None:
            await self.line.close()

    def _is_inside(self) -> bool:
        return bool(self.view["me"]["place"] == "inside")

    def _react(self, event: dict[str, Any]) -> None:
        match event["type"]:
            case "piece_offered" if event["seat"] == self.ticket.seat:
                self._soon(self._take_turn())
            case "said" if event["seat"] not in self.lines.played:
                self._soon(self._answer(event["id"], 0.75))
            case "said" if event["seat"] != self.ticket.seat:
                self._soon(self._answer(event["id"], 0.12))
            case "segment_started":
                self._soon(self._enter_part(event["kind"]))

    async def _answer(self, said: int, willing: float) -> None:
        if self.chance.random() < willing and self._is_inside():
            await self._pause(2, 8)
            await self.do("respond", said=said, kind=self.chance.choice(["hear", "me_too", "thank_you", "with_you"]))

    async def _enter_part(self, kind: str) -> None:
        await self._pause(1, 6)
        if kind == "mood_check_in":
            await self.do("give_mood", mood=self.chance.randint(2, 5), moment="in")
        elif kind == "check_out":
            await self.do("give_mood", mood=self.chance.randint(2, 5), moment="out")
            for question in ("heard", "safe"):
                await self._pause(0.5, 2)
                await self.do("give_pulse", question=question, value=self.chance.choice([2, 3, 3, 4, 4]))

    async def _take_turn(self) -> None:
        await self._pause(1.5, 4)
        if self.view["floor"]["offered"] != self.ticket.seat:
            return
        if self.ticket.story == "quiet" and self.chance.random() < 0.7:
            await self.do("pass_on")
            return
        await self.do("take_piece")
        await self._pause(2, 5)
        await self._speak()
        await self._pause(1.5, 3)
        await self.do("pass_on")

    async def _speak(self) -> None:
        match self.part:
            case "mood_check_in":
                await self.do("say", words=next(self.lines.check_ins))
            case "commitments":
                outcome = self.chance.choice(["done", "part", "part", "not_this_time"])
                await self.do("report_commitment", outcome=outcome)
                await self.do("say", words=next(self.lines.reports[outcome]))
            case "celebration":
                await self.do("say", words=next(self.lines.celebrations))
            case "closing_commitments":
                await self.do("commit", words=next(self.lines.commitments), shared=True)
                await self.do("say", words=next(self.lines.take_aways))
            case _:
                last = next((said for said in reversed(self.view["words"]) if said["words"]), None)
                if last and last["seat"] not in self.lines.played:
                    await self.do("say", words=self.chance.choice(community.THANKS))
                    await self._pause(3, 6)
                await self.do("say", words=self._share(), wants=self.chance.choice(["heard", "heard", "experience"]))

    def _share(self) -> str:
        if self.ticket.story == "silent_month" and not self.has_spoken:
            self.has_spoken = True
            return community.FIRST_WORDS
        return next(self.lines.shares)


class LeadingCompanion(Companion):
    """The one who helps lead: keeps the meeting going, and steps back while a visitor leads."""

    async def _live(self) -> None:
        await self.do("come_to_door", alone=True, headphones=True)
        began = asyncio.get_running_loop().time()
        part_began, part = began, ""
        while self.view["meeting"]["phase"] != "closed":
            await self._pause(1, 1.5)
            clock = asyncio.get_running_loop().time()
            if self.part != part:
                part_began, part = clock, self.part
            if self.view["leaders"] is None:
                continue
            visitor_leads = self.view["meeting"]["lead"] not in (None, *self.lines.played)
            await self._look_after(patient=visitor_leads)
            if visitor_leads:
                continue
            if self.view["meeting"]["phase"] == "waiting" and (len(self.inside()) >= 6 or clock - began > 30):
                await self.do("begin")
            elif self.view["meeting"]["phase"] == "running":
                await self._lead(clock - part_began)
        await self._go_home()

    async def _look_after(self, *, patient: bool) -> None:
        for seat in [seat["seat"] for seat in self.view["seats"] if seat["place"] == "door"]:
            await self._pause(8, 15) if patient else await self._pause(1, 2.5)
            await self.do("admit", seat=seat)
            if seat not in self.lines.played:
                await self._pause(1.5, 3)
                await self.do("private_word", seat=seat, words=community.GREETING)
        for call in [*self.view["leaders"]["not_well"], *self.view["leaders"]["calls"]]:
            if call["leader"] is None and call["seat"] != self.ticket.seat:
                await self._pause(2, 4)
                await self.do("go_to", seat=call["seat"])
                await self.do("private_word", seat=call["seat"], words=community.COMING)

    async def _lead(self, seconds: float) -> None:
        segment = self.view["meeting"]["segments"][self.view["meeting"]["index"]]
        floor, rests = (
            self.view["floor"],
            self.view["floor"]["holder"] is None and self.view["floor"]["offered"] is None,
        )
        on_visitor = (floor["holder"] or floor["offered"]) in self.visitors()
        if on_visitor and seconds < segment["minutes"] * 60 + 120:
            return
        if segment["script"] and seconds < 4 * self.pace * len(segment["script"]):
            return
        in_round = self.view["round"] is not None or segment["kind"] in ("open_floor", "celebration", "check_out")
        least = {"open_floor": 240, "celebration": 75, "check_out": 60}.get(segment["kind"], 12) * self.pace
        coming = bool(self.view["round"] and self.view["round"]["coming"])
        over = seconds > segment["minutes"] * 60 * max(self.pace, 0.5)
        if (rests and not coming and (seconds > least or not in_round)) or over:
            last = self.view["meeting"]["index"] + 1 >= len(self.view["meeting"]["segments"])
            await self._pause(2, 4)
            await self.do("close" if last else "next_part")


async def hold_meeting(tickets: list[Ticket], circle: community.Circle, *, seed: int = 0, pace: float = 1.0) -> None:
    """Let all companions attend one meeting until it closes."""
    chance = random.Random(seed)
    lines = script(circle, frozenset(ticket.seat for ticket in tickets), chance)
    company = [(LeadingCompanion if ticket.leads else Companion)(ticket, lines, chance, pace) for ticket in tickets]
    await asyncio.gather(*(companion.attend() for companion in company))
