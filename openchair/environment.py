"""Typed readers of environment variables. A wrong value is named, with what to do about it."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """A text variable; NAME_FILE may name a file that holds it, which is how secrets are best given."""
    if (file_name := os.environ.get(name + "_FILE")) is not None:
        try:
            return Path(file_name).read_text(encoding="utf-8").strip()
        except OSError as problem:
            raise ImproperlyConfigured(
                f"{name}_FILE names a file that cannot be read ({problem.strerror}): {file_name}. "
                "Give the path of a readable file."
            ) from problem
    return os.environ.get(name, default)


def plain(name: str, default: str = "") -> str:
    """A variable as it stands, without a NAME_FILE twin."""
    return os.environ.get(name) or default


def choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    """One of a few words."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}. Use one of: {', '.join(allowed)}.")
    return value


def flag(name: str, default: bool = False) -> bool:
    """Yes or no, written as 1 or 0."""
    return choice(name, ("0", "1"), "1" if default else "0") == "1"


def whole_number(name: str, default: int, *, least: int = 0) -> int:
    """A whole number of at least `least`."""
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError as problem:
        raise ImproperlyConfigured(f"{name} is {value!r}. Use a whole number.") from problem
    if number < least:
        raise ImproperlyConfigured(f"{name} is {number}. Use {least} or more.")
    return number


def words(name: str, default: str = "") -> list[str]:
    """A list, separated by commas."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
    "PRAGMA cache_size=-16000;"
)
"""Durable before acknowledged, and what is deleted is overwritten (CONF-5)."""


def database(name: str, default: Path) -> dict[str, Any]:
    """A Django database from a postgres:// address, or the SQLite file given as default."""
    url = text(name)
    if not url:
        return sqlite(default)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} cannot be read. Use postgres://user:password@host:5432/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        # Each page is made in a thread of its own, which ends with it: a connection that outlived the page would be
        # nobody's. What lives as long as the server keeps its connections itself.
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
    }


def sqlite(path: Path) -> dict[str, Any]:
    """A SQLite database that is durable, overwrites what it deletes and waits its turn to write."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 10, "init_command": SQLITE_START},
        # A file for tests too: in-memory databases have no WAL, and threads must share what they test.
        "TEST": {"NAME": str(path.with_name("test-" + path.name))},
    }
