"""A listening round: after each turn somebody says back what they heard, and the speaker confirms or adds."""

from openchair.rooms.core import events as e
from openchair.rooms.core.state import State
from openchair.rooms.core.ways.rounds import Round


class ListeningRound(Round):
    """Being understood comes before the next turn. Whoever says back keeps their own turn in the round."""

    def after_turn(self, state: State, seat: str, *, held: bool) -> list[e.Event]:
        """To a listener after a turn, and back to the speaker after the listener."""
        echo = state.echo
        if echo is None:
            listener = _listener(state, seat) if held else None
            if listener is None:
                return []
            return [e.ListeningMoved(seat, listener, "say_back"), e.PieceOffered(listener)]
        if echo.step == "say_back" and seat == echo.listener and held and state.people[echo.speaker].is_here:
            return [e.ListeningMoved(echo.speaker, echo.listener, "confirm"), e.PieceOffered(echo.speaker)]
        return [over(state)]


def over(state: State) -> e.Event:
    """The end of saying back."""
    assert state.echo is not None
    return e.ListeningMoved(state.echo.speaker, state.echo.listener, "over")


def _listener(state: State, speaker: str) -> str | None:
    """Who is asked to say back: the next of the round, else whoever sits next at the table; leaders last."""
    seats: list[str] = list(state.people)
    after = seats[seats.index(speaker) + 1 :] + seats[: seats.index(speaker)]
    order: list[str] = [*(state.coming or ()), *sorted(after, key=lambda seat: state.people[seat].leads)]
    for seat in order:
        chair = state.people[seat]
        if seat != speaker and chair.is_here and not chair.listening:
            return seat
    return None
