"""`backup` and `restore`."""

import argparse
from pathlib import Path
from typing import Any

from openchair.operations.output import result, say


def register(subparsers: Any) -> None:
    """Add both."""
    backup = subparsers.add_parser(
        "backup",
        help="copy the installation into two encrypted files, while it is in use",
        description="Write content into FILE and keys into FILE.keys, both encrypted under the root key. Keep the two "
        "apart: neither opens anything alone. Files of keys in the same folder older than OPENCHAIR_KEY_BACKUP_DAYS "
        "are removed, because they could open what has been destroyed since.",
        epilog="example: openchair --data /srv/openchair backup /mnt/backup/2026-11-02",
    )
    backup.add_argument("file", metavar="FILE")
    backup.set_defaults(run=run_backup, needs_django=True)
    restore = subparsers.add_parser(
        "restore",
        help="bring an installation back into an empty folder",
        description="Restore FILE and FILE.keys into an empty folder with the root key of the backup. Everybody is "
        "signed out, and keys that were destroyed are destroyed again before anything is served.",
        epilog="example: openchair --data /srv/new restore /mnt/backup/2026-11-02",
    )
    restore.add_argument("file", metavar="FILE")
    restore.add_argument("--keys", metavar="FILE", help="the file of keys (default: FILE.keys)")
    restore.add_argument(
        "--destroyed", metavar="FILE", help="a newer list of destroyed keys (destroyed.jsonl), when there is one"
    )
    restore.set_defaults(run=run_restore, needs_django=True)


def run_backup(args: argparse.Namespace) -> int:
    """Make a backup."""
    from openchair.core.time import now
    from openchair.operations.backup.making import make_backup
    from openchair.operations.starting import refuse_unready

    refuse_unready()
    at = now()
    made = make_backup(Path(args.file).expanduser().resolve(), at=at)
    result(
        {
            "content": str(made.content),
            "content_bytes": made.content.stat().st_size,
            "keys": str(made.keys),
            "keys_bytes": made.keys.stat().st_size,
            "made_at": at.isoformat(),
            "removed": [str(path) for path in made.removed],
        }
    )
    say("Keep the two files apart, and the root key apart from both.")
    return 0


def run_restore(args: argparse.Namespace) -> int:
    """Restore a backup."""
    from openchair.core.time import now
    from openchair.operations.backup.making import keys_file
    from openchair.operations.backup.restoring import restore

    file = Path(args.file).expanduser().resolve()
    done = restore(
        file,
        Path(args.keys).expanduser().resolve() if args.keys else keys_file(file),
        destroyed=Path(args.destroyed).expanduser().resolve() if args.destroyed else None,
        at=now(),
    )
    result(
        {
            "content_made_at": done.content_made_at,
            "keys_made_at": done.keys_made_at,
            "destroyed_again": done.destroyed_again,
            "signed_out": True,
        }
    )
    say("Restored. Everybody signs in again. Now: openchair check")
    return 0
