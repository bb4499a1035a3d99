"""Facts about the course of the meeting."""

from typing import ClassVar, Literal

from openchair.rooms.core.events.base import Event


class SegmentStarted(Event, frozen=True):
    is_open: ClassVar[bool] = True
    index: int
    kind: str
    ends_at_ms: int


class TimeExtended(Event, frozen=True):
    is_open: ClassVar[bool] = True
    ends_at_ms: int


class Paused(Event, frozen=True):
    is_open: ClassVar[bool] = True
    why: Literal["leader", "leader_lost"]
    closes_at_ms: int = 0


class Resumed(Event, frozen=True):
    is_open: ClassVar[bool] = True
    ends_at_ms: int
    """The part's end moved by the length of the pause."""


class LeaderChanged(Event, frozen=True):
    is_open: ClassVar[bool] = True
    seat: str


class MeetingClosed(Event, frozen=True):
    is_open: ClassVar[bool] = True


class AskedToLeave(Event, frozen=True):
    """Streams `leaders` and of the person asked."""

    seat: str
    by: str
    reason: str


Facts = SegmentStarted | TimeExtended | Paused | Resumed | LeaderChanged | MeetingClosed | AskedToLeave
