"""D4: PostgreSQL is stopped as by a crash while people speak, and started again some seconds later."""

import time
from typing import Any

from openchair.rooms.bench.drills.judging import compared, progress, verdict, whole
from openchair.rooms.bench.drills.watching import HELP, Watcher
from openchair.rooms.bench.installation import Installation
from openchair.rooms.bench.node import SERVE
from openchair.rooms.bench.own_servers import OwnPostgres

TAKES = ("rooms", "members", "gap")
EACH_SAYS = 2.0
AFTERWARDS = 5.0
"""Seconds after the gap in which the last errors may fall."""
HANGING = 10.0


def drill(*, rooms: int = 8, members: int = 10, gap: float = 15.0, seed: int = 0) -> dict[str, Any]:
    """Stop the database under load, start it again, compare."""
    with OwnPostgres() as postgres, Installation(database=postgres.url, command=SERVE) as here:
        places = here.prepare(rooms, members)
        here.start_server()
        here.start_clients()
        here.sit_down(places, seed)
        here.tell("stay")
        here.tell("speak_until_told", rate=EACH_SAYS * members)
        pages = {HELP: "", "/": places[0]["people"][1]["cookie"], "/sign-in/": ""}
        with Watcher(here.port, pages) as watcher:
            time.sleep(min(5.0, gap))
            began = time.time()
            postgres.stop_hard()
            progress("PostgreSQL is gone")
            time.sleep(gap)
            postgres.start()
            over = time.time()
            progress(f"PostgreSQL is back after {over - began:.1f} s")
            here.tell("wait_for_acknowledgement")
            first = time.time()
            progress(f"the first thing is stored again {first - over:.2f} s later")
            time.sleep(min(AFTERWARDS + 5.0, 2 * gap))
        troubles = here.tell("troubles")
        heard = here.tell("enough")
        here.tell("leave")
        outside = [at for at in troubles["times"] if not began <= at <= over + AFTERWARDS]
        pages_outside = [page for page in watcher.failed() if not began - 0.5 <= page.at <= over + AFTERWARDS]
        facts = {
            "gap_seconds": round(over - began, 2),
            "stored_again_after_seconds": round(first - over, 2),
            "errors": len(troubles["times"]),
            "errors_outside": len(outside),
            "last_error_after_seconds": round(max(troubles["times"]) - over, 2) if troubles["times"] else None,
            "slowest_answer_seconds": troubles["slowest_answer_seconds"],
            "pages": len(watcher.looks),
            "pages_failed": len(watcher.failed()),
            "pages_failed_outside": len(pages_outside),
            "help_failed": len(watcher.failed(HELP)),
            "slowest_page_seconds": watcher.slowest,
            "seed": seed,
        } | compared(here, heard)
        must = whole(facts) | {
            "there was a gap to notice": bool(troubles["times"]),
            "crisis help was always there": not watcher.failed(HELP),
        }
        bounds = {
            "errors only in the gap and 5 s after": not outside and not pages_outside,
            "no request hangs over 10 s": max(watcher.slowest, troubles["slowest_answer_seconds"]) <= HANGING,
        }
        return verdict("D4", here, facts, must=must, bounds=bounds)
