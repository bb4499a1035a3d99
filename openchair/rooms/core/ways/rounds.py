"""A round: everybody is offered the piece once, in a shuffled order; then raised hands.

A leader can also open one inside a part of another kind (decide/sharing.py): whoever has the piece, or before whom it
lies, has had it then, and nobody is cut off. When everybody was asked the part goes on as before.
"""

import hashlib
import random
from typing import ClassVar

from openchair.rooms.core import events as e
from openchair.rooms.core.state import State
from openchair.rooms.core.ways.base import Way, first_hand, offered


def shuffled(state: State, index: int, again: int = 0) -> list[str]:
    """A shuffled order, the same for the same meeting and part: leaders last, nobody first twice running."""
    chance = random.Random(hashlib.sha256(b"round %d %d " % (index, again) + state.pulse_key).digest())
    members = [seat for seat, chair in state.people.items() if chair.reads and not chair.listening and not chair.leads]
    leaders = [seat for seat, chair in state.people.items() if chair.reads and not chair.listening and chair.leads]
    chance.shuffle(members)
    chance.shuffle(leaders)
    # Whoever is out or away is offered the piece when they are back: first is the first of those who are here.
    here = [seat for seat in members if state.people[seat].is_here] or [
        seat for seat in leaders if state.people[seat].is_here
    ]
    if len(here) > 1 and here[0] == state.round_first:
        order = members if here[0] in members else leaders
        order.remove(here[0])
        order.append(here[0])
    return members + leaders


def left(state: State, without: str | None = None) -> str | None:
    """The next of those whom a round has still to ask, if one of them is here to speak."""
    for seat in state.coming or ():
        chair = state.people[seat]
        if seat != without and chair.is_here and not chair.listening:
            return seat
    return None


class Round(Way):
    """Each in turn; whoever passes for now can come back at the end."""

    has_floor: ClassVar[bool] = True
    one_voice: ClassVar[bool] = True

    def seconds(self, state: State, index: int, people: int) -> int:
        """The soft time that everybody has alike; 0 leaves it to the part's own."""
        return 0

    def begins(self, state: State, index: int) -> list[e.Event]:
        """The order, then the first of it who is here."""
        order = shuffled(state, index)
        return [e.RoundStarted(order, self.seconds(state, index, len(order))), *_offered_first(state, order)]

    def opens(self, state: State, at: int) -> list[e.Event]:
        """The facts a round starts with inside the part that runs; none where there is nobody else to ask."""
        having = state.holder or state.offered
        again = state.counts.get(e.ROOM, 0)
        order = [seat for seat in shuffled(state, state.index, again) if seat != having]
        if not order:
            return []
        started = e.RoundStarted(order, self.seconds_left(state, at, len(order)))
        return [started, *([] if having is not None else _offered_first(state, order))]

    def seconds_left(self, state: State, at: int, people: int) -> int:
        """The same soft time in a round that is opened while the part runs."""
        return 0

    def next(self, state: State, without: str | None = None) -> str | None:
        """The next of the round who is here to speak, then raised hands."""
        return left(state, without) or first_hand(state, without)


def _offered_first(state: State, order: list[str]) -> list[e.Event]:
    return offered(next((seat for seat in order if state.people[seat].is_here), None) or first_hand(state))
