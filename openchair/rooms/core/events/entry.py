"""Facts of graded entry: how somebody takes part, and words that wait to be read out."""

from openchair.rooms.core.commands.base import Way
from openchair.rooms.core.events.base import Event


class WayChosen(Event, frozen=True):
    """Sealed like the words: how somebody takes part is nobody's to keep."""

    seat: str
    way: Way


class ListeningChosen(Event, frozen=True):
    """How logs from before graded entry told it; no rule tells it any more."""

    seat: str
    listening: bool


class ReadingAsked(Event, frozen=True):
    """Streams `leaders` and the writer's own; the body goes when the words are read out, replaced or taken back."""

    seat: str
    words: str


class ReadingTaken(Event, frozen=True):
    """Streams `leaders` and the writer's own: a leader reads it now; the words stand in a `Said`."""

    seat: str
    leader: str


class ReadingTakenBack(Event, frozen=True):
    """Streams `leaders` and the writer's own: taken back, or the writer left before anybody read it."""

    seat: str


Facts = WayChosen | ListeningChosen | ReadingAsked | ReadingTaken | ReadingTakenBack
