"""What is asked of an allocation: people who wait, groups with free seats, how well each would fit, and the rules.

A pair of a person and a group is allowed when the person passes every hard filter of that group. Nothing here knows
names: people and groups are numbers from 0, in the order of the input. Source: the design's reference for batch
allocation.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Shares = NDArray[np.float64]
Pair = tuple[int, int]

PLACED, FIT, WAIT, MIX = 500, 1000, 400, 300
"""Weights of the objective: being placed at all, how well it fits, how long somebody waited, a mix that is missing."""
LONGEST_WAIT = 180
"""Days after which waiting longer counts no more."""
FURTHER_ON, STARTING_OUT = 3, 1
"""The first stage of change that counts as further on, and the last that counts as starting out; stages are 0 to 4."""
MOST_OF_A_BAND = (3, 5)
"""With the rule about bands, the part of a group's seats that people of one band of stages may take, rounded up."""


def band_of(stage: int) -> int:
    """0 for starting out, 2 for further on, 1 between; -1 when the stage is not known."""
    if stage < 0:
        return -1
    return 0 if stage <= STARTING_OUT else 2 if stage >= FURTHER_ON else 1


@dataclass(frozen=True, slots=True)
class Group:
    """A group that takes people in."""

    seats: int
    """Free seats: who is in already does not use them."""
    minimum: int = 0
    """How many people it needs to run, those already in included."""
    present: int = 0
    """How many are in already."""
    stages: tuple[int, ...] = ()
    """The stages of those already in, as far as they are known."""
    reserved: int = 0
    """Seats kept for urgent referrals."""

    @property
    def needs(self) -> int:
        """How many more people must come if anybody comes."""
        return max(0, self.minimum - self.present)

    @property
    def has_further_on(self) -> bool:
        """Whether somebody who is in already is further on."""
        return any(stage >= FURTHER_ON for stage in self.stages)

    @property
    def has_starting_out(self) -> bool:
        """Whether somebody who is in already is starting out."""
        return any(0 <= stage <= STARTING_OUT for stage in self.stages)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A person on the waiting list."""

    days: float = 0
    """How long they have waited."""
    stage: int = -1
    """Stage of change, 0 to 4; -1 when it is not known."""
    urgent: bool = False
    """An urgent referral, for whom seats may be reserved."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Further rules a coordinator may choose."""

    bands: bool = False
    """No more than three fifths of a group's free seats for people of one band of stages."""
    most_new: int | None = None
    """At most so many new people in each group at once."""


@dataclass(frozen=True)
class Instance:
    """Everything an allocation is computed from; arrays are as long as there are allowed pairs."""

    groups: tuple[Group, ...]
    people: tuple[Waiting, ...]
    who: Numbers
    """Of each allowed pair the person; pairs are sorted by person and then group."""
    where: Numbers
    """Of each allowed pair the group."""
    fit: Shares
    """Of each allowed pair how well it fits, 0 to 1."""
    apart: frozenset[Pair] = frozenset()
    """Two people who never share a group; the smaller number first."""
    kept_out: frozenset[Pair] = frozenset()
    """Person and group: somebody who is in already is kept apart from them. None of these is an allowed pair."""
    together: frozenset[Pair] = frozenset()
    """Two people who want the same group or none; the smaller number first."""
    rules: Rules = field(default_factory=Rules)

    @cached_property
    def worth(self) -> Numbers:
        """Of each allowed pair what placing it adds to the objective, in whole numbers so that two runs agree."""
        days = np.fromiter((min(one.days, LONGEST_WAIT) for one in self.people), np.float64, len(self.people))
        return np.rint(PLACED + FIT * self.fit + WAIT * days[self.who] / LONGEST_WAIT).astype(np.int64)

    @cached_property
    def first(self) -> Numbers:
        """Of each person where their pairs begin, and after the last where all end."""
        return np.searchsorted(self.who, np.arange(len(self.people) + 1))

    def groups_of(self, person: int) -> Numbers:
        """The groups that are allowed for somebody, by number."""
        return self.where[self.first[person] : self.first[person + 1]]

    def best_first(self, person: int) -> list[int]:
        """The same, the best fit first."""
        part = slice(self.first[person], self.first[person + 1])
        return [int(group) for group in self.where[part][np.argsort(-self.fit[part], kind="stable")]]

    def column(self, person: int, group: int) -> int:
        """Which pair this is; one that is not allowed is a mistake (`KeyError`)."""
        mine = self.groups_of(person)
        at = int(np.searchsorted(mine, group))
        if at == len(mine) or mine[at] != group:
            raise KeyError((person, group))
        return int(self.first[person]) + at

    def most_of_a_band(self, group: int) -> int:
        """How many people of one band of stages a group takes."""
        return -(-MOST_OF_A_BAND[0] * self.groups[group].seats // MOST_OF_A_BAND[1])

    def missing_mix(self, group: int, placed: Iterable[int]) -> int:
        """How many of the two ends of the stages nobody of a group stands for, if anybody was placed there."""
        stages = [self.people[person].stage for person in placed]
        if not stages:
            return 0
        one = self.groups[group]
        further = one.has_further_on or any(stage >= FURTHER_ON for stage in stages)
        starting = one.has_starting_out or any(0 <= stage <= STARTING_OUT for stage in stages)
        return (not further) + (not starting)

    def objective(self, seats: Iterable[tuple[int, int]]) -> int:
        """What a set of placements (person, group) is worth; each must be an allowed pair."""
        in_group: dict[int, list[int]] = {}
        total = 0
        for person, group in seats:
            in_group.setdefault(group, []).append(person)
            total += int(self.worth[self.column(person, group)])
        return total - MIX * sum(self.missing_mix(group, people) for group, people in in_group.items())
