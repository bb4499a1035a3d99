"""What the house itself asks of a room: opening, chairs, lines, time that went by."""

from typing import Literal

from openchair.rooms.core.commands.agenda import CheckItem, SeatInfo, Segment
from openchair.rooms.core.commands.base import Command, LateRule, Seat
from openchair.rooms.core.commands.voice import VoiceRules


class OpenRoom(Command, frozen=True):
    """Open the room of a meeting with its chairs and its agenda."""

    seats: list[SeatInfo]
    segments: list[Segment]
    ends_at_ms: int
    pulse_key: bytes
    """Random for each meeting: makes the once-only tokens of nameless answers."""
    grace_seconds: int = 60
    """How long a lost leader is waited for before the room pauses."""
    closing_seconds: int = 600
    """How long a paused room without leader waits before it closes kindly."""
    late: LateRule = "always"
    late_minutes: int = 0
    """With the rule `minutes`: how long after the beginning people are let in."""
    voice: VoiceRules = VoiceRules()
    checklist: list[CheckItem] = []
    """What the leaders go through at the opening and at the closing."""


class PutSeat(Command, frozen=True):
    """Add a chair or change what is known about it (signed, came late to the group, gave notice)."""

    info: SeatInfo


class RevokeSeat(Command, frozen=True):
    """Take a chair away at once: the membership, the signature or the session ended."""

    seat: Seat
    why: Literal["membership", "signature", "suspended"]


class Connected(Command, frozen=True):
    """A person's line is up."""

    seat: Seat


class Disconnected(Command, frozen=True):
    """A person's last line dropped."""

    seat: Seat


class Tick(Command, frozen=True):
    """Time went by: the lost leader's grace, the kind closing of a paused room."""


Commands = OpenRoom | PutSeat | RevokeSeat | Connected | Disconnected | Tick
