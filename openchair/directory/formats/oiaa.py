"""Online groups as the Online Intergroup's own list has them: one row a group, its times as lines of words.

Read by way of Meeting Guide's fields. `times` has a line for each weekly time ("Sunday 8:30 AM"); types, languages and
ways to take part are words with commas between them. Source: the shape of central-query's test data, which is public.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import override

from openchair.core.time import zone_names
from openchair.directory.codes import LANGUAGES, ONLINE

NAME = "oiaa"
DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
TYPE_OF = {
    "open": "O", "closed": "C", "discussion": "D", "speaker": "SP", "big book": "B", "women": "W", "men": "M",
    "lgbtqiaa+": "LGBTQ", "young people": "Y", "secular": "A", "proof of attendance": "POA", "seniors": "SEN",
    "newcomers": "BE", "meditation": "MED",
}  # fmt: skip
"""Its words for types, in the codes of Meeting Guide; words that have none are kept as they are."""


@cache
def _code_of_names() -> dict[str, str]:
    """The languages by their English names, as the list writes them, whatever language the reader speaks."""
    with override("en"):
        return {str(name).lower(): code for code, (_tag, name) in LANGUAGES.items()}


def rows_of(document: Any) -> list[Any] | None:
    """The groups of a document, if it is of this format."""
    if not isinstance(document, list):
        return None
    return document if any(_is_row(row) for row in document) else None


def _is_row(row: Any) -> bool:
    return isinstance(row, Mapping) and "meetingId" in row and "name" in row and "slug" not in row


def slug_of(row: Any) -> str:
    """The list's own number of the group."""
    value = row.get("meetingId") if isinstance(row, Mapping) else None
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def as_meeting_guide(row: Mapping[str, Any]) -> dict[str, Any]:
    """The same in Meeting Guide's fields."""
    place = row.get("physicalLocation")
    return {
        "slug": slug_of(row),
        "name": row.get("name"),
        "notes": row.get("notes"),
        "day": [],
        "timezone": _zone(row.get("timezone")),
        "types": _types(row),
        "attendance_option": "hybrid" if place else "online",
        "formatted_address": place,
        "approximate": "yes" if place else None,
        "conference_url": row.get("url"),
        "conference_url_notes": f"Access code: {row['accessCode']}" if row.get("accessCode") else None,
        "conference_phone": row.get("phone"),
    }


def _types(row: Mapping[str, Any]) -> list[str]:
    said = [part for name in ("types", "languages") for part in _parts(row.get(name))]
    codes = [TYPE_OF.get(part.lower()) or _code_of_names().get(part.lower()) or part for part in said]
    return list(dict.fromkeys((*codes, ONLINE)))


def _parts(value: Any) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else []


@cache
def _zones() -> Mapping[str, str]:
    return {name.lower(): name for name in zone_names()}


def _zone(value: Any) -> Any:
    """The list is not strict about capitals: "pacific/honolulu" is meant."""
    return _zones().get(value.strip().lower(), value) if isinstance(value, str) else value


def weekly_of(row: Mapping[str, Any]) -> tuple[list[tuple[Any, Any, Any]], list[str]]:
    """Day (0 for Sunday), beginning and end of each weekly time, and nothing that would be no weekly time."""
    found: list[tuple[Any, Any, Any]] = []
    lines = row.get("times")
    for line in lines.split("\n") if isinstance(lines, str) else []:
        day, _space, clock = line.strip().partition(" ")
        if day:
            found.append((DAYS.index(day.lower()) if day.lower() in DAYS else day, clock.strip() or line.strip(), None))
    return found, []
