"""A table with a sealed field, which no package of ours needs but whose behaviour all rely on."""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from openchair.vault.fields import SealedTextField
from openchair.vault.sealers import forget_everything

AT = datetime(2026, 11, 2, 18, 30, tzinfo=UTC)

with isolate_apps("openchair.vault"):

    class Letter(models.Model):
        id = models.UUIDField(primary_key=True, default=uuid.uuid4)
        key_id = models.UUIDField(null=True)
        words = SealedTextField(null=True)

        class Meta:
            app_label = "letters"

        def __str__(self):
            return "a letter"


@pytest.fixture(scope="session")
def letters_table(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Letter)
        connection.close()


@pytest.fixture
def letter_model(letters_table, db):
    return Letter


@pytest.fixture(autouse=True)
def no_key_is_left_in_memory():
    yield
    forget_everything()
