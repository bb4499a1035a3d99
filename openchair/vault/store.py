"""The key store's edge: reading a key, holding its one writer's lock, leaving no trace of what was deleted."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from uuid import UUID

from django.db import OperationalError, connections

from openchair.vault.errors import KeyDestroyed
from openchair.vault.models import DataKey, State
from openchair.vault.root import unwrap

logger = logging.getLogger(__name__)
KEYS = "keys"
STORE_LOCK = 0x6F63_6B65  # "ocke": the PostgreSQL advisory lock between making keys and rotating the root
T = TypeVar("T")
_reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="key-store")


def read_key(key_id: UUID) -> tuple[bytes, bool]:
    """The unwrapped key, and whether it still seals."""
    row = outside_the_loop(lambda: DataKey.objects.filter(key_id=key_id).first())
    if row is None:
        raise KeyDestroyed(key_id)
    return unwrapped(row), row.state == State.ACTIVE


def unwrapped(row: DataKey) -> bytes:
    """The data key itself."""
    return unwrap(
        bytes(row.wrapped),
        nonce=bytes(row.nonce),
        key_id=row.key_id,
        scope=row.scope,
        root_version=row.root_version,
    )


def outside_the_loop(read: Callable[[], T]) -> T:
    """Run a short read of the key store; from an event loop in a thread of its own, for Django refuses it there."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return read()

    def read_and_close() -> T:
        try:
            return read()
        finally:
            connections[KEYS].close()

    return _reader.submit(read_and_close).result()


def hold_store_lock() -> None:
    """Within a key store transaction: nobody else makes or rewraps keys until it ends."""
    connection = connections[KEYS]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [STORE_LOCK])


def overwrite_deleted() -> None:
    """Make deleted or replaced wrapped keys disappear from the store's files as far as the database can."""
    connection = connections[KEYS]
    if connection.in_atomic_block:
        return  # the caller's transaction still holds them; the hourly job comes by again
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # The pages are zeroed already (secure_delete); the log before them still has the old ones.
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.fetchall()
            return
        cursor.execute("SET lock_timeout = '3s'")
        try:
            # FULL writes the table anew: a plain VACUUM leaves the old bytes in the free space of a page.
            cursor.execute("VACUUM FULL vault_datakey")
        except OperationalError:
            logger.warning("the key store was busy: deleted keys are overwritten at the next hourly round")
        finally:
            cursor.execute("RESET lock_timeout")
