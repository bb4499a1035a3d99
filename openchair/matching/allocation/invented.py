"""Invented input for benchmarks: waiting lists, profiles, and assignment problems of the four published kinds."""

import random

import numpy as np

from openchair.matching.allocation.assignment import Jobs
from openchair.matching.allocation.instance import Group, Instance, Pair, Waiting
from openchair.matching.ranking.profile import Listing, Seeker, Style
from openchair.matching.ranking.week import Span

PAIRS_APART = 0.02
"""Of the people, how many are kept apart from another one."""


def waiting_list(people: int, groups: int, seed: int) -> Instance:
    """People of whom each may go to about one group in eight, into about as many seats; some kept apart."""
    chance = np.random.default_rng(seed)
    tastes, offers = chance.random((people, 4)), chance.random((groups, 4))
    allowed = chance.random((people, groups)) < (0.15 if groups <= 10 else 0.134)
    who, where = np.nonzero(allowed)
    fit = np.empty(len(who))
    for first in range(0, len(who), 100_000):  # a table of all of them at once would be most of the memory
        part = slice(first, first + 100_000)
        fit[part] = 1 - np.abs(tastes[who[part]] - offers[where[part]]).mean(axis=1)
    couples: set[Pair] = set()
    while len(couples) < round(PAIRS_APART * people):
        one, other = sorted(int(person) for person in chance.choice(people, 2, replace=False))
        couples.add((one, other))
    each = people / groups
    return Instance(
        groups=tuple(
            Group(
                seats=int(chance.integers(round(0.5 * each), round(1.4 * each) + 1)),
                minimum=int(chance.integers(3, 7)),
                present=(present := int(chance.integers(0, 5))),
                stages=tuple(int(stage) for stage in chance.integers(0, 5, present)),
            )
            for _ in range(groups)
        ),
        people=tuple(
            Waiting(days=int(days), stage=int(stage))
            for days, stage in zip(chance.integers(0, 240, people), chance.integers(0, 5, people), strict=True)
        ),
        who=who.astype(np.int64),
        where=where.astype(np.int64),
        fit=fit,
        apart=frozenset(couples),
    )


def assignment_problem(kind: str, agents: int, jobs: int, seed: int) -> Jobs:
    """One of the published kinds: a and b with loose and tight capacities, c tighter, d with costs against efforts.

    Source: Chu and Beasley 1997, A genetic algorithm for the generalised assignment problem.
    """
    chance = np.random.default_rng([seed, agents, jobs, ord(kind)])
    shape = (agents, jobs)
    if kind == "d":
        effort = chance.integers(1, 101, shape)
        cost = 111 - effort + chance.integers(-10, 11, shape)
    else:
        effort, cost = chance.integers(5, 26, shape), chance.integers(10, 51, shape)
    if kind in "ab":
        cheapest = cost.argmin(axis=0)
        load = max(int(effort[agent, cheapest == agent].sum()) for agent in range(agents))
        most = 0.6 * (jobs / agents) * 15 + 0.4 * load
        capacity = np.full(agents, most if kind == "a" else 0.7 * most)
    else:
        capacity = 0.8 * effort.sum(axis=1) / agents
    return Jobs(cost.astype(np.int64), effort.astype(np.int64), np.floor(capacity).astype(np.int64))


def seekers_and_listings(people: int, groups: int, seed: int) -> tuple[list[Seeker], list[Listing]]:
    """Full profiles on both sides, over several time zones."""
    chance = random.Random(seed)
    themes = [f"theme {number}" for number in range(20)]
    zones = ["Europe/Berlin", "Europe/London", "America/New_York", "Asia/Kolkata"]
    tags = ["women", "young", "veterans", "queer"]

    def some(names: list[str], many: int) -> frozenset[str]:
        return frozenset(chance.sample(names, many))

    def evening(minutes: int) -> Span:
        begins = chance.randrange(7) * 1440 + chance.randrange(16, 21) * 60
        return Span(begins, begins + minutes)

    listings = [
        Listing(
            id=number,
            name=f"Group {number}",
            seats=chance.randint(0, 6),
            youngest=18,
            languages=some(["en", "de", "tr"], 1),
            access=frozenset({"step_free", "captions"}),
            times=(evening(90),),
            time_zone=chance.choice(zones),
            is_online=chance.random() < 0.6,
            themes={theme: chance.random() for theme in chance.sample(themes, 4)},
            goals=some(themes, 3),
            style=Style(
                structure=chance.choice(["open", "structured"]),
                leadership=chance.choice(["peer", "professional"]),
                size=chance.randint(5, 14),
                camera=chance.choice(["off", "optional", "expected"]),
            ),
            composition=some(tags, 2),
            stages=tuple(chance.randrange(5) for _ in range(6)),
            kind=chance.choice(themes),
            wait_days=chance.randint(0, 120),
            members=frozenset(chance.sample(range(5_000), 8)),
        )
        for number in range(groups)
    ]
    seekers = [
        Seeker(
            id=number,
            age=chance.randint(18, 80),
            languages=some(["en", "de", "tr"], 2),
            needs=frozenset({"captions"}),
            available=tuple(evening(300) for _ in range(8)),
            preferred=(evening(240),),
            time_zone=chance.choice(zones),
            minutes={group: chance.randint(5, 90) for group in range(groups)},
            most_minutes=60,
            online=chance.random(),
            themes={theme: chance.random() for theme in chance.sample(themes, 4)},
            goals=some(themes, 3),
            style=Style(structure="open", leadership="peer", size=8, camera="optional"),
            wishes=some(tags, 1),
            stage=chance.randrange(5),
            rated={chance.choice(themes): chance.randint(0, 10)},
            most_wait=90,
            apart=frozenset(chance.sample(range(5_000), 2)),
        )
        for number in range(people)
    ]
    return seekers, listings
