"""`check`: is this installation fit for people?"""

import argparse
import json
import sys
from typing import Any

from openchair.core.health import Problem
from openchair.operations.output import say


def register(subparsers: Any) -> None:
    """Add `check`."""
    check = subparsers.add_parser(
        "check",
        help="is this installation fit for people?",
        description="Ask every part whether it is well. One JSON line each: ok, or the problem and how to mend it. "
        "Ends with 1 when there is a problem.",
        epilog="example: openchair --data /srv/openchair check",
    )
    check.set_defaults(run=run, needs_django=True)


def run(args: argparse.Namespace) -> int:
    """Ask every part."""
    from openchair.core.health import health_checks
    from openchair.operations.starting import absence

    if absent := absence():
        # The questions open databases and folders, and would make what is not there: `init` then finds its place taken.
        _tell("installation", absent, width=len("installation"))
        return 1
    width = max(map(len, health_checks()))
    sick = 0
    for name, ask in health_checks().items():
        problems: list[Problem | None] = list(ask())
        sick += bool(problems)
        for problem in problems or [None]:
            _tell(name, problem, width=width)
    say("All is well." if not sick else f"{sick} of {len(health_checks())} need mending.")
    return 1 if sick else 0


def _tell(name: str, problem: Problem | None, *, width: int) -> None:
    line = {"check": name, "state": "problem" if problem else "ok"}
    if problem:
        line |= {"words": problem.words, "mend": problem.mend}
        say(f"problem  {name:<{width}}  {problem.words}\n{'':<{width + 11}}How to mend: {problem.mend}")
    else:
        say(f"ok       {name}")
    if not sys.stdout.isatty():  # on a terminal the words above are the answer
        print(json.dumps(line, ensure_ascii=False))
