"""What several facts do to a room: who is where, whose time counts, who no longer waits or holds."""

from openchair.rooms.core.commands import SeatInfo
from openchair.rooms.core.state import Chair, State


def chair_of(state: State, seat: str) -> Chair:
    """The chair of a seat; made up where the opening of the room is no longer readable."""
    chair = state.people.get(seat)
    if chair is None:
        chair = state.people[seat] = Chair(SeatInfo(seat=seat, name="", part="member"))
    return chair


def owner(stream: str) -> str:
    return stream.removeprefix("person:")


def count_time(state: State, chair: Chair, at: int) -> None:
    """Start or stop the time that somebody is here."""
    here = chair.is_here and state.phase != "closed"
    if here and chair.here_since_ms is None:
        chair.here_since_ms = at
    elif not here and chair.here_since_ms is not None:
        chair.here_ms += at - chair.here_since_ms
        chair.here_since_ms = None


def watch_lead(state: State, seat: str, chair: Chair, at: int) -> None:
    """Note since when the one who leads is lost, or that they are back."""
    if seat != state.lead:
        return
    if chair.is_here and chair.leads:
        state.lead_lost_ms = None
    elif state.lead_lost_ms is None:
        state.lead_lost_ms = at


def moved(state: State, seat: str, at: int) -> None:
    """Bring everything in line with where somebody is now."""
    chair = state.people[seat]
    if chair.reads:
        state.readers.add(seat)
    else:
        state.readers.discard(seat)
    if chair.reads and chair.leads:
        state.leading.add(seat)
    else:
        state.leading.discard(seat)
    count_time(state, chair, at)
    watch_lead(state, seat, chair, at)


def without(seats: list[str], seat: str) -> None:
    if seat in seats:
        seats.remove(seat)


def no_longer_waits(state: State, seat: str) -> None:
    without(state.queue, seat)
    if state.coming is not None:
        without(state.coming, seat)


def end_floor(state: State, at: int) -> None:
    if state.holder is None:
        return
    chair = chair_of(state, state.holder)
    chair.floor_ms += at - state.since_ms
    state.holder, state.since_ms = None, 0


def let_go(state: State, seat: str, at: int) -> None:
    """Whoever goes holds nothing, also in a log where the end of the turn was lost."""
    if state.holder == seat:
        end_floor(state, at)
    if state.offered == seat:
        state.offered = None
