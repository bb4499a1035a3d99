"""Facts of the door, and of calling a leader."""

from typing import Literal

from openchair.rooms.core.commands.base import Way
from openchair.rooms.core.events.base import Event


class DoorAnswered(Event, frozen=True):
    """Streams `leaders` and the person's own."""

    seat: str
    alone: bool
    headphones: bool
    place_left: bool
    way: Way = "speak"


class IsNotWell(Event, frozen=True):
    seat: str
    words: str


class LeaderCalled(Event, frozen=True):
    seat: str


class LeaderGoes(Event, frozen=True):
    """Streams `leaders` and of the person who is gone to."""

    leader: str
    seat: str


class CallHeard(Event, frozen=True):
    """The caller's own copy: the leaders have been called, or told that I am not well."""

    about: Literal["call", "not_well"]


Facts = DoorAnswered | IsNotWell | LeaderCalled | LeaderGoes | CallHeard
