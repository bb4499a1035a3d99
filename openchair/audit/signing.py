"""Who signs checkpoints. The seed is a secret of the vault, which lies above this package and registers itself here."""

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_source: list[Callable[[], bytes]] = []


def use_seed_from(source: Callable[[], bytes]) -> None:
    """Say where the 32 secret bytes of the signing key come from; asked for at each signature, never kept."""
    _source[:] = [source]


def signing_key() -> Ed25519PrivateKey:
    """The installation's signing key."""
    if not _source:
        raise RuntimeError("no signing seed was registered: is openchair.vault among the installed apps?")
    return Ed25519PrivateKey.from_private_bytes(_source[0]())


def public_key() -> bytes:
    """The 32 bytes with which anybody can verify this installation's checkpoints."""
    return signing_key().public_key().public_bytes_raw()
