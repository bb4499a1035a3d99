"""D8: every line is cut at the same moment, and everybody comes back with something to say."""

import time
from typing import Any

from openchair.rooms.bench.drills.judging import compared, progress, verdict, whole
from openchair.rooms.bench.drills.watching import look
from openchair.rooms.bench.installation import Installation
from openchair.rooms.bench.node import SERVE

TAKES = ("rooms", "members", "database")
ALL_BACK_WITHIN = 30.0
PATIENCE = 90.0
SPREAD_SECONDS = 0.2
"""Within the first try's 300 ms a page must spread at least this far."""
MEMORY_WITHIN = 0.10
WARM_UP = 1
"""Storms before the one that counts: what a process allocates once for so many lines is no growth."""


def drill(*, rooms: int = 100, members: int = 10, database: str = "", seed: int = 0) -> dict[str, Any]:
    """Cut, wait for everybody, compare."""
    with Installation(database=database, command=SERVE) as here:
        places = here.prepare(rooms, members)
        here.start_server()
        here.start_clients()
        here.sit_down(places, seed)
        here.tell("stay", as_page=True)
        progress(f"{rooms * members} people sit in {rooms} rooms")
        for _ in range(WARM_UP):
            _cut(here)
        before, used = _resting_memory(here), here.server.cpu_seconds()
        storm = _cut(here)
        used = here.server.cpu_seconds() - used
        troubles = here.tell("troubles")
        after = _resting_memory(here)
        page = look(here.port, "/", places[0]["people"][1]["cookie"])
        heard = here.tell("enough")
        here.tell("leave")
        facts = {
            "database": "postgresql" if database else "sqlite",
            "lines": rooms * members,
            **{name: storm[name] for name in (
                "back", "seconds_until_all_were_back", "seconds_until_all_was_filled", "first_tries_spread_seconds",
                "most_first_tries_in_50_ms", "snapshots",
            )},
            "resumed": troubles["resumed"],
            "server_cpu_seconds": round(used, 2),
            "rss_mb_before": before,
            "rss_mb_after": after,
            "kept_out": troubles["kept_out"],
            "seed": seed,
        } | compared(here, heard)  # fmt: skip
        must = whole(facts) | {
            "everybody is back and has what they missed": storm["settled"] and facts["back"] == facts["lines"],
            "nobody's sign-in is locked out": not facts["kept_out"] and page.status == 200,
        }
        bounds = {
            "within 30 s": facts["seconds_until_all_was_filled"] <= ALL_BACK_WITHIN,
            "they do not knock at once": (
                facts["first_tries_spread_seconds"] >= SPREAD_SECONDS
                and facts["most_first_tries_in_50_ms"] <= 0.5 * facts["lines"]
            ),
            "memory returns to within 10 %": after <= before * (1 + MEMORY_WITHIN),
        }
        return verdict("D8", here, facts, must=must, bounds=bounds)


def _cut(here: Installation) -> dict[str, Any]:
    storm = here.tell("cut", patience=PATIENCE)
    progress(f"cut; all back after {storm['seconds_until_all_were_back']} s")
    return storm


def _resting_memory(here: Installation) -> float:
    time.sleep(3.0)
    return here.server.rss_mb()
