"""When balance is worth a quiet word to the facilitator, and how sure we are. Plain numbers, no Django.

A notice is given only if the whole 80% interval of a bootstrap over turns lies beyond the threshold, so that a short or
lucky meeting does not raise one. Over meetings, newer ones count more, and it takes two in a row to say anything. The
thresholds are defaults of the reference and can be changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from openchair.insights.dynamics import Dynamics

FEWEST_TURNS = 20
RESAMPLES = 400
INTERVAL = (10.0, 90.0)
FEWEST_MEMBERS = 3
"""Members below which nothing is said: two shares tell everything about two people."""
TREND_WEIGHT = 0.3
"""How much the newest meeting counts in a mean over meetings; all before it together count the rest."""
IN_A_ROW = 2

Kind = Literal[
    "too_little_talk", "uneven", "dominance", "facilitator_share", "two_person_exchange", "silence",
    "uneven_over_weeks", "dominance_over_weeks", "facilitator_share_over_weeks",
]  # fmt: skip
THRESHOLDS: Mapping[str, float] = {
    "uneven": 0.50,
    "dominance": 0.40,
    "facilitator_share": 0.50,
    "two_person_exchange": 0.60,
    "silence": 0.35,
    "quiet_twice": 0.20,
}
EXCHANGE_NEEDS_PEOPLE = 5
WORDS: Mapping[str, str] = {
    "too_little_talk": "too little talk to say",
    "uneven": "the floor was held unevenly",
    "dominance": "one person held much of the floor",
    "facilitator_share": "facilitators held more than half of the floor",
    "two_person_exchange": "two people often answered each other in turn",
    "silence": "there was much quiet, which is information and not a fault",
    "uneven_over_weeks": "the floor was held unevenly over the last meetings",
    "dominance_over_weeks": "one person held much of the floor over the last meetings",
    "facilitator_share_over_weeks": "facilitators held more than half of the floor over the last meetings",
}
"""For the command line; pages say it in the reader's language."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a facilitator may want to know; `interval` is None where no resampling applies."""

    kind: Kind
    value: float | None
    threshold: float | None
    interval: tuple[float, float] | None
    level: Literal["notice", "information"]
    words: str


def notices(dynamics: Dynamics, thresholds: Mapping[str, float] = THRESHOLDS, *, seed: int = 0) -> list[Notice]:
    """What the facilitator may want to know about this meeting."""
    if len(dynamics.turns) < FEWEST_TURNS:
        return [Notice("too_little_talk", None, None, None, "information", WORDS["too_little_talk"])]
    found: list[Notice] = []
    draws = _bootstrap(dynamics, seed=seed)

    def tell(kind: Kind, value: float | None, sample: Floats | None) -> None:
        if value is None or sample is None or not sample.size or value <= thresholds[kind]:
            return
        low, high = (float(edge) for edge in np.percentile(sample, INTERVAL))
        if low > thresholds[kind]:
            found.append(Notice(kind, value, thresholds[kind], (low, high), "notice", WORDS[kind]))

    tell("uneven", dynamics.gini_corrected, draws.get("uneven"))
    tell("dominance", dynamics.dominance, draws.get("dominance"))
    tell("facilitator_share", dynamics.facilitator_share, draws.get("facilitator_share"))
    if len(dynamics.members) >= EXCHANGE_NEEDS_PEOPLE:
        tell("two_person_exchange", dynamics.return_rate, draws.get("two_person_exchange"))
    if dynamics.silence is not None and dynamics.silence > thresholds["silence"]:
        found.append(Notice("silence", dynamics.silence, thresholds["silence"], None, "information", WORDS["silence"]))
    return found


# --- over meetings ------------------------------------------------------------------------------------------
def smoothed(values: Sequence[float]) -> list[float]:
    """The exponentially weighted mean after each of these values, oldest first."""
    means: list[float] = []
    for value in values:
        means.append(value if not means else TREND_WEIGHT * value + (1 - TREND_WEIGHT) * means[-1])
    return means


def can_be_said(dynamics: Dynamics) -> bool:
    """Whether a meeting counts over weeks: turns and members enough."""
    return len(dynamics.turns) >= FEWEST_TURNS and len(dynamics.members) >= FEWEST_MEMBERS


