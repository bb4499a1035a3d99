"""Databases for a benchmark or a drill, made beside a named one and dropped again."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg


@contextmanager
def own_databases(url: str) -> Iterator[dict[str, str]]:
    """Three new PostgreSQL databases beside the one the address names; dropped at the end."""
    parts = urlsplit(url)
    mark = f"bench_{secrets.token_hex(4)}"
    names = {
        "OPENCHAIR_DATABASE_URL": f"{mark}_content",
        "OPENCHAIR_KEYS_DATABASE_URL": f"{mark}_keys",
        "OPENCHAIR_SESSIONS_DATABASE_URL": f"{mark}_sessions",
    }
    _administer(url, [f'CREATE DATABASE "{name}"' for name in names.values()])
    try:
        yield {key: urlunsplit(parts._replace(path=f"/{name}")) for key, name in names.items()}
    finally:
        _administer(url, [f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in names.values()])


def _administer(url: str, statements: Sequence[str]) -> None:
    with psycopg.connect(url, autocommit=True) as admin:
        for statement in statements:
            admin.execute(statement)
