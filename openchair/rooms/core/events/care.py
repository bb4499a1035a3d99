"""Facts about heavy shares and what follows them, feedback that was asked for, and the suggestion box."""

from openchair.rooms.core.commands.base import FeedbackKind
from openchair.rooms.core.events.base import Event


class HeavyMarked(Event, frozen=True):
    """It holds until the turn ends, or until whoever has it takes the mark back."""

    seat: str
    note: str


class HeavyUnmarked(Event, frozen=True):
    seat: str


class AftercareBegan(Event, frozen=True, omit_defaults=True):
    """The piece rests until whoever shared, or a leader, lets it go on."""

    seat: str
    then: str | None = None
    """Whom a leader gave the piece to when the turn ended: it lies before them afterwards."""


class AftercareEnded(Event, frozen=True):
    pass


class FeedbackGiven(Event, frozen=True):
    """Stream of the person who asked for it."""

    id: int
    seat: str
    kind: FeedbackKind
    words: str


class MyFeedback(Event, frozen=True):
    """Stream of the person who gave it."""

    id: int
    kind: FeedbackKind
    words: str


class SuggestionPut(Event, frozen=True):
    """Stream `leaders`; without a name `seat` is empty and the fact has no author."""

    words: str
    seat: str


Facts = HeavyMarked | HeavyUnmarked | AftercareBegan | AftercareEnded | FeedbackGiven | MyFeedback | SuggestionPut
