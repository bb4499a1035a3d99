"""The arithmetic of the chain: what exactly is hashed and signed. No database, no clock."""

import hashlib
from datetime import UTC, datetime
from json import JSONEncoder

START = bytes(32)
"""What the first entry names as its predecessor."""


_spell = JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def canonical(value: object) -> str:
    """JSON with one spelling only: sorted keys, no spaces, characters as they are."""
    return _spell(value)


def moment(at: datetime) -> str:
    """A time in UTC to the microsecond, spelled one way whatever database it came from."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_hash(
    previous: bytes,
    *,
    number: int,
    at: str,
    action: str,
    actor_id: str | None,
    subject: str,
    reason_code: str,
    origin: str,
    result: str,
) -> bytes:
    """SHA-256 of the predecessor's hash and this entry's canonical JSON; `subject` is canonical JSON, ids are text."""
    record = [number, at, action, actor_id, subject, reason_code, origin, result]
    return hashlib.sha256(previous + _spell(record).encode()).digest()


def checkpoint_message(*, number: int, entry: bytes, at: str) -> bytes:
    """The bytes a checkpoint signs: how many entries, the last hash, when."""
    return b"openchair checkpoint 1\n" + canonical({"at": at, "hash": entry.hex(), "number": number}).encode()
