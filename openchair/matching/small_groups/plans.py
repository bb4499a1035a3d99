"""Small groups over weeks: a plan in which as many people as possible meet, and one week of it planned again.

`make_plan` takes a known construction where one fits and searches otherwise; `replan_week` changes one week for whoever
is there; `next_week` plans one more week after those that were. All are pure: the same problem, seed and effort give
the same plan, however fast the machine is. A clock comes in only as `go_on`, a ceiling that the caller may set; a plan
it cut short says so in `complete`.
"""

import random
from collections.abc import Collection
from dataclasses import replace

from openchair.matching.small_groups.constructions import fitted, known
from openchair.matching.small_groups.problem import (
    Plan,
    Problem,
    Room,
    Rounds,
    Week,
    Worth,
    in_order,
    room_sizes,
    worth_of,
)
from openchair.matching.small_groups.search import GoOn, Table, improve

EFFORT = 12_000_000
"""Exchanges looked at for a whole plan: about 2 s of one core, so that a slow or busy one ends within 10 s too."""
REPLAN_EFFORT = 300_000
"""The same for one week planned again: about 0.05 s."""
NEXT_EFFORT = 40_000
"""The same for one more week, because people wait in the room for it.

Over twelve weeks of 26 people, who then meet in 315 pairs, ten times as much finds four pairs more.
"""


def make_plan(
    problem: Problem, *, seed: int = 0, effort: int = EFFORT, go_on: GoOn | None = None, constructions: bool = True
) -> Plan:
    """The best plan found for all weeks, with what it is worth; `constructions=False` leaves all to the search.

    `go_on(effort spent, least objective so far)` is asked at every step of the search and can end it.
    """
    generator = random.Random(seed)
    stored = fitted(problem, generator) if constructions else None
    starts = [start for start in (stored, _by_lot(problem, generator)) if start]
    return _best_of(problem, starts, generator, effort, go_on)


def _best_of(
    problem: Problem, starts: list[Rounds], generator: random.Random, effort: int, go_on: GoOn | None = None
) -> Plan:
    """The best plan the search comes to from any of these, which share the effort."""
    watch = _Watch(go_on)
    best: Plan | None = None
    for number, start in enumerate(starts):
        plan = Plan(start, worth_of(problem, start))
        if not _is_best(plan.worth):
            least = plan.worth.objective_bound
            share = (effort - watch.before) // (len(starts) - number)
            rounds, spent = improve(
                Table(problem, start, range(problem.weeks)),
                least=least,
                effort=share,
                generator=generator,
                go_on=watch.go_on,
            )
            watch.before += spent
            plan = Plan(rounds, worth_of(problem, rounds))
        if best is None or _rank(plan.worth) < _rank(best.worth):
            best = plan
        if watch.stopped or _is_best(best.worth):
            break
    assert best is not None
    return replace(best, complete=not watch.stopped)


def next_week(problem: Problem, *, seed: int = 0, effort: int = NEXT_EFFORT) -> Plan:
    """One more week after the history, for people who come week after week and never were planned together.

    While the same people keep coming, the weeks of one construction follow each other: it is named for these people
    and whom they are kept from, and for nothing else, so that it is the same in every week. Of its weeks the one with
    fewest repeats is taken; another seed takes another of those that are as good, and, where none is left, searches.
    """
    if problem.weeks != 1 or problem.absent:
        raise ValueError("one week is planned after those that were, for the people who are there")
    generator = random.Random(seed)
    starts = [_by_lot(problem, generator)]
    sizes = room_sizes(problem.people, problem.size)
    always = Problem(problem.people, problem.size, len(known(len(sizes), sizes[0])) or 1, apart=problem.apart)
    if weeks := fitted(always, random.Random(0)):
        plans = [Plan((week,), worth_of(problem, (week,))) for week in weeks]
        least = min(_rank(plan.worth) for plan in plans)
        as_good = [plan for plan in plans if _rank(plan.worth) == least]
        if _is_best(as_good[0].worth) and seed < len(as_good):
            return as_good[seed]
        starts.insert(0, as_good[seed % len(as_good)].rounds)
    return _best_of(problem, starts, generator, effort)