def trends(meetings: Sequence[Dynamics], thresholds: Mapping[str, float] = THRESHOLDS) -> list[Notice]:
    """What meetings together say, oldest first: only where the mean is beyond its threshold after two in a row."""
    counted = [each for each in meetings if can_be_said(each)]
    found: list[Notice] = []

    def tell(kind: Kind, threshold: float, values: Sequence[float | None]) -> None:
        last = smoothed([value for value in values if value is not None])[-IN_A_ROW:]
        if len(last) == IN_A_ROW and min(last) > threshold:
            found.append(Notice(kind, last[-1], threshold, None, "notice", WORDS[kind]))

    tell("uneven_over_weeks", thresholds["uneven"], [each.gini_corrected for each in counted])
    tell("dominance_over_weeks", thresholds["dominance"], [each.dominance for each in counted])
    tell("facilitator_share_over_weeks", thresholds["facilitator_share"], [each.facilitator_share for each in counted])
    return found


def quiet_twice(
    meetings: Sequence[Dynamics], thresholds: Mapping[str, float] = THRESHOLDS, *, seed: int = 0
) -> set[str]:
    """Members below a fifth of an even share at each of their last two meetings, with the whole interval below it."""
    lately: dict[str, list[bool]] = {}
    for each in meetings:
        if can_be_said(each):
            quiet = _quiet(each, thresholds["quiet_twice"], seed=seed)
            for name in each.members:
                lately.setdefault(name, []).append(name in quiet)
    return {name for name, told in lately.items() if len(told) >= IN_A_ROW and all(told[-IN_A_ROW:])}


def _quiet(dynamics: Dynamics, threshold: float, *, seed: int) -> set[str]:
    members = len(dynamics.members)
    held = _held(dynamics, np.random.default_rng(seed))[1][:, :members]
    held = held[held.sum(axis=1) > 0]
    if not len(held):
        return set()
    highest = np.percentile(members * held / held.sum(axis=1, keepdims=True), INTERVAL[1], axis=0)
    return {
        name
        for (name, share), edge in zip(dynamics.members.items(), highest, strict=True)
        # Turns are those of the plenary; whoever spoke in a small group has more, and is not quiet.
        if edge < threshold and share.share is not None and members * share.share < threshold
    }


# --- turns drawn anew ---------------------------------------------------------------------------------------
def _bootstrap(dynamics: Dynamics, *, seed: int) -> dict[str, Floats]:
    """Each measure for many meetings made by drawing this meeting's turns anew."""
    random = np.random.default_rng(seed)
    members, leaders = len(dynamics.members), len(dynamics.facilitators)
    who, held = _held(dynamics, random)
    samples: dict[str, Floats] = {}

    everyone = held.sum(axis=1)
    spoken = everyone > 0
    led = held[spoken][:, members : members + leaders].sum(axis=1)
    samples["facilitator_share"] = led / everyone[spoken]

    mine = held[:, :members]
    mine = mine[mine.sum(axis=1) > 0]
    if members >= 2 and len(mine):
        total = mine.sum(axis=1)
        rank = 2 * np.arange(1, members + 1) - members - 1
        samples["uneven"] = (np.sort(mine, axis=1) @ rank) / (members * total) * members / (members - 1)
        samples["dominance"] = (mine.max(axis=1) / total - 1 / members) / (1 - 1 / members)

    back = (who[2:] == who[:-2]).astype(float)
    samples["two_person_exchange"] = back[random.integers(0, len(back), size=(RESAMPLES, len(back)))].mean(axis=1)
    return samples


def _held(dynamics: Dynamics, random: np.random.Generator) -> tuple[npt.NDArray[np.intp], Floats]:
    """Who had each turn, as a column; and how long each column held the floor in each drawn meeting."""
    speakers = {name: column for column, name in enumerate([*dynamics.members, *dynamics.facilitators])}
    elsewhere = len(speakers)
    who = np.array([speakers.get(turn.speaker, elsewhere) for turn in dynamics.turns])
    long = np.array([turn.seconds for turn in dynamics.turns])
    turns = len(who)
    drawn = random.integers(0, turns, size=(RESAMPLES, turns))
    cells = (who[drawn] + np.arange(RESAMPLES)[:, None] * (elsewhere + 1)).ravel()
    held = np.bincount(cells, weights=long[drawn].ravel(), minlength=RESAMPLES * (elsewhere + 1)).astype(np.float64)
    return who, held.reshape(RESAMPLES, elsewhere + 1)
