"""What must be true before an installation answers anybody, and what a crash or a restore left to finish."""

import os
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from openchair.core.errors import InputProblem
from openchair.operations.installation import pending_migrations
from openchair.operations.output import say
from openchair.vault import services as vault
from openchair.vault.errors import RootKeyMissing, WrongRootKey

RESTORING = "restore-is-not-finished"
"""A file in the folder while a restore is under way; nothing is served until it is gone."""


def refuse_without_keys() -> None:
    """Refuse, with nothing written, when the root key is missing or another one."""
    try:
        vault.check_root_key()
    except (RootKeyMissing, WrongRootKey) as problem:
        raise ImproperlyConfigured(str(problem)) from problem


def get_ready() -> None:
    """Refuse what cannot be served; finish destructions that were interrupted or undone by a restore."""
    refuse_unready()
    settle()


def refuse_unready() -> None:
    """Refuse, with nothing written, what is no whole installation of this version with its own root key."""
    os.umask(0o077)  # what this process writes is for its own account
    if not Path(settings.DATA).is_dir():
        raise InputProblem("there is no installation here. Make one: openchair init", file=str(settings.DATA))
    if (Path(settings.DATA) / RESTORING).exists():
        raise InputProblem(
            "a restore into this folder did not finish. Empty the folder and restore again", file=str(settings.DATA)
        )
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
