"""Numbers to call, read from a data file without any database, so that the page works when everything else does not.

The list ships as `lines.json` and is nobody's checked list until a coordinator says so; an organisation may put its own
`help-lines.json` into the installation's folder. A review names the exact list it was about: after any change the list
counts as not reviewed again.
"""

import hashlib
import json
from dataclasses import dataclass, field
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
    """Whether a coordinator has checked exactly the list that is in force."""
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
    return Lines(countries, first, digest, _reviewed(review, digest) if review_changed else None)


def _country(row: dict[str, Any]) -> Country:
    return Country(row["code"], row["name"], {need: [_line(line) for line in row.get(need, [])] for need in NEEDS})


def _line(row: dict[str, Any]) -> Line:
    return Line(
        number=row["number"],
        tel=row.get("tel", ""),
        name=row.get("name", ""),
        words=row.get("words", ""),
        sms=row.get("sms", ""),
        sms_body=row.get("sms_body", ""),
        source=row["source"],
        noted=date.fromisoformat(row["noted"]),
    )


def _reviewed(review: Path, digest: str) -> date | None:
    try:
        said = json.loads(review.read_text(encoding="utf-8"))
        return date.fromisoformat(said["on"]) if said["digest"] == digest else None
    except (ValueError, KeyError, TypeError) as problem:
        raise InputProblem(f"cannot be read ({problem})", file=review.name) from problem
