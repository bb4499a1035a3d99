"""`openchair match`: groups ranked for a person, a waiting list placed, and the published assignment problems."""

import argparse
import json
import math
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from openchair.core.errors import InputProblem

MOST_SECONDS = 3600
INSTANCE = """INSTANCE is JSON, a file or - for standard input:
  {"groups": [{"id", "seats", "minimum", "members": [ids], "stages": [0..4], "themes": {name: 0..1}, "times": [..]}],
   "people": [{"id", "waiting_days", "stage", "themes": {..}, "available": [..]}],
   "fit": {person: {group: 0..1}}, "apart": [[a, b]], "together": [[a, b]], "rules": {"bands": true, "most_new": 2}}
Seats are free seats; members who are in already count towards the minimum. Without fit, the ranking says what is
possible and how well it fits. A time is {"day": 0..6 from Sunday, "start": "19:00", "end": "20:30"}, "tue 19:00-20:30",
or a label of your own. Groups may also have: name, open, waiting_list, youngest, oldest, languages, access, timezone,
format (online, in_person, hybrid), goals, structure, leadership, size, camera, only_for, composition, spread, kind,
wait_days, leaders, reserved (seats for urgent referrals). People: age, languages, needs, preferred, timezone, minutes
({group: way}), most_minutes, online (0..1), goals, structure, leadership, size, camera, identities, wishes, rated
({kind: 0..10}), most_wait, therapist, therapists, excluded (groups), on_hold, weights (at most three parts), urgent."""


def register(subparsers: Any) -> None:
    """Add `match` to the command line."""
    match = subparsers.add_parser(
        "match",
        help="rank groups for a person, place a waiting list, solve assignment problems",
        description="Rank, allocate, assign. Results are proposals: a person decides. Prints JSON.",
        epilog="example: openchair match allocate waiting.json --seconds 10",
    )
    parts = match.add_subparsers(dest="part", metavar="PART", required=True)
    rank = _part(parts, "rank", "groups for one person, best first, with reasons", INSTANCE)
    rank.add_argument("instance", metavar="INSTANCE")
    rank.add_argument("--person", metavar="ID", required=True, help="for whom")
    rank.set_defaults(run=run_rank, needs_django=True)  # its sentences are translated
    allocate = _part(parts, "allocate", "the waiting list placed into groups", INSTANCE)
    allocate.add_argument("instance", metavar="INSTANCE")
    allocate.add_argument("--fairness", action="store_true", help="first as many as possible who waited over 90 days")
    _add_effort(allocate)
    allocate.set_defaults(run=run_allocate)
    gap = _part(
        parts, "gap", "generalised assignment, at the least cost",
        "FILE has the numbers m n, m rows of n costs, m rows of n efforts and m capacities, as the OR-Library's files\n"
        "do; with several problems after their number, one result a line.",
    )  # fmt: skip
    gap.add_argument("file", metavar="FILE")
    gap.add_argument("--seconds", type=float, default=10.0, help="time limit for each problem (default 10)")
    gap.set_defaults(run=run_gap)


