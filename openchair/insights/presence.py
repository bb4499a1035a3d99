"""Who was in the room and who held the floor, read off a meeting's open events. Pure: no clock, no database.

How minutes are counted: from being admitted until leaving or the close. Time somebody stepped out is not counted. A
line that drops and is back within a minute (a lift, a reload) is not an absence; a longer drop is, from its beginning.
Whoever sits in the hall is there with or without a line. What was tapped there counts at the time it was tapped.
Time is never negative: should a clock have jumped back, what comes later counts as no earlier than what came before.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from openchair.insights.dynamics import Attendee, Dynamics, Role, Row, measure
from openchair.rooms.core import events as e

Where = Literal["online", "hall", "both"]

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
    hall: bool = False
    places: set[Where] = field(default_factory=set)
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
    where: Where = "online"

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
    group_rows: tuple[tuple[Row, ...], ...]
    """Who held the floor in each small group, beside each other."""
    began: float
    """The first part of the agenda; where none began, the first person admitted."""
    ended: float
    closed: bool
    silence: float = 0.0
    """Seconds of silence that was meant."""
    at_tables: float = 0.0
    """Seconds of small groups with somebody in the hall: who held the floor at a table is not measured."""

    @property
    def minutes(self) -> int:
        """Whole minutes from the first part to the close."""
        return round((self.ended - self.began) / 60)

    def dynamics(self) -> Dynamics:
        """The measures of this meeting, from its first part on."""
        rows, *beside = [
            [
                Row(row.speaker, max(0.0, row.start - self.began), row.end - self.began)
                for row in held
                if row.end > self.began
            ]
            for held in (self.rows, *self.group_rows)
        ]
        roster = [
            Attendee(person.seat, _role(person), present=_shifted(person.spans, self.began))
            for person in self.people.values()
        ]
        return measure(rows, roster, beside=beside, elapsed=self.ended - self.began)


def _where(chair: _Chair) -> Where:
    if len(chair.places) > 1:
        return "both"
    return "hall" if "hall" in chair.places else "online"


def _role(person: Presence) -> Role:
    return "facilitator" if person.leads else "member"


def _shifted(spans: Iterable[tuple[float, float]], by: float) -> tuple[tuple[float, float], ...]:
    return tuple((max(0.0, start - by), end - by) for start, end in spans if end > by)


def course(events: Iterable[Moment], until: datetime | None = None) -> Course:
    """Read the open events of one meeting, in their order. A meeting that still runs ends at its last event, or now."""
    return _Reader().read(events, until)


class _Reader:
    """Walks the events once, keeping who is inside and who holds the floor."""

    def __init__(self) -> None:
        self.first: datetime | None = None
        self.now = 0.0
        self.chairs: dict[str, _Chair] = {}
        self.rows: list[Row] = []
        self.group_rows: dict[str, list[Row]] = {}
        self.group_holders: dict[str, tuple[str, float]] = {}
        self.holder: str | None = None
        self.held_since = 0.0
        self.silent_since: float | None = None
        self.silence = 0.0
        self.tables_since: float | None = None
        self.at_tables = 0.0
        self.resting = False
        self.began: float | None = None
        self.admitted: float | None = None
        self.closed = False

    def read(self, events: Iterable[Moment], until: datetime | None = None) -> Course:
        for _number, at, event in events:
            if self.first is None:
                self.first = at
            self.now = max(self.now, (at - self.first).total_seconds())
            self._happened(event)
            if self.closed:
                break
        if until is not None and self.first is not None and not self.closed:
            self.now = max(self.now, (until - self.first).total_seconds())
        self._floor_ends()
        self._group_floors_end()
        self._silence_ends(self.now)
        self._tables_end()
        for chair in self.chairs.values():
            chair.stop(self.now)
        began = self.began if self.began is not None else self.admitted
        return Course(
            people={
                seat: Presence(seat, chair.part, tuple(chair.spans), _where(chair))
                for seat, chair in self.chairs.items()
            },
            rows=tuple(sorted(self.rows, key=lambda row: row.start)),
            group_rows=tuple(tuple(rows) for rows in self.group_rows.values()),
            began=self.now if began is None else began,
            ended=self.now,
            closed=self.closed,
            silence=self.silence,
            at_tables=self.at_tables,
        )

    def _happened(self, event: e.Event) -> None:
        match event:
            case e.Joined():
                self._joined(event)
            case e.Left(seat=seat, until_ms=until_ms):
                if chair := self._inside(seat):
                    chair.stop(self._second(until_ms))
                    chair.inside = chair.hall = False
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
                if (chair := self._inside(seat)) and chair.line_lost is None and not chair.hall:
                    chair.line_lost = self.now
            case e.LineBack(seat=seat):
                if chair := self._inside(seat):
                    self._line_back(chair)
            case e.FloorTaken(seat=seat, since_ms=since_ms):
                since = self._second(since_ms)
                self._floor_ends(until=since)
                self._silence_ends(since)
                self.holder, self.held_since = seat, since
            case e.FloorEnded(seat=seat, until_ms=until_ms):
                self._floor_ends(seat, self._second(until_ms))
            case e.Paused():
                self._silence_ends(self.now)
                self._rest()
            case e.Resumed():
                self.resting, self.held_since = False, self.now
            case e.SegmentStarted():
                self._silence_ends(self.now)
                if self.began is None:
                    self.began = self.now
            case e.MeetingClosed():
                self.closed = True
            case _:
                self._in_small_groups(event)

    def _in_small_groups(self, event: e.Event) -> None:
        match event:
            case e.GroupFloorTaken(group=group, seat=seat):
                self._group_floors_end(group)
                self.group_holders[group] = (seat, self.now)
            case e.GroupFloorEnded(group=group):
                self._group_floors_end(group)
            case e.SmallGroupsOpened(groups=groups):
                self._silence_ends(self.now)
                self._sit_at_tables(*(seat for group in groups for seat in group))
            case e.SmallGroupMoved(seat=seat, to=to):
                self._sit_at_tables(*([seat] if to else []))
            case e.SmallGroupsClosed():
                self._group_floors_end()
                self._tables_end()
            case _:
                self._tapped(event)

    def _tapped(self, event: e.Event) -> None:
        """What only a tap board tells."""
        match event:
            case e.SatInHall(seat=seat):
                if chair := self._inside(seat):
                    self._line_back(chair)
                    chair.hall = True
                    if not chair.spans and chair.since is not None and self.now - chair.since < BRIDGE:
                        # Only on the way to the hall: the leader at the board comes in by its line first.
                        chair.places.discard("online")
                    chair.places.add("hall")
            case e.HeldInHall(seat=seat, began_ms=began_ms, ended_ms=ended_ms):
                if (ended := self._second(ended_ms)) > (began := self._second(began_ms)):
                    self.rows.append(Row(seat, began, ended))
            case e.SilenceBegan(since_ms=since_ms):
                self.silent_since = self._second(since_ms)
            case e.SilenceEnded(until_ms=until_ms):
                self._silence_ends(self._second(until_ms))
            case _:
                pass

    def _inside(self, seat: str) -> _Chair | None:
        chair = self.chairs.get(seat)
        return chair if chair is not None and chair.inside else None

    def _second(self, ms: int) -> float:
        """When a tapped fact was, in seconds from the first event; now for all others."""
        if not ms or self.first is None:
            return self.now
        return min(self.now, max(0.0, ms / 1000 - self.first.timestamp()))

    def _joined(self, joined: e.Joined) -> None:
        if self.admitted is None:
            self.admitted = self.now
        chair = self.chairs.setdefault(joined.seat, _Chair(joined.part))
        chair.part, chair.hall = joined.part, joined.hall
        chair.places.add("hall" if joined.hall else "online")
        if chair.since is None:
            since = self._second(joined.since_ms)
            chair.since, chair.inside, chair.stepped_out, chair.line_lost = since, True, False, None

    def _line_back(self, chair: _Chair) -> None:
        if chair.line_lost is not None and self.now - chair.line_lost > BRIDGE and chair.since is not None:
            chair.stop(self.now)
            chair.since = self.now
        chair.line_lost = None

    def _sit_at_tables(self, *seats: str) -> None:
        if self.tables_since is None and any(seat in self.chairs and self.chairs[seat].hall for seat in seats):
            self.tables_since = self.now

    def _tables_end(self) -> None:
        if self.tables_since is not None:
            self.at_tables += self.now - self.tables_since
            self.tables_since = None

    def _silence_ends(self, at: float) -> None:
        if self.silent_since is not None:
            self.silence += max(0.0, at - self.silent_since)
            self.silent_since = None

    def _floor_ends(self, seat: str | None = None, until: float | None = None) -> None:
        """Write down what was held; a floor that rests while the room is paused is not held."""
        if self.holder is None or (seat is not None and seat != self.holder):
            return
        until = self.now if until is None else until
        if not self.resting and until > self.held_since:
            self.rows.append(Row(self.holder, self.held_since, until))
        self.holder = None

    def _group_floors_end(self, *groups: str) -> None:
        """Write down what was held in these small groups, or in all."""
        for group in groups or list(self.group_holders):
            seat, since = self.group_holders.pop(group, ("", self.now))
            if self.now > since:
                self.group_rows.setdefault(group, []).append(Row(seat, since, self.now))

    def _rest(self) -> None:
        if self.holder is not None and not self.resting and self.now > self.held_since:
            self.rows.append(Row(self.holder, self.held_since, self.now))
        self.resting = True
