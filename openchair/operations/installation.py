"""Making an installation: its folder, its secrets, its tables."""

import os
import secrets
from pathlib import Path

from openchair.core.errors import InputProblem
from openchair.vault.root import new_root_key, write_root_key_file

STORES = ("content.sqlite3", "keys.sqlite3")
DATABASES = ("default", "keys", "sessions")


def make_installation(folder: Path) -> list[str]:
    """Make what is missing of the folder and its secrets, for the owner only; what was made. Needs no Django."""
    root_key = Path(os.environ.get("OPENCHAIR_ROOT_KEY_FILE") or folder / "root.key").expanduser()
    needs_root_key = not os.environ.get("OPENCHAIR_ROOT_KEY") and not root_key.exists()
    if needs_root_key and any((folder / name).exists() for name in STORES):
        raise InputProblem(
            "there are databases but no root key. A new one would not open them: put the old one back, "
            "or name it with OPENCHAIR_ROOT_KEY_FILE",
            file=str(root_key),
        )
    os.umask(0o077)  # databases that are made from here on are for the owner too
    made = []
    try:
        for place in (folder, folder / "mail"):
            if not place.is_dir():
                place.mkdir(parents=True, mode=0o700)
                made.append(str(place))
        folder.chmod(0o700)
        if needs_root_key:
            write_root_key_file(root_key, [new_root_key()])
            made.append(str(root_key))
        secret = folder / "secret.key"
        if not secret.exists() and not os.environ.get("OPENCHAIR_SECRET_KEY"):
            _write_secret(secret, secrets.token_urlsafe(48))
            made.append(str(secret))
    except OSError as problem:
        raise InputProblem(
            f"cannot be written ({problem.strerror}). Name a folder that can be, with --data or OPENCHAIR_DATA",
            file=str(problem.filename or folder),
        ) from problem
    return made


def _write_secret(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def lacking() -> list[Path]:
    """The folder or database files that are not there. They are only looked at: opening a SQLite file makes it."""
    from django.conf import settings

    if not Path(settings.DATA).is_dir():
        return [Path(settings.DATA)]
    places = (settings.DATABASES[alias] for alias in DATABASES)
    files = (Path(place["NAME"]) for place in places if place["ENGINE"].endswith("sqlite3"))
    return [file for file in files if not file.exists()]


def migrate_all() -> None:
    """Bring the tables of all three databases to this version."""
    from django.core.management import call_command

    for alias in DATABASES:
        call_command("migrate", database=alias, interactive=False, verbosity=0)


def pending_migrations() -> dict[str, list[str]]:
    """What each database still lacks."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    pending = {}
    for alias in DATABASES:
        executor = MigrationExecutor(connections[alias])
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            pending[alias] = [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
    return pending
