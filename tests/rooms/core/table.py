"""A room with pages around it, for tests: decides, folds, numbers and delivers as the live edge does, on one thread."""

import json
from collections import Counter
from typing import Any

import msgspec

from openchair.rooms import core
from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core.view import fold_ack, fold_view

MINUTE = 60_000
EVENING = 1_700_000_000_000

AGENDA = [
    c.Segment("opening_words", "Opening words", 2, script=["We come as we are."]),
    c.Segment("mood_check_in", "Check-in", 10, "How are you here tonight?", turn_seconds=90),
    c.Segment("open_floor", "Open floor", 20),
    c.Segment("round", "Share round", 20, "What helped this week?"),
    c.Segment("timed_round", "The same for each", 12),
    c.Segment("listening_round", "Listening round", 12),
    c.Segment("write_and_reveal", "Writing first", 10, "What helps on a bad day?"),
    c.Segment("check_out", "Check-out", 5),
    c.Segment("closing_words", "Closing words", 2),
]


CHECKLIST = [
    c.CheckItem("sound", "opening", "Everybody can read and be heard"),
    c.CheckItem("thanks", "closing", "Everybody was thanked"),
]


def seat(name: str, part: str = "member", **more: Any) -> c.SeatInfo:
    """A chair as the house knows it; signed unless said otherwise."""
    return c.SeatInfo(**{"seat": name, "name": name.title(), "part": part, "signed": True, **more})


def circle() -> list[c.SeatInfo]:
    """Two leaders, four members, a visitor and somebody who has not signed."""
    return [
        seat("amara", "facilitator"),
        seat("pell", "co_facilitator"),
        seat("wren", commitment="Ring my brother on Sunday."),
        seat("tove", pronouns="she"),
        seat("juniper"),
        seat("okapi", away=""),
        seat("linden", "visitor", first_visit=True),
        seat("marlow", signed=False),
    ]


def as_json(value: Any) -> Any:
    """What a browser would read."""
    return json.loads(msgspec.json.encode(value))


class Page:
    """One person's open page: its view, its positions, and every byte it was ever sent."""

    def __init__(self) -> None:
        self.view: dict[str, Any] | None = None
        self.have: dict[str, int] = {}
        self.received: list[str] = []
        self.is_up = False


