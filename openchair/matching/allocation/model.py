"""The allocation as rows and columns for a solver of mixed integer programmes.

Columns: one for each allowed pair (1: that person goes to that group), then for each group whether it takes anybody,
then for each group the two ends of the stages that are missing there. See the design's reference for batch allocation.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

from openchair.matching.allocation.instance import FURTHER_ON, MIX, STARTING_OUT, Instance, Numbers, Shares, band_of


@dataclass(frozen=True)
class Model:
    """Maximise `worth @ x` with `low <= rows @ x <= high`, 0 <= x <= 1, and `whole` columns whole."""

    worth: Shares
    rows: csc_array
    low: Shares
    high: Shares
    whole: Numbers
    pairs: int
    """How many of the columns, the first ones, are allowed pairs."""

    def only(self, pairs: Numbers) -> "Model":
        """The same rows with only some of the pairs."""
        columns = np.concatenate([pairs, np.arange(self.pairs, len(self.worth))])
        return Model(self.worth[columns], self.rows[:, columns], self.low, self.high, self.whole[columns], len(pairs))


class _Rows:
    """Rows as they come."""

    def __init__(self) -> None:
        self.row: list[Numbers] = []
        self.column: list[Numbers] = []
        self.value: list[Shares] = []
        self.low: list[Shares] = []
        self.high: list[Shares] = []
        self.count = 0

    def add(self, many: int, entries: list[tuple[Numbers, Numbers, float | Shares]], low: float, high: float) -> None:
        """Rows 0 to `many` - 1, by entries of row, column and value."""
        for row, column, value in entries:
            self.row.append(row + self.count)
            self.column.append(column)
            self.value.append(np.broadcast_to(np.asarray(value, np.float64), row.shape))
        self.low.append(np.full(many, low))
        self.high.append(np.full(many, high))
        self.count += many


def model_of(instance: Instance) -> Model:
    """Rows and columns of an instance."""
    people, groups, pairs = len(instance.people), len(instance.groups), len(instance.who)
    pair, group = np.arange(pairs), np.arange(groups)
    runs, no_further, no_start = pairs + group, pairs + groups + group, pairs + 2 * groups + group
    seats = np.array([one.seats for one in instance.groups], np.float64)
    needs = np.array([one.needs for one in instance.groups], np.float64)
    stage = np.array([one.stage for one in instance.people], np.int64)
    stages = stage[instance.who]
    rows = _Rows()
    if instance.rules.most_new is not None:
        seats = np.minimum(seats, instance.rules.most_new)
    rows.add(people, [(instance.who, pair, 1.0)], -np.inf, 1.0)
    rows.add(groups, [(instance.where, pair, 1.0), (group, runs, -seats)], -np.inf, 0.0)
    if (short := np.flatnonzero(needs > 1)).size:
        number = np.full(groups, -1)
        number[short] = np.arange(short.size)
        inside = number[instance.where]
        kept = inside >= 0
        rows.add(
            short.size,
            [(inside[kept], pair[kept], 1.0), (number[short], runs[short], -needs[short])],
            0.0, np.inf,
        )  # fmt: skip
    for missing, stands, has in (
        (no_further, stages >= FURTHER_ON, [one.has_further_on for one in instance.groups]),
        (no_start, (stages >= 0) & (stages <= STARTING_OUT), [one.has_starting_out for one in instance.groups]),
    ):
        number = np.full(groups, -1)
        open_ = np.flatnonzero(~np.array(has, bool))
        number[open_] = np.arange(open_.size)
        inside = number[instance.where]
        kept = stands & (inside >= 0)
        rows.add(
            open_.size,
            [
                (inside[kept], pair[kept], 1.0),
                (number[open_], missing[open_], 1.0),
                (number[open_], runs[open_], -1.0),
            ],
            0.0, np.inf,
        )  # fmt: skip
    _add_pairs_of_people(rows, instance)
    _add_rules(rows, instance, runs)
    worth = np.concatenate([instance.worth.astype(np.float64), np.zeros(groups), np.full(2 * groups, -float(MIX))])
    columns = pairs + 3 * groups
    matrix = csc_array(
        (np.concatenate(rows.value), (np.concatenate(rows.row), np.concatenate(rows.column))),
        shape=(rows.count, columns),
    )
    whole = np.concatenate([np.ones(pairs + groups, np.int64), np.zeros(2 * groups, np.int64)])
    return Model(worth, matrix, np.concatenate(rows.low), np.concatenate(rows.high), whole, pairs)


def _add_pairs_of_people(rows: _Rows, instance: Instance) -> None:
    """Who is kept apart shares no group; who wants to be together shares one or has none."""
    if not instance.apart and not instance.together:
        return
    at = _columns_by_person(instance, {person for pair in instance.apart | instance.together for person in pair})
    apart: list[tuple[int, int]] = []
    for one, other in sorted(instance.apart):
        mine, theirs = at[one], at[other]
        apart += [(mine[group], theirs[group]) for group in sorted(mine.keys() & theirs.keys())]
    if apart:
        both = np.array(apart, np.int64)
        row = np.arange(len(apart))
        rows.add(len(apart), [(row, both[:, 0], 1.0), (row, both[:, 1], 1.0)], -np.inf, 1.0)
    for one, other in sorted(instance.together):
        mine, theirs = at[one], at[other]
        places = sorted(mine.keys() | theirs.keys())
        entries: list[tuple[Numbers, Numbers, float | Shares]] = []
        for sign, theirs_or_mine in ((1.0, mine), (-1.0, theirs)):
            found = np.array(
                [(number, theirs_or_mine[group]) for number, group in enumerate(places) if group in theirs_or_mine],
                np.int64,
            ).reshape(-1, 2)
            entries.append((found[:, 0], found[:, 1], sign))
        rows.add(len(places), entries, 0.0, 0.0)


def _columns_by_person(instance: Instance, people: set[int]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {person: {} for person in people}
    for person in people:
        for column in range(int(instance.first[person]), int(instance.first[person + 1])):
            found[person][int(instance.where[column])] = column
    return found


def _add_rules(rows: _Rows, instance: Instance, runs: Numbers) -> None:
    """Seats kept for urgent referrals, and no group full of people of one band of stages."""
    groups = len(instance.groups)
    pair, group = np.arange(len(instance.who)), np.arange(groups)
    if any(one.reserved for one in instance.groups):
        ordinary = ~np.array([one.urgent for one in instance.people], bool)[instance.who]
        left = np.array([one.seats - one.reserved for one in instance.groups], np.float64)
        rows.add(
            groups,
            [(instance.where[ordinary], pair[ordinary], 1.0), (group, runs, -left)],
            -np.inf, 0.0,
        )  # fmt: skip
    if instance.rules.bands:
        bands = np.array([band_of(one.stage) for one in instance.people], np.int64)[instance.who]
        most = np.array([instance.most_of_a_band(one) for one in range(groups)], np.float64)
        for band in range(3):
            of = bands == band
            rows.add(groups, [(instance.where[of], pair[of], 1.0), (group, runs, -most)], -np.inf, 0.0)
