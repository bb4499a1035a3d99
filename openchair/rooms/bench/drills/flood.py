"""D11: in one room somebody never reads, somebody sends 64 KB frames and somebody says 500 things a second."""

import time
from typing import Any

from openchair.core.errors import InputProblem
from openchair.rooms.bench.drills.hostile import Floods, NeverReads, SendsHuge
from openchair.rooms.bench.drills.judging import compared, progress, verdict, whole
from openchair.rooms.bench.installation import Installation
from openchair.rooms.bench.node import SERVE

TAKES = ("rooms", "members", "seconds", "database")
LONG = "It goes on and on. " * 200
"""Words so long that what is not read adds up."""
EACH_SAYS = 5.0
"""Messages a second from each of the others: half of what a line may send."""
OTHERS_P95_MS = 500.0
MEMORY_MB = 64.0
"""What the server may take at most beyond what it had before: a few full backlogs and the words rooms keep ready."""


def drill(
    *, rooms: int = 8, members: int = 10, seconds: float = 60.0, database: str = "", seed: int = 0
) -> dict[str, Any]:
    """Let three people misbehave in the first room, watch the others, compare."""
    if members < 5:
        raise InputProblem("must be at least 5: three misbehave", field="--members")
    with Installation(database=database, command=SERVE) as here:
        del here.environment["OPENCHAIR_ROOM_MESSAGES_PER_SECOND"]  # the limit is part of the answer
        places = here.prepare(rooms, members)
        here.start_server()
        here.start_clients()
        here.sit_down(places, seed)
        here.tell("stay")
        address = f"127.0.0.1:{here.port}"
        slow = NeverReads(address, here.tell("give_up_chair", room=0, chair=-1))
        huge = SendsHuge(address, here.tell("give_up_chair", room=0, chair=-1))
        flooding = Floods(address, here.tell("give_up_chair", room=0, chair=-1), LONG)
        here.tell("speak_until_told", rate=EACH_SAYS * (members - 3), filling=LONG)
        here.tell("listen", seconds=min(5.0, seconds))
        before = peak = here.server.rss_mb()
        for hostile in (slow, huge, flooding):
            hostile.start()
        progress("three people misbehave")
        here.order("listen", seconds=seconds)
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            time.sleep(0.25)
            peak = max(peak, here.server.rss_mb())
        others = here.answer()
        troubles = here.tell("troubles")
        for hostile in (flooding, huge, slow):
            hostile.stop()
        heard = here.tell("enough")
        progress("they stopped; the one who did not read comes back")
        resumed = slow.resume(here.tell("position", room=0)["room"])
        here.tell("leave")
        facts = {
            "database": "postgresql" if database else "sqlite",
            "seconds": seconds,
            "others_p95_ms": others["p95_ms"],
            "others_p99_ms": others["p99_ms"],
            "others_delivered": others["delivered"],
            "others_troubled": len(troubles["times"]),
            "others_cut": troubles["farewells"],
            "flood_sent": len(flooding.sent),
            "flood_told_stored": len(flooding.acknowledged),
            "flood_refused": flooding.refused,
            "flood_lines": flooding.lines,
            "huge_lines": huge.lines,
            "rss_mb_before": before,
            "rss_mb_peak": peak,
            "seed": seed,
        } | compared(here, heard, strangers=flooding.sent)
        must = whole(facts) | {
            "nobody else was troubled": not troubles["times"] and not troubles["farewells"],
            "the slow one was cut": slow.was_cut,
            "and read on without a gap": resumed,
            "huge frames end their line": huge.lines > 1,
            "the flood was slowed": flooding.refused > 0 and flooding.lines > 1,
            "what of it was stored was told": bool(flooding.acknowledged),
        }
        bounds = {
            "p95 of the others within 500 ms": others["p95_ms"] is not None and others["p95_ms"] <= OTHERS_P95_MS,
            "memory is bounded": peak <= before + MEMORY_MB,
        }
        return verdict("D11", here, facts, must=must, bounds=bounds)
