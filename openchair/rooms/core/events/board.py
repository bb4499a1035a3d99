"""Facts of the tap board. Who held the floor in the hall, and when it was silent, outlives the words like any floor."""

from typing import ClassVar

from openchair.rooms.core.commands.board import TapKind
from openchair.rooms.core.events.base import Event, RefusalCode


class SatInHall(Event, frozen=True):
    """Somebody who was in the room online sits in the hall from here on."""

    is_open: ClassVar[bool] = True
    seat: str


class HeldInHall(Event, frozen=True):
    """A turn that is over already: tapped while the board had no line, placed where it was."""

    is_open: ClassVar[bool] = True
    seat: str
    began_ms: int
    ended_ms: int


class SilenceBegan(Event, frozen=True):
    """Nobody holds the floor, and that is meant."""

    is_open: ClassVar[bool] = True
    since_ms: int


class SilenceEnded(Event, frozen=True):
    is_open: ClassVar[bool] = True
    until_ms: int


class NotPlaced(Event, frozen=True):
    """Stream `leaders`: what of a late tap could not be written into the meeting, and why."""

    what: TapKind
    seat: str
    why: RefusalCode
    other: str | None
    """Who had the floor then."""
    ms: int
    """How much of a turn it was."""


Facts = SatInHall | HeldInHall | SilenceBegan | SilenceEnded | NotPlaced
