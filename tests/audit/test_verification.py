"""Whatever is done to the trail behind its back, verification names the first bad entry (drill D14)."""

import json
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.apps import apps
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from openchair.audit.chain import checkpoint_message, entry_hash, moment
from openchair.audit.errors import CheckpointFileUnreadable
from openchair.audit.files import read_checkpoints
from openchair.audit.models import Checkpoint, Entry
from openchair.audit.services import Finding, record, sign_checkpoint, verify
from openchair.audit.signing import public_key

guard = import_module("openchair.audit.migrations.0002_nobody_changes_an_entry")
AT = datetime(2026, 11, 2, 18, 30, 0, 123456, tzinfo=UTC)
pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture(autouse=True)
def own_checkpoint_file(settings, tmp_path):
    settings.AUDIT_CHECKPOINT_FILE = tmp_path / "checkpoints.jsonl"


class Editor:
    """Runs the migration's SQL inside a test's transaction."""

    connection = connection

    def execute(self, sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)


@contextmanager
def as_somebody_with_the_disk():
    guard.allow(apps, Editor())
    yield
    guard.forbid(apps, Editor())


def write(count, start=0):
    for n in range(start, start + count):
        record(
            action="door.opened", actor_id=uuid4(), at=AT + timedelta(seconds=n), subject={"n": str(n)}, origin="worker"
        )


def rechain(first):
    """Compute every hash anew from an entry on, as a forger would."""
    before = bytes(Entry.objects.get(number=first - 1).hash) if first > 1 else bytes(32)
    for entry in Entry.objects.filter(number__gte=first).order_by("number"):
        digest = entry_hash(
            before, number=entry.number, at=moment(entry.at), action=entry.action, actor_id=str(entry.actor_id),
            subject=entry.subject, reason_code=entry.reason_code, origin=entry.origin, result=entry.result,
        )  # fmt: skip
        Entry.objects.filter(number=entry.number).update(previous=before, hash=digest)
        before = digest


def test_an_untouched_trail_holds():
    write(10)
    sign_checkpoint(at=AT)
    write(5)
    assert verify(public_key=public_key()) is None


def test_a_time_on_the_full_second_is_spelled_the_same_way():
    record(action="door.opened", actor_id=None, at=AT.replace(microsecond=0))
    record(action="door.opened", actor_id=None, at=AT.replace(microsecond=120))
    assert verify() is None


def test_an_entry_put_before_the_first_is_named():
    write(2)
    Entry.objects.create(number=0, at=AT, action="door.opened", previous=bytes(32), hash=bytes(32))
    assert verify() == Finding(1, "missing")


def test_an_empty_trail_holds():
    assert verify() is None


