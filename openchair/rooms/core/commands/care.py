"""Heavy shares and the moment after them, feedback in set kinds, and the suggestion box."""

from typing import Annotated

from msgspec import Meta

from openchair.rooms.core.commands.base import Command, FeedbackKind, Line, SaidId


class MarkHeavy(Command, frozen=True):
    """Say that what comes in this turn is heavy, before the words; with a content note or without."""

    note: Annotated[str, Meta(max_length=120)] = ""


class UnmarkHeavy(Command, frozen=True):
    """Say that it is not heavy after all; words that came already stay as they were said."""


class EndAftercare(Command, frozen=True):
    """Let it go on after the quiet moment: whoever shared, or a leader."""


class GiveFeedback(Command, frozen=True):
    """Say how it came across, to somebody who asked for it and to nobody else."""

    said: SaidId
    kind: FeedbackKind
    words: Line


class PutSuggestion(Command, frozen=True):
    """Put something into the suggestion box of the leaders; named only if I choose so."""

    words: Annotated[str, Meta(min_length=1, max_length=1000)]
    named: bool = False


Commands = MarkHeavy | UnmarkHeavy | EndAftercare | GiveFeedback | PutSuggestion
