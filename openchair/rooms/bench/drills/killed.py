"""D1: the server is killed at random moments while people speak, and nothing may be lost.

Each client keeps its own list of what was acknowledged to it. At the end the lists are compared with the log in the
database and with what everybody else received.
"""

import random
import time
from typing import Any

from openchair.rooms.bench.drills.judging import compared, progress, verdict, whole
from openchair.rooms.bench.installation import Installation

TAKES = ("kills", "rooms", "members", "database")
BETWEEN = (0.6, 2.4)
"""Seconds the server lives between two kills."""
BACK_WITHIN = 5.0
"""Seconds in which it must be serving again: reading its rooms from the log and acknowledging."""
EACH_SAYS = 2.0
"""Messages a second from each person."""


def drill(*, kills: int = 20, rooms: int = 8, members: int = 10, database: str = "", seed: int = 0) -> dict[str, Any]:
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
            progress(f"killed and back in {back[-1]:.2f} s")
        time.sleep(1.0)
        heard = here.tell("enough")
        here.tell("leave")
        here.kill_server()
        facts = {
            "database": "postgresql" if database else "sqlite",
            "seed": seed,
            "kills": kills,
            "slowest_return_seconds": round(max(back), 2),
        } | compared(here, heard)
        bounds = {"serving again within 5 s": max(back) <= BACK_WITHIN}
        return verdict("D1", here, facts, must=whole(facts), bounds=bounds)


def _return(here: Installation) -> float:
    """Start the server again; seconds until a client had something acknowledged."""
    started = time.monotonic()
    here.start_server()
    here.tell("wait_for_acknowledgement")
    return time.monotonic() - started
