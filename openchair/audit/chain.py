"""The arithmetic of the chain: what exactly is hashed and signed. No database, no clock."""

import hashlib
from datetime import UTC, datetime
from json import dumps
from uuid import UUID

START = bytes(32)
"""What the first entry names as its predecessor."""


def canonical(value: object) -> str:
    """JSON with one spelling only: sorted keys, no spaces, characters as they are."""
    return dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def moment(at: datetime) -> str:
    """A time in UTC to the microsecond, spelled one way whatever database it came from."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_hash(
    previous: bytes,
    *,
    number: int,
    at: str,
    action: str,
    actor_id: UUID | None,
    subject: str,
    reason_code: str,
    origin: str,
    result: str,
) -> bytes:
    """SHA-256 of the predecessor's hash and this entry's canonical JSON; `subject` is canonical JSON already."""
    record = [number, at, action, str(actor_id) if actor_id else None, subject, reason_code, origin, result]
    return hashlib.sha256(previous + canonical(record).encode()).digest()


def checkpoint_message(*, number: int, entry: bytes, at: str) -> bytes:
    """The bytes a checkpoint signs: how many entries, the last hash, when."""
    return b"openchair checkpoint 1\n" + canonical({"at": at, "hash": entry.hex(), "number": number}).encode()
