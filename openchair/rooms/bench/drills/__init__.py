"""Drills: something is broken on purpose, and what was lost is counted (assurance, reliability drills).

Each is a module whose `drill` breaks one thing on a throw-away installation and returns what was found. `must` names
what has to hold in words, each true or false; `passed` is all of them.
"""

import argparse
import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from openchair.core.errors import InputProblem

DRILLS = {
    "D1": ("killed", "kill -9 under load"),
    "D4": ("database_away", "PostgreSQL stopped hard and started again"),
    "D5": ("redis_away", "Redis stopped, flushed, restarted"),
    "D6": ("nodes", "of three nodes two do not hear each other, one stands still, one is killed"),
    "D8": ("storm", "1,000 lines cut at once, all come back"),
    "D11": ("flood", "a reader who never reads, 64 KB frames, 500 messages a second from one member"),
    "D12": ("soak", "meetings one after the other, with purge, checkpoint and backup"),
}

SIZES = {"rooms": 2000, "members": 39, "kills": 500, "gap": 600, "minutes": 600, "seconds": 3600}
"""What can be named, and the most that makes sense."""


def run(args: argparse.Namespace) -> int:
    """Run one drill, on every database that was named; one line of JSON for each."""
    for name, most in SIZES.items():
        value = getattr(args, name)
        if value is not None and not 0 < value <= most:
            raise InputProblem(f"must be above 0 and at most {most}", field=f"--{name}")
    if args.database and not args.database.startswith(("postgres://", "postgresql://")):
        raise InputProblem("must be a postgres:// address", field="--database")
    good = True
    for result in _results(args):
        print(json.dumps(result), flush=True)
        good = good and result["passed"]
    return 0 if good else 1


def _results(args: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """What the drill finds; sizes that were not named are the drill's own."""
    module = import_module(f"{__name__}.{DRILLS[args.name][0]}")
    named = {name: getattr(args, name) for name in SIZES if getattr(args, name) is not None}
    for name in named.keys() - set(module.TAKES):
        raise InputProblem(f"drill {args.name} has no such measure", field=f"--{name}")
    if "database" not in module.TAKES:
        if args.database:
            raise InputProblem(f"drill {args.name} brings its own servers", field="--database")
        yield module.drill(**named, seed=args.seed)
        return
    for database in ["", args.database] if args.database else [""]:
        yield module.drill(**named, seed=args.seed, database=database)