def _part(parts: Any, name: str, words: str, epilog: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = parts.add_parser(
        name,
        help=words,
        description=f"{words[0].upper()}{words[1:]}. Prints JSON.",
        epilog=f"example: openchair match {name} "
        + {"rank": "groups.json --person anna", "allocate": "waiting.json", "gap": "gapa.txt"}[name]
        + f"\n\n{epilog}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return parser


def _add_effort(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=10.0, help="time limit (default 10)")
    parser.add_argument("--seed", type=int, default=0, help="another number may find another placement as good")


def _check_seconds(seconds: float) -> None:
    if not math.isfinite(seconds) or not 0 < seconds <= MOST_SECONDS:
        raise InputProblem(f"must be more than 0 and at most {MOST_SECONDS}", field="--seconds")


# --- rank -------------------------------------------------------------------------------------------------
def run_rank(args: argparse.Namespace) -> int:
    """Print the groups for one person, and those that are not possible."""
    from openchair.core.files import json_of, text_of
    from openchair.core.time import now
    from openchair.matching.ranking.rank import Times, rank
    from openchair.matching.ranking.reading import read_profiles
    from openchair.matching.ranking.words import WHY_NOT, change_words, in_favour, objections

    text, label = text_of(args.instance)
    seekers, listings = read_profiles(json_of(text, label), file=label)
    seeker = next((one for one in seekers if str(one.id) == args.person), None)
    if seeker is None:
        raise InputProblem(f"nobody who waits is called {args.person!r}", file=label, field="--person")
    found = rank(seeker, listings, Times(listings, now().year))
    _print(
        {
            "groups": [
                {
                    "group": one.listing.id,
                    "score": round(one.score, 6),
                    "confidence": round(one.confidence, 6),
                    "for": in_favour(one),
                    "against": objections(one),
                }
                for one in found.groups
            ],
            "excluded": [{"group": one.group, "reason": str(WHY_NOT[one.reason])} for one in found.excluded],
            "change": None
            if found.change is None
            else {"filter": found.change.of, "adds": found.change.adds, "words": change_words(found.change)},
        }
    )
    return 0


# --- allocate ---------------------------------------------------------------------------------------------
def run_allocate(args: argparse.Namespace) -> int:
    """Print a placement of the waiting list, what it is worth, and why whoever has no place has none."""
    from openchair.core.files import json_of, text_of
    from openchair.core.time import now
    from openchair.matching.allocation.solve import allocate
    from openchair.matching.placing import read_instance

    began = time.monotonic()
    _check_seconds(args.seconds)
    if args.seed < 0:
        raise InputProblem("must be 0 or more", field="--seed")
    text, label = text_of(args.instance)
    named = read_instance(json_of(text, label), year=now().year, file=label)
    with _passing(args.seconds):
        found = allocate(named.instance, seconds=args.seconds, seed=args.seed, fairness=args.fairness)
    people, groups = named.people, named.groups
    first_come = named.instance.objective(found.first_come.items())
    _print(
        {
            "status": "optimal" if found.proven else "feasible",
            "objective": found.objective,
            "bound": found.bound,
            "gap": round(found.gap, 6),
            "assignments": {
                str(name): groups[found.placement[number]] if number in found.placement else None
                for number, name in enumerate(people)
            },
            "unplaced": [{"person": people[number], "reason": why} for number, why in found.unplaced.items()],
            "seconds": round(time.monotonic() - began, 3),
            "placed": len(found.placement),
            "first_come": {"placed": len(found.first_come), "objective": first_come},
            "complete": found.complete,
        }
    )
    return 0


# --- gap --------------------------------------------------------------------------------------------------
def run_gap(args: argparse.Namespace) -> int:
    """Print the cheapest assignment found for each problem of a file; 1 when one of them has none."""
    from openchair.core.files import text_of
    from openchair.matching.allocation.assignment import assign
    from openchair.matching.allocation.reading import read_jobs

    _check_seconds(args.seconds)
    text, label = text_of(args.file)
    missing = False
    for jobs in read_jobs(text, file=label):
        with _passing(args.seconds):
            found = assign(jobs, seconds=args.seconds)
        missing = missing or found.agents is None
        _print({"objective": found.cost, "bound": found.bound, "assignment": found.agents, "possible": found.possible})
    if missing:
        print("openchair: no assignment was found", file=sys.stderr)
    return int(missing)


# --- on the terminal ----------------------------------------------------------------------------------------
def _print(result: Any) -> None:
    json.dump(result, sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")
    sys.stdout.flush()


@contextmanager
def _passing(seconds: float) -> Iterator[None]:
    """Meanwhile show on a terminal how much of the time is gone: the solver does not say how far it is."""
    over = threading.Event()

    def show() -> None:
        began = time.monotonic()
        while not over.wait(0.5):
            gone = time.monotonic() - began
            print(f"\rsearching: {gone:.0f} of at most {seconds:.0f} s ", end="", file=sys.stderr, flush=True)
        print("\r\033[K", end="", file=sys.stderr, flush=True)

    if not sys.stderr.isatty():
        yield
        return
    shown = threading.Thread(target=show, daemon=True)
    shown.start()
    try:
        yield
    finally:
        over.set()
        shown.join()
