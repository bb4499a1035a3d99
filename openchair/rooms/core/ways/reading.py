"""Readings: opening words, the agreement, closing words, and a text the group brings."""

from typing import ClassVar

from openchair.rooms.core import events as e
from openchair.rooms.core.state import State
from openchair.rooms.core.ways.base import Way, offered


class Reading(Way):
    """One reads out, the others listen."""

    one_voice: ClassVar[bool] = True


class ReadAloud(Reading):
    """A text the group brings. Whoever has the role of the reader is offered the piece, and nobody else is."""

    def begins(self, state: State, index: int) -> list[e.Event]:
        """The piece lies before the reader, where somebody took that role."""
        reader = state.roles.get("reader")
        return offered(reader if reader is not None and state.people[reader].is_here else None)
