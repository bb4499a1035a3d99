"""What only PostgreSQL can show: two roles, one of which can add to the trail and not change it (AUD-3)."""

import os
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

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
