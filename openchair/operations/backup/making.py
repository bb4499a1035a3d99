"""Making a backup."""

import io
import json
import tarfile
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from openchair import __version__
from openchair.audit.services import record
from openchair.core.errors import InputProblem
from openchair.core.ids import new_id
from openchair.operations.backup.archive import header_of, writing
from openchair.operations.backup.snapshot import copy_database, file_name

SMALL_FILES = ("help-lines.json", "help-review.json", "meeting-templates.json")
"""What an organisation put into its folder itself."""


@dataclass(frozen=True)
class Backup:
    """What was made."""

    content: Path
    keys: Path
    removed: list[Path]


def keys_file(content: Path) -> Path:
    """The file of keys that belongs to a file of content."""
    return content.with_name(content.name + ".keys")


def make_backup(target: Path, *, at: datetime) -> Backup:
    """Write content and keys into two new files, while the installation is in use."""
    keys = keys_file(target)
    for path in (target, keys):
        if path.exists():
            raise InputProblem("exists already. Name a new file", file=str(path))
    if not target.parent.is_dir():
        raise InputProblem("there is no such folder", file=str(target.parent))
    pair = str(new_id())
    try:
        with tempfile.TemporaryDirectory(prefix="openchair-backup-") as folder:
            # Content first: a key made in between is then in the file of keys, and none is missing for what is here.
            _write(target, "content", "default", Path(folder), pair, at)
            try:
                _write(keys, "keys", "keys", Path(folder), pair, at)
            except BaseException:
                target.unlink()
                raise
    except OSError as problem:
        raise InputProblem(f"cannot be written ({problem.strerror})", file=str(problem.filename or target)) from problem
    record(action="installation.backed_up", actor_id=None, at=at, subject={"backup_id": pair}, origin="command")
    return Backup(target, keys, _remove_old_keys(target.parent, at))


def _write(path: Path, kind: str, alias: str, folder: Path, pair: str, at: datetime) -> None:
    facts = {"kind": kind, "made_at": at.isoformat(), "pair": pair, "openchair": __version__}
    copy = folder / file_name(alias)
    copy_database(alias, copy)
    with writing(path, **facts) as stream, tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        _add_bytes(tar, "manifest.json", json.dumps(facts | {"database": copy.name}).encode())
        tar.add(copy, copy.name)
        beside = [settings.DESTROYED_KEYS_FILE]
        if kind == "content":
            beside += [settings.AUDIT_CHECKPOINT_FILE, *(Path(settings.DATA) / name for name in SMALL_FILES)]
        for file in map(Path, beside):
            if file.is_file():
                _add_bytes(tar, file.name, file.read_bytes())
    copy.unlink()


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    entry.mode = 0o600
    tar.addfile(entry, io.BytesIO(content))


def _remove_old_keys(folder: Path, at: datetime) -> list[Path]:
    """Old key stores would open what has been destroyed since; the promise is a few days, so they go."""
    removed = []
    for path in sorted(folder.glob("*.keys")):
        try:
            header = header_of(path)
            old = datetime.fromisoformat(header["made_at"]) < at - timedelta(days=settings.KEY_BACKUP_DAYS)
        except (InputProblem, KeyError, TypeError, ValueError):
            continue  # not ours
        if old and header.get("kind") == "keys":
            path.unlink()
            removed.append(path)
    return removed
