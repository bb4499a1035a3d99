"""Who was in the room and who held the floor, read off a meeting's open events. Pure: no clock, no database.

How minutes are counted: from being admitted until leaving or the close. Time somebody stepped out is not counted. A
line that drops and is back within a minute (a lift, a reload) is not an absence; a longer drop is, from its beginning.
Time is never negative: should a clock have jumped back, what comes later counts as no earlier than what came before.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from openchair.insights.dynamics import Attendee, Dynamics, Role, Row, measure
from openchair.rooms.core import events as e

BRIDGE = 60.0
"""Seconds a line may be down without that being an absence."""
LEADERS = ("facilitator", "co_facilitator")
Moment = tuple[int, datetime, e.Event]


@dataclass(slots=True)
class _Chair:
    part: str
    since: float | None = None
    line_lost: float | None = None
    stepped_out: bool = False
    inside: bool = True
    spans: list[tuple[float, float]] = field(default_factory=list)

    def stop(self, at: float) -> None:
        """End the running span; if the line was lost long before, it ended then."""
        if self.since is None:
            return
        if self.line_lost is not None and at - self.line_lost > BRIDGE:
            at = self.line_lost
        if at > self.since:
            self.spans.append((self.since, at))
        self.since = None


@dataclass(frozen=True, slots=True)
class Presence:
    """One chair at one meeting: its part and the times it was taken, in seconds from the first event."""

    seat: str
    part: str
    spans: tuple[tuple[float, float], ...]

    @property
    def seconds(self) -> float:
        return sum(end - start for start, end in self.spans)

    @property
    def minutes(self) -> int:
        """Whole minutes; somebody who looked in for some seconds was there for one."""
        return max(1, round(self.seconds / 60))

    @property
    def leads(self) -> bool:
        return self.part in LEADERS


@dataclass(frozen=True, slots=True)
class Course:
    """How a meeting went, as far as its open events tell."""

    people: dict[str, Presence]
    rows: tuple[Row, ...]
    began: float
    """The first part of the agenda; where none began, the first person admitted."""
    ended: float
    closed: bool

    @property
    def minutes(self) -> int:
        """Whole minutes from the first part to the close."""
        return round((self.ended - self.began) / 60)

    def dynamics(self) -> Dynamics:
        """The measures of this meeting, from its first part on."""
        rows = [
            Row(row.speaker, max(0.0, row.start - self.began), row.end - self.began)
            for row in self.rows
            if row.end > self.began
        ]
        roster = [
            Attendee(person.seat, _role(person), present=_shifted(person.spans, self.began))
            for person in self.people.values()
        ]
        return measure(rows, roster, elapsed=self.ended - self.began)


def _role(person: Presence) -> Role:
    return "facilitator" if person.leads else "member"


def _shifted(spans: Iterable[tuple[float, float]], by: float) -> tuple[tuple[float, float], ...]:
    return tuple((max(0.0, start - by), end - by) for start, end in spans if end > by)


def course(events: Iterable[Moment]) -> Course:
    """Read the open events of one meeting, in their order. A meeting that still runs ends at its last event."""
    return _Reader().read(events)


class _Reader:
    """Walks the events once, keeping who is inside and who holds the floor."""

    def __init__(self) -> None:
        self.first: datetime | None = None
        self.now = 0.0
        self.chairs: dict[str, _Chair] = {}
        self.rows: list[Row] = []
        self.holder: str | None = None
        self.held_since = 0.0
        self.resting = False
        self.began: float | None = None
        self.admitted: float | None = None
        self.closed = False

    def read(self, events: Iterable[Moment]) -> Course:
        for _number, at, event in events:
            if self.first is None:
                self.first = at
            self.now = max(self.now, (at - self.first).total_seconds())
            self._happened(event)
            if self.closed:
                break
        self._floor_ends()
        for chair in self.chairs.values():
            chair.stop(self.now)
        began = self.began if self.began is not None else self.admitted
        return Course(
            people={seat: Presence(seat, chair.part, tuple(chair.spans)) for seat, chair in self.chairs.items()},
            rows=tuple(self.rows),
            began=self.now if began is None else began,
            ended=self.now,
            closed=self.closed,
        )

    def _happened(self, event: e.Event) -> None:
        match event:
            case e.Joined(seat=seat, part=part):
                self._joined(seat, part)
            case e.Left(seat=seat):
                if chair := self._inside(seat):
                    chair.stop(self.now)
                    chair.inside = False
                self._floor_ends(seat)
            case e.SteppedOut(seat=seat):
                if chair := self._inside(seat):
                    chair.stop(self.now)
                    chair.stepped_out = True
            case e.SteppedBack(seat=seat):
                if (chair := self._inside(seat)) and chair.stepped_out:
                    # Whoever comes back has a line, whatever was seen of it before.
                    chair.since, chair.stepped_out, chair.line_lost = self.now, False, None
            case e.LineDropped(seat=seat):
                if (chair := self._inside(seat)) and chair.line_lost is None:
                    chair.line_lost = self.now
            case e.LineBack(seat=seat):
                if chair := self._inside(seat):
                    self._line_back(chair)
            case e.FloorTaken(seat=seat):
                self._floor_ends()
                self.holder, self.held_since = seat, self.now
            case e.FloorEnded(seat=seat):
                self._floor_ends(seat)
            case e.Paused():
                self._rest()
            case e.Resumed():
                self.resting, self.held_since = False, self.now
            case e.SegmentStarted():
                if self.began is None:
                    self.began = self.now
            case e.MeetingClosed():
                self.closed = True
            case _:
                pass

    def _inside(self, seat: str) -> _Chair | None:
        chair = self.chairs.get(seat)
        return chair if chair is not None and chair.inside else None

    def _joined(self, seat: str, part: str) -> None:
        if self.admitted is None:
            self.admitted = self.now
        chair = self.chairs.setdefault(seat, _Chair(part))
        chair.part = part
        if chair.since is None:
            chair.since, chair.inside, chair.stepped_out, chair.line_lost = self.now, True, False, None

    def _line_back(self, chair: _Chair) -> None:
        if chair.line_lost is not None and self.now - chair.line_lost > BRIDGE and chair.since is not None:
            chair.stop(self.now)
            chair.since = self.now
        chair.line_lost = None

    def _floor_ends(self, seat: str | None = None) -> None:
        """Write down what was held; a floor that rests while the room is paused is not held."""
        if self.holder is None or (seat is not None and seat != self.holder):
            return
        if not self.resting and self.now > self.held_since:
            self.rows.append(Row(self.holder, self.held_since, self.now))
        self.holder = None

    def _rest(self) -> None:
        if self.holder is not None and not self.resting and self.now > self.held_since:
            self.rows.append(Row(self.holder, self.held_since, self.now))
        self.resting = True
