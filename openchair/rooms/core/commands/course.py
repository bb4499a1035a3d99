"""The course of the meeting: the leaders' acts."""

from typing import Annotated

from msgspec import Meta

from openchair.rooms.core.commands.base import Command, Line, Seat


class Begin(Command, frozen=True):
    """Begin the first part of the agenda."""


class NextPart(Command, frozen=True):
    """Go on to the next part of the agenda; `after` is the part it was asked in, so that two who ask skip nothing."""

    after: int | None = None


class Extend(Command, frozen=True):
    """Give the part that is running some more minutes."""

    minutes: Annotated[int, Meta(ge=1, le=30)] = 2


class Pause(Command, frozen=True):
    """Let the floor rest."""


class Resume(Command, frozen=True):
    """Go on after a pause."""


class TakeOver(Command, frozen=True):
    """Lead from now on, when the one who leads is lost."""


class Remove(Command, frozen=True):
    """Ask somebody to leave for today, with a reason only that person and the leaders read."""

    seat: Seat
    reason: Line


class Close(Command, frozen=True):
    """Close the meeting for everybody."""


Commands = Begin | NextPart | Extend | Pause | Resume | TakeOver | Remove | Close
