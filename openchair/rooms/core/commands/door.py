"""At the door, and calling a leader."""

from typing import Annotated

from msgspec import Meta

from openchair.rooms.core.commands.base import Command, Seat, Way


class ComeToDoor(Command, frozen=True):
    """Stand at the door with the answers to its questions; sent again, it changes them."""

    alone: bool = True
    headphones: bool = False
    way: Way = "speak"
    place_left: bool = False
    """Whether a sealed note says where this person is tonight; the note itself never enters a room."""


class NotWell(Command, frozen=True):
    """Tell the leaders, and only them, that I am not well."""

    words: Annotated[str, Meta(max_length=1000)] = ""


class Admit(Command, frozen=True):
    """Let somebody in from the door (leaders)."""

    seat: Seat


class GoTo(Command, frozen=True):
    """Say to somebody who called or is not well that a leader is coming (leaders)."""

    seat: Seat


class CallLeader(Command, frozen=True):
    """Ask a leader to come, seen by the leaders only."""


Commands = ComeToDoor | NotWell | Admit | GoTo | CallLeader
