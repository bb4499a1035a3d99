"""`openchair bench drill D1`: the server is killed at random moments while people speak, and nothing may be lost.

Each client keeps its own list of what was acknowledged to it. At the end the lists are compared with the log in the
database and with what everybody else received.
"""

import argparse
import json
import random
import sys
import time
from typing import Any

from openchair.core.errors import InputProblem
from openchair.rooms.bench.installation import Installation, flush_ms

BETWEEN = (0.6, 2.4)
"""Seconds the server lives between two kills."""
BACK_WITHIN = 5.0
"""Seconds in which it must be serving again: reading its rooms from the log and acknowledging."""
EACH_SAYS = 2.0
"""Messages a second from each person."""


def run(args: argparse.Namespace) -> int:
    """Run the drill, on SQLite and, with --database, on PostgreSQL; one line for each."""
    if not 1 <= args.kills <= 500:
        raise InputProblem("must be between 1 and 500", field="--kills")
    good = True
    for database in ["", args.database] if args.database else [""]:
        result = drill(kills=args.kills, rooms=args.rooms, members=args.members, database=database, seed=args.seed)
        print(json.dumps(result))
        good = good and result["passed"]
    return 0 if good else 1


def drill(*, kills: int, rooms: int, members: int, database: str, seed: int) -> dict[str, Any]:
    """Kill, restart, compare."""
    chance = random.Random(seed)
    with Installation(database=database) as here:
        places = here.prepare(rooms, members)
        here.start_server()
        here.start_clients()
        here.sit_down(places, seed)
        here.tell("stay")
        lives = [chance.uniform(*BETWEEN) for _ in range(kills)]
        here.tell("speak_until_told", rate=EACH_SAYS * members)
        back: list[float] = []
        for life in lives:
            time.sleep(life)
            here.kill_server()
            back.append(_return(here))
            print(f"killed and back in {back[-1]:.2f} s", file=sys.stderr)
        time.sleep(1.0)
        heard = here.tell("enough")
        figures, said = heard["figures"], heard["said"]
        here.tell("leave")
        here.kill_server()
        found = json.loads(here.python("openchair.rooms.bench.inspection"))
        return _judged(figures, said, found, back, kills, seed, database) | {"flush_ms": flush_ms(here.folder)}


def _return(here: Installation) -> float:
    """Start the server again; seconds until a client had something acknowledged."""
    started = time.monotonic()
    here.start_server()
    here.tell("wait_for_acknowledgement")
    return time.monotonic() - started


def _judged(
    figures: dict[str, Any],
    said: dict[str, Any],
    found: dict[str, Any],
    back: list[float],
    kills: int,
    seed: int,
    database: str,
) -> dict[str, Any]:
    lost = twice = 0
    one_order = True
    for meeting, room in said.items():
        stored = found["said"][meeting]
        lost += len(set(room["acknowledged"]) - set(stored))
        twice += len(stored) - len(set(stored))
        one_order = one_order and stored == room["order"]
    result = {
        "drill": "D1",
        "database": "postgresql" if database else "sqlite",
        "seed": seed,
        "kills": kills,
        "acknowledged": figures["acknowledged"],
        "stored": sum(len(room) for room in found["said"].values()),
        "lost": lost + figures["lost"],
        "stored_twice": twice + figures["duplicated"],
        "out_of_order": figures["out_of_order"],
        "one_order": one_order,
        "slowest_return_seconds": round(max(back), 2),
        "integrity": found["integrity"],
        "numbers_without_gaps": found["numbers_without_gaps"],
        "audit_chain": found["audit_chain"],
    }
    result["passed"] = (
        not (result["lost"] or result["stored_twice"] or result["out_of_order"])
        and one_order
        and figures["acknowledged"] > 0
        and max(back) <= BACK_WITHIN
        and found["integrity"] == "ok"
        and found["numbers_without_gaps"]
        and found["audit_chain"] == "ok"
    )
    return result
