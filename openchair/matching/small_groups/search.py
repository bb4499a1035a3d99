"""Tabu search over plans: exchange two people between rooms of one week, as long as it helps, and a little longer.

Every step looks at all exchanges of somebody in a repeat with anybody in another room of that week, and makes the
best that is not tabu; both people are then tabu in that week for 4 to 12 steps, and after 400 steps without a better
plan some random exchanges kick the search elsewhere. What an exchange would change is read in constant time from
`near`, how often each person has met those in each room, which an exchange keeps up to date in O(size * weeks).

What is promised: the same problem, start, generator and effort give the same plan on every machine, because effort
is counted in exchanges looked at, never in time. `go_on` may stop it earlier; then the plan is the best until there.
"""

import random
from collections.abc import Callable, Iterable

from openchair.matching.small_groups.problem import (
    ALL_NEW,
    NOBODY_FURTHER_ON,
    REPEAT,
    Problem,
    Rounds,
    in_order,
    pairs_of,
)

TABU = (4, 12)
IDLE = 400
KICKS = (4, 9)
APART_MEETINGS = 1_000_000_000
"""As if people kept apart had met so often already: no number of other repeats is worth one meeting of theirs."""

GoOn = Callable[[int, int], bool]
"""Asked now and then with the effort spent and the best cost so far; False stops the search."""


class Table:
    """A plan that can be changed, with the sums that make changes cheap. Only `weeks` may change."""

    def __init__(self, problem: Problem, rounds: Rounds, weeks: Iterable[int]) -> None:
        people = range(problem.people)
        self.problem = problem
        self.weeks = list(weeks)
        self.all_rooms = [[list(room) for room in week] for week in rounds]
        self.rooms = [self.all_rooms[week] for week in self.weeks]
        self.there = [sorted(person for room in rooms for person in room) for rooms in self.rooms]
        self.met = [[0] * problem.people for _ in people]
        for a, b in problem.apart:
            self.met[a][b] = self.met[b][a] = APART_MEETINGS
        for a, b in pairs_of(problem.history):
            self._meet(a, b)
        self.cost = 0
        for a, b in pairs_of(tuple(tuple(map(tuple, week)) for week in self.all_rooms)):
            self.cost += REPEAT * self.met[a][b]
            self._meet(a, b)
        # Whoever is away sits in a room beyond the last, so that sums about them harm nobody.
        self.room_of = [[len(rooms)] * problem.people for rooms in self.rooms]
        for of, rooms in zip(self.room_of, self.rooms, strict=True):
            for number, room in enumerate(rooms):
                for person in room:
                    of[person] = number
        self.near = [
            [[sum(map(row.__getitem__, room)) for room in rooms] + [0] for row in self.met] for rooms in self.rooms
        ]
        self._count_kinds()

    def _meet(self, a: int, b: int) -> None:
        self.met[a][b] += 1
        self.met[b][a] += 1

    def _count_kinds(self) -> None:
        """How many further on, and how many not new, sit in each room; nothing where nobody asked."""
        problem = self.problem
        later = problem.further_on()
        self.kinds: list[tuple[int, list[bool], list[list[int]]]] = []
        if problem.stages:
            self._add_kind(NOBODY_FURTHER_ON, [person in later for person in range(problem.people)])
        if problem.new:
            self._add_kind(ALL_NEW, [person not in problem.new for person in range(problem.people)])

    def _add_kind(self, weight: int, wanted: list[bool]) -> None:
        counts = [[sum(wanted[person] for person in room) for room in rooms] for rooms in self.rooms]
        # Rooms of weeks that stand still cost too, and nothing can be done about it.
        self.cost += weight * sum(1 for week in self.all_rooms for room in week if not any(wanted[p] for p in room))
        self.kinds.append((weight, wanted, counts))

    def rounds(self) -> Rounds:
        """The plan as it is now."""
        return in_order(self.all_rooms)

    def mixing(self, at: int, a: int, b: int) -> int:
        """What exchanging `a` and `b` in the week at index `at` adds to the cost of rooms that are all alike."""
        change = 0
        rooms = self.room_of[at]
        for weight, wanted, counts in self.kinds:
            if wanted[a] != wanted[b]:
                gives, takes = (rooms[a], rooms[b]) if wanted[a] else (rooms[b], rooms[a])
                change += weight * ((counts[at][gives] == 1) - (counts[at][takes] == 0))
        return change

    def worth_moving(self, at: int) -> list[int]:
        """Whoever is in a repeat, or in a room that lacks a kind of person, in the week at index `at`.

        While people kept apart share a room anywhere, it is only they: first those, then the rest.
        """
        rooms, near, of = self.rooms[at], self.near[at], self.room_of[at]
        if self.cost >= REPEAT * APART_MEETINGS:
            return [p for p in self.there[at] if near[p][of[p]] >= APART_MEETINGS]
        alone = [len(room) - 1 for room in rooms]
        lacking = {number for _, _, counts in self.kinds for number, count in enumerate(counts[at]) if not count}
        return [p for p in self.there[at] if near[p][of[p]] > alone[of[p]] or of[p] in lacking]

    def exchange(self, at: int, a: int, b: int) -> None:
        """Let `a` and `b` change rooms in the week at index `at`. The caller accounts for the cost."""
        of = self.room_of[at]
        from_a, from_b = of[a], of[b]
        with_a, with_b = self.rooms[at][from_a], self.rooms[at][from_b]
        with_a.remove(a)
        with_b.remove(b)
        met_a, met_b = self.met[a], self.met[b]
        for near, room_of in zip(self.near, self.room_of, strict=True):
            near_a, near_b, room_a, room_b = near[a], near[b], room_of[a], room_of[b]
            for x in with_a:
                room, near_x = room_of[x], near[x]
                near_a[room] -= 1
                near_b[room] += 1
                near_x[room_a] -= 1
                near_x[room_b] += 1
            for x in with_b:
                room, near_x = room_of[x], near[x]
                near_a[room] += 1
                near_b[room] -= 1
                near_x[room_a] += 1
                near_x[room_b] -= 1
        for x in with_a:
            met_x = self.met[x]
            met_x[a] -= 1
            met_x[b] += 1
            met_a[x] -= 1
            met_b[x] += 1
        for x in with_b:
            met_x = self.met[x]
            met_x[a] += 1
            met_x[b] -= 1
            met_a[x] += 1
            met_b[x] -= 1
        for near_x, with_me_a, with_me_b in zip(self.near[at], met_a, met_b, strict=True):
            near_x[from_a] += with_me_b - with_me_a
            near_x[from_b] += with_me_a - with_me_b
        with_a.append(b)
        with_b.append(a)
        of[a], of[b] = from_b, from_a
        for _, wanted, counts in self.kinds:
            change = wanted[b] - wanted[a]
            counts[at][from_a] += change
            counts[at][from_b] -= change

    def change(self, at: int, a: int, b: int) -> int:
        """What exchanging `a` and `b` in the week at index `at` adds to the cost."""
        near, of, rooms = self.near[at], self.room_of[at], self.rooms[at]
        here, there = of[a], of[b]
        meetings = near[a][there] + near[b][here] - 2 * self.met[a][b]
        partings = near[a][here] - len(rooms[here]) + 1 + near[b][there] - len(rooms[there]) + 1
        return REPEAT * (meetings - partings) + self.mixing(at, a, b)


