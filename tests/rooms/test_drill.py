"""Drill D1, five moments on the suite's database: kill -9 under load loses nothing that was acknowledged (REL-1)."""

import os
from urllib.parse import urlsplit, urlunsplit

import pytest

from openchair.rooms.bench.drill import drill

SERVER = os.environ.get("OPENCHAIR_TEST_DATABASE_URL", "")
# The drill makes databases of its own beside one that is always there; without a server it is SQLite.
POSTGRESQL = urlunsplit(urlsplit(SERVER)._replace(path="/postgres")) if SERVER else ""


@pytest.mark.slow
def test_killed_five_times_nothing_acknowledged_is_lost():
    result = drill(kills=5, rooms=4, members=5, database=POSTGRESQL, seed=20261122)
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
