"""The tap board: what a leader taps for those in the hall, at once or after a while without a line.

A fresh tap is an act of a leader. A late one is a record of what was: it is placed at its own time as far as nobody
who was online held the floor then, because facts that stand are not rewritten; what could not be placed is said to
the leaders in words. A tap is late by the tablet's own running clock and never by its time of day, and counts as no
earlier than the tap before it and no later than now.
"""

import copy
from collections.abc import Callable, Iterator

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core import ways
from openchair.rooms.core.chair import LEADER_PARTS, Chair
from openchair.rooms.core.decide import course
from openchair.rooms.core.decide import told as t
from openchair.rooms.core.decide.told import Answer, Rules, Told, leading, no
from openchair.rooms.core.fold import fold
from openchair.rooms.core.state import Rest, State

FRESH_MS = 5_000
"""Up to here a tap is an act on what the leader sees, not a record."""
SHORTEST_MS = 1_000
"""Less of a turn than this is neither written down nor missed."""
MOVES_FLOOR = frozenset({"floor", "pass", "silence", "next_part"})

Stretch = tuple[int, int]


def sits_in_hall(state: State, told: Told, info: c.SeatInfo, since_ms: int = 0, author: str | None = None) -> None:
    """Seat somebody in the hall, from the door, from outside or from online."""
    seat = info.seat
    chair = state.people.get(seat)
    if chair is not None and chair.reads:
        told.room(e.SatInHall(seat), author or seat)
        return
    told.room(e.Joined(seat, info.part, True, since_ms), author or seat)
    t.joins_round(state, told, seat)
    if info.part in LEADER_PARTS:
        t.leader_arrives(state, told, seat)


