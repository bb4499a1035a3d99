"""The tested clauses, read from data files, and how they become an agreement."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from openchair.groups.models import Group

FOLDER = Path(__file__).parent / "clauses"
Clause = dict[str, Any]
"""{"id", "text", "why", "chosen"}: one point as it is read and signed."""


@cache
def _read(language: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return found


def catalogue(language: str | None = None) -> dict[str, Any]:
    """All clauses in a language, or in English where it has no file yet."""
    wanted = (language or get_language() or "en").split("-")[0]
    return _read(wanted if (FOLDER / f"{wanted}.json").exists() else "en")


def clauses_for(group: Group, choices: dict[str, str]) -> list[Clause]:
    """The points of a group: the base, its mode's, and one of the choices of each optional clause it wants."""
    known = catalogue(group.language)
    points = [{**clause, "chosen": False} for clause in known["base"]]
    points.append({**known["by_mode"][group.mode], "chosen": False})
    for optional in known["optional"]:
        points += [
            {"id": optional["id"], "choice": choice["id"], **_said(choice), "chosen": True}
            for choice in optional["choices"]
            if choices.get(optional["id"]) == choice["id"]
        ]
    return points


def _said(choice: dict[str, str]) -> dict[str, str]:
    return {"text": choice["text"], "why": choice["why"]}


def mandatory(group: Group) -> dict[str, str]:
    """Ids and texts of the points no agreement of this group may be without."""
    known = catalogue(group.language)
    points = [*known["base"], known["by_mode"][group.mode]]
    return {point["id"]: point["text"] for point in points}


@dataclass(frozen=True)
class Question:
    """A question that explains, whatever the answer."""

    id: str
    question: str
    answers: list[dict[str, str]]


def questions_for(group: Group, clauses: list[Clause]) -> list[Question]:
    """The questions about points that this agreement has, three at most."""
    here = {clause["id"] for clause in clauses} | {
        f"{clause['id']}.{clause['choice']}" for clause in clauses if clause.get("choice")
    }
    fitting = [each for each in catalogue(group.language)["questions"] if each["needs"] in here]
    fitting.sort(key=lambda each: "." not in each["needs"])  # this group's own points first
    return [Question(each["id"], each["question"], each["answers"]) for each in fitting[:3]]
