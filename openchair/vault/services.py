"""Making, using and destroying data keys."""

import hashlib
import hmac
import secrets
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from openchair.core.events import publish
from openchair.core.time import now
from openchair.vault.destruction import (
    destroy_due,
    destroy_key,
    finish_open_intents,
    intend_destruction,
    replay_destruction_list,
)
from openchair.vault.errors import KeyExists
from openchair.vault.events import KeyCreated, RetentionSet
from openchair.vault.models import DataKey, Scope, State
from openchair.vault.root import KEY_BYTES, root_keys, wrap
from openchair.vault.sealers import forget, sealer
from openchair.vault.sealing import Sealer, key_id_of
from openchair.vault.store import KEYS, hold_store_lock, unwrapped

__all__ = [
    "Scope",
    "Sealer",
    "check_root_key",
    "create_key",
    "destroy_due",
    "destroy_key",
    "ensure_key",
    "finish_open_intents",
    "installation_secret",
    "intend_destruction",
    "key_for",
    "lookup_hash",
    "open_sealed",
    "replay_destruction_list",
    "sealer",
    "set_retention",
]

INSTALLATION = UUID(int=0)
"""The subject of the installation's own key, from which look-up and signing secrets are derived."""


def create_key(
    *, scope: Scope, subject_id: UUID, retain_until: datetime | None, at: datetime, actor_id: UUID | None = None
) -> UUID:
    """Make a data key. It is durable in the key store before anything can be sealed with it.

    A group's new key follows the earlier one, which from then on only opens; any other subject has one key at a time.
    """
    key_id = _insert_key(scope=scope, subject_id=subject_id, retain_until=retain_until, at=at)
    publish(KeyCreated(actor_id=actor_id, key_id=key_id, scope=scope.value, scope_subject_id=subject_id))
    return key_id


def _insert_key(*, scope: Scope, subject_id: UUID, retain_until: datetime | None, at: datetime) -> UUID:
    key = DataKey(scope=scope, subject_id=subject_id, retain_until=retain_until, created_at=at)
    followed: list[UUID] = []
    try:
        with transaction.atomic(using=KEYS):
            # Under the lock, so that a rotation cannot remove the root version between wrapping and writing.
            hold_store_lock()
            _refuse_another_root_key()
            if scope == Scope.GROUP:
                earlier = DataKey.objects.filter(scope=scope, subject_id=subject_id, state=State.ACTIVE)
                followed = list(earlier.values_list("key_id", flat=True))
                earlier.update(state=State.PAST)
            key.root_version, key.nonce, key.wrapped = wrap(
                secrets.token_bytes(KEY_BYTES), key_id=key.key_id, scope=scope.value
            )
            key.save(force_insert=True)
    except IntegrityError as problem:
        raise KeyExists(f"there is an active {scope.value} key for this subject") from problem
    for past in followed:
        forget(past)
    return key.key_id


def ensure_key(*, scope: Scope, subject_id: UUID, retain_until: datetime | None, at: datetime) -> UUID:
    """The subject's active key, made if there is none."""
    if found := key_for(scope, subject_id):
        return found
    try:
        return create_key(scope=scope, subject_id=subject_id, retain_until=retain_until, at=at)
    except KeyExists:  # somebody else made it in between
        if found := key_for(scope, subject_id):
            return found
        raise


def key_for(scope: Scope, subject_id: UUID) -> UUID | None:
    """The subject's active key, or None when there is none or it was destroyed."""
    return (
        DataKey.objects.filter(scope=scope, subject_id=subject_id, state=State.ACTIVE)
        .values_list("key_id", flat=True)
        .first()
    )


def retained_until(scope: Scope, subject_id: UUID) -> datetime | None:
    """Until when the subject's active key is kept; None when there is none, or no end."""
    return (
        DataKey.objects.filter(scope=scope, subject_id=subject_id, state=State.ACTIVE)
        .values_list("retain_until", flat=True)
        .first()
    )


def open_sealed(sealed: bytes, *, table: str, row: str, field: str) -> bytes:
    """What was sealed for this row's field, by the key its header names."""
    return sealer(key_id_of(sealed)).open(sealed, table=table, row=row, field=field)


@transaction.atomic
def set_retention(*, key_id: UUID, retain_until: datetime | None, actor_id: UUID | None = None) -> None:
    """Decide until when a key, and so everything it sealed, is kept."""
    publish(RetentionSet(actor_id=actor_id, key_id=key_id))
    DataKey.objects.filter(key_id=key_id).update(retain_until=retain_until)


def check_root_key() -> None:
    """Refuse by name when the root key is missing or did not wrap this key store; nothing is written."""
    root_keys()
    for version in DataKey.objects.values_list("root_version", flat=True).distinct():
        sample = DataKey.objects.filter(root_version=version).order_by("key_id").first()
        if sample is not None:
            unwrapped(sample)


def _refuse_another_root_key() -> None:
    """A key wrapped by a root key that is not this store's would be lost as soon as the right one is put back."""
    keys = DataKey.objects.order_by("root_version")
    for sample in (keys.first(), keys.last()):
        if sample is not None:
            unwrapped(sample)


# --- secrets of the installation -------------------------------------------------------------------------
def installation_secret(purpose: str) -> bytes:
    """32 secret bytes for one purpose, the same for as long as the installation lives; root rotation keeps them."""
    key_id = key_for(Scope.INSTALLATION, INSTALLATION) or _make_installation_key()
    row = DataKey.objects.get(key_id=key_id)
    return hmac.digest(unwrapped(row), b"openchair installation secret\n" + purpose.encode(), hashlib.sha256)


def lookup_hash(purpose: str, text: str) -> bytes:
    """A keyed hash for finding equal values without keeping them; the caller brings the text into one spelling."""
    return hmac.digest(installation_secret("look-up " + purpose), text.encode(), hashlib.sha256)


def _make_installation_key() -> UUID:
    try:
        return _insert_key(scope=Scope.INSTALLATION, subject_id=INSTALLATION, retain_until=None, at=now())
    except KeyExists:
        return DataKey.objects.values_list("key_id", flat=True).get(scope=Scope.INSTALLATION, state=State.ACTIVE)
