"""The tested clauses, read from data files, and how they become an agreement.

A language is one file in `clauses/`; to add one, translate `en.json` and keep its ids.
"""

import json
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openchair.groups.models import Group

FOLDER = Path(__file__).parent / "clauses"
LONGEST_TEXT, LONGEST_WHY, MOST_POINTS = 200, 300, 20
QUESTIONS = 3
Clause = dict[str, Any]
"""{"id", "text", "why", "chosen"} and, for an optional point, "choice": one point as it is read and signed."""


@cache
def _read(language: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return found


@cache
def languages() -> frozenset[str]:
    """Languages that have their own clauses."""
    return frozenset(path.stem for path in FOLDER.glob("*.json"))


def catalogue(language: str | None = None) -> dict[str, Any]:
    """All clauses in a language, or in English where it has no file yet."""
    wanted = (language or get_language() or "en").split("-", maxsplit=1)[0]
    return _read(wanted if wanted in languages() else "en")


def clauses_for(group: Group, choices: dict[str, str]) -> list[Clause]:
    """The points of a group: the base, its mode's, and one of the choices of each optional clause it wants."""
    known = catalogue(group.language)
    points = [{**clause, "chosen": False} for clause in (*known["base"], *known["by_mode"][group.mode])]
    for optional in known["optional"]:
        points += [
            {"id": optional["id"], "choice": choice["id"], "text": choice["text"], "why": choice["why"], "chosen": True}
            for choice in optional["choices"]
            if choices.get(optional["id"]) == choice["id"]
        ]
    return points


def mandatory(group: Group) -> dict[str, str]:
    """Ids and texts of the points no agreement of this group may be without."""
    known = catalogue(group.language)
    return {point["id"]: point["text"] for point in (*known["base"], *known["by_mode"][group.mode])}


def check_clauses(group: Group, clauses: list[Clause]) -> None:
    """Refuse an agreement that leaves out or rewords a tested point, or has one that says nothing; each is named."""
    problems = []
    said = {clause.get("id"): clause for clause in clauses}
    for point, text in mandatory(group).items():
        if point not in said:
            problems.append(_("This point may not be left out: %(text)s") % {"text": text})
        elif said[point].get("text") != text:
            problems.append(_("This point's words are tested and stay as they are: %(text)s") % {"text": text})
    for number, clause in enumerate(clauses, start=1):
        text, why = str(clause.get("text", "")).strip(), str(clause.get("why", ""))
        if not clause.get("id") or not text:
            problems.append(_("Point %(number)s has no words.") % {"number": number})
        elif len(text) > LONGEST_TEXT or len(why) > LONGEST_WHY:
            problems.append(_("Point %(number)s is too long to read out.") % {"number": number})
    if len(said) != len(clauses):
        problems.append(_("Two points are the same one."))
    if len(clauses) > MOST_POINTS:
        problems.append(_("More than %(count)s points are too many to keep in mind.") % {"count": MOST_POINTS})
    if problems:
        raise ValidationError({"clauses": problems})


@dataclass(frozen=True)
class Question:
    """A question that explains, whatever the answer. Its answers are never kept."""

    id: str
    question: str
    answers: list[dict[str, str]]


def questions_for(group: Group, clauses: list[Clause]) -> list[Question]:
    """The questions about points that this agreement has, this group's own first."""
    here = {clause["id"] for clause in clauses} | {
        f"{clause['id']}.{clause['choice']}" for clause in clauses if clause.get("choice")
    }
    fitting = [each for each in catalogue(group.language)["questions"] if each["needs"] in here]
    return [Question(each["id"], each["question"], each["answers"]) for each in fitting[:QUESTIONS]]


def name_ideas(group: Group, taken: set[str], count: int = 3) -> list[str]:
    """Some names that nobody here has, drawn anew each time, so that what is missing tells nothing."""
    used = {name.casefold() for name in taken}
    free = [name for name in catalogue(group.language)["names"] if name.casefold() not in used]
    return secrets.SystemRandom().sample(free, min(count, len(free)))
