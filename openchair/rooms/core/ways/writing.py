"""Everybody writes first: answers come before anybody is influenced, then raised hands."""

from openchair.rooms.core import events as e
from openchair.rooms.core.state import State
from openchair.rooms.core.ways.hands import Hands


class WriteFirst(Hands):
    """The part asks by itself. Until all is shown hands wait, and so do words beside it (see quiet.py)."""

    def begins(self, state: State, index: int) -> list[e.Event]:
        """What the part asks, or what it is called where it asks nothing."""
        part = state.segments[index]
        number = state.counts.get(e.ROOM, 0) + 1
        return [e.QuestionAsked(number, part.prompt or part.title, part.nameless)]
