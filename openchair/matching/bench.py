"""`openchair bench smallgroups`: how near plans of small groups come to what is possible, and how long they take."""

import argparse
import json
import sys
import time
from typing import Any

from openchair.core.errors import InputProblem

KNOWN = ((32, 4, 7), (32, 4, 9), (32, 4, 10), (40, 4, 12), (40, 3, 12), (24, 3, 12), (24, 4, 12), (30, 3, 12))
"""People, size and weeks of plans whose best is known or bounded."""
SEARCHED = ((32, 4, 7), (32, 4, 8), (32, 4, 9), (32, 4, 10), (36, 4, 8), (21, 3, 9), (24, 4, 6))
"""The same without the stored constructions."""


def register(parts: Any) -> None:
    """Add `bench smallgroups`."""
    parser = parts.add_parser(
        "smallgroups",
        help="plans of small groups against their bounds, and one week planned again",
        epilog="example: openchair bench smallgroups --seed 1",
    )
    parser.add_argument("--seed", type=int, default=0, help="of every plan (default 0)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print a row for each plan: with constructions, without, up to twenty people for twelve weeks, one week again."""
    from openchair.matching.small_groups import Problem

    if args.seed < 0:
        raise InputProblem("must be 0 or more", field="--seed")
    result = {
        "plans": [_planned(Problem(*case), args.seed) for case in KNOWN],
        "searched": [_planned(Problem(*case), args.seed, constructions=False) for case in SEARCHED],
        "twelve_weeks": [
            _planned(Problem(people, size, 12, apart=frozenset({(0, 1), (2, 5)})), args.seed)
            for people in range(6, 21)
            for size in (3, 4)
        ],
        "replanned": [_replanned(size, away, args.seed) for size in (3, 4) for away in (1, 2, 12)],
    }
    print(json.dumps(result, indent=2))
    return 0


def _planned(problem: Any, seed: int, *, constructions: bool = True) -> dict[str, Any]:
    from openchair.matching.small_groups import make_plan

    name = f"{problem.people} people in rooms of {problem.size} for {problem.weeks} weeks"
    print(name, file=sys.stderr)
    began = time.perf_counter()
    worth = make_plan(problem, seed=seed, constructions=constructions).worth
    seconds = time.perf_counter() - began
    allowed = problem.people * (problem.people - 1) // 2 - len(problem.apart)
    return {
        "plan": name,
        "kept_apart": len(problem.apart),
        "repeated_pairs": worth.repeated_pairs,
        "bound": worth.bound,
        "distinct_pairs": worth.distinct_pairs,
        "most_distinct": min(allowed, worth.distinct_pairs + worth.repeated_pairs),
        "apart_violations": worth.apart_violations,
        "seconds": round(seconds, 2),
    }


def _replanned(size: int, away: int, seed: int) -> dict[str, Any]:
    from openchair.matching.small_groups import Problem, make_plan, replan_week

    problem = Problem(40, size, 12, apart=frozenset({(0, 1), (4, 9)}))
    plan = make_plan(problem, seed=seed)
    began = time.perf_counter()
    again = replan_week(problem, plan.rounds, 5, range(away, problem.people), seed=seed)
    seconds = time.perf_counter() - began
    return {
        "plan": f"40 people in rooms of {size} for 12 weeks, {away} away in the sixth",
        "repeated_pairs": again.worth.repeated_pairs,
        "bound": again.worth.bound,
        "apart_violations": again.worth.apart_violations,
        "seconds": round(seconds, 3),
    }
