"""D12: meetings begin, talk and end for many minutes, while purge, checkpoint and backup run again and again.

An evening of meetings is one *wave*: people sit down, talk, and their leaders close. In every wave the jobs of an
hour run once. What is measured at the same moment of each wave must not grow from one wave to the next.
"""

import statistics
from collections.abc import Sequence
from typing import Any

from openchair.rooms.bench.drills.judging import compared, progress, verdict, whole
from openchair.rooms.bench.installation import Installation
from openchair.rooms.bench.node import SERVE

TAKES = ("rooms", "members", "minutes", "database")
EACH_ROOM_SAYS = 0.5
"""Messages a second in each room: a lively conversation of ten people."""
MEMORY_WITHIN = 1.10
HANDLES_WITHIN = 5
WAL_MB = 13.0
"""Three files that SQLite empties at 1,000 pages each by itself; more means that something keeps it from doing so."""
P95_WITHIN = 1.5
P95_NOISE_MS = 5.0
KEPT_BACKUPS = 2


def drill(
    *, rooms: int = 30, members: int = 10, minutes: float = 20.0, waves: int = 10, database: str = "", seed: int = 0
) -> dict[str, Any]:
    """Hold wave after wave, measure each, compare the first with the last."""
    with Installation(database=database, command=SERVE) as here:
        measured: list[dict[str, Any]] = []
        heard: dict[str, Any] = {
            "settled": True,
            "figures": {"lost": 0, "duplicated": 0, "out_of_order": 0},
            "said": {},
        }
        closed = 0
        for number in range(waves):
            places = here.prepare(rooms, members, first=number * rooms)
            if number == 0:
                here.start_server()
                here.start_clients()
            here.sit_down(places, seed + number)
            here.tell("speak_until_told", rate=EACH_ROOM_SAYS)
            here.order("listen", seconds=minutes * 60 / waves)
            _hourly(here, number)
            measured.append(_measured(here, here.answer()))
            progress(f"wave {number + 1} of {waves}: {measured[-1]}")
            _add(heard, here.tell("enough"))
            closed += here.tell("close_meetings")["closed"]
        facts = {
            "database": "postgresql" if database else "sqlite",
            "minutes": minutes,
            "waves": measured,
            "closed": closed,
            "seed": seed,
        } | compared(here, heard)
        must = whole(facts) | {"every meeting could be closed": closed == rooms * waves}
        return verdict("D12", here, facts, must=must, bounds=_bounds(measured))


def _add(heard: dict[str, Any], more: dict[str, Any]) -> None:
    heard["settled"] = heard["settled"] and more["settled"]
    heard["said"] |= more["said"]
    for name in heard["figures"]:
        heard["figures"][name] += more["figures"][name]


def _hourly(here: Installation, number: int) -> None:
    """What an hour brings: every job once, the purges among them, the trail's checkpoint, and a backup."""
    here.python("openchair.rooms.bench.drills.upkeep")
    if "OPENCHAIR_DATABASE_URL" not in here.environment:  # there the database's own tools back up
        backups = here.folder / "backups"
        backups.mkdir(exist_ok=True)
        here.python("openchair.cli", "backup", str(backups / f"hour-{number:04}"))
        for old in sorted(backups.glob("hour-*"))[: -2 * KEPT_BACKUPS]:
            old.unlink()


def _measured(here: Installation, figures: dict[str, Any]) -> dict[str, Any]:
    return {
        "p95_ms": figures["p95_ms"] or 0.0,
        "rss_mb": here.server.rss_mb(),
        "handles": here.server.handles(),
        "wal_mb": round(sum(path.stat().st_size for path in here.folder.glob("*-wal")) / 1e6, 2),
        "files": sum(path.is_file() for path in here.folder.rglob("*")),
    }


def _bounds(measured: Sequence[dict[str, Any]]) -> dict[str, bool]:
    """The first wave warms up: what a process allocates once is no growth. Then the first half against the last."""
    after = measured[1:]
    half = max(1, len(after) // 2)
    begin, end = _typical(after[:half]), _typical(after[-half:])
    return {
        "no growth of memory": end["rss_mb"] <= begin["rss_mb"] * MEMORY_WITHIN,
        "no growth of handles": end["handles"] <= begin["handles"] + HANDLES_WITHIN,
        "no growth of files": end["files"] <= begin["files"] + 2 * KEPT_BACKUPS,
        "no growth of the write-ahead log": max(wave["wal_mb"] for wave in measured) <= WAL_MB,
        "p95 steady": end["p95_ms"] <= begin["p95_ms"] * P95_WITHIN + P95_NOISE_MS,
    }


def _typical(waves: Sequence[dict[str, Any]]) -> dict[str, float]:
    names = ("p95_ms", "rss_mb", "handles", "wal_mb", "files")
    return {name: statistics.median(wave[name] for wave in waves) for name in names}
