"""`openchair bench smallgroups`: how near plans of small groups come to what is possible, and how long they take."""

import argparse
import json
import sys
import time
from dataclasses import replace
from typing import Any

from openchair.core.errors import InputProblem
from openchair.matching.small_groups.problem import Rounds

KNOWN = ((32, 4, 7), (32, 4, 9), (32, 4, 10), (40, 4, 12), (40, 3, 12), (24, 3, 12), (24, 4, 12), (30, 3, 12))
"""People, size and weeks of plans whose best is known or bounded."""
SEARCHED = ((32, 4, 7), (32, 4, 8), (32, 4, 9), (32, 4, 10), (36, 4, 8), (21, 3, 9), (24, 4, 6))
"""The same without the stored constructions."""
TWO_PAIRS = frozenset({(0, 1), (2, 5)})
ROOM = (
    *((people, size, 12) for people in (8, 12, 16, 20) for size in (3, 4)),
    *((32, 4, weeks) for weeks in (7, 8, 9, 10)),
)
"""One week after the other, as a room proposes them: with nobody kept apart and with two pairs."""


def register(parts: Any) -> None:
    """Add `bench smallgroups`."""
    parser = parts.add_parser(
        "smallgroups",
        help="plans of small groups against their bounds, and one week planned again",
        epilog="example: openchair bench smallgroups --seed 1",
    )
    parser.add_argument("--seed", type=int, default=0, help="of every plan (default 0)")
    parser.add_argument(
        "--week-by-week", action="store_true", help="only what a room proposes week after week, each from those before"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print a row for each plan: with constructions, without, up to twenty people for twelve weeks, one week again."""
    from openchair.matching.small_groups.plans import Problem

    if args.seed < 0:
        raise InputProblem("must be 0 or more", field="--seed")
    if args.week_by_week:
        cases = [Problem(*case, apart=apart) for apart in (frozenset(), TWO_PAIRS) for case in ROOM]
        print(json.dumps({"week_by_week": [_followed(case, args.seed) for case in cases]}, indent=2))
        return 0
    result = {
        "plans": [_planned(Problem(*case), args.seed) for case in KNOWN],
        "searched": [_planned(Problem(*case), args.seed, constructions=False) for case in SEARCHED],
        "twelve_weeks": [
            _planned(Problem(people, size, 12, apart=TWO_PAIRS), args.seed)
            for people in range(6, 21)
            for size in (3, 4)
        ],
        "replanned": [_replanned(size, away, args.seed) for size in (3, 4) for away in (1, 2, 12)],
    }
    print(json.dumps(result, indent=2))
    return 0


def _planned(problem: Any, seed: int, *, constructions: bool = True) -> dict[str, Any]:
    from openchair.matching.small_groups.plans import make_plan

    name = _name(problem)
    began = time.perf_counter()
    worth = make_plan(problem, seed=seed, constructions=constructions).worth
    return _row(name, problem, worth) | {"seconds": round(time.perf_counter() - began, 2)}


def _followed(problem: Any, seed: int) -> dict[str, Any]:
    """Each week proposed from those before it, as if the same people came every time."""
    from openchair.matching.small_groups.plans import next_week, worth_of

    name, slowest = _name(problem), 0.0
    rounds: Rounds = ()
    for _ in range(problem.weeks):
        began = time.perf_counter()
        week = next_week(replace(problem, weeks=1, history=rounds), seed=seed)
        slowest = max(slowest, time.perf_counter() - began)
        rounds = (*rounds, *week.rounds)
    return _row(name, problem, worth_of(problem, rounds)) | {"slowest_week": round(slowest, 3)}


def _name(problem: Any) -> str:
    name = f"{problem.people} people in rooms of {problem.size} for {problem.weeks} weeks"
    print(name, file=sys.stderr)
    return name


def _row(name: str, problem: Any, worth: Any) -> dict[str, Any]:
    allowed = problem.people * (problem.people - 1) // 2 - len(problem.apart)
    return {
        "plan": name,
        "kept_apart": len(problem.apart),
        "repeated_pairs": worth.repeated_pairs,
        "bound": worth.bound,
        "distinct_pairs": worth.distinct_pairs,
        "most_distinct": min(allowed, worth.distinct_pairs + worth.repeated_pairs),
        "apart_violations": worth.apart_violations,
    }


def _replanned(size: int, away: int, seed: int) -> dict[str, Any]:
    from openchair.matching.small_groups.plans import Problem, make_plan, replan_week

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
