"""Numbers to call, read from a data file without any database, so that the page works when everything else does not.

The list ships as `lines.json` and is nobody's checked list until a coordinator says so; an organisation has its own in
`help-lines.json` in the installation's folder: coordinators change it on pages (`services`), which keep it in the
database and write the file anew, or an operator puts one there. A review of the whole list names the exact list it was
about; a review of one line stands with the line. A line that was changed counts as not reviewed again.
"""

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from openchair.core.errors import InputProblem

SHIPPED = Path(__file__).with_name("lines.json")
NEEDS = ("emergency", "urgent", "listening")
"""The three cards, the most urgent first."""


@dataclass(frozen=True)
class Line:
    """One number to call or to text."""

    number: str
    tel: str
    name: str
    words: str
    sms: str
    sms_body: str
    source: str
    noted: date
    reviewed: date | None = None
    """When somebody here checked it; None where nobody has."""
    key: str = ""
    """By which a page names it: from its country, its need, its number and who answers."""


@dataclass(frozen=True)
class Country:
    """The lines of one country."""

    code: str
    name: str
    lines: dict[str, list[Line]] = field(hash=False)


@dataclass(frozen=True)
class Lines:
    """The whole list, and when somebody checked it."""

    countries: dict[str, Country] = field(hash=False)
    first: list[str] = field(hash=False)
    digest: str
    reviewed_on: date | None


def own_file() -> Path:
    """Where an organisation puts its own list."""
    return Path(settings.DATA) / "help-lines.json"


def review_file() -> Path:
    """Where the last review is kept: a date and what it was about, no name."""
    return Path(settings.DATA) / "help-review.json"


def lines() -> Lines:
    """The list in force: the organisation's own, or the one that ships."""
    own = own_file()
    file = own if own.is_file() else SHIPPED
    review = review_file()
    return _read(file, file.stat().st_mtime_ns, review, review.stat().st_mtime_ns if review.is_file() else 0)


def are_reviewed() -> bool:
    """Whether somebody here has checked every line that is in force."""
    return lines().reviewed_on is not None


@lru_cache(maxsize=4)
def _read(file: Path, _changed: int, review: Path, review_changed: int) -> Lines:
    text = file.read_bytes()
    try:
        whole = json.loads(text)
        countries = {row["code"]: _country(row) for row in whole["countries"]}
        first = [code for code in whole.get("first", []) if code in countries]
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise InputProblem(f"not a list of help lines ({problem})", file=file.name) from problem
    digest = hashlib.sha256(text).hexdigest()
    whole_on = _reviewed(review, digest) if review_changed else None
    if whole_on is not None:
        countries = {code: _checked(country, whole_on) for code, country in countries.items()}
    days = [line.reviewed for country in countries.values() for some in country.lines.values() for line in some]
    known = [day for day in days if day is not None]
    return Lines(countries, first, digest, min(known) if known and len(known) == len(days) else None)


def _checked(country: Country, day: date) -> Country:
    lines = {
        need: [replace(line, reviewed=line.reviewed or day) for line in some] for need, some in country.lines.items()
    }
    return replace(country, lines=lines)


def key_of(country: str, need: str, number: str, name: str) -> str:
    """What names a line in an address."""
    return hashlib.sha256("\n".join((country, need, number, name)).encode()).hexdigest()[:12]


def _country(row: dict[str, Any]) -> Country:
    code = row["code"]
    return Country(code, row["name"], {need: [_line(line, code, need) for line in row.get(need, [])] for need in NEEDS})


def _line(row: dict[str, Any], country: str, need: str) -> Line:
    return Line(
        number=row["number"],
        tel=row.get("tel", ""),
        name=row.get("name", ""),
        words=row.get("words", ""),
        sms=row.get("sms", ""),
        sms_body=row.get("sms_body", ""),
        source=row["source"],
        noted=date.fromisoformat(row["noted"]),
        reviewed=date.fromisoformat(row["reviewed"]) if row.get("reviewed") else None,
        key=key_of(country, need, row["number"], row.get("name", "")),
    )


def _reviewed(review: Path, digest: str) -> date | None:
    try:
        said = json.loads(review.read_text(encoding="utf-8"))
        return date.fromisoformat(said["on"]) if said["digest"] == digest else None
    except (ValueError, KeyError, TypeError) as problem:
        raise InputProblem(f"cannot be read ({problem})", file=review.name) from problem
