"""Restoring into an empty installation: everything is opened and looked at before anything is put in place."""

import shutil
import tarfile
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from openchair.audit.services import record, sign_checkpoint
from openchair.core.errors import InputProblem
from openchair.core.time import now
from openchair.operations.backup.archive import header_of, reading
from openchair.operations.backup.making import SMALL_FILES
from openchair.operations.backup.snapshot import file_name, put_in_place, refuse_if_damaged, refuse_unless_empty
from openchair.operations.installation import make_installation, migrate_all
from openchair.operations.output import say
from openchair.operations.starting import RESTORING, refuse_without_keys
from openchair.people.models import SignIn
from openchair.vault import services as vault
from openchair.vault.errors import RootKeyMissing
from openchair.vault.root import root_keys

MAY_BE_THERE = {"root.key", "lost+found"}


@dataclass(frozen=True)
class Restored:
    """What came back."""

    content_made_at: str
    keys_made_at: str
    destroyed_again: int


def restore(content: Path, keys: Path, *, destroyed: Path | None, at: datetime) -> Restored:
    """Bring an installation back from its two files."""
    folder = Path(settings.DATA)
    headers = _refuse_early(folder, content, keys, destroyed)
    staging = Path(tempfile.mkdtemp(prefix=".openchair-restore-", dir=_existing_parent(folder)))
    try:
        for path, alias, inside in ((content, "default", staging / "content"), (keys, "keys", staging / "keys")):
            _unpack(path, inside)
            if not (inside / file_name(alias)).is_file():
                raise InputProblem(
                    f"holds no {file_name(alias)}: it was made on another kind of database. "
                    "Restore into the same kind (SQLite or PostgreSQL)",
                    file=str(path),
                )
            refuse_if_damaged(alias, inside / file_name(alias))
        _put_everything_in_place(folder, staging, destroyed)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    again = _make_it_fit_to_serve(headers[0], at)
    (folder / RESTORING).unlink()
    return Restored(headers[0]["made_at"], headers[1]["made_at"], again)


def _refuse_early(folder: Path, content: Path, keys: Path, destroyed: Path | None) -> list[dict[str, Any]]:
    if folder.exists() and (there := sorted({path.name for path in folder.iterdir()} - MAY_BE_THERE)):
        raise InputProblem(f"is not empty ({there[0]} lies there). Name an empty folder with --data", file=str(folder))
    headers = []
    for path, kind in ((content, "content"), (keys, "keys")):
        header = header_of(path)
        if header.get("kind") != kind:
            raise InputProblem(f"holds {header.get('kind')}, where {kind} was expected", file=str(path))
        headers.append(header)
    if destroyed is not None and not destroyed.is_file():
        raise InputProblem("cannot be read", file=str(destroyed))
    try:
        root_keys()
    except RootKeyMissing as problem:
        raise InputProblem(
            "cannot be read. Put the root key of the backup there, or name it with OPENCHAIR_ROOT_KEY_FILE",
            file=str(settings.ROOT_KEY_FILE),
        ) from problem
    for alias in ("default", "keys"):
        refuse_unless_empty(alias)
    if headers[1].get("made_at", "") < headers[0].get("made_at", ""):
        say("These keys are older than the content: what was sealed with newer keys will stay closed.")
    return headers


def _existing_parent(folder: Path) -> Path:
    while not folder.parent.is_dir():
        folder = folder.parent
    return folder.parent


def _unpack(path: Path, inside: Path) -> None:
    """All of it, which also proves that nothing was changed; only plain files, only into this folder."""
    inside.mkdir(mode=0o700)
    try:
        with reading(path) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
            for entry in tar:
                if entry.isfile() and "/" not in entry.name:
                    tar.extract(entry, inside, filter="data")
            while stream.read(1024 * 1024):  # the end of the file is checked as well
                pass
    except tarfile.TarError as problem:
        raise InputProblem("is damaged inside. Use another backup", file=str(path)) from problem


def _put_everything_in_place(folder: Path, staging: Path, destroyed: Path | None) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / RESTORING).touch(0o600)
    lists = [inside / Path(settings.DESTROYED_KEYS_FILE).name for inside in (staging / "content", staging / "keys")]
    text = "".join(file.read_text() for file in [*lists, *([destroyed] if destroyed else [])] if file.is_file())
    with Path(settings.DESTROYED_KEYS_FILE).open("a") as known:
        known.write(text)
    for name in (*SMALL_FILES, Path(settings.AUDIT_CHECKPOINT_FILE).name):
        if (staging / "content" / name).is_file():
            place = Path(settings.AUDIT_CHECKPOINT_FILE) if name not in SMALL_FILES else folder / name
            if not place.exists():  # checkpoints kept elsewhere know more than the backup does
                shutil.move(staging / "content" / name, place)
    for alias, inside in (("keys", staging / "keys"), ("default", staging / "content")):
        put_in_place(alias, inside / file_name(alias))
    make_installation(folder)


def _make_it_fit_to_serve(header: dict[str, Any], at: datetime) -> int:
    """Newest tables, nobody signed in, everything destroyed that was destroyed, and a line in the trail."""
    migrate_all()
    refuse_without_keys()
    SignIn.objects.all().delete()
    again = [*vault.finish_open_intents(), *vault.replay_destruction_list()]
    record(
        action="installation.restored", actor_id=None, at=at, subject={"backup_id": header["pair"]}, origin="command"
    )
    sign_checkpoint(at=now())
    for alias in ("default", "keys", "sessions"):
        connections[alias].close()
    return len(again)
