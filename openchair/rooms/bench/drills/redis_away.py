"""D5: Redis is killed, started empty, flushed and restarted while people speak. Nothing durable lives there."""

import time
from typing import Any

from openchair.rooms.bench.drills.judging import compared, progress, verdict, whole
from openchair.rooms.bench.drills.watching import HELP, Watcher, look, wrong_password
from openchair.rooms.bench.installation import Installation
from openchair.rooms.bench.node import SERVE
from openchair.rooms.bench.own_servers import OwnRedis

TAKES = ("rooms", "members", "gap")
EACH_SAYS = 2.0
RESUMES_WITHIN_MS = 10_000.0
TRIES = 8
"""Wrong passwords for one name: more than are free."""
HELP_PAGES = 60
"""Requests for crisis help from the same place, far more than any limit would let through."""


def drill(*, rooms: int = 8, members: int = 10, gap: float = 15.0, seed: int = 0) -> dict[str, Any]:
    """Break Redis in three ways under load, try the limits while it is away, compare."""
    with OwnRedis() as redis, Installation(redis=redis.url, command=SERVE) as here:
        places = here.prepare(rooms, members)
        here.start_server()
        here.start_clients()
        here.sit_down(places, seed)
        here.tell("stay")
        here.tell("speak_until_told", rate=EACH_SAYS * members)
        with Watcher(here.port, {HELP: "", "/": places[0]["people"][1]["cookie"]}) as watcher:
            time.sleep(min(2.0, gap))
            redis.stop_hard()
            progress("Redis is gone")
            away_since = time.monotonic()
            answers = [wrong_password(here.port, "nobody of this name") for _ in range(TRIES)]
            helped = [look(here.port, HELP).status for _ in range(HELP_PAGES)]
            time.sleep(max(0.0, gap - (time.monotonic() - away_since)))
            redis.start()
            progress("Redis is back, empty")
            time.sleep(min(3.0, gap))
            redis.flush()
            progress("Redis is flushed")
            time.sleep(min(3.0, gap))
            redis.stop_hard()
            redis.start()
            progress("Redis was restarted")
            time.sleep(min(5.0, gap))
        heard = here.tell("enough")
        troubles = here.tell("troubles")
        here.tell("leave")
        facts = {
            "slowest_delivery_ms": heard["figures"]["longest_ms"],
            "errors": len(troubles["times"]),
            "wrong_passwords": answers,
            "help_while_limited": sum(status == 200 for status in helped),
            "pages": len(watcher.looks),
            "pages_failed": len(watcher.failed()),
            "slowest_page_seconds": watcher.slowest,
            "seed": seed,
        } | compared(here, heard)
        must = whole(facts) | {
            "guessing is slowed down without Redis": 429 in answers and answers[0] != 429,
            "crisis help is never limited": facts["help_while_limited"] == HELP_PAGES and not watcher.failed(HELP),
            "no page needs Redis": not watcher.failed(),
        }
        bounds = {"live delivery resumes within 10 s": facts["slowest_delivery_ms"] <= RESUMES_WITHIN_MS}
        return verdict("D5", here, facts, must=must, bounds=bounds)
