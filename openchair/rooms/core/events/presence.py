"""Facts about who is here. Open: attendance outlives the words."""

from typing import ClassVar

from openchair.rooms.core.events.base import Event


class CameToDoor(Event, frozen=True):
    is_open: ClassVar[bool] = True
    seat: str


class LeftDoor(Event, frozen=True):
    is_open: ClassVar[bool] = True
    seat: str


class Joined(Event, frozen=True, omit_defaults=True):
    """Admitted: from here on this person is in the room, online or in the hall."""

    is_open: ClassVar[bool] = True
    seat: str
    part: str
    hall: bool = False
    since_ms: int = 0
    """Since when, where a leader tapped it before the room heard of it; 0 for now."""


class LineDropped(Event, frozen=True):
    is_open: ClassVar[bool] = True
    seat: str


class LineBack(Event, frozen=True):
    is_open: ClassVar[bool] = True
    seat: str


class SteppedOut(Event, frozen=True):
    is_open: ClassVar[bool] = True
    seat: str


class SteppedBack(Event, frozen=True):
    is_open: ClassVar[bool] = True
    seat: str


class Left(Event, frozen=True, omit_defaults=True):
    """Out of the room for today. The reason, if any, is sealed elsewhere."""

    is_open: ClassVar[bool] = True
    seat: str
    until_ms: int = 0
    """Until when, where a leader tapped it before the room heard of it; 0 for now."""


Facts = CameToDoor | LeftDoor | Joined | LineDropped | LineBack | SteppedOut | SteppedBack | Left
