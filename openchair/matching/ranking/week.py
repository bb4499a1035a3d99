"""Times of a week: when a group meets, when a person can, and how much of the one lies in the other.

A week is 2,016 steps of five minutes from Sunday midnight, on somebody's own clock. Two clocks are compared over a
whole year, because in some weeks one of them has changed to summer time and the other has not.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

STEP_MINUTES = 5
DAY_STEPS = 24 * 60 // STEP_MINUTES
WEEK_STEPS = 7 * DAY_STEPS
Steps = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of each week; minutes from Sunday midnight. One that ends before it begins runs into the next week."""

    begins: int
    ends: int

    def steps(self) -> Iterable[int]:
        """The steps of the week it covers, even those it only touches."""
        first = self.begins // STEP_MINUTES
        last = -(-(self.ends if self.ends > self.begins else self.ends + 7 * 24 * 60) // STEP_MINUTES)
        return (step % WEEK_STEPS for step in range(first, min(last, first + WEEK_STEPS)))


def steps_of(spans: Iterable[Span]) -> Steps:
    """A week with 1 in each step that one of these covers."""
    week = np.zeros(WEEK_STEPS)
    for span in spans:
        week[list(span.steps())] = 1.0
    return week


@lru_cache(maxsize=4096)
def shifts(here: str, there: str, year: int) -> tuple[tuple[int, float], ...]:
    """By how many steps the clock there is ahead of the one here, and in what part of a year's weeks."""
    if here == there:
        return ((0, 1.0),)
    first = datetime(year, 1, 1, 12, tzinfo=UTC)
    weeks = [first + timedelta(weeks=week) for week in range(52)]
    found: Counter[int] = Counter()
    for moment in weeks:
        ahead = moment.astimezone(ZoneInfo(there)).utcoffset(), moment.astimezone(ZoneInfo(here)).utcoffset()
        if ahead[0] is None or ahead[1] is None:
            raise ValueError("a time zone without an offset")
        found[round((ahead[0] - ahead[1]).total_seconds() / 60 / STEP_MINUTES)] += 1
    return tuple((steps, many / len(weeks)) for steps, many in sorted(found.items()))


def seen_from(week: Steps, *, zone: str, by: str, year: int) -> Steps:
    """A week of somebody in `zone` on the clock of `by`: each step with the part of the year in which it is covered."""
    total = np.zeros(WEEK_STEPS)
    for steps, part in shifts(zone, by, year):
        total += part * np.roll(week, steps)
    return total
