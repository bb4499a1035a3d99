"""What several facts do to a room: who is where, whose time counts, who no longer waits or holds."""

from openchair.rooms.core.chair import Chair
from openchair.rooms.core.commands import SeatInfo
from openchair.rooms.core.state import State, Turn


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
        chair.here_ms += max(0, at - chair.here_since_ms)
        chair.here_since_ms = None


def watch_lead(state: State, seat: str, chair: Chair, at: int) -> None:
    """Note since when the one who leads is lost, or that they are back."""
    if seat != state.lead:
        return
    if chair.is_here and chair.leads:
        state.lead_lost_ms = None
    elif state.lead_lost_ms is None:
        state.lead_lost_ms = at


def watch_groups(state: State, at: int) -> None:
    """Note since when somebody waits alone in a small group for others who are not here."""
    for group in state.small.groups.values() if state.small is not None else ():
        here = sum(1 for seat in group.members if chair_of(state, seat).is_here)
        if here != 1 or len(group.members) < 2:
            group.alone_since_ms = None
        elif group.alone_since_ms is None:
            group.alone_since_ms = at


def moved(state: State, seat: str, at: int) -> None:
    """Bring everything in line with where somebody is now."""
    chair = state.people[seat]
    if chair.place != "inside":
        state.voice.pop(seat, None)
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
    watch_groups(state, at)


def without(seats: list[str], seat: str) -> None:
    if seat in seats:
        seats.remove(seat)


def no_longer_waits(state: State, seat: str) -> None:
    without(state.queue, seat)
    if state.coming is not None:
        without(state.coming, seat)


def at_piece(state: State, seat: str) -> None:
    """The piece lies before somebody, or is theirs: they wait no more, unless they say back what another said."""
    echo = state.echo
    if echo is not None:
        if echo.step == "say_back" and echo.listener == seat:
            return
        if echo.step != "confirm" or echo.speaker != seat:
            state.echo = None
    had_turn(state, seat)


def had_turn(state: State, seat: str) -> None:
    """Somebody has, or had, a turn of their own, or could have had it: they wait no more."""
    no_longer_waits(state, seat)
    if state.coming is not None:
        if not state.asked:
            state.round_first = seat
        state.asked.add(seat)


def comes_last(state: State, seat: str) -> None:
    """In a round: somebody is offered the piece after all others."""
    if state.coming is not None:
        without(state.coming, seat)
        state.coming.append(seat)


def no_round(state: State) -> None:
    """No round is under way."""
    state.coming, state.slot_seconds = None, 0
    state.came_back, state.asked = set(), set()


def end_floor(state: State, at: int) -> None:
    if state.holder is None:
        return
    chair = chair_of(state, state.holder)
    ended = max(at, state.since_ms)
    chair.floor_ms += ended - state.since_ms
    state.turns.append(Turn(state.holder, state.since_ms, ended))
    state.holder, state.since_ms, state.heavy = None, 0, None


def end_silence(state: State, at: int) -> None:
    """A silence is over; what begins or rests then says so by itself."""
    if state.silence_since_ms is not None:
        state.silence_ms += max(0, at - state.silence_since_ms)
        state.silence_since_ms = None


def tapped(state: State, told_ms: int, at: int) -> int:
    """The time a fact was tapped at, or now; the board's taps stay in their order."""
    if not told_ms:
        return at
    state.tapped_ms = max(state.tapped_ms, told_ms)
    return told_ms


def let_go(state: State, seat: str, at: int) -> None:
    """Whoever goes holds nothing, also in a log where the end of the turn was lost."""
    if state.holder == seat:
        end_floor(state, at)
    if state.offered == seat:
        state.offered = None
