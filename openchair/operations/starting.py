"""What must be true before an installation answers anybody, and what a crash or a restore left to finish."""

import os
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from openchair.core.errors import InputProblem
from openchair.core.health import Problem
from openchair.operations.installation import DATABASES, lacking, pending_migrations
from openchair.operations.output import say
from openchair.vault import services as vault
from openchair.vault.errors import RootKeyMissing, WrongRootKey
from openchair.vault.root import root_keys

RESTORING = "restore-is-not-finished"
"""A file in the folder while a restore is under way; nothing is served until it is gone."""


def refuse_without_keys() -> None:
    """Refuse, with nothing written, when the root key is missing or another one."""
    try:
        vault.check_root_key()
    except (RootKeyMissing, WrongRootKey) as problem:
        raise ImproperlyConfigured(str(problem)) from problem


def refuse_without_root_key() -> None:
    """Refuse when there is no root key, without asking whether it is the right one."""
    try:
        root_keys()
    except RootKeyMissing as problem:
        raise ImproperlyConfigured(str(problem)) from problem


def absence() -> Problem | None:
    """What is not there at all. Nothing is opened to see it, because opening a SQLite file makes it."""
    folder = Path(settings.DATA)
    if (folder / RESTORING).exists():
        return Problem(f"A restore into {folder} did not finish.", "Empty the folder and run: openchair restore FILE")
    match lacking():
        case []:
            return None
        case [place, *others] if place == folder or len(others) == len(DATABASES) - 1:
            return Problem(f"There is no installation in {folder}.", "Run: openchair init")
        case [file, *_] if file == Path(settings.DATABASES["sessions"]["NAME"]):
            return Problem(f"{file} is not there.", "Everybody signs in again. Run: openchair migrate")
        case [file, *_]:
            return Problem(f"{file} is not there.", "Restore the last backup: openchair restore FILE")
    return None


def get_ready() -> None:
    """Refuse what cannot be served; finish destructions that were interrupted or undone by a restore."""
    refuse_unready()
    settle()


def refuse_unready() -> None:
    """Refuse, with nothing written, what is no whole installation of this version with its own root key."""
    os.umask(0o077)  # what this process writes is for its own account
    if absent := absence():
        raise InputProblem(f"{absent.words} {absent.mend}")
    refuse_without_root_key()  # before the tables: where nothing was made yet, `init` is the word and not `migrate`
    if pending := pending_migrations():
        names = ", ".join(sorted(name for missing in pending.values() for name in missing)[:3])
        raise InputProblem(f"the tables are older than this version ({names} and so on). Run: openchair migrate")
    refuse_without_keys()


def settle() -> None:
    """Finish open destructions and replay the destruction list."""
    if finished := vault.finish_open_intents():
        say(f"Finished the destruction of {len(finished)} keys that was interrupted.")
    if replayed := vault.replay_destruction_list():
        say(f"Destroyed {len(replayed)} keys again that an older key store had brought back.")
