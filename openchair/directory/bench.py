"""`openchair bench listings`: how long a hundred thousand listings take to come in, and a search among them."""

import argparse
import json
import os
import random
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from openchair.core.errors import InputProblem
from openchair.core.throwaway import own_databases

PLACES = {
    "Leeds": (53.80, -1.55), "Lisbon": (38.72, -9.14), "Lyon": (45.76, 4.84), "Zürich": (47.38, 8.54),
    "Kraków": (50.06, 19.94), "Málaga": (36.72, -4.42), "Bristol": (51.45, -2.59), "Galway": (53.27, -9.06),
    "Tampere": (61.50, 23.76), "Utrecht": (52.09, 5.12), "Ghent": (51.05, 3.72), "Graz": (47.07, 15.44),
}  # fmt: skip
THINGS = (
    "garden", "kitchen", "river", "harbour", "candle", "bridge", "window", "morning", "meadow", "lantern", "library",
    "orchard", "station", "chapel", "market", "valley", "cottage", "anchor", "willow", "mirror", "evening", "compass",
)  # fmt: skip
MANNERS = ("quiet", "open", "gentle", "early", "late", "bright", "steady", "kind", "plain", "warm", "honest", "slow")
SYLLABLES = ("ba", "lo", "mi", "ran", "tes", "vor", "kel", "dun", "sha", "pri", "wen", "gor", "fa", "nu", "tir", "ost")


