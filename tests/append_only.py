"""Lets tests that commit clean up after themselves, though nobody may delete from the trail.

Django empties all tables after a transactional test. The triggers that guard the trail are lifted for that one moment
and put back; while a test runs they are in force.
"""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.management.commands.flush import Command
from django.db import connections

guard = import_module("openchair.audit.migrations.0002_nobody_changes_an_entry")


@pytest.fixture(scope="session", autouse=True)
def trail_can_be_emptied_between_tests():
    """Wrap Django's flush, which only tests call."""
    flush = Command.handle

    def lifted(self, **options):
        connection = connections[options["database"]]
        if "audit_entry" not in connection.introspection.table_names():
            return flush(self, **options)
        with connection.schema_editor() as editor:
            guard.allow(apps, editor)
        try:
            return flush(self, **options)
        finally:
            with connection.schema_editor() as editor:
                guard.forbid(apps, editor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Command, "handle", lifted)
        yield
