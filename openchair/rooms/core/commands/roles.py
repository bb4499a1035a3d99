"""Small roles for one meeting."""

from typing import Literal

from openchair.rooms.core.commands.base import Command, Seat

Role = Literal["greeter", "timekeeper", "reader"]


class TakeRole(Command, frozen=True):
    """Take a small role for this meeting, asked or of one's own accord."""

    role: Role


class PutDownRole(Command, frozen=True):
    """Put a role down; a leader can put down anybody's."""

    role: Role


class InviteToRole(Command, frozen=True):
    """Ask somebody whether they would take a role (leaders); they may say no."""

    seat: Seat
    role: Role


class DeclineRole(Command, frozen=True):
    """No, thank you."""

    role: Role


class TellTime(Command, frozen=True):
    """Say that it is time, in set words (the timekeeper)."""


Commands = TakeRole | PutDownRole | InviteToRole | DeclineRole | TellTime