def register(parts: Any) -> None:
    """Add `bench listings`."""
    parser = parts.add_parser(
        "listings",
        help="a large meeting list brought in, again, and searched",
        epilog="example: openchair bench listings --listings 100000",
    )
    parser.add_argument("--listings", type=int, default=100_000, help="how many (default 100,000)")
    parser.add_argument("--searches", type=int, default=300, help="how many searches (default 300)")
    parser.add_argument(
        "--database", metavar="URL", default="", help="a postgres:// address; an own database beside it"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the invented listings (default 0)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make a throw-away installation, bring the list in twice, search, and print one object."""
    if not 100 <= args.listings <= 1_000_000 or not 1 <= args.searches <= 10_000:
        raise InputProblem("between 100 and 1,000,000 listings, and between 1 and 10,000 searches")
    with _installation(args.database):
        print(json.dumps(_measured(args.listings, args.searches, args.seed), indent=1))
    return 0


@contextmanager
def _installation(database: str) -> Iterator[None]:
    """A folder, and a database beside the named one, that are gone afterwards."""
    folder = tempfile.mkdtemp(prefix="openchair-bench-")
    for name in [name for name in os.environ if name.startswith("OPENCHAIR_")]:
        del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "openchair.settings",
        "OPENCHAIR_DATA": folder,
        "OPENCHAIR_MODE": "demo",
        "OPENCHAIR_ROOT_KEY": secrets.token_hex(32),
        "OPENCHAIR_SECRET_KEY": secrets.token_urlsafe(48),
    }
    try:
        named: AbstractContextManager[dict[str, str]] = own_databases(database) if database else nullcontext({})
        with named as databases:
            os.environ |= databases
            import django
            from django.core.management import call_command
            from django.db import connections

            django.setup()
            for alias in connections:
                call_command("migrate", database=alias, verbosity=0)
            yield
            connections.close_all()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _invented(many: int, seed: int) -> list[dict[str, Any]]:
    chance = random.Random(seed)
    rare = ["".join(chance.choices(SYLLABLES, k=3)) for _ in range(20_000)]
    rows: list[dict[str, Any]] = []
    for number in range(many):
        place = chance.choice(tuple(PLACES))
        row = {
            "slug": f"meeting-{number}",
            "name": f"{chance.choice(MANNERS).title()} {chance.choice(THINGS)} {chance.choice(rare)}",
            "day": chance.randrange(7),
            "time": f"{chance.randrange(6, 23):02}:{chance.choice(('00', '15', '30'))}",
            "end_time": None,
            "timezone": chance.choice(("Europe/London", "Europe/Lisbon", "America/New_York")),
            "location": f"{chance.choice(rare).title()} House",
            "formatted_address": f"1 {chance.choice(rare).title()} Street, {place}, X1, UK",
            "notes": " ".join(chance.choices((*THINGS, *MANNERS), k=12) + chance.choices(rare, k=6)),
            "types": chance.sample(("O", "C", "W", "M", "X", "B", "D", "EN", "S", "ASL"), 3),
            "latitude": round(PLACES[place][0] + chance.gauss(0, 0.15), 5),
            "longitude": round(PLACES[place][1] + chance.gauss(0, 0.2), 5),
        }
        rows.append(row)
    return rows


def _measured(many: int, searches: int, seed: int) -> dict[str, Any]:
    from django.db import connection

    from openchair.directory import maps, queries, search
    from openchair.directory.commands import Bar
    from openchair.directory.services import import_listings

    rows = _invented(many, seed)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    seconds: list[float] = []
    busy_seconds: list[float] = []
    for _ in range(2):
        bar = Bar(sys.stderr)
        began, busy = time.perf_counter(), time.process_time()
        result = import_listings(rows=rows, source="bench", time_zone="UTC", at=at, progress=bar)
        seconds.append(round(time.perf_counter() - began, 1))
        busy_seconds.append(round(time.process_time() - busy, 1))
        bar.close()
        assert not result.rejected
    assert result.unchanged == many
    chance = random.Random(seed + 1)
    kinds = (
        "one common word",
        "two words",
        "a rare word",
        "a typing error",
        "sign language",
        "within 25 km",
        "a day",
        "a map",
    )
    taken: dict[str, list[float]] = {kind: [] for kind in kinds}
    worked: dict[str, list[float]] = {kind: [] for kind in kinds}
    for number in range(searches):
        kind = list(taken)[number % len(taken)]
        row = chance.choice(rows)
        rare = row["name"].split()[-1]
        words = {
            "one common word": [chance.choice(THINGS)],
            "two words": [chance.choice(THINGS), chance.choice(tuple(PLACES))],
            "a rare word": [rare],
            "a typing error": [rare[:2] + rare[3] + rare[2] + rare[4:] if len(rare) > 4 else f"{rare}x"],
        }.get(kind, [])
        town = chance.choice(tuple(PLACES))
        began, busy = time.perf_counter(), time.process_time()
        meant = search.understood(search.words_of(" ".join(words)))
        around = queries.around(town, 25) if kind == "within 25 km" else None
        needs = ("sign",) if kind == "sign language" else ()
        wanted = queries.Wanted(words=meant.words, access=needs, around=around)
        if kind == "a day":  # on the clock of somebody far away, so that every zone is looked at
            wanted = replace(wanted, day=0, part="evening", clock=("Pacific/Auckland", at))
        found = queries.outside(wanted, page=1)
        if kind == "a map":
            maps.drawn(queries.on_the_map(found.found))
        taken[kind].append(1000 * (time.perf_counter() - began))
        worked[kind].append(1000 * (time.process_time() - busy))
    every = sorted(one for some in taken.values() for one in some)
    return {
        "database": connection.vendor,
        "listings": many,
        "import_seconds": seconds[0],
        "again_seconds": seconds[1],
        "import_cpu_seconds": busy_seconds[0],
        "again_cpu_seconds": busy_seconds[1],
        "searches": searches,
        "p50_ms": round(every[len(every) // 2], 1),
        "p95_ms": round(every[int(0.95 * len(every))], 1),
        "by_kind_p95_ms": _p95(taken),
        # What this process worked; on a busy machine it says more than the clock. PostgreSQL's own work is not in it.
        "by_kind_p95_cpu_ms": _p95(worked),
        "load": [round(one, 1) for one in os.getloadavg()],
    }


def _p95(by_kind: dict[str, list[float]]) -> dict[str, float]:
    return {kind: round(sorted(some)[int(0.95 * len(some))], 1) for kind, some in by_kind.items() if some}
