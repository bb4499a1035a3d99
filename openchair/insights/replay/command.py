"""`openchair replay`: the main job without a browser."""

import argparse
import asyncio
import json
import math
import sys
import time
from typing import Any

from openchair.core.errors import InputProblem

EPILOG = """example:
  openchair replay meeting.jsonl

TRANSCRIPT is JSON Lines with speaker and text, and where known start and end (seconds) and addressed_to. A server
is started on a free loopback port with a fresh data folder, which is gone at the end. Exit 1 when not every line was
acknowledged and stored in its place."""


def register(subparsers: Any) -> None:
    """Add `replay` to the command line."""
    parser = subparsers.add_parser(
        "replay",
        help="hold a meeting from a transcript, on a throw-away installation",
        description="Sign up the speakers, hold their meeting over real connections, print its report as JSON.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("transcript", metavar="TRANSCRIPT", help="file of lines, or - for standard input")
    parser.add_argument(
        "--group-size", type=int, metavar="N", help="members in the group; those who say nothing listen"
    )
    parser.add_argument(
        "--speed", type=float, metavar="X", help="times as fast as it was; without it, as fast as acknowledged"
    )
    parser.set_defaults(run=replay)


def replay(args: argparse.Namespace) -> int:
    """Hold the meeting and print its report."""
    from openchair.insights.replay.transcript import MOST_PEOPLE, read_transcript

    if args.speed is not None and not 0 < args.speed <= 1e6:
        raise InputProblem("must be above 0, and a million at most", field="--speed")
    transcript = read_transcript(args.transcript)
    size = len(transcript.speakers) if args.group_size is None else args.group_size
    if not len(transcript.speakers) <= size <= MOST_PEOPLE:
        words = f"must be between the number of speakers ({len(transcript.speakers)}) and {MOST_PEOPLE}"
        raise InputProblem(words, field="--group-size")
    listeners = _new_names("listener {}", size - len(transcript.speakers), transcript.speakers)
    [facilitator] = _new_names("facilitator", 1, [*transcript.speakers, *listeners])
    started = time.monotonic()
    report, is_whole = _hold(transcript, facilitator, listeners, args.speed)
    report["seconds"] = round(time.monotonic() - started, 3)
    json.dump(report, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
    return 0 if is_whole else 1


def _new_names(pattern: str, many: int, taken: list[str]) -> list[str]:
    """Names nobody in the transcript has."""
    names: list[str] = []
    number = 0
    while len(names) < many:
        number += 1
        name = pattern.format(number) if "{}" in pattern else pattern + ("" if number == 1 else f" {number}")
        if name not in taken:
            names.append(name)
    return names


def _hold(transcript: Any, facilitator: str, listeners: list[str], speed: float | None) -> tuple[dict[str, Any], bool]:
    from openchair.insights.dynamics import measure
    from openchair.insights.figures import as_dict
    from openchair.insights.replay.meeting import Meeting, out_of_order
    from openchair.insights.replay.seats import Seat
    from openchair.rooms.bench.installation import Installation

    names = [facilitator, *transcript.speakers, *listeners]
    minutes = max(60, math.ceil(transcript.elapsed / 60) + 15)
    with Installation() as here:
        here.environment["OPENCHAIR_REPLAY_CLOCK"] = "1"
        print(f"signing up {len(names)} people", file=sys.stderr)
        module = "openchair.insights.replay"
        place = json.loads(here.python(f"{module}.community", str(len(names) - 1), str(minutes)))
        here.start_server()
        leader, *members = (
            Seat(name, chair["seat"], chair["cookie"]) for name, chair in zip(names, place["people"], strict=True)
        )
        print(f"holding a meeting of {len(transcript.lines)} lines", file=sys.stderr)
        meeting = Meeting(transcript, leader, members, speed)
        course = asyncio.run(meeting.hold(f"127.0.0.1:{here.port}", place["meeting"]))
        log = json.loads(here.python(f"{module}.reckoning", place["meeting"]))
    sent, stored = course.sent, log["said"]
    wrong_places = course.out_of_order + out_of_order(sent, stored)
    report = {
        "meeting": place["meeting"],
        "members": len(members),
        "messages_sent": len(sent),
        "messages_acknowledged": course.acknowledged,
        "messages_stored": len(stored),
        "out_of_order": wrong_places,
        "attendance": [_attendance(seat, log["chairs"][seat.seat], seat is leader) for seat in (leader, *members)],
        "dynamics": as_dict(measure(transcript.rows(), transcript.roster(facilitator, listeners))),
        "concerns": _concerns(transcript),
    }
    return report, len(sent) == course.acknowledged == len(stored) and not wrong_places


def _concerns(transcript: Any) -> list[dict[str, Any]]:
    """What screening says of each line, with its number and who said it."""
    from openchair.safety.screening.screen import screen

    return [
        {"line": number, "speaker": line.speaker, **concern.as_dict()}
        for number, line in enumerate(transcript.lines, 1)
        for concern in screen(line.text).concerns
    ]


def _attendance(seat: Any, chair: dict[str, int], leads: bool) -> dict[str, Any]:
    return {
        "member": seat.name,
        "part": "facilitator" if leads else "member",
        "minutes": round(chair["here_ms"] / 60_000, 2),
        "turns": chair["turns"],
        "floor_seconds": round(chair["floor_ms"] / 1000, 3),
    }
