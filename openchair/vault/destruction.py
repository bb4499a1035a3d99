"""Destroying keys: intent in the trail, delete the key, done in the trail.

Two databases cannot commit together, so each step is durable before the next begins and may be repeated; what a
crash left open is finished at start. The `key.destroyed` entries of the trail, with their copy in a file kept apart
from the databases, are the destruction list, which a restored installation replays before it answers.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from openchair.audit.models import Entry
from openchair.core.events import publish
from openchair.core.time import now
from openchair.vault.events import KeyDestructionIntended, KeyGone
from openchair.vault.models import DataKey, Scope
from openchair.vault.sealers import forget
from openchair.vault.store import overwrite_deleted

BATCH = 200
T = TypeVar("T")


@dataclass(frozen=True)
class Doomed:
    """A key that is to go, and why."""

    key_id: UUID
    scope: str
    subject_id: UUID
    reason_code: str
    actor_id: UUID | None

    def said_as(self, kind: type[KeyDestructionIntended] | type[KeyGone]) -> KeyDestructionIntended | KeyGone:
        """The event about this key."""
        return kind(
            actor_id=self.actor_id,
            key_id=self.key_id,
            scope=self.scope,
            scope_subject_id=self.subject_id,
            reason_code=self.reason_code,
        )


def destroy_key(*, key_id: UUID, reason_code: str, actor_id: UUID | None, at: datetime) -> None:
    """Make everything this key sealed unreadable, for good. Not inside a transaction: see `intend_destruction`."""
    _destroy([_doomed(key, reason_code, actor_id) for key in _destructible().filter(key_id=key_id)])


def intend_destruction(*, key_id: UUID, reason_code: str, actor_id: UUID | None, at: datetime) -> None:
    """Within a transaction: the key goes once this transaction is durable, and stays if it is undone."""
    for doomed in [_doomed(key, reason_code, actor_id) for key in _destructible().filter(key_id=key_id)]:
        publish(doomed.said_as(KeyDestructionIntended))
        transaction.on_commit(_later(doomed))


def _later(doomed: Doomed) -> Callable[[], None]:
    def carry_out() -> None:
        _carry_out([doomed])

    return carry_out


def destroy_due(*, at: datetime) -> list[UUID]:
    """Destroy every key whose retention is over; the ids that went."""
    gone: list[UUID] = []
    while due := list(_destructible().filter(retain_until__lte=at).order_by("retain_until")[:BATCH]):
        _destroy([_doomed(key, "retention_over", None) for key in due])
        gone += [key.key_id for key in due]
    return gone


def finish_open_intents() -> list[UUID]:
    """Finish destructions that a crash left between intent and done; the ids that went."""
    done = {key_id for key_id, _, _ in _entries(KeyGone.action)}
    left: dict[UUID, Doomed] = {}
    for key_id, subject, (reason_code, actor_id) in _entries(KeyDestructionIntended.action):
        if key_id not in done:
            left[key_id] = Doomed(key_id, subject["scope"], UUID(subject["subject_id"]), reason_code, actor_id)
    _carry_out(list(left.values()))
    return list(left)


def replay_destruction_list() -> list[UUID]:
    """Destroy again whatever an older key store brought back; the ids that went."""
    listed = {key_id for key_id, _, _ in _entries(KeyGone.action)} | set(destroyed_elsewhere())
    back: list[Doomed] = []
    for some in _batches(listed):
        back += [_doomed(key, "replayed", None) for key in _destructible().filter(key_id__in=some)]
    _destroy(back)
    return [doomed.key_id for doomed in back]


def _destructible() -> QuerySet[DataKey]:
    """Every key but the installation's own, without which neither sign-in nor the trail could be checked."""
    return DataKey.objects.exclude(scope=Scope.INSTALLATION)


def _doomed(key: DataKey, reason_code: str, actor_id: UUID | None) -> Doomed:
    return Doomed(key.key_id, key.scope, key.subject_id, reason_code, actor_id)


def _destroy(keys: list[Doomed]) -> None:
    for some in _batches(keys):
        # Durable: the intent must be on the disk before the key goes, or a crash would lose a key without a trace.
        with transaction.atomic(durable=True):
            for doomed in some:
                publish(doomed.said_as(KeyDestructionIntended))
        _carry_out(some)


def _carry_out(keys: list[Doomed]) -> None:
    if not keys:
        return
    for some in _batches(keys):
        DataKey.objects.filter(key_id__in=[doomed.key_id for doomed in some]).delete()
        for doomed in some:
            forget(doomed.key_id)
        _list_as_destroyed(some)
        with transaction.atomic():
            for doomed in some:
                publish(doomed.said_as(KeyGone))
    overwrite_deleted()


def _entries(action: str) -> Iterator[tuple[UUID, dict[str, str], tuple[str, UUID | None]]]:
    rows = Entry.objects.filter(action=action).order_by("number")
    for subject, reason_code, actor_id in rows.values_list("subject", "reason_code", "actor_id").iterator():
        ids = json.loads(subject)
        yield UUID(ids["key_id"]), ids, (reason_code, actor_id)


def _list_as_destroyed(keys: list[Doomed]) -> None:
    """Add the ids to the list outside the databases, which outlives putting either of them back."""
    line = "".join(json.dumps({"key_id": str(doomed.key_id), "at": now().isoformat()}) + "\n" for doomed in keys)
    descriptor = os.open(settings.DESTROYED_KEYS_FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def destroyed_elsewhere() -> Iterator[UUID]:
    """The ids on the list outside the databases. A line cut short by a crash is in the trail as an open intent."""
    path = Path(settings.DESTROYED_KEYS_FILE)
    if not path.exists():
        return
    for line in path.read_text(errors="replace").splitlines():
        with suppress(ValueError, KeyError, TypeError):
            yield UUID(json.loads(line)["key_id"])


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while some := list(islice(rest, BATCH)):
        yield some
