"""The clock and its zones. Services take `at` as a parameter; only edges (views, commands, sockets) read the clock."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import available_timezones


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(tz=UTC)


@cache
def zone_names() -> frozenset[str]:
    """The name of every time zone in the tz database of this machine, read from disk once."""
    return frozenset(available_timezones())


def zone_choices() -> list[tuple[str, str]]:
    """The zones for a form, in the order of their names."""
    return [(name, name.replace("_", " ")) for name in sorted(zone_names())]
