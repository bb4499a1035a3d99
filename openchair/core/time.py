"""The clock and its zones. Services take `at` as a parameter; only edges (views, commands, sockets) read the clock."""

from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(tz=UTC)


@cache
def zone_names() -> frozenset[str]:
    """The name of every time zone in the tz database of this machine, read from disk once."""
    return frozenset(available_timezones())


def zone_choices() -> list[tuple[str, str]]:
    """The zones for a form, in the order of their names: those of places, without old names and offsets."""
    places = (name for name in zone_names() if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/")))
    return [(name, name.replace("_", " ")) for name in ("UTC", *sorted(places))]


@cache
def _countries() -> dict[str, str]:
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows}


def country_of(zone: str) -> str:
    """The two letters of the country a time zone belongs to, such as "PT" for Europe/Lisbon; empty for none."""
    return _countries().get(zone, "")
