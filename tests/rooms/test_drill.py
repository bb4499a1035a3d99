"""Drill D1, five moments on each database: kill -9 under load loses nothing that was acknowledged (REL-1)."""

import os

import psycopg
import pytest

from openchair.rooms.bench.drill import drill

POSTGRESQL = os.environ.get("OPENCHAIR_TEST_POSTGRESQL_URL", "postgres://postgres@127.0.0.1:5432/postgres")


def postgresql_answers() -> bool:
    """Whether there is a server to drill."""
    try:
        psycopg.connect(POSTGRESQL, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_killed_five_times_nothing_acknowledged_is_lost(database):
    if database == "postgresql" and not postgresql_answers():
        pytest.skip(f"PostgreSQL does not answer at {POSTGRESQL}")
    result = drill(kills=5, rooms=4, members=5, database=POSTGRESQL if database == "postgresql" else "", seed=20261122)
    assert result["acknowledged"] > 0
    assert {
        name: result[name]
        for name in (
            "lost",
            "stored_twice",
            "out_of_order",
            "one_order",
            "integrity",
            "numbers_without_gaps",
            "audit_chain",
        )
    } == {
        "lost": 0,
        "stored_twice": 0,
        "out_of_order": 0,
        "one_order": True,
        "integrity": "ok",
        "numbers_without_gaps": True,
        "audit_chain": "ok",
    }
