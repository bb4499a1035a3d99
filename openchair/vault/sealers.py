"""The sealers of this process: one for each key in use, none older than a minute without asking the key store."""

from threading import Lock
from time import monotonic
from uuid import UUID

from openchair.vault.sealing import LIFE_SECONDS, Sealer
from openchair.vault.store import read_key

_sealers: dict[UUID, Sealer] = {}
_lock = Lock()
_swept = [0.0]


def sealer(key_id: UUID) -> Sealer:
    """The sealer of a key. May be kept: it asks the key store again by itself and stops when the key is destroyed."""
    known = _sealers.get(key_id)
    if known is not None:
        return known
    made = Sealer(key_id, read_key)
    forget_expired()
    with _lock:
        return _sealers.setdefault(key_id, made)


def forget(key_id: UUID) -> None:
    """Drop a key from this process now, also from sealers that somebody holds."""
    with _lock:
        gone = _sealers.pop(key_id, None)
    if gone is not None:
        gone.forget()


def forget_everything() -> None:
    """Drop all keys from this process."""
    for key_id in list(_sealers):
        forget(key_id)


def forget_expired() -> None:
    """Drop keys nobody asked for in the last minute, so that memory does not collect them."""
    if monotonic() - _swept[0] < LIFE_SECONDS:
        return
    _swept[0] = monotonic()
    for key_id, known in list(_sealers.items()):
        if known.has_expired():
            forget(key_id)
