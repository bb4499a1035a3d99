"""Graded entry: listening, writing, having words read out, speaking."""

from openchair.rooms.core.commands.base import Command, Seat, Way, Words


class TakePart(Command, frozen=True):
    """Choose how I take part from now on."""

    way: Way


class AskToRead(Command, frozen=True):
    """Ask the leaders to read my words out; sent again, the newer words count."""

    words: Words


class TakeBackReading(Command, frozen=True):
    """Take back words that nobody has read out yet."""


class ReadOut(Command, frozen=True):
    """Read out what somebody wrote: it stands in the room as theirs from here on (leaders)."""

    seat: Seat


Commands = TakePart | AskToRead | TakeBackReading | ReadOut