def replan_week(
    problem: Problem,
    rounds: Rounds,
    week: int,
    present: Collection[int],
    *,
    seed: int = 0,
    effort: int = REPLAN_EFFORT,
    go_on: GoOn | None = None,
) -> Plan:
    """The same plan with one week arranged anew for the people who are there; no other week changes.

    `week` counts from 0. Rooms stay together as far as sizes allow before the search improves them, and meetings of
    all other weeks and of history count as before. Somebody who joins late is a person of `problem` with a number
    beyond those in `rounds`.
    """
    if not 0 <= week < len(rounds) or len(rounds) != problem.weeks:
        raise ValueError("the plan has no such week")
    if len(set(present)) < 2 or not set(present) <= set(range(problem.people)):
        raise ValueError("at least two people of the problem must be there")
    away = list(problem.absent or [frozenset[int]()] * problem.weeks)
    away[week] = frozenset(range(problem.people)) - set(present)
    now = replace(problem, absent=tuple(away))
    start = (*rounds[:week], _seated(rounds[week], sorted(set(present)), problem.size), *rounds[week + 1 :])
    watch = _Watch(go_on)
    found, _ = improve(
        Table(now, start, [week]), least=0, effort=effort, generator=random.Random(seed), go_on=watch.go_on
    )
    # The other weeks are given back as they came, whatever order their rooms were in.
    changed = (*rounds[:week], found[week], *rounds[week + 1 :])
    return Plan(changed, worth_of(now, changed), complete=not watch.stopped)


class _Watch:
    """Passes on how the whole search goes, over several starts, and remembers whether it was stopped."""

    def __init__(self, go_on: GoOn | None) -> None:
        self.ask, self.before, self.stopped = go_on, 0, False

    def go_on(self, spent: int, best: int) -> bool:
        self.stopped = self.ask is not None and not self.ask(self.before + spent, best)
        return not self.stopped


def _is_best(worth: Worth) -> bool:
    return not worth.apart_violations and worth.objective <= worth.objective_bound


def _rank(worth: Worth) -> tuple[int, int, int]:
    """Fewer meetings of people kept apart before everything else; with equal objectives, more pairs who meet."""
    return worth.apart_violations, worth.objective, -worth.distinct_pairs


def _by_lot(problem: Problem, generator: random.Random) -> Rounds:
    """Everybody somewhere, in rooms of the right sizes."""
    weeks = []
    for week in range(problem.weeks):
        people = problem.present(week)
        generator.shuffle(people)
        weeks.append(_cut(people, room_sizes(len(people), problem.size)))
    return in_order(weeks)


def _cut(people: list[int], sizes: list[int]) -> list[Room]:
    rooms, at = [], 0
    for size in sizes:
        rooms.append(tuple(people[at : at + size]))
        at += size
    return rooms


def _seated(before: Week, present: list[int], size: int) -> Week:
    """The present people in rooms of the right sizes, with the rooms of `before` kept together where they can be."""
    sizes = room_sizes(len(present), size)
    there = set(present)
    kept = sorted(([p for p in room if p in there] for room in before), key=len, reverse=True)[: len(sizes)]
    kept += [[] for _ in range(len(sizes) - len(kept))]
    rooms = [room[:most] for room, most in zip(kept, sizes, strict=True)]
    seated = {person for room in rooms for person in room}
    waiting = [person for person in present if person not in seated]
    for room, most in zip(rooms, sizes, strict=True):
        while len(room) < most:
            room.append(waiting.pop(0))
    return tuple(tuple(room) for room in rooms)


__all__ = [
    "EFFORT",
    "NEXT_EFFORT",
    "REPLAN_EFFORT",
    "Plan",
    "Problem",
    "Worth",
    "make_plan",
    "next_week",
    "replan_week",
    "room_sizes",
    "worth_of",
]
