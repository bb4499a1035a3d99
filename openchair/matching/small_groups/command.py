"""`openchair smallgroups`: who sits with whom in small rooms over weeks, so that everybody meets everybody."""

import argparse
import json
import math
import sys
import time
from typing import Any

MOST_PEOPLE, MOST_WEEKS, MOST_SECONDS = 200, 100, 3600
EPILOG = f"""example:
  openchair smallgroups --people 32 --size 4 --rounds 10 --apart apart.json

People are numbered from 0. Rooms are round(people / size), their sizes differ by one at most, and a room of 2 happens
only below six people or with --size 2.

APART is JSON, people who never share a room:    [[0, 5], [2, 9]]
HISTORY is JSON, the rooms of earlier weeks:     [[[0, 5, 9], [1, 2, 3]], ...]
or what this command printed before ("rounds" in an object). Either may be -, for standard input.

The result: rounds (weeks of rooms of people); repeated_pairs, meetings of two people who had met before; bound, below
which no plan goes; distinct_pairs, pairs who meet at least once; ratio, first meetings of the most there could be;
apart_violations; objective and objective_bound (1000 for a meeting of people kept apart, 10 for each earlier meeting
of two who meet again); complete, false when the time ran out before the search was through and another run may differ.

How long the search goes on is counted in steps that follow from --seconds, so that the same input and seed give the
same plan on every machine that makes them in time. Exit 1: people kept apart had to share a room.
At most {MOST_PEOPLE} people and {MOST_WEEKS} rounds."""


def register(subparsers: Any) -> None:
    """Add `smallgroups` to the command line."""
    parser = subparsers.add_parser(
        "smallgroups",
        help="small rooms over weeks in which everybody meets everybody",
        description="Plan small rooms over weeks so that as few people as possible meet twice. Prints JSON.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--people", metavar="N", type=int, required=True, help="how many people")
    parser.add_argument("--size", metavar="S", type=int, required=True, help="people in a room, 3 or 4 as a rule")
    parser.add_argument("--rounds", metavar="W", type=int, required=True, help="how many weeks")
    parser.add_argument("--apart", metavar="FILE", help="pairs of people who never share a room")
    parser.add_argument("--history", metavar="FILE", help="rooms of earlier weeks")
    parser.add_argument("--seconds", type=float, default=10.0, help="time limit (default 10)")
    parser.add_argument("--seed", type=int, default=0, help="another number, another plan (default 0)")
    parser.set_defaults(run=smallgroups)


def smallgroups(args: argparse.Namespace) -> int:
    """Print the plan for one set of people and weeks."""
    from openchair.core.errors import InputProblem
    from openchair.matching.small_groups.plans import EFFORT, Problem, make_plan
    from openchair.matching.small_groups.reading import read_apart, read_history

    began = time.monotonic()
    for field, value, least, most in (
        ("--people", args.people, 2, MOST_PEOPLE),
        ("--size", args.size, 2, MOST_PEOPLE),
        ("--rounds", args.rounds, 1, MOST_WEEKS),
    ):
        if not least <= value <= most:
            raise InputProblem(f"must be between {least} and {most}", field=field)
    if not math.isfinite(args.seconds) or not 0 < args.seconds <= MOST_SECONDS:
        raise InputProblem(f"must be more than 0 and at most {MOST_SECONDS}", field="--seconds")
    if args.apart == args.history == "-":
        raise InputProblem("standard input can be only one of them", field="--apart, --history")
    problem = Problem(
        people=args.people,
        size=args.size,
        weeks=args.rounds,
        apart=read_apart(args.apart, args.people) if args.apart else frozenset(),
        history=read_history(args.history, args.people) if args.history else (),
    )
    effort = max(1, round(EFFORT * args.seconds / 10))
    clock = _Clock(began + args.seconds, effort)
    plan = make_plan(problem, seed=args.seed, effort=effort, go_on=clock.go_on)
    clock.finish()
    worth = plan.worth
    result = {
        "rounds": plan.rounds,
        "repeated_pairs": worth.repeated_pairs,
        "distinct_pairs": worth.distinct_pairs,
        "bound": worth.bound,
        "ratio": round(worth.ratio, 4),
        "apart_violations": worth.apart_violations,
        "objective": worth.objective,
        "objective_bound": worth.objective_bound,
        "complete": plan.complete,
    }
    json.dump(result, sys.stdout)
    sys.stdout.write("\n")
    if worth.apart_violations:
        print("openchair: people who are kept apart had to share a room", file=sys.stderr)
        return 1
    return 0


class _Clock:
    """Ends the search when its time is over, and meanwhile shows on a terminal how far it is."""

    def __init__(self, ends: float, effort: int) -> None:
        self.ends, self.effort = ends, effort
        self.next_line = 0.0 if sys.stderr.isatty() else math.inf
        self.shown = False

    def go_on(self, spent: int, best: int) -> bool:
        now = time.monotonic()
        if now >= self.next_line:
            self.next_line, self.shown = now + 0.2, True
            print(
                f"\rsearching: {spent * 100 // self.effort} %, objective {best} ", end="", file=sys.stderr, flush=True
            )
        return now < self.ends

    def finish(self) -> None:
        if self.shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
