"""What every way to share the floor answers."""

from typing import ClassVar

from openchair.rooms.core import events as e
from openchair.rooms.core.state import State


class Way:
    """No piece goes anywhere, and everybody may write: how people check out."""

    has_floor: ClassVar[bool] = False
    """Whether the piece goes round, or to raised hands."""
    one_voice: ClassVar[bool] = False
    """Whether words outside a turn have to wait."""

    def begins(self, state: State, index: int) -> list[e.Event]:
        """The facts a part starts with, in the state before it: an order, and who is offered the piece first."""
        return []

    def next(self, state: State, without: str | None = None) -> str | None:
        """Who is offered the piece next; None leaves it on the table."""
        return None

    def after_turn(self, state: State, seat: str, *, held: bool) -> list[e.Event]:
        """What comes between a turn and the next one. Where it offers the piece itself, nothing else follows."""
        return []


def first_hand(state: State, without: str | None = None) -> str | None:
    """The first of the raised hands who is here."""
    return next((seat for seat in state.queue if seat != without and state.people[seat].is_here), None)


def offered(seat: str | None) -> list[e.Event]:
    """The piece lies before somebody, or nowhere yet."""
    return [] if seat is None else [e.PieceOffered(seat)]
