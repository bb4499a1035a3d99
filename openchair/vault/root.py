"""The root key: where it comes from, and the wrapping of data keys. It is never in a database.

It is written as `version:base64` (32 bytes), one per line or separated by commas; the highest version wraps new keys,
lower ones only open what they wrapped until rotation is done. A value without a version is version 1, and 64
hexadecimal digits do as well as base64.
"""

import base64
import binascii
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from openchair.vault.errors import RootKeyMissing, WrongRootKey

KEY_BYTES = 32


@dataclass(frozen=True)
class RootKeys:
    """The versions of the root key this process knows."""

    versions: dict[int, bytes] = field(repr=False)

    @property
    def current(self) -> int:
        """The version that wraps new keys."""
        return max(self.versions)


_loaded: dict[str, tuple[object, RootKeys]] = {}


def root_keys() -> RootKeys:
    """The root key's versions, read again when the file has changed."""
    if settings.ROOT_KEY:
        return _remembered("environment", settings.ROOT_KEY, settings.ROOT_KEY)
    path = Path(settings.ROOT_KEY_FILE)
    try:
        seen = path.stat()
        stamp = (str(path), seen.st_ino, seen.st_mtime_ns, seen.st_size)
        known = _loaded.get("file")
        return known[1] if known and known[0] == stamp else _remembered("file", stamp, path.read_text())
    except (OSError, UnicodeDecodeError) as problem:
        raise RootKeyMissing(
            f"the root key cannot be read from {path}: run `openchair init`, or set OPENCHAIR_ROOT_KEY_FILE to the "
            "file that holds it"
        ) from problem


def _remembered(source: str, stamp: object, text: str) -> RootKeys:
    known = _loaded.get(source)
    if known and known[0] == stamp:
        return known[1]
    keys = parse_root_keys(text)
    _loaded[source] = (stamp, keys)
    return keys


def parse_root_keys(text: str) -> RootKeys:
    """The versions written in a root key file or variable."""
    versions: dict[int, bytes] = {}
    for part in text.replace(",", " ").split():
        number, _, encoded = part.rpartition(":")
        try:
            version, key = int(number or "1"), _decoded(encoded)
        except (ValueError, binascii.Error) as problem:
            raise RootKeyMissing(_UNREADABLE) from problem
        if len(key) != KEY_BYTES or version < 1 or version in versions:
            raise RootKeyMissing(_UNREADABLE)
        versions[version] = key
    if not versions:
        raise RootKeyMissing(_UNREADABLE)
    return RootKeys(versions)


def _decoded(text: str) -> bytes:
    return bytes.fromhex(text) if len(text) == 2 * KEY_BYTES else base64.b64decode(text, validate=True)


_UNREADABLE = (
    "the root key (OPENCHAIR_ROOT_KEY or OPENCHAIR_ROOT_KEY_FILE) must be one or more `version:base64` of 32 bytes "
    "each, every version once; `openchair init` makes one"
)


def new_root_key(version: int = 1) -> str:
    """A fresh root key as it is written in the file."""
    return f"{version}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def write_root_key_file(path: Path, keys: list[str]) -> None:
    """Replace the root key file in one step, readable by its owner only, and wait until it is on the disk."""
    draft = path.with_name(path.name + ".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("".join(key + "\n" for key in keys))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def wrap(key: bytes, *, key_id: UUID, scope: str) -> tuple[int, bytes, bytes]:
    """The data key under the current root: root version, nonce, wrapped key."""
    roots = root_keys()
    nonce = os.urandom(12)
    bound = _bound(key_id, scope, roots.current)
    return roots.current, nonce, AESGCM(roots.versions[roots.current]).encrypt(nonce, key, bound)


def unwrap(wrapped: bytes, *, nonce: bytes, key_id: UUID, scope: str, root_version: int) -> bytes:
    """The data key itself; a root key that did not wrap it is refused by name."""
    root = root_keys().versions.get(root_version)
    if root is None:
        raise WrongRootKey(
            f"the keys of this installation were wrapped by version {root_version} of the root key, which was not "
            "given: point OPENCHAIR_ROOT_KEY_FILE (or OPENCHAIR_ROOT_KEY) at the root key that belongs to it"
        )
    try:
        return AESGCM(root).decrypt(nonce, wrapped, _bound(key_id, scope, root_version))
    except InvalidTag as problem:
        raise WrongRootKey(
            "the root key given is not the one that wrapped the keys of this installation: point "
            "OPENCHAIR_ROOT_KEY_FILE (or OPENCHAIR_ROOT_KEY) at the root key that belongs to it"
        ) from problem


def _bound(key_id: UUID, scope: str, root_version: int) -> bytes:
    return f"{key_id.hex}|{scope}|{root_version}".encode()
