"""`keys`, `audit` and `purge`."""

import argparse
from pathlib import Path
from typing import Any

from openchair.core.errors import InputProblem
from openchair.operations.output import result, say


def register(subparsers: Any) -> None:
    """Add `keys`, `audit` and `purge`."""
    keys = subparsers.add_parser(
        "keys", help="the keys that make words readable", epilog="example: openchair keys status"
    )
    parts = keys.add_subparsers(title="what to do", metavar="ACT", required=True)
    status = parts.add_parser(
        "status", help="how many there are, and what is due", epilog="example: openchair keys status"
    )
    status.set_defaults(run=run_status, needs_django=True)
    due = parts.add_parser(
        "destroy-due",
        help="destroy every key whose retention is over",
        description="Destroy every key whose retention is over. What it sealed cannot be read again.",
        epilog="example: openchair keys destroy-due",
    )
    due.set_defaults(run=run_destroy_due, needs_django=True)
    rotate = parts.add_parser(
        "rotate",
        help="wrap every key with a new root key",
        description="Make a new version of the root key and wrap every key with it, while the site is being served. "
        "Interrupted, it goes on where it was when it is run again.",
        epilog="example: openchair keys rotate --destroy-old",
    )
    rotate.add_argument(
        "--destroy-old",
        action="store_true",
        help="also take the old version out of the root key file; older backups then open only with a copy of it",
    )
    rotate.set_defaults(run=run_rotate, needs_django=True)

    audit = subparsers.add_parser("audit", help="the trail", epilog="example: openchair audit verify checkpoints.jsonl")
    acts = audit.add_subparsers(title="what to do", metavar="ACT", required=True)
    verify = acts.add_parser(
        "verify",
        help="read the whole trail and name the first entry that does not hold",
        description="Read the whole trail. Ends with 1 and the first bad entry when something was changed, deleted, "
        "reordered or cut off, or when an older database was put back.",
        epilog="example: openchair audit verify /mnt/elsewhere/checkpoints.jsonl",
    )
    verify.add_argument("file", nargs="?", help="checkpoints kept elsewhere (default: the installation's own file)")
    verify.set_defaults(run=run_verify, needs_django=True)

    purge = subparsers.add_parser(
        "purge",
        help="remove what is past its time, now",
        description="Run every job that removes what is past its time, without waiting for the worker.",
        epilog="example: openchair purge --due",
    )
    purge.add_argument("--due", action="store_true", required=True, help="what is due; there is no other purge")
    purge.set_defaults(run=run_purge, needs_django=True)


def run_status(args: argparse.Namespace) -> int:
    """How many keys there are, of which kind, under which root version, and what is due."""
    from django.db.models import Count

    from openchair.audit.models import Entry
    from openchair.core.time import now
    from openchair.operations.starting import refuse_unready
    from openchair.vault.events import KeyGone
    from openchair.vault.models import DataKey
    from openchair.vault.root import root_keys

    refuse_unready()
    keys = DataKey.objects.all()
    coming = keys.filter(retain_until__gt=now()).order_by("retain_until").values_list("retain_until", flat=True).first()
    result(
        {
            "keys": dict(keys.values_list("scope").annotate(Count("key_id")).order_by("scope")),
            "due": keys.filter(retain_until__lte=now()).count(),
            "next_due": coming.isoformat() if coming else None,
            "destroyed": Entry.objects.filter(action=KeyGone.action).count(),
            "root_version": root_keys().current,
            "by_root_version": {
                str(version): count
                for version, count in keys.values_list("root_version")
                .annotate(Count("key_id"))
                .order_by("root_version")
            },
        }
    )
    return 0


def run_destroy_due(args: argparse.Namespace) -> int:
    """Destroy what is due."""
    from openchair.core.time import now
    from openchair.operations.starting import get_ready
    from openchair.vault.services import destroy_due

    get_ready()
    gone = destroy_due(at=now())
    result({"destroyed": len(gone), "keys": [str(key_id) for key_id in gone]})
    say(f"Destroyed {len(gone)} keys. In other processes they are gone within a minute.")
    return 0


def run_rotate(args: argparse.Namespace) -> int:
    """Rotate the root key."""
    from openchair.core.time import now
    from openchair.operations.starting import get_ready
    from openchair.vault.errors import RootKeyMissing
    from openchair.vault.rotation import rotate_root

    get_ready()
    try:
        done = rotate_root(at=now(), destroy_old=args.destroy_old)
    except RootKeyMissing as problem:
        raise InputProblem(str(problem)) from problem
    result(
        {
            "root_version": done.root_version,
            "rewrapped": done.rewrapped,
            "resumed": done.resumed,
            "old_versions_removed": done.old_versions_removed,
        }
    )
    say("Copy the root key to its safe place again, and make a new backup.")
    return 0


def run_verify(args: argparse.Namespace) -> int:
    """Verify the trail."""
    from django.conf import settings

    from openchair.audit.errors import CheckpointFileUnreadable
    from openchair.audit.files import read_checkpoints
    from openchair.audit.models import Checkpoint, Entry
    from openchair.audit.services import verify
    from openchair.audit.signing import public_key
    from openchair.operations.starting import refuse_unready

    refuse_unready()
    file = Path(args.file) if args.file else Path(settings.AUDIT_CHECKPOINT_FILE)
    try:
        outside = list(read_checkpoints(file)) if args.file or file.exists() else []
    except CheckpointFileUnreadable as problem:
        raise InputProblem(str(problem), file=str(file), row=problem.row) from problem
    except OSError as problem:
        raise InputProblem(f"cannot be read ({problem.strerror})", file=str(file)) from problem
    bad = verify(public_key=public_key(), outside=outside)
    result(
        {
            "entries": Entry.objects.count(),
            "checkpoints": Checkpoint.objects.count(),
            "checkpoints_outside": len(outside),
            "public_key": public_key().hex(),
            "first_bad": None if bad is None else {"number": bad.number, "problem": bad.problem, "words": bad.words},
        }
    )
    say("The trail is whole." if bad is None else f"Entry {bad.number}: {bad.words}")
    return 0 if bad is None else 1


def run_purge(args: argparse.Namespace) -> int:
    """Remove what is past its time."""
    from openchair.core.time import now
    from openchair.operations.schedule import run_purges
    from openchair.operations.starting import get_ready

    get_ready()
    result({"removed": run_purges(at=now())})
    return 0
