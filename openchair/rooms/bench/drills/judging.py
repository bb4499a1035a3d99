"""What every drill compares at its end: what was acknowledged and heard with what the log holds."""

import json
import os
import sys
from collections.abc import Collection, Mapping
from typing import Any

from openchair.rooms.bench.installation import Installation, flush_ms


def progress(words: str) -> None:
    """Say on standard error how far the drill is."""
    print(words, file=sys.stderr, flush=True)


def compared(here: Installation, heard: Mapping[str, Any], *, strangers: Collection[str] = ()) -> dict[str, Any]:
    """What the clients heard beside what the log holds of it; what strangers said is left out of both."""
    figures, found = heard["figures"], json.loads(here.python("openchair.rooms.bench.drills.inspection"))
    others = set(strangers)
    lost = twice = 0
    one_order = True
    for meeting, room in heard["said"].items():
        stored = [own_id for own_id in found["said"][meeting] if own_id not in others]
        lost += len(set(room["acknowledged"]) - set(stored))
        twice += len(stored) - len(set(stored))
        one_order = one_order and stored == room["order"]
    return {
        "settled": heard["settled"],
        "acknowledged": sum(len(room["acknowledged"]) for room in heard["said"].values()),
        "stored": sum(len(room) for room in found["said"].values()),
        "lost": lost + figures["lost"],
        "stored_twice": twice + figures["duplicated"],
        "out_of_order": figures["out_of_order"],
        "one_order": one_order,
        "integrity": found["integrity"],
        "numbers_without_gaps": found["numbers_without_gaps"],
        "audit_chain": found["audit_chain"],
    }


def whole(facts: Mapping[str, Any]) -> dict[str, bool]:
    """What has to hold after every drill."""
    return {
        "something was acknowledged": facts["acknowledged"] > 0,
        "nothing acknowledged is lost": not facts["lost"],
        "nothing is stored or delivered twice": not facts["stored_twice"],
        "one order for everybody, without gaps": (
            not facts["out_of_order"] and facts["one_order"] and facts["numbers_without_gaps"]
        ),
        "everybody has everything": facts["settled"],
        "database and trail are whole": facts["integrity"] == "ok" and facts["audit_chain"] == "ok",
    }


def verdict(
    name: str, here: Installation, facts: Mapping[str, Any], *, must: Mapping[str, bool], bounds: Mapping[str, bool]
) -> dict[str, Any]:
    """The line a drill prints: `must` holds on any machine, `bounds` are times and sizes on this one."""
    conditions = {"flush_ms": flush_ms(here.folder), "load": round(os.getloadavg()[0], 1), "cores": os.cpu_count()}
    passed = all(must.values()) and all(bounds.values())
    return {"drill": name, **facts, **conditions, "must": dict(must), "bounds": dict(bounds), "passed": passed}
