"""`openchair dynamics`: the figures of a meeting from a file of turns; `openchair replay` from a whole transcript."""

import argparse
import json
import sys
from dataclasses import replace
from typing import Any

from openchair.insights.replay import command as replay

EPILOG = """example:
  openchair dynamics turns.jsonl --roster people.csv

TURNS is JSON Lines or CSV with speaker, start, end (seconds) and where known addressed_to, role (member or
facilitator) and kind (talk, chat, hand, reaction; only talk counts). The roster names everybody who was there, also
those who never spoke: speaker, and where known role, joined, left (seconds) and observed (false for somebody who
opted out)."""


def register(subparsers: Any) -> None:
    """Add `dynamics` to the command line."""
    parser = subparsers.add_parser(
        "dynamics",
        help="figures of a meeting from its turns",
        description="How evenly the floor was held, from a file of turns. Prints JSON.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("turns", metavar="TURNS", help="file of turns, or - for standard input")
    parser.add_argument("--roster", metavar="FILE", help="everybody who was there, spoken or not")
    parser.add_argument("--raw", action="store_true", help="skip the cleaning (short rows, short gaps)")
    parser.set_defaults(run=dynamics)
    replay.register(subparsers)


def dynamics(args: argparse.Namespace) -> int:
    """Print the figures of one file of turns."""
    from openchair.insights.dynamics import Attendee, measure
    from openchair.insights.figures import as_dict
    from openchair.insights.reading import read_roster, read_turns

    rows, roles = read_turns(args.turns)
    roster = {attendee.id: attendee for attendee in (read_roster(args.roster) if args.roster else ())}
    for speaker, role in roles.items():
        known = roster.get(speaker)
        roster[speaker] = (
            replace(known, role=role) if known and role == "facilitator" else known or Attendee(speaker, role)
        )
    json.dump(as_dict(measure(rows, roster.values(), raw=args.raw)), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
    return 0
