"""Sealing and opening under one data key. The room's hot path: nothing here may be slow.

A sealed text is: version byte, key id (16), nonce (12), ciphertext and tag. Bound to it as associated data are table,
row, field and key id, so that a sealed text moved anywhere else does not open.
"""

from collections.abc import Callable
from os import urandom
from time import monotonic
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from openchair.vault.errors import KeyIsPast, SealBroken

VERSION = b"\x01"
HEADER = 17
NONCE = 12
LIFE_SECONDS = 55.0
"""How long a key stays in memory without asking the key store again: under the promised minute."""


class Sealer:
    """Seals and opens under one data key. Ask for it once and keep it: it renews itself, and dies with its key."""

    __slots__ = ("_aead", "_header", "_hex", "_renew", "_seals", "_until", "key_id")

    def __init__(self, key_id: UUID, renew: Callable[[UUID], tuple[bytes, bool]]) -> None:
        self.key_id = key_id
        self._header = VERSION + key_id.bytes
        self._hex = key_id.hex
        self._renew = renew
        self._aead: AESGCM | None = None
        self._until = 0.0
        self._fetch()

    def _fetch(self) -> AESGCM:
        self.forget()
        key, self._seals = self._renew(self.key_id)
        aead = AESGCM(key)
        self._aead = aead
        self._until = monotonic() + LIFE_SECONDS
        return aead

    def forget(self) -> None:
        """Drop the key from memory now; the next use asks the key store."""
        self._aead = None

    def has_expired(self) -> bool:
        """Whether the key store would be asked again at the next use."""
        return self._aead is None or monotonic() >= self._until

    def seal(self, plain: bytes, *, table: str, row: str, field: str) -> bytes:
        """The sealed text of this row's field."""
        aead = self._aead
        if aead is None or monotonic() >= self._until:
            aead = self._fetch()
        if not self._seals:
            raise KeyIsPast
        nonce = urandom(NONCE)
        bound = f"{table}|{row}|{field}|{self._hex}".encode()
        return self._header + nonce + aead.encrypt(nonce, plain, bound)

    def open(self, sealed: bytes, *, table: str, row: str, field: str) -> bytes:
        """What was sealed for this row's field, and for no other."""
        aead = self._aead
        if aead is None or monotonic() >= self._until:
            aead = self._fetch()
        if sealed[:HEADER] != self._header:
            raise SealBroken
        bound = f"{table}|{row}|{field}|{self._hex}".encode()
        try:
            return aead.decrypt(sealed[HEADER : HEADER + NONCE], sealed[HEADER + NONCE :], bound)
        except (InvalidTag, ValueError) as problem:
            raise SealBroken from problem


def key_id_of(sealed: bytes) -> UUID:
    """The key a sealed text names in its header."""
    if len(sealed) < HEADER + NONCE + 16 or sealed[:1] != VERSION:
        raise SealBroken
    return UUID(bytes=bytes(sealed[1:HEADER]))
