"""What facts are made of: streams, the closed type, and the refusal that stands in its place."""

from typing import ClassVar, Literal

from msgspec import Struct

from openchair.rooms.core.commands.base import snake

ROOM = "room"
LEADERS = "leaders"
ANSWERS = "answers"
"""A stream nobody reads: nameless answers, which carry no author."""
HOUSE = "house"
"""Another one nobody reads: what the room must know and no person may."""
GROUP = "group:"
"""How the streams of small groups begin."""


def person(seat: str) -> str:
    """The stream that one person alone reads."""
    return "person:" + seat


class Event(Struct, frozen=True, tag_field="type", tag=snake):
    """One fact about a meeting."""

    is_open: ClassVar[bool] = False
    """Open events are stored readable; all others are sealed, their kind included."""


class Addressed(Struct, frozen=True):
    """An event, the stream it goes to, whose it is (None: the house or nameless) and when it happened."""

    stream: str
    event: Event
    author: str | None
    at_ms: int


RefusalCode = Literal[
    "not_here", "not_open", "not_signed", "not_leader", "not_yours", "not_now", "unknown_seat", "has_floor",
    "listening", "closed", "already", "paused", "writing", "revealed", "too_few", "role_taken",
    "in_small_groups", "in_own_group", "still_in_group", "alone", "not_available",
    "heavy_turn",
    "locked", "voice_off", "voice_full", "cameras_full", "not_agreed", "not_in_hall",
]  # fmt: skip


class Refusal(Struct, frozen=True):
    """Why a room says no: a code for programs, from a closed list; the edge turns it into words."""

    code: RefusalCode
