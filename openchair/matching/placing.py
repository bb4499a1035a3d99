"""A waiting list placed from one document: the ranking says what is possible, the solver who goes where."""

from dataclasses import dataclass
from typing import Any

from openchair.matching.allocation.reading import Fits, Named, named_instance
from openchair.matching.allocation.solve import Allocation, allocate
from openchair.matching.ranking.rank import Times, rank
from openchair.matching.ranking.reading import read_profiles


@dataclass(frozen=True)
class Placed:
    """An instance with its names, and what was found for it."""

    named: Named
    found: Allocation


def read_instance(whole: Any, *, year: int, file: str) -> Named:
    """The instance of a document; without `fit` in it, the ranking gives it. Raises InputProblem."""
    fit = ranked_fit(whole, year=year, file=file) if isinstance(whole, dict) and whole.get("fit") is None else None
    return named_instance(whole, fit, file=file)


def place(whole: Any, *, seconds: float, seed: int, fairness: bool, year: int, file: str) -> Placed:
    """The best placement found in the time; the same document and seed give the same one."""
    named = read_instance(whole, year=year, file=file)
    return Placed(named, allocate(named.instance, seconds=seconds, seed=seed, fairness=fairness))


def ranked_fit(whole: Any, *, year: int, file: str) -> Fits:
    """Of each person the score of each group that passes every filter."""
    seekers, listings = read_profiles(whole, file=file)
    times = Times(listings, year)
    return {
        seeker.id: {one.listing.id: one.score for one in rank(seeker, listings, times).groups} for seeker in seekers
    }