class Table:
    """A room, its log and the pages around it."""

    def __init__(
        self,
        seats: list[c.SeatInfo] | None = None,
        agenda: list[c.Segment] | None = None,
        voice: c.VoiceRules | None = None,
        **more: Any,
    ) -> None:
        self.state = core.State()
        self.log: list[e.Addressed] = []
        self.numbers: Counter[str] = Counter()
        self.numbered: list[int] = []
        self.pages: dict[str, Page] = {}
        self.now = EVENING
        self.ask(
            None,
            c.OpenRoom(
                seats=circle() if seats is None else seats,
                segments=AGENDA if agenda is None else agenda,
                ends_at_ms=EVENING + 90 * MINUTE,
                pulse_key=b"p" * 32,
                **more,
                voice=voice or c.VoiceRules("video", people=3, cameras=2),
                checklist=CHECKLIST,
            ),
        )

    # --- asking -----------------------------------------------------------------------------------
    def ask(self, actor: str | None, command: Any, *, after: int = 1000) -> list[e.Event] | str:
        """Send a command; the facts in order, or the code of the refusal."""
        self.now += after
        answer = core.decide(self.state, actor, command, self.now)
        if isinstance(answer, core.Refusal):
            return answer.code
        frames = [self._append(addressed) for addressed in answer]
        self._deliver(answer, frames)
        page = self.pages.get(actor) if actor is not None else None
        if page is not None and page.is_up and page.view is not None:
            fold_ack(page.view, as_json(command))
        return [addressed.event for addressed in answer]

    def must(self, actor: str | None, command: Any, *, after: int = 1000) -> list[e.Event]:
        """Send a command that has to succeed."""
        answer = self.ask(actor, command, after=after)
        assert not isinstance(answer, str), f"{actor} {command}: {answer}"
        return answer

    def admit(self, *names: str, **door: Any) -> None:
        """Bring people in: leaders by themselves, others by a leader."""
        for name in names:
            self.connect(name)
            self.must(name, c.ComeToDoor(**door))
            if self.state.people[name].place != "inside":
                self.must(next(iter(sorted(self.state.leading))), c.Admit(name))

    def begin_at(self, kind: str) -> None:
        """Go to the first part of that kind."""
        if self.state.index < 0:
            self.must("amara", c.Begin())
        while self.state.kind != kind:
            self.must("amara", c.NextPart())

    # --- lines ------------------------------------------------------------------------------------
    def connect(self, name: str) -> None:
        """Open a page, or let a page come back with its positions."""
        page = self.pages.setdefault(name, Page())
        if page.is_up:
            return
        self.ask(None, c.Connected(name))
        page.is_up = True
        if page.view is not None and core.may_resume(self.state, name, page.have):
            for frame in self._missed(name, page.have):
                self._send(page, frame)
        else:
            self._show(name)

    def disconnect(self, name: str) -> None:
        """A page goes out of reach; it keeps what it has."""
        if name in self.pages and self.pages[name].is_up:
            self.pages[name].is_up = False
            self.ask(None, c.Disconnected(name))

    # --- numbering and delivering --------------------------------------------------------------------
    def _append(self, addressed: e.Addressed) -> dict[str, Any]:
        core.fold(self.state, addressed)
        self.log.append(addressed)
        self.numbers[addressed.stream] += 1
        number = self.numbers[addressed.stream]
        self.numbered.append(number)
        return self._frame(addressed, number) | {"to": self._audience(addressed.stream)}

    def _audience(self, stream: str) -> set[str]:
        if stream == e.ROOM:
            return set(self.state.readers)
        if stream == e.LEADERS:
            return set(self.state.leading)
        if stream.startswith(e.GROUP):
            return set(core.group_readers(self.state, stream))
        return {stream.removeprefix("person:")} if stream.startswith("person:") else set()

    @staticmethod
    def _frame(addressed: e.Addressed, number: int) -> dict[str, Any]:
        stream = "person" if addressed.stream.startswith("person:") else addressed.stream
        return {"s": stream, "n": number, "at": addressed.at_ms, "e": as_json(core.public(addressed.event))}

    def _deliver(self, told: list[e.Addressed], frames: list[dict[str, Any]]) -> None:
        up = [name for name, page in self.pages.items() if page.is_up and page.view is not None]
        anew = core.needs_snapshot(self.state, told, up)
        for name in up:
            if name in anew:
                self._show(name)
            else:
                for frame in frames:
                    if name in frame["to"]:
                        self._send(self.pages[name], {key: frame[key] for key in ("s", "n", "at", "e")})

    def _missed(self, name: str, have: dict[str, int]) -> list[dict[str, Any]]:
        wanted = {(e.person(name) if stream == "person" else stream): position for stream, position in have.items()}
        return [
            self._frame(addressed, number)
            for addressed, number in zip(self.log, self.numbered, strict=True)
            if number > wanted.get(addressed.stream, 1 << 60)
        ]

    def _show(self, name: str) -> None:
        page = self.pages[name]
        page.view = as_json(core.project(self.state, name))
        page.have = core.positions(self.state, name)
        page.received.append(json.dumps(page.view))

    def _send(self, page: Page, frame: dict[str, Any]) -> None:
        assert frame["n"] == page.have[frame["s"]] + 1, "a gap in a stream"
        page.have[frame["s"]] = frame["n"]
        page.received.append(json.dumps(frame))
        assert page.view is not None
        fold_view(page.view, json.loads(json.dumps(frame)))

    # --- looking ----------------------------------------------------------------------------------
    def view(self, name: str) -> dict[str, Any]:
        """What that person's page shows."""
        page = self.pages[name]
        assert page.view is not None
        return page.view

    def replay(self) -> core.State:
        """The room again, from its log alone."""
        state = core.State()
        for addressed in self.log:
            core.fold(state, addressed)
        return state

    def replay_open(self) -> core.State:
        """The room from its open facts alone, as when the key is destroyed."""
        state = core.State()
        for addressed in self.log:
            if addressed.event.is_open:
                core.fold(state, addressed)
            else:
                core.fold_missing(state, addressed.stream, addressed.at_ms)
        return state
