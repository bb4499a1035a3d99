"""Rank groups for one person: what is possible, in what order, how sure, what speaks for and against, what would help.

A person always decides. Unknown parts count neither for nor against. Equal scores: the shorter wait, then the name.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openchair.matching.ranking.filters import RELAXABLE, Filter, failed
from openchair.matching.ranking.parts import WEIGHTS, Part, Values, values_of
from openchair.matching.ranking.profile import Listing, Name, Seeker
from openchair.matching.ranking.week import Span, seen_from, steps_of

MOST_FOR, MOST_AGAINST, MOST_HEAVIER = 3, 2, 3


@dataclass(frozen=True, slots=True)
class Ranked:
    """A group that is possible."""

    listing: Listing
    score: float
    confidence: float
    """How much of the score is known, as a share of the weights."""
    speaks_for: tuple[Part, ...]
    speaks_against: tuple[Part, ...]
    values: Values


@dataclass(frozen=True, slots=True)
class Excluded:
    """A group that is not possible, with the reason that is told; never that of somebody else."""

    group: Name
    reason: Filter


@dataclass(frozen=True, slots=True)
class Change:
    """What would make more groups possible."""

    of: Filter
    adds: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one person is shown."""

    groups: tuple[Ranked, ...]
    excluded: tuple[Excluded, ...]
    change: Change | None


class Times:
    """When many groups meet, laid out once; asked for one person after the other."""

    def __init__(self, listings: Sequence[Listing], year: int) -> None:
        self.year = year
        self._zones: dict[str, tuple[list[int], NDArray[np.float64]]] = {}
        by_zone: dict[str, list[int]] = {}
        for number, listing in enumerate(listings):
            if listing.times:
                by_zone.setdefault(listing.time_zone, []).append(number)
        for zone, numbers in by_zone.items():
            weeks = np.stack([steps_of(listings[number].times) for number in numbers])
            self._zones[zone] = numbers, weeks / weeks.sum(axis=1, keepdims=True)
        self._many = len(listings)

    def shares(self, spans: Iterable[Span], zone: str) -> list[float | None]:
        """Of each group the share of its minutes that lies in these times; None where one of the two is not known."""
        found: list[float | None] = [None] * self._many
        spans = tuple(spans)
        if not spans:
            return found
        mine = steps_of(spans)
        for theirs, (numbers, weeks) in self._zones.items():
            seen = seen_from(mine, zone=zone or theirs, by=theirs or zone, year=self.year)
            for number, share in zip(numbers, (weeks @ seen).tolist(), strict=True):
                found[number] = min(1.0, share)
        return found


def weights_for(seeker: Seeker, weights: Mapping[Part, float] = WEIGHTS) -> dict[Part, float]:
    """An organisation's weights with what the person finds more or less important, brought to a sum of 1."""
    heavier = dict(list(seeker.heavier.items())[:MOST_HEAVIER])
    own = {part: weight * heavier.get(part, 1.0) for part, weight in weights.items()}
    total = sum(own.values())
    return {part: weight / total for part, weight in own.items()}


def rank(seeker: Seeker, listings: Sequence[Listing], times: Times, weights: Mapping[Part, float] = WEIGHTS) -> Ranking:
    """Every group of `listings`, ranked or excluded; `times` are those of the same listings."""
    own = weights_for(seeker, weights)
    overlaps = times.shares(seeker.available, seeker.time_zone)
    preferred = times.shares(seeker.preferred, seeker.time_zone)
    # Who wished for no company has it everywhere: true, and nothing to tell.
    untold = frozenset() if seeker.wishes else frozenset({Part.COMFORT})
    possible: list[Ranked] = []
    excluded: list[Excluded] = []
    only: Counter[Filter] = Counter()
    for listing, overlap, liked in zip(listings, overlaps, preferred, strict=True):
        reasons = failed(seeker, listing, overlap)
        if not reasons:
            possible.append(_ranked(listing, values_of(seeker, listing, overlap, liked), own, untold))
            continue
        excluded.append(Excluded(listing.id, reasons[0]))
        if len(reasons) == 1:
            only[reasons[0]] += 1
    possible.sort(key=_order)
    change = max((Change(of, only[of]) for of in RELAXABLE if only[of]), key=lambda change: change.adds, default=None)
    return Ranking(tuple(possible), tuple(excluded), change)


def _order(one: Ranked) -> tuple[float, float, str, str]:
    wait = one.listing.wait_days
    return -round(one.score, 9), float("inf") if wait is None else wait, one.listing.name, str(one.listing.id)


def _ranked(listing: Listing, values: Values, weights: Mapping[Part, float], untold: frozenset[Part]) -> Ranked:
    known = [(part, weights[part], value) for part, value in values.items() if value is not None]
    confidence = sum(weight for _, weight, _ in known)
    score = sum(weight * value for _, weight, value in known) / confidence if confidence else 0.0
    pulls = [(weight * (value - 0.5), part) for part, weight, value in known if part not in untold]
    pulls.sort(key=lambda pull: (-pull[0], pull[1]))
    return Ranked(
        listing=listing,
        score=score,
        confidence=confidence,
        speaks_for=tuple(part for pull, part in pulls[:MOST_FOR] if pull > 0),
        speaks_against=tuple(part for pull, part in pulls[::-1][:MOST_AGAINST] if pull < 0),
        values=values,
    )
