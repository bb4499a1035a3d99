"""A new root key: every data key is wrapped anew, in small steps that may be interrupted at any point.

The new version is added to the root key file before anything is wrapped with it, and the old one is taken out only
when no key needs it, so that at every moment the file opens every key. Sealed text names its data key and is untouched.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from openchair.core.events import publish
from openchair.vault.errors import RootKeyMissing
from openchair.vault.events import RootRotated
from openchair.vault.models import DataKey
from openchair.vault.root import new_root_key, root_keys, wrap, write_root_key_file
from openchair.vault.store import KEYS, hold_store_lock, overwrite_deleted, unwrapped

BATCH = 100


@dataclass(frozen=True)
class Rotated:
    """What a rotation did."""

    root_version: int
    rewrapped: int
    resumed: bool
    old_versions_removed: list[int]


def rotate_root(*, at: datetime, actor_id: UUID | None = None, destroy_old: bool = False) -> Rotated:
    """Wrap every data key with a new version of the root key, or finish a rotation that was interrupted."""
    resumed = _behind().exists()
    if not resumed:
        _add_version()
    rewrapped = 0
    while done := _rewrap_some():
        rewrapped += done
    overwrite_deleted()
    current = root_keys().current
    publish(RootRotated(actor_id=actor_id, root_version=current))
    removed = remove_old_versions() if destroy_old else []
    return Rotated(current, rewrapped, resumed, removed)


def _behind() -> QuerySet[DataKey]:
    return DataKey.objects.filter(root_version__lt=root_keys().current)


def _add_version() -> None:
    known = root_keys()
    if settings.ROOT_KEY:
        raise RootKeyMissing(
            f"the root key comes from OPENCHAIR_ROOT_KEY, which cannot be changed from here. Add "
            f"`,{known.current + 1}:NEW` to it (NEW is 32 random bytes in base64), restart everything, and rotate again"
        )
    file = Path(settings.ROOT_KEY_FILE)
    with transaction.atomic(using=KEYS):
        hold_store_lock()
        write_root_key_file(file, [*_lines(file), new_root_key(known.current + 1)])


def _rewrap_some() -> int:
    with transaction.atomic(using=KEYS):
        # Under the lock, so that a key destroyed meanwhile is not written back.
        hold_store_lock()
        some = list(_behind().order_by("key_id")[:BATCH])
        for row in some:
            row.root_version, row.nonce, row.wrapped = wrap(unwrapped(row), key_id=row.key_id, scope=row.scope)
            DataKey.objects.filter(key_id=row.key_id).update(
                root_version=row.root_version, nonce=row.nonce, wrapped=row.wrapped
            )
    return len(some)


def remove_old_versions() -> list[int]:
    """Take versions of the root key out of its file that wrap nothing any more; which ones."""
    if settings.ROOT_KEY:
        return []
    file = Path(settings.ROOT_KEY_FILE)
    with transaction.atomic(using=KEYS):
        # A key made meanwhile waits for this lock and then finds the newest version only.
        hold_store_lock()
        used = set(DataKey.objects.values_list("root_version", flat=True).distinct()) | {root_keys().current}
        kept = [line for line in _lines(file) if _version(line) in used]
        gone = sorted({_version(line) for line in _lines(file)} - used)
        if gone:
            write_root_key_file(file, kept)
    return gone


def _lines(file: Path) -> list[str]:
    return file.read_text().replace(",", " ").split()


def _version(line: str) -> int:
    number, _, _ = line.rpartition(":")
    return int(number or "1")
