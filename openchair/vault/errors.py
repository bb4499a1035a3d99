"""What can go wrong with keys and sealed text. No message carries a word of what was sealed."""

from uuid import UUID


class VaultError(Exception):
    """Something about keys or sealed text is not as it must be."""


class KeyDestroyed(VaultError):
    """The key is gone: what it sealed cannot be read again by anybody."""

    def __init__(self, key_id: UUID) -> None:
        self.key_id = key_id
        super().__init__(f"key {key_id} is not in the key store")


class KeyExists(VaultError):
    """There is an active key for this subject already."""


class KeyIsPast(VaultError):
    """A key that a newer one has followed opens what it sealed but seals nothing more."""


class SealBroken(VaultError):
    """The sealed text was changed, or belongs to another table, row, field or key."""


class RootKeyMissing(VaultError):
    """No root key was given, so nothing can be opened or sealed; names the setting and the remedy."""


class WrongRootKey(VaultError):
    """The root key is not the one that wrapped the keys of this key store."""
