"""What `check` asks about the house itself."""

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core import checks
from django.core.mail import get_connection
from django.db import DatabaseError, connections

from openchair.audit.models import Entry
from openchair.audit.services import verify
from openchair.audit.signing import public_key
from openchair.core.health import Problem, health_check
from openchair.core.time import now
from openchair.operations.installation import DATABASES, pending_migrations
from openchair.vault.errors import VaultError
from openchair.vault.services import check_root_key

ROOM_NEEDED = 500 * 1024 * 1024
POSTGRES_NEEDED = 15_00_00


@health_check("configuration")
def configuration_can_be_served() -> Iterator[Problem]:
    """Django's own questions, secrets and host names."""
    for found in checks.run_checks():
        if found.level >= checks.ERROR:
            yield Problem(str(found.msg), str(found.hint or "See the name of the setting in the words before."))
    given = os.environ.get("OPENCHAIR_SECRET_KEY") or os.environ.get("OPENCHAIR_SECRET_KEY_FILE")
    if not given and not (Path(settings.DATA) / "secret.key").exists():
        yield Problem("There is no secret key, so everybody is signed out at each start.", "Run: openchair init")
    if settings.BEHIND_PROXY and not (set(settings.ALLOWED_HOSTS) - {"127.0.0.1", "localhost", "[::1]"}):
        yield Problem(
            "A proxy is declared, but this site answers to loopback names only.",
            "Name the site's host in OPENCHAIR_HOSTS.",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Problem("This site answers to any host name.", "Name the site's own host in OPENCHAIR_HOSTS.")
    try:
        ZoneInfo(settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        yield Problem(f"{settings.TIME_ZONE} is not a time zone.", "Set OPENCHAIR_TIME_ZONE, such as Europe/Berlin.")


@health_check("folder")
def the_folder_is_private() -> Iterator[Problem]:
    """Nobody else on this machine may look in."""
    folder = Path(settings.DATA)
    if not folder.is_dir():
        yield Problem(f"There is no folder {folder}.", "Run: openchair init")
        return
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        yield Problem(f"Others on this machine can look into {folder}.", f"Run: chmod 700 {folder}")
    if not os.access(folder, os.W_OK):
        yield Problem(f"{folder} cannot be written.", "Give it to the account that runs Openchair.")


@health_check("keys")
def the_keys_open() -> Iterator[Problem]:
    """The root key is there, private, and the right one; keys live apart from content."""
    try:
        check_root_key()
    except VaultError as problem:
        yield Problem("The keys cannot be opened.", f"{problem}.")
    except DatabaseError:
        yield Problem("The key store cannot be read.", "Run: openchair migrate")
    file = Path(settings.ROOT_KEY_FILE)
    if not settings.ROOT_KEY and file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield Problem(f"Others on this machine can read {file}.", f"Run: chmod 600 {file}")
    if _place("keys") == _place("default"):
        yield Problem(
            "Keys and content share one database, so one backup would open everything.",
            "Give the key store its own database with OPENCHAIR_KEYS_DATABASE_URL.",
        )


def _place(alias: str) -> tuple[str, ...]:
    settings_of = connections[alias].settings_dict
    return tuple(str(settings_of.get(name, "")) for name in ("ENGINE", "HOST", "PORT", "NAME"))


@health_check("databases")
def the_databases_are_sound() -> Iterator[Problem]:
    """Each answers, is durable and whole."""
    for alias in DATABASES:
        connection = connections[alias]
        try:
            with connection.cursor() as cursor:
                if connection.vendor == "sqlite":
                    yield from _sqlite_problems(alias, cursor)
                else:
                    yield from _postgres_problems(alias, cursor)
        except DatabaseError as problem:
            yield Problem(
                f"The database for {alias} does not answer ({type(problem).__name__}).",
                "Start it, or mend its address (OPENCHAIR_DATABASE_URL and its two sisters).",
            )


def _sqlite_problems(alias: str, cursor: "object") -> Iterator[Problem]:
    def ask(question: str) -> object:
        cursor.execute(f"PRAGMA {question}")  # type: ignore[attr-defined]
        return cursor.fetchone()[0]  # type: ignore[attr-defined]

    if ask("quick_check") != "ok":
        yield Problem(f"The database for {alias} is damaged.", "Restore the last backup: openchair restore FILE")
    if ask("journal_mode") != "wal" or ask("synchronous") != 2 or ask("secure_delete") != 1:
        yield Problem(f"The database for {alias} is not durable.", "Put it on a local disk, not on a network share.")


def _postgres_problems(alias: str, cursor: "object") -> Iterator[Problem]:
    def ask(setting: str) -> str:
        cursor.execute(f"SHOW {setting}")  # type: ignore[attr-defined]
        return str(cursor.fetchone()[0])  # type: ignore[attr-defined]

    if int(ask("server_version_num")) < POSTGRES_NEEDED:
        yield Problem(f"PostgreSQL for {alias} is too old.", "Use PostgreSQL 15 or newer.")
    if ask("synchronous_commit") == "off" or ask("fsync") == "off":
        yield Problem(
            f"PostgreSQL for {alias} may lose what it acknowledged.", "Set fsync = on and synchronous_commit = on."
        )


@health_check("migrations")
def the_tables_are_of_this_version() -> Iterator[Problem]:
    """Nothing is missing."""
    try:
        pending = pending_migrations()
    except DatabaseError:
        yield Problem("The tables cannot be looked at.", "Mend the databases first.")
        return
    for alias, missing in pending.items():
        yield Problem(f"{len(missing)} changes to the tables of {alias} are waiting.", "Run: openchair migrate")


@health_check("trail")
def the_trail_is_whole() -> Iterator[Problem]:
    """The chain verifies from its first entry."""
    try:
        bad = verify(public_key=public_key()) if Entry.objects.exists() else None
    except (DatabaseError, VaultError):
        yield Problem("The trail cannot be read.", "Mend keys and migrations first.")
        return
    if bad is not None:
        yield Problem(
            f"Entry {bad.number} of the trail does not hold: {bad.words}",
            "Keep the databases as they are and compare with your checkpoints: openchair audit verify FILE",
        )


@health_check("mail")
def mail_can_leave() -> Iterator[Problem]:
    """The mail folder can be written, or the mail server answers."""
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        yield from _mail_folder_problems(Path(settings.EMAIL_FILE_PATH))
        return
    try:
        if connection := get_connection(fail_silently=False):
            connection.open()
            connection.close()
    except Exception as problem:  # noqa: BLE001  (any kind of refusal by any mail backend is the same answer)
        yield Problem(
            f"Mail cannot be sent ({type(problem).__name__}).", "Mend the mail server's address, or the mail folder."
        )


def _mail_folder_problems(folder: Path) -> Iterator[Problem]:
    """Only looked at: opening the backend would leave an empty letter."""
    while not folder.exists():
        folder = folder.parent  # sending makes what is missing
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        yield Problem(f"Mail cannot be written: {folder} is no folder that takes it.", "Mend the mail folder.")


@health_check("clock")
def the_clock_is_right() -> Iterator[Problem]:
    """Not behind what was already written, and together with the database's clock."""
    at = now()
    try:
        last = Entry.objects.order_by("-number").values_list("at", flat=True).first()
        if last is not None and last > at + timedelta(minutes=1):
            yield Problem(f"The clock is behind the trail's last entry by {last - at}.", "Set the clock; use NTP.")
        if connections["default"].vendor == "postgresql":
            with connections["default"].cursor() as cursor:
                cursor.execute("SELECT clock_timestamp()")
                apart = abs(cursor.fetchone()[0] - at)
            if apart > timedelta(seconds=5):
                yield Problem(f"This clock and PostgreSQL's are {apart} apart.", "Set both clocks; use NTP.")
    except DatabaseError:
        yield Problem("The clock cannot be compared.", "Mend the databases first.")


@health_check("disk")
def there_is_room() -> Iterator[Problem]:
    """Enough for weeks."""
    folder = Path(settings.DATA)
    if folder.is_dir() and shutil.disk_usage(folder).free < ROOM_NEEDED:
        free = shutil.disk_usage(folder).free // (1024 * 1024)
        yield Problem(f"Only {free} MB are free where {folder} lies.", "Make room: 500 MB or more.")