class _Tapped:
    """One command of the board, worked out on a copy of the room in which its earlier taps have happened already."""

    def __init__(self, state: State, me: Chair, taps: list[c.Tap], at: int) -> None:
        # The words stay where they are: no tap looks at them, and they are the most of a room.
        bare = copy.copy(state)
        bare.words = {}
        self.state = copy.deepcopy(bare)
        self.told = Told(at)
        self.at = at
        self.leader = me.info.seat
        self.taps = taps
        self.times = list(self._times(me))

    def _times(self, me: Chair) -> Iterator[int]:
        """When each tap counts: between the last one that was placed and now, in their order."""
        earliest = max(self.state.tapped_ms, me.here_since_ms or 0)
        for tap in self.taps:
            earliest = min(self.at, max(earliest, self.at - max(0, tap.ago_ms)))
            yield earliest

    def tell(self, fact: e.Event) -> None:
        """A fact of the room, tapped by this leader."""
        self.take(Told(self.at), lambda told: told.room(fact, self.leader))

    def take(self, told: Told, tell: Callable[[Told], object]) -> None:
        """Let shared rules tell facts, and go on from there."""
        tell(told)
        for addressed in told:
            fold(self.state, addressed)
        self.told += told

    def carried(self, time: int) -> int:
        """How a fact says its time: 0 where that is now."""
        return time if time < self.at else 0

    def answer(self) -> Answer:
        """The facts of all taps. One tap alone is refused like any command; of several, each stands for itself."""
        for number, tap in enumerate(self.taps):
            refusal = self._ACTS[tap.do](self, tap, number)
            if refusal is None:
                continue
            if len(self.taps) == 1:
                return refusal
            if refusal.code != "already":
                self._not_placed(tap, refusal.code)
        return self.told or no("already")

    def _not_placed(self, tap: c.Tap, why: e.RefusalCode, other: str | None = None, ms: int = 0) -> None:
        fact = e.NotPlaced(tap.do, tap.seat, why, other, ms)
        self.take(Told(self.at), lambda told: told.leaders(fact, self.leader))

    # --- coming and going ---------------------------------------------------------------------------
    def _came(self, tap: c.Tap, number: int) -> e.Refusal | None:
        chair = self.state.people.get(tap.seat)
        if chair is None:
            return no("unknown_seat")
        if chair.ended is not None or chair.asked_to_leave is not None:
            return no("not_here")
        if not chair.info.signed:
            return no("not_signed")
        if chair.reads and chair.hall:
            return no("already")
        if not t.lets_in(self.state, chair.info, self.times[number]):
            return no("locked")
        since = self.carried(max(self.times[number], chair.left_ms))
        self.take(Told(self.at), lambda told: sits_in_hall(self.state, told, chair.info, since, self.leader))
        return None

    def _went(self, tap: c.Tap, number: int) -> e.Refusal | None:
        chair = self.state.people.get(tap.seat)
        if chair is None:
            return no("unknown_seat")
        if not chair.reads or not chair.hall:
            return no("not_in_hall")
        until = self.carried(max(self.times[number], chair.here_since_ms or 0))
        self.take(Told(self.at), lambda told: t.goes(self.state, told, tap.seat, until, self.leader))
        return None

    # --- the floor ----------------------------------------------------------------------------------
    def _floor(self, tap: c.Tap, number: int) -> e.Refusal | None:
        state, began = self.state, self.times[number]
        chair = state.people.get(tap.seat)
        if chair is None:
            return no("unknown_seat")
        if not chair.reads or not chair.hall:
            return no("not_in_hall")
        if state.phase == "waiting":
            return no("not_now")
        if state.holder == tap.seat:
            return no("already")
        ended = self._next_move(number)
        if ended is None and self.at - began <= FRESH_MS:
            if refusal := t.running(state):
                return refusal
            echo = state.echo if state.holder is None else None
            if echo is not None and echo.step == "say_back" and tap.seat != echo.speaker:
                # Whoever is tapped says back what was heard, as when a leader gives the piece.
                self.tell(e.ListeningMoved(echo.speaker, tap.seat, "say_back"))
            if not self._ends_turn(then=tap.seat):
                self.tell(e.FloorTaken(tap.seat))
            return None
        began = max(began, chair.here_since_ms or 0)
        # A record of who spoke next: the breath before it was theirs to take, and is over.
        self._ends_silence(began)
        if (until := self._until(began)) is not None:
            self.tell(e.FloorEnded(state.holder or "", until))
        self._record(tap, began, ended)
        return None

    def _next_move(self, number: int) -> int | None:
        """When the floor moved on after this tap, if it did."""
        tap = self.taps[number]
        for later in range(number + 1, len(self.taps)):
            after = self.taps[later]
            if after.do in MOVES_FLOOR or (after.do == "went" and after.seat == tap.seat):
                return self.times[later]
        return None

    def _ends_silence(self, until: int) -> None:
        if self.state.silence_since_ms is not None:
            self.tell(e.SilenceEnded(until))

    def _ends_turn(self, until: int = 0, then: str | None = None) -> bool:
        """End the turn that lasts; True if the piece rests for a breath before it moves on."""
        if self.state.holder is None:
            return False
        self.take(Told(self.at), lambda told: t.ends_turn(self.state, told, until, self.leader, then))
        return self.state.aftercare is not None

    def _until(self, time: int) -> int | None:
        """Until when the turn in the hall counts that a tap of that time ends; None where none lasts there."""
        state = self.state
        if state.holder is None or not state.people[state.holder].hall:
            return None
        return self.carried(max(time, state.since_ms))

    def _ends_in_hall(self, time: int) -> bool:
        """Silence, and the turn of whoever in the hall had the floor, last until then; True if the piece rests."""
        self._ends_silence(time)
        until = self._until(time)
        return until is not None and self._ends_turn(until)

    def _rests(self) -> list[Rest]:
        """When the floor of the plenary rested, oldest first; what still lasts lasts until now."""
        state = self.state
        rests = [*state.rests]
        if state.small is not None:
            rests.append(Rest(state.small.opened_ms, self.at, "in_small_groups"))
        if state.phase == "paused":
            rests.append(Rest(state.paused_ms, self.at, "paused"))
        return sorted(rests, key=lambda rest: rest.began_ms)

    def _between_rests(self, began: int, stop: int) -> tuple[int, int, Rest | None]:
        """What was tapped in a rest counts from its end, and the next rest ends it; also the rest it was tapped in."""
        into = None
        for rest in self._rests():
            if rest.began_ms <= began < rest.ended_ms:
                began, into = rest.ended_ms, rest
            elif began <= rest.began_ms < stop:
                return began, rest.began_ms, into
        return min(began, stop), stop, into

    def _record(self, tap: c.Tap, tapped: int, ended: int | None) -> None:
        """Write a late turn down where nobody else held the floor and it did not rest; what is left over is said."""
        state = self.state
        began, stop, rest = self._between_rests(tapped, self.at if ended is None else ended)
        others = [(turn.began_ms, turn.ended_ms, turn.seat) for turn in state.turns]
        if state.holder is not None:
            others.append((state.since_ms, self.at, state.holder))
        free = _without(began, stop, [(start, end) for start, end, _ in others])
        goes_on = ended is None and stop == self.at and t.running(state) is None and state.holder is None
        waits = state.offered
        if goes_on and waits is not None and waits != tap.seat and state.coming is not None:
            # The piece lies before somebody who was not asked: their turn is kept for later.
            self.tell(e.ComesBackLater(waits))
        for start, end in free:
            if goes_on and end == stop:
                self.tell(e.FloorTaken(tap.seat, self.carried(start)))
            elif end - start >= SHORTEST_MS:
                self.tell(e.HeldInHall(tap.seat, start, end))
        missed = (stop - began) - sum(end - start for start, end in free)
        if missed >= SHORTEST_MS:
            other = next(seat for start, end, seat in reversed(others) if start < stop and end > began)
            self._not_placed(tap, "has_floor", other, missed)
        if rest is not None and began - tapped >= SHORTEST_MS:
            self._not_placed(tap, rest.why, ms=began - tapped)

    def _pass(self, tap: c.Tap, number: int) -> e.Refusal | None:
        """The floor moves on from the hall: as the part has it, or where it was later to whoever waits."""
        state = self.state
        having = state.holder or state.offered
        if having is not None and not state.people[having].hall:
            return no("not_yours")
        if having is None and t.next_waiting(state) is None:
            return no("already")
        held = state.holder is not None
        rests = self._ends_in_hall(self.times[number])
        if rests or t.running(state) is not None:
            return None
        if having is None or self._next_move(number) is not None or self.at - self.times[number] > FRESH_MS:
            self.take(Told(self.at), lambda told: t.offer_next(state, told, without=having))
        else:
            # At once it is what the way of the part makes of it: somebody says back what they heard, or it goes on.
            for fact in ways.passes(state, having, held=held):
                self.tell(fact)
        return None

    def _silence(self, tap: c.Tap, number: int) -> e.Refusal | None:
        state = self.state
        if refusal := t.running(state):
            return refusal
        if state.silence_since_ms is not None:
            return no("already")
        if state.holder is not None and not state.people[state.holder].hall:
            return no("has_floor")
        self._ends_in_hall(self.times[number])
        last = max((turn.ended_ms for turn in state.turns), default=0)
        began, ended, _ = self._between_rests(max(self.times[number], last), self.at)
        self.tell(e.SilenceBegan(began))
        if ended < self.at:
            # A pause or small groups came after it, and are over.
            self.tell(e.SilenceEnded(ended))
        return None

    def _silence_over(self, tap: c.Tap, number: int) -> e.Refusal | None:
        if self.state.silence_since_ms is None:
            return no("already")
        self.tell(e.SilenceEnded(max(self.times[number], self.state.silence_since_ms)))
        return None

    # --- the course ---------------------------------------------------------------------------------
    def _next_part(self, tap: c.Tap, number: int) -> e.Refusal | None:
        """The part itself begins when the room hears of it; the turn before it ends when it was tapped."""
        state = self.state
        me = state.people[self.leader]
        if refusal := self._refuses_part(me, tap):
            return refusal
        # Only then: the turn before it ends when it was tapped.
        self._ends_silence(self.times[number])
        until = self._until(self.times[number])
        by = None if until is None else self.leader
        self.take(Told(self.at), lambda told: course.start(state, told, state.index + 1, until or 0, by))
        return None

    def _refuses_part(self, me: Chair, tap: c.Tap) -> e.Refusal | None:
        if self.state.phase == "waiting":
            answer = course.begin(self.state, me, c.Begin(), self.at)
        else:
            answer = course.next_part(self.state, me, c.NextPart(tap.after), self.at)
        return answer if isinstance(answer, e.Refusal) else None

    _ACTS = {
        "came": _came,
        "went": _went,
        "floor": _floor,
        "pass": _pass,
        "silence": _silence,
        "silence_over": _silence_over,
        "next_part": _next_part,
    }


def _without(began: int, stop: int, others: list[Stretch]) -> list[Stretch]:
    """What of a stretch is left between the others."""
    free: list[Stretch] = []
    for start, end in sorted(others):
        if end <= began or start >= stop:
            continue
        if start > began:
            free.append((began, start))
        began = max(began, end)
    if began < stop:
        free.append((began, stop))
    return free


def tap_board(state: State, me: Chair, command: c.TapBoard, at: int) -> Answer:
    """What was tapped in the hall."""
    if refusal := leading(state, me):
        return refusal
    return _Tapped(state, me, command.taps, at).answer()


RULES: Rules = {
    c.TapBoard: tap_board,
}