@pytest.mark.parametrize(
    "change",
    [
        {"action": "door.closed"}, {"actor_id": None}, {"at": AT}, {"subject": '{"n":"99"}'}, {"origin": "x"},
        {"reason_code": "x"}, {"result": "refused"}, {"hash": bytes(32)}, {"previous": bytes(32)},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_a_changed_entry_is_named(change):
    write(6)
    with as_somebody_with_the_disk():
        Entry.objects.filter(number=4).update(**change)
    assert verify() == Finding(4, "changed")


def test_a_deleted_entry_is_named():
    write(6)
    with as_somebody_with_the_disk():
        Entry.objects.filter(number=3).delete()
    assert verify() == Finding(3, "missing")


def test_the_first_entry_can_be_missing_too():
    write(3)
    with as_somebody_with_the_disk():
        Entry.objects.filter(number=1).delete()
    assert verify() == Finding(1, "missing")


def test_reordered_entries_are_named():
    write(6)
    with as_somebody_with_the_disk():
        Entry.objects.filter(number=2).update(number=100)
        Entry.objects.filter(number=5).update(number=2)
        Entry.objects.filter(number=100).update(number=5)
    assert verify() == Finding(2, "changed")


def test_a_cut_off_end_is_found_by_the_checkpoint():
    write(6)
    sign_checkpoint(at=AT)
    with as_somebody_with_the_disk():
        Entry.objects.filter(number__gt=4).delete()
    assert verify() == Finding(5, "truncated")


def test_an_older_database_is_found_by_the_checkpoints_kept_apart(settings):
    write(4)
    sign_checkpoint(at=AT)
    write(4, start=4)
    sign_checkpoint(at=AT + timedelta(hours=1))
    with as_somebody_with_the_disk():
        Entry.objects.filter(number__gt=5).delete()
        Checkpoint.objects.filter(number__gt=5).delete()
    assert verify(public_key=public_key()) is None
    outside = read_checkpoints(settings.AUDIT_CHECKPOINT_FILE)
    assert verify(public_key=public_key(), outside=outside) == Finding(6, "truncated")


def test_a_chain_written_anew_is_found_by_the_checkpoint():
    write(8)
    sign_checkpoint(at=AT)
    with as_somebody_with_the_disk():
        Entry.objects.filter(number=3).update(action="door.closed")
        rechain(3)
    assert verify() == Finding(8, "rewritten")


def test_a_fork_after_an_older_database_is_found(settings):
    write(4)
    sign_checkpoint(at=AT)
    write(2, start=4)
    sign_checkpoint(at=AT + timedelta(hours=1))
    with as_somebody_with_the_disk():
        Entry.objects.filter(number__gt=4).delete()
        Checkpoint.objects.filter(number__gt=4).delete()
    write(9, start=40)
    assert verify(outside=read_checkpoints(settings.AUDIT_CHECKPOINT_FILE)) == Finding(6, "rewritten")


def test_a_checkpoint_signed_by_somebody_else_is_named():
    write(5)
    forger = Ed25519PrivateKey.generate()
    digest = bytes(Entry.objects.get(number=5).hash)
    Checkpoint.objects.create(
        number=5, hash=digest, at=AT, public_key=forger.public_key().public_bytes_raw(),
        signature=forger.sign(checkpoint_message(number=5, entry=digest, at=moment(AT))),
    )  # fmt: skip
    assert verify(public_key=public_key()) == Finding(5, "forged_checkpoint")


def test_a_checkpoint_with_a_changed_time_is_named():
    write(5)
    sign_checkpoint(at=AT)
    with as_somebody_with_the_disk():
        Checkpoint.objects.update(at=AT + timedelta(days=1))
    assert verify() == Finding(5, "forged_checkpoint")


@pytest.mark.parametrize(
    "line", ["no json", "{}", "[1]", '{"number": "x", "hash": "00", "at": "", "public_key": "", "signature": ""}']
)
def test_an_unreadable_checkpoint_file_names_its_line(settings, line):
    write(1)
    sign_checkpoint(at=AT)
    with settings.AUDIT_CHECKPOINT_FILE.open("a") as file:
        file.write("\n" + line + "\n")
    with pytest.raises(CheckpointFileUnreadable) as problem:
        list(read_checkpoints(settings.AUDIT_CHECKPOINT_FILE))
    assert problem.value.row == 3


def test_a_checkpoint_file_holds_nothing_but_the_chains_end(settings):
    write(1)
    sign_checkpoint(at=AT)
    assert set(json.loads(settings.AUDIT_CHECKPOINT_FILE.read_text())) == {
        "at",
        "hash",
        "number",
        "public_key",
        "signature",
    }


@hypothesis_settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_tampering_is_found_at_the_first_touched_entry(data):
    from django.db import transaction

    with transaction.atomic():
        write(8)
        touched = data.draw(st.integers(1, 7))
        how = data.draw(st.sampled_from(["edit", "delete", "swap"]))
        with as_somebody_with_the_disk():
            entry = Entry.objects.filter(number=touched)
            if how == "edit":
                entry.update(reason_code="other")
            elif how == "delete":
                entry.delete()
            else:
                entry.update(number=50)
                Entry.objects.filter(number=touched + 1).update(number=touched)
                Entry.objects.filter(number=50).update(number=touched + 1)
        found = verify()
        assert found is not None
        assert found.number == touched
        transaction.set_rollback(True)
