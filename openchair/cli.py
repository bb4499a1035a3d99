"""The console script `openchair`: collects the sub-commands that packages offer in their `commands` modules.

Results go to standard output and nothing else does; words for people go to standard error. Exit codes: 0 done,
1 failed a check it was asked to make, 2 input that cannot be read (nothing was changed).
"""

import argparse
import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("operations", "insights", "directory", "matching", "vault", "audit", "people", "rooms", "web")


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(prog="openchair", description="Peer support groups, on your own server.")
    top.add_argument("--data", metavar="DIR", help="the installation's folder (or OPENCHAIR_DATA)")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for package in PACKAGES:
        name = f"openchair.{package}.commands"
        if find_spec(name):
            import_module(name).register(commands)
    return top


def _name_the_installation(folder: str | None) -> None:
    if folder:
        os.environ["OPENCHAIR_DATA"] = str(Path(folder).expanduser().resolve())


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    from django.core.exceptions import ImproperlyConfigured

    from openchair.core.errors import InputProblem

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openchair.settings")
    args = parser().parse_args(argv)
    _name_the_installation(args.data)
    try:
        if getattr(args, "needs_django", False):
            import django

            django.setup()
        return int(args.run(args))
    except (InputProblem, ImproperlyConfigured) as problem:
        print(f"openchair: {problem}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
