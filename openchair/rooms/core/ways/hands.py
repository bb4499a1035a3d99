"""Open floor: the piece goes to raised hands, fairly (see decide/floor.py for the order of the queue)."""

from typing import ClassVar

from openchair.rooms.core import events as e
from openchair.rooms.core.state import State
from openchair.rooms.core.ways.base import Way, first_hand, offered


class Hands(Way):
    """Whoever raises a hand is offered the piece in turn; beside it people may write."""

    has_floor: ClassVar[bool] = True

    def begins(self, state: State, index: int) -> list[e.Event]:
        """A hand that is up already is offered the piece at once."""
        return offered(first_hand(state))

    def next(self, state: State, without: str | None = None) -> str | None:
        """The next hand."""
        return first_hand(state, without)
