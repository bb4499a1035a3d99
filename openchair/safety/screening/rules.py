"""Rules of a language pack: what is looked for, and what around it changes what it means."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

_PART = re.compile(r"\{(\w+)\}")
_LETTERS = re.compile(r"[a-z']{2,}")


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is looked for in words of plain form."""

    kind: str
    level: str
    why: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Pack:
    """Everything one language brings."""

    language: str
    rules: tuple[Rule, ...]
    idioms: re.Pattern[str]
    cues: dict[str, re.Pattern[str]]
    details: tuple[tuple[re.Pattern[str], str], ...]
    """What gives a way to be reached outside, and why; these read the text with its own spaces."""
    helpers: re.Pattern[str]
    """Services whose numbers anybody may give."""
    known: frozenset[str]
    """Words that rules look for; a stretched or spaced form may stand for one."""

    def idioms_in(self, plain: str) -> list[tuple[int, int]]:
        """Stretches that mean something else than their words."""
        return [found.span() for found in self.idioms.finditer(plain)]

    def found_in(self, plain: str) -> Iterator[tuple[Rule, int, int]]:
        """Each rule that holds somewhere, with its stretch."""
        for rule in self.rules:
            for found in rule.pattern.finditer(plain):
                yield rule, *found.span()


@cache
def pack_for(language: str) -> Pack | None:
    """The pack of a language, by the first part of its code; None when there is none."""
    name = language.strip().lower().replace("_", "-").split("-")[0]
    packs = resources.files(__package__) / "packs"
    if not name.isalpha() or not (packs / f"{name}.json").is_file():
        return None
    return _built(json.loads((packs / f"{name}.json").read_text(encoding="utf-8")))


def _built(data: dict[str, Any]) -> Pack:
    parts: dict[str, str] = data["parts"]

    def compiled(patterns: list[str]) -> re.Pattern[str]:
        whole = _PART.sub(lambda part: parts.get(part[1], part[0]), "|".join(patterns))
        return re.compile(rf"(?<![^ ])(?:{whole})(?![^ ])")

    rules = tuple(Rule(rule["kind"], rule["level"], rule["why"], compiled(rule["match"])) for rule in data["rules"])
    cues = {name: compiled(patterns) for name, patterns in data["cues"].items()}
    return Pack(
        language=data["language"],
        rules=rules,
        idioms=compiled(data["idioms"]),
        cues=cues | {"person": compiled([parts["person"]])},
        details=tuple((re.compile("|".join(each["match"])), each["why"]) for each in data["details"]),
        helpers=re.compile(data["helpers"]),
        known=frozenset(_LETTERS.findall(" ".join(rule.pattern.pattern for rule in rules))),
    )
