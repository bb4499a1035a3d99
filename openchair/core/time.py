"""The clock. Services take `at` as a parameter; only edges (views, commands, sockets) read the clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(tz=UTC)
