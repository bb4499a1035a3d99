"""A key that goes takes its words along, once and for all."""

import json
import os
import secrets
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings as installation
from django.db import connections, transaction

from openchair.audit.models import Entry
from openchair.audit.services import verify
from openchair.core.events import on, publish
from openchair.vault import services
from openchair.vault.errors import KeyDestroyed
from openchair.vault.events import KeyDestructionIntended
from openchair.vault.models import DataKey, Scope
from openchair.vault.store import overwrite_deleted
from tests.disk import files_of, read_apart

from .conftest import AT

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture(autouse=True)
def own_list(settings, tmp_path):
    settings.DESTROYED_KEYS_FILE = tmp_path / "destroyed.jsonl"


def make(*, retain_until=None, scope=Scope.MEETING):
    return services.create_key(scope=scope, subject_id=uuid4(), retain_until=retain_until, at=AT)


def actions():
    return list(Entry.objects.order_by("number").values_list("action", flat=True))


def destroy(key_id):
    services.destroy_key(key_id=key_id, reason_code="retention_over", actor_id=None, at=AT)


def test_destroying_leaves_intent_and_done_in_the_trail_and_the_id_on_the_list(settings):
    key_id = make()
    destroy(key_id)
    assert actions() == ["key.created", "key.destruction_intended", "key.destroyed"]
    assert not DataKey.objects.filter(key_id=key_id).exists()
    (line,) = settings.DESTROYED_KEYS_FILE.read_text().splitlines()
    assert json.loads(line)["key_id"] == str(key_id)


def test_a_sealer_somebody_holds_dies_with_its_key():
    key_id = make()
    held = services.sealer(key_id)
    sealed = held.seal(b"words", table="t", row="1", field="f")
    destroy(key_id)
    with pytest.raises(KeyDestroyed):
        held.open(sealed, table="t", row="1", field="f")
    with pytest.raises(KeyDestroyed):
        services.open_sealed(sealed, table="t", row="1", field="f")


def test_destroying_twice_is_destroying_once():
    key_id = make()
    destroy(key_id)
    destroy(key_id)
    assert actions().count("key.destroyed") == 1


def test_only_keys_past_their_retention_are_due():
    over, ends_now, later, never = (
        make(retain_until=AT + timedelta(hours=h)) if h is not None else make() for h in (-1, 0, 1, None)
    )
    assert set(services.destroy_due(at=AT)) == {over, ends_now}
    assert set(DataKey.objects.exclude(scope=Scope.INSTALLATION).values_list("key_id", flat=True)) == {later, never}


def test_many_keys_are_due_at_once():
    keys = {make(retain_until=AT) for _ in range(403)}
    assert set(services.destroy_due(at=AT)) == keys
    assert actions().count("key.destroyed") == 403
    assert services.destroy_due(at=AT) == []


def test_the_installations_own_key_cannot_be_destroyed():
    services.installation_secret("anything")
    key_id = DataKey.objects.values_list("key_id", flat=True).get(scope=Scope.INSTALLATION)
    destroy(key_id)
    assert DataKey.objects.filter(key_id=key_id).exists()


@pytest.mark.django_db(databases="__all__", transaction=True)
def test_inside_a_transaction_a_key_is_not_destroyed_at_once():
    key_id = make()
    with pytest.raises(RuntimeError), transaction.atomic():
        destroy(key_id)
    assert DataKey.objects.filter(key_id=key_id).exists()


@pytest.mark.django_db(databases="__all__", transaction=True)
def test_an_intended_destruction_follows_the_transaction():
    kept, gone = make(), make()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.intend_destruction(key_id=kept, reason_code="erasure", actor_id=None, at=AT)
        raise ZeroDivisionError
    with transaction.atomic():
        services.intend_destruction(key_id=gone, reason_code="erasure", actor_id=None, at=AT)
        assert DataKey.objects.filter(key_id=gone).exists()
    assert set(DataKey.objects.values_list("key_id", flat=True)) == {kept}
    assert actions()[-2:] == ["key.destruction_intended", "key.destroyed"]


@pytest.mark.django_db(databases="__all__", transaction=True)
def test_a_reaction_that_fails_stops_the_destruction():
    key_id = make()
    stop = [True]

    @on(KeyDestructionIntended)
    def hold(event):
        if stop and event.key_id == key_id:
            raise PermissionError

    with pytest.raises(PermissionError):
        destroy(key_id)
    assert DataKey.objects.filter(key_id=key_id).exists()
    assert "key.destruction_intended" not in actions()
    stop.clear()


def intend_only(key_id):
    """What a crash right after the first step leaves behind."""
    row = DataKey.objects.get(key_id=key_id)
    publish(
        KeyDestructionIntended(
            key_id=key_id, scope=row.scope, scope_subject_id=row.subject_id, reason_code="retention_over"
        )
    )


