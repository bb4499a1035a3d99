"""What is asked of a plan of small groups, and what any plan is worth: no search, no clock, plain counting.

A plan is weeks of rooms of people; people are numbers from 0. The objective is the one of the design's reference for
breakout rooms: 1000 for each meeting of people kept apart, 10 for each pair of meetings that the same two people have
(C(meetings, 2), with history), 2 for each room without anybody further on, 1 for each room where all are new.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

Room = tuple[int, ...]
Week = tuple[Room, ...]
Rounds = tuple[Week, ...]
Pair = tuple[int, int]

APART, REPEAT, NOBODY_FURTHER_ON, ALL_NEW = 1000, 10, 2, 1
"""Weights of the objective."""
FURTHER_ON = 3
"""The first of the stages of change, 0 to 4, that counts as further on (action)."""


def room_sizes(people: int, size: int) -> list[int]:
    """Sizes of one week's rooms, largest first: `round(people / size)` of them, equal but for one.

    Never a room of 1, and a room of 2 only below six people or where pairs are asked for: with eight people in threes
    that makes two rooms of four. Halves go to the even number, as `round` does.
    """
    rooms = max(1, round(people / size))
    while rooms > 1 and people // rooms < (2 if people < 6 or size == 2 else 3):
        rooms -= 1
    each, over = divmod(people, rooms)
    return [each + 1] * over + [each] * (rooms - over)


@dataclass(frozen=True, slots=True)
class Problem:
    """People 0 to `people` - 1 are to sit in rooms of about `size`, in each of `weeks` weeks."""

    people: int
    size: int
    weeks: int
    apart: frozenset[Pair] = frozenset()
    """Two people who never share a room; the smaller number first."""
    history: Rounds = ()
    """Rooms of earlier weeks, oldest first."""
    absent: tuple[frozenset[int], ...] = ()
    """For each week who is away; empty when nobody ever is."""
    stages: tuple[int, ...] = ()
    """For each person the stage of change, 0 to 4; empty when it is not known."""
    new: frozenset[int] = frozenset()
    """Who has only just joined."""

    def __post_init__(self) -> None:
        if self.people < 2 or self.size < 2 or self.weeks < 1:
            raise ValueError("at least two people, rooms of two and one week")
        everyone = range(self.people)
        if any(not 0 <= a < b < self.people for a, b in self.apart):
            raise ValueError("a pair to keep apart is two people, the smaller number first")
        named = {person for week in self.history for room in week for person in room}
        if not named.union(self.new, *self.absent) <= set(everyone):
            raise ValueError("somebody is named who is not among the people")
        if self.stages and (len(self.stages) != self.people or not set(self.stages) <= set(range(5))):
            raise ValueError("give every person a stage from 0 to 4, or nobody")
        if self.absent and len(self.absent) != self.weeks:
            raise ValueError("say for every week who is away, or for none")
        if any(self.people - len(away) < 2 for away in self.absent):
            raise ValueError("at least two people must be there in every week")

    def present(self, week: int) -> list[int]:
        """Who is there in that week, by number."""
        away = self.absent[week] if self.absent else frozenset()
        return [person for person in range(self.people) if person not in away]

    def further_on(self) -> frozenset[int]:
        """Whoever is at a later stage."""
        return frozenset(person for person, stage in enumerate(self.stages) if stage >= FURTHER_ON)


def pairs_of(rounds: Iterable[Week]) -> Iterator[Pair]:
    """Every meeting of two people in one room, the smaller number first."""
    for week in rounds:
        for room in week:
            yield from combinations(sorted(room), 2)


def in_order(rounds: Iterable[Iterable[Sequence[int]]]) -> Rounds:
    """The same rooms with people and rooms sorted, so that equal plans are equal."""
    return tuple(tuple(sorted(tuple(sorted(room)) for room in week)) for week in rounds)


@dataclass(frozen=True, slots=True)
class Worth:
    """What a plan achieves, beside what no plan can beat."""

    repeated_pairs: int
    """Meetings of two people who had met before, in an earlier week or in history."""
    distinct_pairs: int
    """Pairs of people who meet at least once in these weeks."""
    bound: int
    """No plan has fewer `repeated_pairs`."""
    ratio: float
    """First meetings of the most that there could be: 1.0 is as good as it gets."""
    apart_violations: int
    """Meetings of people who are kept apart."""
    rooms_without_further_on: int
    rooms_all_new: int
    objective: int
    objective_bound: int
    """No plan has a smaller objective."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The rooms of every week, and what they are worth."""

    rounds: Rounds
    worth: Worth
    complete: bool = field(default=True, compare=False)
    """False when the search was stopped from outside, so that another run may end elsewhere."""


def worth_of(problem: Problem, rounds: Rounds) -> Worth:
    """Count what a plan achieves, from its rooms alone."""
    before: dict[Pair, int] = {}
    for pair in pairs_of(problem.history):
        before[pair] = before.get(pair, 0) + 1
    now = dict(before)
    violations = repeated = repeat_cost = meetings = 0
    for pair in pairs_of(rounds):
        meetings += 1
        seen = now.get(pair, 0)
        now[pair] = seen + 1
        repeated += seen > 0
        if pair in problem.apart:
            violations += 1
        else:
            repeat_cost += seen
    later = problem.further_on()
    without = sum(1 for week in rounds for room in week if later.isdisjoint(room)) if problem.stages else 0
    fresh = sum(1 for week in rounds for room in week if problem.new.issuperset(room)) if problem.new else 0
    objective = APART * violations + REPEAT * repeat_cost + NOBODY_FURTHER_ON * without + ALL_NEW * fresh
    # Where people kept apart cannot but meet, those meetings are beside the pairs that the bound counts.
    fewest = max(0, fewest_repeats(problem, meetings, before) - violations)
    return Worth(
        repeated_pairs=repeated,
        distinct_pairs=len(set(pairs_of(rounds))),
        bound=fewest,
        ratio=1.0 if meetings == fewest else (meetings - repeated) / (meetings - fewest),
        apart_violations=violations,
        rooms_without_further_on=without,
        rooms_all_new=fresh,
        objective=objective,
        objective_bound=least_objective(problem, meetings, before),
    )


def fewest_repeats(problem: Problem, meetings: int, before: dict[Pair, int]) -> int:
    """Meetings beyond the pairs who may meet and have not: so many at least are repeats."""
    allowed = problem.people * (problem.people - 1) // 2 - len(problem.apart)
    met = sum(1 for pair in before if pair not in problem.apart)
    return max(0, meetings - (allowed - met))


def least_objective(problem: Problem, meetings: int, before: dict[Pair, int]) -> int:
    """The objective if the meetings were spread as evenly as history allows, and every room were mixed that can be."""
    levels: dict[int, int] = {}
    for pair, times in before.items():
        if pair not in problem.apart:
            levels[times] = levels.get(times, 0) + 1
    allowed = problem.people * (problem.people - 1) // 2 - len(problem.apart)
    waiting = allowed - sum(levels.values())
    cost, left, times = 0, meetings, 0
    while left and (waiting or levels):
        met = min(left, waiting)
        cost += met * min(REPEAT * times, APART)
        left -= met
        times += 1
        waiting += levels.pop(times, 0)
    least = cost + APART * left
    later = problem.further_on()
    for week in range(problem.weeks):
        there = problem.present(week)
        rooms = len(room_sizes(len(there), problem.size))
        if problem.stages:
            least += NOBODY_FURTHER_ON * max(0, rooms - sum(1 for person in there if person in later))
        if problem.new:
            least += ALL_NEW * max(0, rooms - sum(1 for person in there if person not in problem.new))
    return least
