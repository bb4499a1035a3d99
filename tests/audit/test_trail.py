"""The trail: what it takes, in which order, and that nobody changes it."""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from openchair.audit.errors import NotForTheTrail
from openchair.audit.models import Checkpoint, Entry
from openchair.audit.services import record, sign_checkpoint, truncated_origin, verify
from openchair.core.events import AuditedEvent, publish

pytestmark = pytest.mark.django_db(databases="__all__")
AT = datetime(2026, 11, 2, 18, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_checkpoint_file(settings, tmp_path):
    settings.AUDIT_CHECKPOINT_FILE = tmp_path / "checkpoints.jsonl"


@dataclass(frozen=True, kw_only=True)
class DoorPainted(AuditedEvent):
    action: ClassVar[str] = "door.painted"
    door_id: UUID
    colour: str = "a colour nobody else needs to know"


def test_entries_are_numbered_without_gaps_and_chained():
    first = record(action="door.opened", actor_id=uuid4(), at=AT, subject={"door_id": str(uuid4())})
    second = record(action="door.closed", actor_id=None, at=AT, reason_code="evening", origin="worker")
    assert (first.number, second.number) == (1, 2)
    assert second.previous == first.hash
    assert verify() is None


def test_an_audited_event_is_one_entry_with_ids_only():
    door, actor = uuid4(), uuid4()
    publish(DoorPainted(actor_id=actor, door_id=door))
    entry = Entry.objects.get()
    assert (entry.action, entry.actor_id, entry.subject) == ("door.painted", actor, f'{{"door_id":"{door}"}}')
    assert "colour" not in str(Entry.objects.values().get())


def test_an_act_that_is_undone_leaves_no_entry():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        publish(DoorPainted(door_id=uuid4()))
        raise ZeroDivisionError
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    "words",
    [
        {"action": "Told me about the dog"},
        {"reason_code": "because she cried"},
        {"subject": {"note": "a whole sentence"}},
        {"subject": {"A name": "1"}},
        {"origin": "the house at the corner"},
        {"result": "went badly, she said"},
        {"action": ""},
    ],
)
def test_words_are_refused_and_not_repeated(words):
    with pytest.raises(NotForTheTrail) as problem:
        record(**{"action": "door.opened", "actor_id": None, "at": AT} | words)
    assert not any(str(value) in str(problem.value) for value in words.values() if value)
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    ("origin", "kept"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("worker", "worker"),
        ("", ""),
    ],
)
def test_an_address_is_kept_too_coarse_to_find_a_household(origin, kept):
    assert truncated_origin(origin) == kept
    assert record(action="door.opened", actor_id=None, at=AT, origin=origin).origin == kept


@pytest.mark.parametrize("act", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"])
def test_the_database_itself_refuses_to_change_an_entry_AUD_3(act):
    record(action="door.opened", actor_id=None, at=AT)
    with (
        pytest.raises(DatabaseError, match="the trail cannot be changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(act)
    assert Entry.objects.get().action == "door.opened"


@pytest.mark.parametrize("act", ["UPDATE audit_checkpoint SET number = 5", "DELETE FROM audit_checkpoint"])
def test_the_database_itself_refuses_to_change_a_checkpoint_AUD_3(act):
    record(action="door.opened", actor_id=None, at=AT)
    sign_checkpoint(at=AT)
    with (
        pytest.raises(DatabaseError, match="the trail cannot be changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(act)
    assert Checkpoint.objects.get().number == 1


def test_the_trail_cannot_be_emptied_AUD_3():
    record(action="door.opened", actor_id=None, at=AT)
    act = "TRUNCATE audit_entry" if connection.vendor == "postgresql" else "DELETE FROM audit_entry"
    with (
        pytest.raises(DatabaseError, match="the trail cannot be changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(act)
    assert Entry.objects.count() == 1


def test_a_checkpoint_is_signed_once_for_each_new_end_and_kept_apart_too(settings):
    assert sign_checkpoint(at=AT) is None
    record(action="door.opened", actor_id=None, at=AT)
    first = sign_checkpoint(at=AT)
    assert first is not None
    assert first.number == 1
    assert sign_checkpoint(at=AT + timedelta(hours=1)) is None
    record(action="door.closed", actor_id=None, at=AT)
    sign_checkpoint(at=AT + timedelta(hours=2))
    assert len(settings.AUDIT_CHECKPOINT_FILE.read_text().splitlines()) == 2
    assert settings.AUDIT_CHECKPOINT_FILE.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db(databases="__all__", transaction=True)
def test_many_writers_make_one_chain():
    problems = []

    def write():
        try:
            for _ in range(15):
                with transaction.atomic():
                    record(action="door.opened", actor_id=None, at=AT, subject={"door_id": str(uuid4())})
        except DatabaseError as problem:
            problems.append(problem)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert problems == []
    assert Entry.objects.count() == 60
    assert verify() is None
