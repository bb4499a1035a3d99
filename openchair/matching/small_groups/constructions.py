"""Plans that are known and need no search: no two people meet twice in them.

Two kinds. A *starter* is one or two base weeks whose people a cyclic group moves around: week s adds s to each
position, and as all pairs of the base weeks move along different orbits, no pair comes back. The base weeks were found
once by exact cover over the pair orbits; a test counts every one of them. They are the resolvable designs of the
textbooks: Kirkman's schoolgirls (15, 21, 27, 33, 39 in threes), nearly Kirkman triple systems (18, 24, 30, 36),
resolvable block designs (28, 40 in fours) and group divisible ones (24, 32, 36 in fours). Eight rooms of four for ten
weeks is the most there can be (social golfers, CSPLib problem 010; Aguado 2004). A *plane* is the affine plane over a
field of q elements: q rooms of q for q + 1 weeks.

A construction is fitted by naming its points anew, so that people kept apart fall on points that never meet, and by
leaving points out, at most one of a room, which makes rooms one smaller.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from openchair.matching.small_groups.problem import Problem, Rounds, in_order, pairs_of, room_sizes

STEPS = 500
"""Attempts at naming a construction's points before the search has to do."""
CHOICES_OF_WEEKS = 12
FIELDS = {2: 0, 3: 0, 4: 0b111, 5: 0, 7: 0, 8: 0b1011, 11: 0, 13: 0}
"""Sizes of fields, and for powers of two the polynomial that stands for zero there."""


