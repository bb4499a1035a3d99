"""What only PostgreSQL can show: what two roles may do to the trail (AUD-3), and who is still connected."""

import asyncio
import os
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg
import pytest
from django.db import connection

from tests.rooms.live import Server, in_thread, left_connected, play

from .conftest import SERVER

ROLE = f"oc_serving_{os.getpid()}"


@pytest.fixture
def serving_role(installation):
    """A role that owns nothing; `migrate` gives it its rights."""
    url = installation.databases["OPENCHAIR_DATABASE_URL"]
    parts = urlsplit(SERVER)
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD 'x'")
        serving = urlunsplit(urlsplit(url)._replace(netloc=f"{ROLE}:x@{parts.hostname}:{parts.port or 5432}"))
        try:
            installation.variables = {"OPENCHAIR_DATABASE_URL": serving, "OPENCHAIR_MIGRATE_DATABASE_URL": url}
            installation.done("migrate")
            yield serving
        finally:
            owner.execute(f"DROP OWNED BY {ROLE}")
            owner.execute(f"DROP ROLE {ROLE}")


def test_the_serving_role_adds_to_the_trail_and_cannot_touch_it_AUD_3(installation, serving_role):
    installation.done("keys", "destroy-due")
    installation.done("user", "suspend", "sanna", "--reason", "account")
    with psycopg.connect(serving_role, autocommit=True) as role:
        for act in (
            "UPDATE audit_entry SET action = 'x'",
            "DELETE FROM audit_entry",
            "TRUNCATE audit_entry",
            "DELETE FROM audit_checkpoint",
            "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
            "DROP TRIGGER audit_entry_stays ON audit_entry",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                role.execute(act)
    assert installation.done("audit", "verify")["first_bad"] is None


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_pages_leave_no_connections_behind():
    """Each page is made in a thread of its own; what it opened would wait there for the collector of cycles."""
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL counts its connections")

    def page(port: int) -> None:
        with urlopen(f"http://127.0.0.1:{port}/find/") as answer:
            assert answer.status == 200

    async def story(server: Server) -> None:
        await asyncio.gather(*(asyncio.to_thread(page, server.port) for _ in range(30)))
        # Besides this thread a server keeps one for its log and one for each of its own threads.
        left = await in_thread(left_connected, 0.5)
        assert len(left) <= 10, left

    play(story)
