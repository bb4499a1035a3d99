"""Facts of the leaders' papers, for the leaders alone."""

from openchair.rooms.core.events.base import Event


class ItemTicked(Event, frozen=True):
    """Stream `leaders`."""

    item: str
    by: str
    done: bool


class NoteKept(Event, frozen=True):
    """Stream `leaders`; the body of this leader's note before it leaves the log in the same commit."""

    seat: str
    words: str


Facts = ItemTicked | NoteKept
