"""`openchair bench match`: how near allocations come to their bounds, and how long they and a ranking take."""

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

from openchair.core.errors import InputProblem

SIZES = ((100, 10, 10.0), (1_000, 100, 10.0), (10_000, 1_000, 60.0))
"""People, groups, and the seconds allowed."""
GAP_SHAPES = ((5, 100), (5, 200), (10, 100), (10, 200), (20, 100), (20, 200))
GROUPS_RANKED = 1_000


def register(parts: Any) -> None:
    """Add `bench match`."""
    parser = parts.add_parser(
        "match",
        help="waiting lists placed against their bounds, published assignment problems made anew, one person's ranking",
        epilog="example: openchair bench match --only allocate --seed 1",
    )
    parser.add_argument("--only", choices=("allocate", "gap", "rank"), help="one part alone")
    parser.add_argument("--seed", type=int, default=0, help="of the invented input (default 0)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print a row for each invented list, assignment problem and ranking."""
    if args.seed < 0:
        raise InputProblem("must be 0 or more", field="--seed")
    parts: dict[str, Callable[[], Any]] = {
        "allocate": lambda: [_allocated(*size, args.seed) for size in SIZES],
        "gap": lambda: [_assigned(kind, *shape, args.seed) for kind in "abcd" for shape in GAP_SHAPES],
        "rank": lambda: _ranked(args.seed),
    }
    result = {name: make() for name, make in parts.items() if args.only in (None, name)}
    print(json.dumps(result, indent=2))
    return 0


def _allocated(people: int, groups: int, seconds: float, seed: int) -> dict[str, Any]:
    from openchair.matching.allocation.checker import broken_rules
    from openchair.matching.allocation.invented import waiting_list
    from openchair.matching.allocation.solve import allocate

    print(f"{people} people, {groups} groups", file=sys.stderr)
    instance = waiting_list(people, groups, seed)
    began = time.perf_counter()
    found = allocate(instance, seconds=seconds)
    taken = time.perf_counter() - began
    by_hand = instance.objective(found.first_come.items())
    return {
        "people": people,
        "groups": groups,
        "allowed_pairs": len(instance.who),
        "placed": len(found.placement),
        "objective": found.objective,
        "bound": found.bound,
        "gap": round(found.gap, 6),
        "proven": found.proven,
        "complete": found.complete,
        "first_come": by_hand,
        "first_come_below": round(1 - by_hand / found.objective, 4),
        "broken_rules": len(broken_rules(instance, found.placement)),
        "seconds": round(taken, 2),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _assigned(kind: str, agents: int, jobs: int, seed: int) -> dict[str, Any]:
    from openchair.matching.allocation.assignment import assign
    from openchair.matching.allocation.invented import assignment_problem

    print(f"assignment of type {kind}, {agents} x {jobs}", file=sys.stderr)
    began = time.perf_counter()
    found = assign(assignment_problem(kind, agents, jobs, seed), seconds=10.0)
    return {
        "type": kind,
        "agents": agents,
        "jobs": jobs,
        "objective": found.cost,
        "bound": found.bound,
        "above_bound": None if found.cost is None else round(found.cost / found.bound - 1, 5),
        "seconds": round(time.perf_counter() - began, 2),
    }


def _ranked(seed: int) -> dict[str, Any]:
    from openchair.matching.allocation.invented import seekers_and_listings
    from openchair.matching.ranking.rank import Times, rank

    seekers, listings = seekers_and_listings(50, GROUPS_RANKED, seed)
    began = time.perf_counter()
    times = Times(listings, 2026)
    laid_out = time.perf_counter() - began
    taken = []
    for seeker in seekers:
        began = time.perf_counter()
        rank(seeker, listings, times)
        taken.append(time.perf_counter() - began)
    taken.sort()
    return {
        "groups": GROUPS_RANKED,
        "people": len(seekers),
        "laid_out_ms": round(1000 * laid_out, 1),
        "median_ms": round(1000 * taken[len(taken) // 2], 1),
        "p95_ms": round(1000 * taken[int(0.95 * len(taken))], 1),
    }
