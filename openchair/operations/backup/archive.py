"""The file of a backup: a readable header, then a tar in encrypted frames.

    OPENCHAIR BACKUP 1
    {"kind": "content", "made_at": ..., "pair": ..., "root_version": 1, "salt": ..., "check": ...}
    frames: length (4 bytes), AES-256-GCM ciphertext; the nonce is the frame's number and whether it is the last

The key comes from the root key, the salt and the header, so a changed header opens nothing; the last frame is marked,
so a file cut short is noticed. `check` tells a wrong root key from a damaged file.
"""

import hashlib
import hmac
import io
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from openchair.core.errors import InputProblem
from openchair.vault.root import root_keys

MAGIC = b"OPENCHAIR BACKUP 1\n"
FRAME = 1024 * 1024
LONGEST_HEADER = 10_000


@contextmanager
def writing(path: Path, **facts: Any) -> Iterator[IO[bytes]]:
    """A stream whose content lands encrypted in a new file, which appears under its name only when it is whole."""
    roots = root_keys()
    header = facts | {"root_version": roots.current, "salt": secrets.token_hex(32)}
    header["check"] = _check(roots.versions[roots.current], header["salt"])
    line = json.dumps(header, sort_keys=True).encode() + b"\n"
    draft = path.with_name(path.name + ".unfinished")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(MAGIC + line)
            stream = _Encrypting(file, _key(roots.versions[roots.current], header["salt"], line))
            yield stream  # type: ignore[misc]
            stream.finish()
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


def header_of(path: Path) -> dict[str, Any]:
    """What a backup says about itself."""
    try:
        with path.open("rb") as file:
            return json.loads(_header_line(file, path))  # type: ignore[no-any-return]
    except OSError as problem:
        raise InputProblem(f"cannot be read ({problem.strerror})", file=str(path)) from problem
    except ValueError as problem:
        raise InputProblem("is damaged: its second line cannot be read", file=str(path)) from problem


@contextmanager
def reading(path: Path) -> Iterator[IO[bytes]]:
    """The decrypted content. The root key that made the backup is needed; anything else is refused by name."""
    header = header_of(path)
    try:
        root = root_keys().versions.get(int(header["root_version"]))
        salt, check = str(header["salt"]), str(header["check"])
        datetime.fromisoformat(header["made_at"])
    except (KeyError, TypeError, ValueError) as problem:
        raise InputProblem("is damaged: its second line cannot be read", file=str(path)) from problem
    if root is None or not hmac.compare_digest(_check(root, salt), check):
        raise InputProblem(
            f"was made with another root key (version {header['root_version']}). Put that root key into the folder, "
            "or name it with OPENCHAIR_ROOT_KEY_FILE",
            file=str(path),
        )
    with path.open("rb") as file:
        line = _header_line(file, path)
        yield io.BufferedReader(_Decrypting(file, _key(root, salt, line), path))


def _header_line(file: IO[bytes], path: Path) -> bytes:
    if file.readline(LONGEST_HEADER) != MAGIC:
        raise InputProblem("is not a backup of Openchair", file=str(path))
    return file.readline(LONGEST_HEADER)


def _check(root: bytes, salt: str) -> str:
    return hmac.digest(root, b"openchair backup check\n" + salt.encode(), hashlib.sha256)[:16].hex()


def _key(root: bytes, salt: str, header: bytes) -> AESGCM:
    return AESGCM(hmac.digest(root, b"openchair backup key\n" + salt.encode() + header, hashlib.sha256))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class _Encrypting:
    """Collects what is written into frames."""

    def __init__(self, file: IO[bytes], key: AESGCM) -> None:
        self._file, self._key, self._number = file, key, 0
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > FRAME:  # never the last one: that is written by `finish`
            self._frame(bytes(self._waiting[:FRAME]), last=False)
            del self._waiting[:FRAME]
        return len(data)

    def finish(self) -> None:
        """Write the last frame."""
        self._frame(bytes(self._waiting), last=True)

    def _frame(self, plain: bytes, *, last: bool) -> None:
        sealed = self._key.encrypt(_nonce(self._number, last=last), plain, None)
        self._file.write(len(sealed).to_bytes(4, "big") + sealed)
        self._number += 1


class _Decrypting(io.RawIOBase):
    """Opens frame after frame; damage and a missing end are named."""

    def __init__(self, file: IO[bytes], key: AESGCM, path: Path) -> None:
        self._file, self._key, self._path, self._number = file, key, path, 0
        self._plain = memoryview(b"")
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._plain and not self._ended:
            self._plain = memoryview(self._next())
        part = self._plain[: len(buffer)]
        buffer[: len(part)] = part
        self._plain = self._plain[len(part) :]
        return len(part)

    def _next(self) -> bytes:
        length = int.from_bytes(self._file.read(4), "big")
        sealed = self._file.read(length) if 16 <= length <= FRAME + 16 else b""
        for last in (False, True):
            try:
                plain = self._key.decrypt(_nonce(self._number, last=last), sealed, None)
            except (InvalidTag, ValueError):
                continue
            self._number += 1
            if last and self._file.read(1):
                break
            self._ended = last
            return plain
        raise InputProblem(f"is damaged or cut short at part {self._number + 1}", file=str(self._path))