@dataclass(frozen=True, slots=True)
class Starter:
    """Base weeks that a cyclic group of order `turn` develops: person o * turn + r is orbit o, position r.

    Whoever is numbered from `orbits` * `turn` on stays fixed. Bars part the rooms of a base week, strokes base weeks.
    """

    turn: int
    orbits: int
    base: str

    def rounds(self) -> Rounds:
        moving = self.turn * self.orbits
        weeks = [
            [[int(person) for person in room.split()] for room in week.split("|")] for week in self.base.split("/")
        ]
        return in_order(
            [[p if p >= moving else p // self.turn * self.turn + (p + s) % self.turn for p in room] for room in week]
            for week in weeks
            for s in range(self.turn)
        )


STARTERS = {
    (4, 3): Starter(4, 3, "0 6 11 | 1 4 5 | 2 3 8 | 7 9 10"),
    (5, 3): Starter(7, 2, "0 2 6 | 1 8 11 | 3 7 9 | 4 12 13 | 5 10 14"),
    (5, 4): Starter(5, 4, "0 5 9 15 | 1 7 14 19 | 2 11 12 18 | 3 4 6 10 | 8 13 16 17"),
    (6, 3): Starter(
        4,
        4,
        "0 1 6 | 2 9 10 | 3 14 15 | 4 12 16 | 5 8 17 | 7 11 13 / 0 10 13 | 1 4 5 | 2 12 17 | 3 8 16 | 6 11 15 | 7 9 14",
    ),
    (6, 4): Starter(7, 3, "0 4 6 19 | 1 8 15 22 | 2 12 18 21 | 3 11 20 23 | 5 7 9 10 | 13 14 16 17"),
    (7, 3): Starter(
        5,
        4,
        "0 1 9 | 2 7 16 | 3 14 20 | 4 15 19 | 5 8 18 | 6 11 12 | 10 13 17 / "
        "0 2 12 | 1 14 19 | 3 9 15 | 4 6 13 | 5 17 20 | 7 8 11 | 10 16 18",
    ),
    (7, 4): Starter(9, 3, "0 6 19 21 | 1 5 10 13 | 2 4 18 22 | 3 16 20 27 | 7 8 9 14 | 11 12 23 26 | 15 17 24 25"),
    (8, 3): Starter(11, 2, "0 8 20 | 1 2 18 | 3 5 9 | 4 11 22 | 6 17 21 | 7 15 23 | 10 12 13 | 14 16 19"),
    (8, 4): Starter(
        5,
        6,
        "0 4 12 23 | 1 9 27 28 | 2 17 19 26 | 3 7 20 30 | 5 6 18 22 | 8 11 13 29 | 10 15 25 31 | 14 16 21 24 / "
        "0 3 14 28 | 1 15 19 21 | 2 8 12 18 | 4 6 20 31 | 5 7 16 27 | 9 10 11 24 | 13 17 25 30 | 22 23 26 29",
    ),
    (9, 3): Starter(13, 2, "0 24 26 | 1 5 12 | 2 14 21 | 3 11 25 | 4 17 22 | 6 9 13 | 7 8 23 | 10 18 20 | 15 16 19"),
    (9, 4): Starter(
        11,
        3,
        "0 1 13 16 | 2 5 22 23 | 3 7 9 17 | 4 21 30 33 | 6 25 29 31 | 8 15 32 34 | 10 19 26 35 | 11 12 24 27 | "
        "14 18 20 28",
    ),
    (10, 3): Starter(
        14,
        2,
        "0 2 21 | 1 12 25 | 3 7 8 | 4 15 29 | 5 11 20 | 6 14 18 | 9 27 28 | 10 24 26 | 13 16 19 | 17 22 23",
    ),
    (10, 4): Starter(
        13,
        3,
        "0 13 26 39 | 1 6 16 17 | 2 9 14 23 | 3 5 22 25 | 4 8 27 37 | 7 10 34 35 | 11 12 29 33 | 15 21 30 32 | "
        "18 20 28 36 | 19 24 31 38",
    ),
    (11, 3): Starter(
        15,
        2,
        "0 19 27 | 1 7 17 | 2 23 26 | 3 14 29 | 4 21 31 | 5 28 32 | 6 11 24 | 8 22 30 | 9 10 12 | 13 18 20 | 15 16 25",
    ),
    (12, 3): Starter(
        17,
        2,
        "0 23 25 | 1 16 31 | 2 7 11 | 3 19 29 | 4 5 15 | 6 9 26 | 8 22 34 | 10 20 35 | 12 17 30 | 13 24 32 | "
        "14 18 21 | 27 28 33",
    ),
    (13, 3): Starter(
        19,
        2,
        "0 4 22 | 1 2 28 | 3 9 37 | 5 36 38 | 6 11 30 | 7 14 17 | 8 16 29 | 10 12 35 | 13 24 27 | 15 25 32 | "
        "18 19 34 | 20 21 26 | 23 31 33",
    ),
}
"""By number of rooms and people in each."""


def plane(q: int) -> Rounds:
    """The affine plane: a point (x, y) is person x * q + y, a week is all lines of one slope."""
    polynomial = FIELDS[q]

    def line(slope: int, start: int) -> list[int]:
        if polynomial:
            return [x * q + (_product(slope, x, q, polynomial) ^ start) for x in range(q)]
        return [x * q + (slope * x + start) % q for x in range(q)]

    columns = [[x * q + y for y in range(q)] for x in range(q)]
    return in_order([*([line(slope, start) for start in range(q)] for slope in range(q)), columns])


def _product(a: int, b: int, size: int, polynomial: int) -> int:
    """The product of two polynomials over {0, 1}, written as bits, reduced to less than `size`."""
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a, b = a << 1, b >> 1
        a ^= polynomial if a >= size else 0
    return product


@cache
def known(rooms: int, size: int) -> Rounds:
    """All weeks of the construction for so many rooms of so many people; nothing where none is known."""
    if rooms == size and rooms in FIELDS:
        return plane(size)
    starter = STARTERS.get((rooms, size))
    return starter.rounds() if starter else ()


def fitted(problem: Problem, generator: random.Random) -> Rounds | None:
    """A known construction named for this problem's people, or None where there is none or it cannot be made to fit.

    Weeks beyond the construction's last begin it again. Where people kept apart cannot all fall on points that never
    meet, the plan ignores them, and the search has to part them.
    """
    sizes = room_sizes(problem.people, problem.size)
    weeks = known(len(sizes), sizes[0])
    if not weeks or any(problem.absent):
        return None
    ghosts = range(problem.people, len(sizes) * sizes[0])
    parted = frozenset(combinations(ghosts, 2))
    for apart in (problem.apart | parted, parted):
        for chosen in _choices_of_weeks(problem, weeks, generator):
            names = _names(len(sizes) * sizes[0], apart, chosen, generator)
            if names:
                return in_order(
                    [[names[point] for point in room if names[point] < problem.people] for room in chosen[at]]
                    for at in (week % len(chosen) for week in range(problem.weeks))
                )
        if apart == parted:
            break
    return None


def _choices_of_weeks(problem: Problem, weeks: Rounds, generator: random.Random) -> Iterator[Rounds]:
    """Which weeks of the construction to use: those with least history first, then by lot."""
    before = set(pairs_of(problem.history))
    ranked = sorted(weeks, key=lambda week: sum(1 for pair in pairs_of([week]) if pair in before))
    yield tuple(ranked[: problem.weeks])
    if problem.weeks < len(weeks):
        for _ in range(CHOICES_OF_WEEKS):
            yield tuple(generator.sample(weeks, problem.weeks))


def _names(
    points: int, apart: frozenset[tuple[int, int]], weeks: Rounds, generator: random.Random
) -> dict[int, int] | None:
    """Who takes each point, so that those of a pair in `apart` never meet: their own number where that does."""
    apart_from: dict[int, set[int]] = {}
    for a, b in apart:
        apart_from.setdefault(a, set()).add(b)
        apart_from.setdefault(b, set()).add(a)
    meets: list[set[int]] = [set() for _ in range(points)]
    for a, b in pairs_of(weeks):
        meets[a].add(b)
        meets[b].add(a)
    order = _by_closeness(apart_from)
    point_of: dict[int, int] = {}
    left = STEPS

    def place(at: int) -> bool:
        nonlocal left
        if at == len(order):
            return True
        person = order[at]
        taken = set(point_of.values())
        barred = set().union(*(meets[point_of[other]] for other in apart_from[person] if other in point_of))
        free = [point for point in range(points) if point not in taken and point not in barred]
        generator.shuffle(free)
        for point in sorted(free, key=lambda point: point != person):
            left -= 1
            if left < 0:
                return False
            point_of[person] = point
            if place(at + 1):
                return True
            del point_of[person]
        return False

    if not place(0):
        return None
    names = {point: person for person, point in point_of.items()}
    # Whoever is free to sit anywhere keeps their own number where they can.
    rest = [person for person in range(points) if person not in point_of and person in names]
    for person in range(points):
        if person not in point_of and person not in names:
            names[person] = person
    names.update(zip((point for point in range(points) if point not in names), rest, strict=True))
    return names


def _by_closeness(apart_from: dict[int, set[int]]) -> list[int]:
    """Those with most others to be kept from first, each followed by whom they are kept from."""
    order: list[int] = []
    for first in sorted(apart_from, key=lambda person: (-len(apart_from[person]), person)):
        waiting = [first]
        while waiting:
            person = waiting.pop(0)
            if person not in order:
                order.append(person)
                waiting += sorted(apart_from[person] - set(order))
    return order