def test_an_open_intent_is_finished_at_start():
    key_id = make()
    intend_only(key_id)
    assert services.finish_open_intents() == [key_id]
    assert not DataKey.objects.filter(key_id=key_id).exists()
    assert services.finish_open_intents() == []
    assert actions() == ["key.created", "key.destruction_intended", "key.destroyed"]


def test_an_intent_whose_key_is_gone_already_is_only_written_down():
    key_id = make()
    intend_only(key_id)
    DataKey.objects.filter(key_id=key_id).delete()
    assert services.finish_open_intents() == [key_id]
    assert actions()[-1] == "key.destroyed"


def test_a_key_brought_back_by_an_older_store_goes_again():
    key_id, other = make(), make()
    row = DataKey.objects.get(key_id=key_id)
    destroy(key_id)
    row.save(force_insert=True)
    assert services.replay_destruction_list() == [key_id]
    assert set(DataKey.objects.values_list("key_id", flat=True)) == {other}
    assert services.replay_destruction_list() == []


def test_the_list_outside_counts_when_the_trail_is_older_too(settings):
    key_id = make()
    settings.DESTROYED_KEYS_FILE.write_text(json.dumps({"key_id": str(key_id)}) + '\n{"key_id": "half a li')
    assert services.replay_destruction_list() == [key_id]


CRASH = """
import os, sys
import django
django.setup()
from datetime import UTC, datetime
from uuid import UUID
from openchair.vault import destruction, services
step = sys.argv[2]
def die(*args, **kwargs):
    os._exit(9)
if step == "before_intent":
    destruction.publish = die
elif step == "after_intent":
    destruction._carry_out = die
elif step == "after_delete":
    destruction._list_as_destroyed = die
elif step == "after_list":
    real = destruction._list_as_destroyed
    destruction._list_as_destroyed = lambda keys: (real(keys), die())
elif step == "after_done":
    destruction.overwrite_deleted = die
services.destroy_key(key_id=UUID(sys.argv[1]), reason_code="erasure", actor_id=None, at=datetime.now(tz=UTC))
"""


@pytest.mark.slow
@pytest.mark.django_db(databases="__all__", transaction=True)
@pytest.mark.parametrize("step", ["before_intent", "after_intent", "after_delete", "after_list", "after_done"])
def test_a_process_killed_between_any_two_steps_leaves_no_key_half_destroyed_D2(step, settings):
    key_id = make()
    program = (
        "from django.conf import settings\n"
        f"settings.DATABASES['default']['NAME'] = {str(connections['default'].settings_dict['NAME'])!r}\n"
        f"settings.DATABASES['keys']['NAME'] = {str(connections['keys'].settings_dict['NAME'])!r}\n"
        f"settings.DESTROYED_KEYS_FILE = {str(settings.DESTROYED_KEYS_FILE)!r}\n"
    ) + CRASH
    ended = subprocess.run(  # noqa: PLW1510
        [sys.executable, "-c", program, str(key_id), step],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]},
        cwd=Path(installation.ROOT).parent,
    )
    assert ended.returncode == 9
    finished = services.finish_open_intents()
    if step == "before_intent":
        assert finished == []
        assert DataKey.objects.filter(key_id=key_id).exists()
        assert actions() == ["key.created"]
    else:
        assert not DataKey.objects.filter(key_id=key_id).exists()
        assert actions() == ["key.created", "key.destruction_intended", "key.destroyed"]
    assert verify() is None


@pytest.mark.django_db(databases="__all__", transaction=True)
def test_nothing_of_a_destroyed_key_stays_in_the_stores_files_CONF_5():
    key_id = make()
    wrapped = bytes(DataKey.objects.get(key_id=key_id).wrapped)
    assert wrapped in bytes_of_the_store()
    destroy(key_id)
    if connections["keys"].vendor == "postgresql":
        # PostgreSQL keeps a row for whoever began to read before it was deleted, its own housekeeping among them;
        # the hourly round comes by again, and so does this.
        for _round in range(10):
            if wrapped not in bytes_of_the_store():
                break
            time.sleep(0.5)
            overwrite_deleted()
    assert wrapped not in bytes_of_the_store()


def bytes_of_the_store():
    """Everything in the files of the key store's table, as somebody with the disk would see it."""
    connection = connections["keys"]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
            cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath('vault_datakey'))")
            return bytes(cursor.fetchone()[0])
    return read_apart(*(file for file in files_of("keys") if not file.name.endswith("-shm")))


def test_ids_of_the_list_are_uuids(settings):
    settings.DESTROYED_KEYS_FILE.write_text(json.dumps({"key_id": secrets.token_hex(4)}) + "\n")
    assert services.replay_destruction_list() == []
    assert isinstance(make(), UUID)