def improve(
    table: Table, *, least: int, effort: int, generator: random.Random, go_on: GoOn | None = None
) -> tuple[Rounds, int]:
    """The best plan reached from `table` with `effort` exchanges looked at, and the effort spent.

    Ends early at the cost `least`, which no plan can beat.
    """
    tabu = [[0] * table.problem.people for _ in table.weeks]
    best, best_rounds, idle, spent, step = table.cost, table.rounds(), 0, 0, 0
    if all(len(rooms) < 2 for rooms in table.rooms):
        return best_rounds, spent
    while spent < effort and best > least:
        step += 1
        if go_on and not go_on(spent, best):
            break
        found, looked_at = _best_exchange(table, tabu, step, best, generator)
        spent += looked_at
        if not looked_at:
            break  # nobody is in a repeat, so nothing can be better
        if found is None:
            continue
        change, at, a, b = found
        table.exchange(at, a, b)
        table.cost += change
        tabu[at][a] = step + generator.randint(*TABU)
        tabu[at][b] = step + generator.randint(*TABU)
        if table.cost < best:
            best, best_rounds, idle = table.cost, table.rounds(), 0
            continue
        idle += 1
        if idle >= IDLE:
            idle = 0
            _kick(table, generator)
    return best_rounds, spent


def _best_exchange(
    table: Table, tabu: list[list[int]], step: int, best: int, generator: random.Random
) -> tuple[tuple[int, int, int, int] | None, int]:
    """(change, index of the week, who, with whom), by lot among the best, and how many exchanges were looked at."""
    met, mixed = table.met, bool(table.kinds)
    unit = 1 if mixed else REPEAT
    must_reach = best - table.cost
    lowest, found, ties, looked_at = 1 << 60, None, 0, 0
    for at, (near, of, rooms) in enumerate(zip(table.near, table.room_of, table.rooms, strict=True)):
        movers = table.worth_moving(at)
        if not movers:
            continue
        tabu_now = tabu[at]
        # What everybody would leave behind in their room, once for the week and not for each pair.
        leaving = {b: near[b][number] - len(room) + 1 for number, room in enumerate(rooms) for b in room}
        looked_at += len(of) * (len(movers) + 3)
        for a in movers:
            here, near_a, met_a, barred = of[a], near[a], met[a], tabu_now[a] > step
            for number, room in enumerate(rooms):
                if number == here:
                    continue
                gain = near_a[number] - leaving[a]
                for b in room:
                    change = gain + near[b][here] - 2 * met_a[b] - leaving[b]
                    if mixed:
                        change = REPEAT * change + table.mixing(at, a, b)
                    if change > lowest or ((barred or tabu_now[b] > step) and change * unit >= must_reach):
                        continue
                    if change < lowest:
                        lowest, ties = change, 0
                    ties += 1
                    if ties == 1 or generator.random() * ties < 1:
                        found = (change * unit, at, a, b)
    return found, looked_at


def _kick(table: Table, generator: random.Random) -> None:
    """A few random exchanges, away from where nothing improves any more."""
    for _ in range(generator.randint(*KICKS)):
        at = generator.randrange(len(table.weeks))
        a, b = generator.sample(table.there[at], 2)
        if table.room_of[at][a] != table.room_of[at][b]:
            table.cost += table.change(at, a, b)
            table.exchange(at, a, b)
