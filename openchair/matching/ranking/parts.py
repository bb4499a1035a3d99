"""The parts of the score, each 0 to 1 or None where it is not known. Source: the design's reference, section 1."""

from collections.abc import Mapping
from enum import StrEnum
from math import exp
from statistics import median

from openchair.matching.ranking.profile import Listing, Seeker

FEWEST_STAGES = 3
"""With fewer known stages a group's middle would be somebody's own."""
TRAVEL_MINUTES = 30
LIKED, DISLIKED = 7, 3
LONGEST_WAIT = 180.0


class Part(StrEnum):
    """The parts, as people may weigh them."""

    THEMES = "themes"
    GOALS = "goals"
    FORMAT = "format"
    SCHEDULE = "schedule"
    TRAVEL = "travel"
    READINESS = "readiness"
    COMFORT = "comfort"
    EXPERIENCE = "experience"
    WAIT = "wait"


WEIGHTS: Mapping[Part, float] = {
    Part.THEMES: 0.30,
    Part.GOALS: 0.10,
    Part.FORMAT: 0.10,
    Part.SCHEDULE: 0.15,
    Part.TRAVEL: 0.10,
    Part.READINESS: 0.10,
    Part.COMFORT: 0.10,
    Part.EXPERIENCE: 0.05,
    Part.WAIT: 0.10,
}
"""What an organisation starts from; they are brought to a sum of 1."""

Values = dict[Part, float | None]


def values_of(seeker: Seeker, listing: Listing, overlap: float | None, preferred: float | None) -> Values:
    """Each part for one group; `overlap` and `preferred` are shares of its minutes, where they are known."""
    return {
        Part.THEMES: themes(seeker.themes, listing.themes),
        Part.GOALS: len(seeker.goals & listing.goals) / len(seeker.goals) if seeker.goals and listing.goals else None,
        Part.FORMAT: _format(seeker, listing),
        Part.SCHEDULE: None if overlap is None else 0.5 * overlap + 0.5 * (overlap if preferred is None else preferred),
        Part.TRAVEL: _travel(seeker, listing),
        Part.READINESS: _readiness(seeker, listing),
        Part.COMFORT: _comfort(seeker, listing),
        Part.EXPERIENCE: _experience(seeker, listing),
        Part.WAIT: _wait(seeker, listing),
    }


def themes(mine: Mapping[str, float], theirs: Mapping[str, float]) -> float | None:
    """Weighted Jaccard: how much of all that either is about both are about."""
    if not mine or not theirs:
        return None
    names = mine.keys() | theirs.keys()
    most = sum(max(mine.get(name, 0.0), theirs.get(name, 0.0)) for name in names)
    return sum(min(mine.get(name, 0.0), theirs.get(name, 0.0)) for name in names) / most if most else None


def _format(seeker: Seeker, listing: Listing) -> float | None:
    liked, style = seeker.style, listing.style
    found = [
        1.0 if mine == theirs else 0.0
        for mine, theirs in (
            (liked.structure, style.structure),
            (liked.leadership, style.leadership),
            (liked.camera, style.camera),
        )
        if mine and theirs
    ]
    if liked.size and style.size:
        found.append(max(0.0, 1.0 - abs(liked.size - style.size) / liked.size))
    return sum(found) / len(found) if found else None


def _travel(seeker: Seeker, listing: Listing) -> float | None:
    if listing.is_online:
        return seeker.online
    way = seeker.minutes.get(listing.id)
    return None if way is None else exp(-way / TRAVEL_MINUTES)


def _readiness(seeker: Seeker, listing: Listing) -> float | None:
    if seeker.stage is None or len(listing.stages) < FEWEST_STAGES:
        return None
    if listing.wants_spread:
        # Where people at all stages are wanted, whoever brings one that is missing fits best.
        return 1.0 - listing.stages.count(seeker.stage) / len(listing.stages)
    return 1.0 - abs(seeker.stage - median(listing.stages)) / 4


def _comfort(seeker: Seeker, listing: Listing) -> float | None:
    if not seeker.wishes:
        return 1.0
    return len(seeker.wishes & listing.composition) / len(seeker.wishes) if listing.composition else None


def _experience(seeker: Seeker, listing: Listing) -> float | None:
    if not listing.kind or not seeker.rated:
        return None
    rating = seeker.rated.get(listing.kind)
    if rating is None:
        return 0.5
    return 1.0 if rating >= LIKED else 0.0 if rating <= DISLIKED else 0.5


def _wait(seeker: Seeker, listing: Listing) -> float | None:
    if listing.wait_days is None:
        return None
    return max(0.0, 1.0 - listing.wait_days / (seeker.most_wait or LONGEST_WAIT))
