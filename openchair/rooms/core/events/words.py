"""Facts about what was said, answered and taken back."""

from openchair.rooms.core.commands.base import Mark, ResponseKind, Wants
from openchair.rooms.core.events.base import Event


class Said(Event, frozen=True, omit_defaults=True):
    """`id` counts what was said in this meeting; `turn` is false for words outside a turn (no seconds).

    `seat` is empty for what was written without a name. What is as usual is left out on the wire.
    """

    id: int
    seat: str
    words: str
    wants: Wants | None
    note: str
    turn: bool
    read_by: str | None = None
    """The leader who read it out; the words are those of `seat`."""
    mark: Mark | None = None
    heavy: bool = False


class WordsTakenBack(Event, frozen=True):
    """The body and author of that `Said` are deleted in the same commit."""

    id: int


class Heard(Event, frozen=True):
    """Somebody answered what was said; who, only the speaker learns."""

    id: int


class ResponseGiven(Event, frozen=True):
    """Stream of the person who said it."""

    id: int
    seat: str
    kind: ResponseKind


class MyResponse(Event, frozen=True):
    """Stream of the person who answered."""

    id: int
    kind: ResponseKind


class PrivateWordSaid(Event, frozen=True):
    """One copy in the stream of each of the two."""

    sender: str
    to: str
    words: str


Facts = Said | WordsTakenBack | Heard | ResponseGiven | MyResponse | PrivateWordSaid
