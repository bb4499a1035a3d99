"""Ways to share the floor, one small strategy each: who is offered the piece next, what waits, how a part starts.

`of(state)` is the way that holds right now. A new way is a module here and a line in the table; the page knows the
same table (static/rooms/ways.js), and a test holds both against each other.
"""

from openchair.rooms.core import events as e
from openchair.rooms.core.state import State
from openchair.rooms.core.ways.base import Way, offered
from openchair.rooms.core.ways.hands import Hands
from openchair.rooms.core.ways.listening import ListeningRound
from openchair.rooms.core.ways.quiet import Quiet
from openchair.rooms.core.ways.reading import ReadAloud, Reading
from openchair.rooms.core.ways.rounds import Round, left
from openchair.rooms.core.ways.slots import EqualSlots
from openchair.rooms.core.ways.writing import WriteFirst

NO_FLOOR = Way()
QUIET = Quiet()

WAYS: dict[str, Way] = {
    "opening_words": (reading := Reading()),
    "agreement": reading,
    "closing_words": reading,
    "open_floor": (hands := Hands()),
    "celebration": hands,
    "commitments": (a_round := Round()),
    "mood_check_in": a_round,
    "round": a_round,
    "closing_commitments": a_round,
    "timed_round": EqualSlots(),
    "write_and_reveal": WriteFirst(),
    "listening_round": ListeningRound(),
    "reading": ReadAloud(),
    # In twos first; the round that follows is one of its own kind (fold/small_groups.py).
    "pairs": NO_FLOOR,
    "check_out": NO_FLOOR,
}
"""The way of each kind of part. A kind that is not here, from a log of another time, has no floor."""


def of_kind(kind: str) -> Way:
    """The way a part of this kind shares the floor."""
    return WAYS.get(kind, NO_FLOOR)


def of(state: State) -> Way:
    """The way the floor is shared right now."""
    if state.aftercare is not None or (state.question is not None and state.question.is_open):
        return QUIET
    return of_kind(state.kind)


def goes_to(state: State, without: str | None = None) -> list[e.Event]:
    """Before whom the piece lies next, if somebody waits. A round opened inside a part is over when all were asked."""
    way, ended = of_kind(state.kind), list[e.Event]()
    if state.inner is not None and left(state, without) is None:
        ended, way = [e.WayEnded(state.inner.before)], of_kind(state.inner.before)
    return [*ended, *offered(way.next(state, without))]


def moves_on(state: State, without: str | None = None) -> list[e.Event]:
    """The facts by which the piece moves on: to whoever waits, or to the table. While it is quiet it rests there."""
    facts = [] if of(state) is QUIET else goes_to(state, without)
    return facts if facts and isinstance(facts[-1], e.PieceOffered) else [*facts, e.PieceOnTable()]


def passes(state: State, seat: str, *, held: bool) -> list[e.Event]:
    """The facts after somebody hands on the piece that they held, or that lay before them."""
    way = of(state)
    facts = way.after_turn(state, seat, held=held)
    if facts and isinstance(facts[-1], e.PieceOffered):
        return facts
    # Whoever did not say back what they heard comes later with their own turn, or now if nobody else is left.
    others = way.next(state, without=seat)
    return [*facts, *moves_on(state, without=None if others is None else seat)]
