"""What is said, answered and taken back."""

from typing import Annotated, Literal

from msgspec import Meta

from openchair.rooms.core.commands.base import Command, ResponseKind, SaidId, Seat, Wants, Words


class Say(Command, frozen=True):
    """Say something to everybody in the room."""

    words: Words
    wants: Wants | None = None
    note: Annotated[str, Meta(max_length=120)] = ""
    """A content note shown before the words of a heavy share."""
    heavy: bool = False
    """Whether the words are folded until somebody opens them, and in a turn followed by a quiet moment."""
    mark: Literal["another_view"] | None = None
    """Another view, one's own or somebody else's: nobody has to own it."""


class Respond(Command, frozen=True):
    """Answer what somebody said in one of four set ways."""

    said: SaidId
    kind: ResponseKind


class TakeBackWords(Command, frozen=True):
    """Take back one's own words, for everybody."""

    said: SaidId


class PrivateWord(Command, frozen=True):
    """A private word: from a leader to one person, or from a person to the one who leads."""

    seat: Seat
    words: Words


Commands = Say | Respond | TakeBackWords | PrivateWord
