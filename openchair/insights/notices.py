"""When balance is worth a quiet word to the facilitator, and how sure we are. Plain numbers, no Django.

A notice is given only if the whole 80% interval of a bootstrap over turns lies beyond the threshold, so that a short or
lucky meeting does not raise one. The thresholds are defaults of the reference and can be changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from openchair.insights.dynamics import Dynamics

FEWEST_TURNS = 20
RESAMPLES = 400
INTERVAL = (10.0, 90.0)

Kind = Literal["too_little_talk", "uneven", "dominance", "facilitator_share", "two_person_exchange", "silence"]
THRESHOLDS: Mapping[str, float] = {
    "uneven": 0.50,
    "dominance": 0.40,
    "facilitator_share": 0.50,
    "two_person_exchange": 0.60,
    "silence": 0.35,
}
EXCHANGE_NEEDS_PEOPLE = 5
WORDS: Mapping[str, str] = {
    "too_little_talk": "too little talk to say",
    "uneven": "the floor was held unevenly",
    "dominance": "one person held much of the floor",
    "facilitator_share": "facilitators held more than half of the floor",
    "two_person_exchange": "two people often answered each other in turn",
    "silence": "there was much quiet, which is information and not a fault",
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


def _bootstrap(dynamics: Dynamics, *, seed: int) -> dict[str, Floats]:
    """Each measure for many meetings made by drawing this meeting's turns anew."""
    random = np.random.default_rng(seed)
    speakers = {name: column for column, name in enumerate([*dynamics.members, *dynamics.facilitators])}
    elsewhere, members, leaders = len(speakers), len(dynamics.members), len(dynamics.facilitators)
    who = np.array([speakers.get(turn.speaker, elsewhere) for turn in dynamics.turns])
    long = np.array([turn.seconds for turn in dynamics.turns])
    turns = len(who)
    drawn = random.integers(0, turns, size=(RESAMPLES, turns))
    cells = (who[drawn] + np.arange(RESAMPLES)[:, None] * (elsewhere + 1)).ravel()
    held = np.bincount(cells, weights=long[drawn].ravel(), minlength=RESAMPLES * (elsewhere + 1))
    held = held.reshape(RESAMPLES, elsewhere + 1)
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
