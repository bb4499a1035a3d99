"""Reading one text: what concerns there are, where, how sure, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from openchair.safety.screening.details import contact_details_in
from openchair.safety.screening.finds import Find, found_by_rules
from openchair.safety.screening.linear import Linear
from openchair.safety.screening.rules import pack_for
from openchair.safety.screening.text import Text

VERSION = "rules-1"


class Tier(StrEnum):
    """Who is told: nobody, the leaders when they next look, or the leaders at once."""

    NONE = "none"
    REVIEW = "review"
    PAGE = "page"


KINDS = (
    "self_harm", "harm_to_others", "in_danger", "abuse", "contact_details", "confidentiality", "medical_advice",
    "substance_use",
)  # fmt: skip
REVIEW, PAGE = 0.4, 0.8
"""From which score on a tier begins."""
LINEAR_LANGUAGE = "en"
MOST_ALONE = 0.7
"""The highest score that the linear model gives by itself: a page needs words that can be named."""
ENOUGH_WORDS = 25
"""With fewer words the sum of them says too little: one gun in a game would do."""
LINEAR_WHY = "as a whole reads like words of somebody who thinks of suicide"
CARRIES, RECENT = 0.2, 5
"""What a page of the same person's last texts adds to a find of the same kind that is less sure by itself."""


@dataclass(frozen=True)
class Concern:
    """One kind of concern in a text, with the stretches that speak for it."""

    kind: str
    score: float
    tier: Tier
    spans: tuple[tuple[int, int], ...]
    why: str

    def as_dict(self) -> dict[str, Any]:
        """As commands print it."""
        return {"kind": self.kind, "score": self.score, "tier": self.tier, "spans": self.spans, "why": self.why}


@dataclass(frozen=True)
class Screening:
    """What was found in one text."""

    concerns: tuple[Concern, ...] = ()
    scores: dict[str, float] = field(default_factory=lambda: dict.fromkeys(KINDS, 0.0))
    screened: bool = True
    version: str = ""

    @property
    def tier(self) -> Tier:
        """The highest of its concerns."""
        tiers = [concern.tier for concern in self.concerns]
        return next((tier for tier in (Tier.PAGE, Tier.REVIEW) if tier in tiers), Tier.NONE)


def screen(written: str, language: str = "en", context: Sequence[str] = ()) -> Screening:
    """Look for concerns; a language without a pack is said to be not screened."""
    pack = pack_for(language)
    if pack is None:
        return Screening(screened=False, version=VERSION)
    text = Text(written, pack.known)
    finds = [*found_by_rules(text, pack), *contact_details_in(text, pack)]
    concerns = []
    scores = dict.fromkeys(KINDS, 0.0)
    before = {kind for earlier in context[-RECENT:] for kind in _paged(earlier, language)}
    for kind in KINDS:
        own = sorted((find for find in finds if find.kind == kind), key=lambda find: -find.score)
        if kind == "self_harm" and pack.language == LINEAR_LANGUAGE:
            own = _with_linear(text, own)
        if not own:
            continue
        scores[kind] = _together([find.score + CARRIES * (kind in before) for find in own])
        tier = _tier(kind, scores[kind])
        if tier is not Tier.NONE:
            spans = tuple(sorted({find.span for find in own if find.score >= REVIEW}))
            concerns.append(Concern(kind, scores[kind], tier, spans, own[0].why))
    version = f"{VERSION}+{Linear.load().version}" if pack.language == LINEAR_LANGUAGE else VERSION
    return Screening(tuple(concerns), scores, version=version)


def _paged(earlier: str, language: str) -> list[str]:
    return [concern.kind for concern in screen(earlier, language).concerns if concern.tier is Tier.PAGE]


def _with_linear(text: Text, own: list[Find]) -> list[Find]:
    """With what the linear model makes of all the words: it may bring a text to review, and never to a page alone."""
    if len(text.words) < ENOUGH_WORDS:
        return own
    linear = Linear.load()
    score = linear.score(text, [(find.level, find.score) for find in own])
    if score < linear.review:
        return own
    share = (score - linear.review) / (1 - linear.review)
    score = round(REVIEW + share * (MOST_ALONE - REVIEW), 3)
    if own and own[0].score >= score:
        return own
    first, last = text.sentences[0][0], text.sentences[-1][1]
    return [Find("self_harm", "", score, text.span(first, last), LINEAR_WHY), *own]


def _together(scores: list[float]) -> float:
    """The highest, and a little more for what else speaks for it."""
    return round(min(0.99, scores[0] + sum(0.05 for score in scores[1:4] if score >= 0.6)), 3)


def _tier(kind: str, score: float) -> Tier:
    if score < REVIEW:
        return Tier.NONE
    return Tier.PAGE if score >= PAGE else Tier.REVIEW
