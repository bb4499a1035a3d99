"""The console script `openchair`: collects the sub-commands that packages offer in their `commands` modules.

Results go to standard output and nothing else does; words for people go to standard error. Exit codes: 0 done,
1 failed a check it was asked to make, 2 input that cannot be read (nothing was changed).
"""

import argparse
import errno
import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PACKAGES = ("operations", "insights", "safety", "directory", "matching", "vault", "audit", "people", "rooms", "web")


WORLD = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS})
"""What a disk says, which is nobody's mistake in here; every other such error is ours and keeps its traceback."""


class Parser(argparse.ArgumentParser):
    """A command or a part of one. Each takes `--data`, so that it may stand before or after any of their names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Without a default: one that was not given must not undo the one given before it.
        self.add_argument(
            "--data", metavar="DIR", default=argparse.SUPPRESS, help="the installation's folder (or OPENCHAIR_DATA)"
        )


def parser() -> argparse.ArgumentParser:
    """The whole command line. Sub-commands are of the same class as what they are added to."""
    top = Parser(prog="openchair", description="Peer support groups, on your own server.")
    top.set_defaults(data=None)
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for package in PACKAGES:
        name = f"openchair.{package}.commands"
        if find_spec(name):
            import_module(name).register(commands)
    return top


def _name_the_installation(folder: str | None) -> None:
    if folder:
        os.environ.pop("OPENCHAIR_DATA_FILE", None)  # it would win
        os.environ["OPENCHAIR_DATA"] = str(Path(folder).expanduser().resolve())


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import DatabaseError

    from openchair.core.errors import InputProblem

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openchair.settings")
    args = parser().parse_args(argv)
    _name_the_installation(args.data)
    try:
        if getattr(args, "needs_django", False):
            import django

            django.setup()
        if getattr(args, "needs_installation", False):
            from openchair.operations.starting import refuse_unready

            refuse_unready()
        code = int(args.run(args))
        sys.stdout.flush()  # here, where a full disk can still be told
    except (InputProblem, ImproperlyConfigured) as problem:
        return _refuse(str(problem))
    except DatabaseError as problem:
        if not _is_the_databases_own(problem):
            raise
        return _refuse(
            f"a database cannot be used ({str(problem).partition(chr(10))[0]}). `openchair check` says which; "
            "a damaged one comes back with: openchair restore FILE"
        )
    except BrokenPipeError:
        _drop_output()
        return 0
    except OSError as problem:
        if problem.errno not in WORLD:
            raise
        _drop_output()
        return _refuse(f"{problem.filename or 'the result'} could not be read or written ({problem.strerror})")
    except KeyboardInterrupt:
        return 130
    return code


def _refuse(words: str) -> int:
    print(f"openchair: {words}", file=sys.stderr)
    return 2


def _is_the_databases_own(problem: Exception) -> bool:
    """Whether a database is damaged or away. The other kinds are questions we asked wrongly."""
    from django.db.utils import DatabaseError, OperationalError

    return type(problem) in (DatabaseError, OperationalError)


def _drop_output() -> None:
    """What is still waiting to be written must not fail a second time while Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
