"""What rules find in a text, and what each find scores as it is meant there."""

from dataclasses import dataclass, replace

from openchair.safety.screening.rules import Pack, Rule
from openchair.safety.screening.scope import Scope, scope_of
from openchair.safety.screening.text import Text

WEIGHS = {
    "plan": 0.95, "means": 0.95, "active": 0.9, "injury": 0.85, "passive": 0.65,
    "threat": 0.85, "danger": 0.85, "insult": 0.6, "breach": 0.6, "advice": 0.6, "contact": 0.7,
    "use": 0.6, "use_in_danger": 0.9,
}  # fmt: skip
"""What a find of each level scores where it is meant plainly."""
STAYS = frozenset({"plan", "means"})
"""Levels that a denial lowers and never takes away."""
OPEN = frozenset({"active", "injury"})
"""Levels in whose own words a denial denies; "don't want to live" denies nothing."""
DENIABLE = frozenset({"use", "threat", "danger"})
"""Levels of the other kinds that a denial before them takes away."""
LOWERED, DENIED = 0.5, 0.2
"""What is left of a find that is of somebody else, over or somebody's words; and of one that is denied."""


@dataclass(frozen=True, slots=True)
class Find:
    """One stretch that speaks for a concern."""

    kind: str
    level: str
    score: float
    span: tuple[int, int]
    why: str


def found_by_rules(text: Text, pack: Pack) -> list[Find]:
    """Every find of a rule that is not part of an idiom, scored as it is meant."""
    idioms = pack.idioms_in(text.plain)
    finds = []
    for rule, start, end in pack.found_in(text.plain):
        if any(begins < end and start < ends for begins, ends in idioms):
            continue
        scope = scope_of(text, pack, start, end)
        if rule.level in OPEN and pack.cues["not"].search(text.plain[start:end]):
            scope = replace(scope, denied=True)
        score, why = _meant(rule, scope)
        finds.append(Find(rule.kind, rule.level, score, text.span(start, end), why))
    return finds


def _meant(rule: Rule, scope: Scope) -> tuple[float, str]:
    """What a find scores as it is meant, and why in words."""
    score = WEIGHS[rule.level]
    if scope.media:
        return DENIED, rule.why
    if rule.kind != "self_harm":
        return (DENIED, rule.why) if scope.denied and rule.level in DENIABLE else (score, rule.why)
    if scope.denied:
        return (LOWERED, f"{rule.why}, and denies it") if rule.level in STAYS else (DENIED, rule.why)
    if scope.of_another:
        return LOWERED, f"{rule.why}, of somebody else"
    if scope.past:
        return LOWERED, f"{rule.why}, as over"
    if scope.reported:
        return LOWERED, f"{rule.why}, in other people's words"
    return score, rule.why
