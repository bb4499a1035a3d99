"""`openchair bench rooms`: how many deliveries a processor second carries, and how long one takes."""

import argparse
import json
import sys
from typing import Any

from openchair.core.errors import InputProblem
from openchair.rooms.bench.installation import Installation, flush_ms, write_us
from openchair.rooms.bench.node import LISTENER, SERVE

SETTLE_SECONDS = 20.0
GROWTH = 1.6
TOO_SLOW_MS = 500.0


def run(args: argparse.Namespace) -> int:
    """Run the benchmark and print its figures."""
    _check(args)
    command = SERVE if args.workers > 1 else LISTENER
    with Installation(database=args.database or "", redis=args.redis or "", command=command) as here:
        print(f"preparing {args.rooms} rooms with {args.members} members", file=sys.stderr)
        places = here.prepare(args.rooms, args.members)
        if args.workers > 1:
            here.start_server("--no-jobs", "--workers", str(args.workers))
            here.wait_for_nodes(args.workers)
        else:
            here.start_server()
        here.start_clients()
        idle = here.server.rss_mb()
        here.sit_down(places, args.seed)
        seated = here.server.rss_mb()
        figures = at_rate(here, args.rate, args.seconds) if args.rate else _saturation(here, args.seconds)
        figures |= {
            "rss_mb_server": here.server.rss_mb(),
            "rss_mb_server_idle": idle,
            "kib_per_member": round((seated - idle) * 1024 / (args.rooms * args.members), 1),
            "flush_ms": flush_ms(here.folder),
            "write_us": write_us(),
            "rooms": args.rooms,
            "members": args.members,
            "workers": args.workers,
            "database": "postgresql" if args.database else "sqlite",
        }
        here.tell("leave")
    print(json.dumps(figures))
    return 0 if not (figures["lost"] or figures["duplicated"] or figures["out_of_order"]) else 1


def _check(args: argparse.Namespace) -> None:
    for name, most in (("rooms", 2000), ("members", 39), ("seconds", 3600), ("workers", 64)):
        if not 1 <= getattr(args, name) <= most:
            raise InputProblem(f"must be between 1 and {most}", field=f"--{name}")
    if args.rate is not None and not 0 < args.rate <= 10_000:
        raise InputProblem("must be above 0", field="--rate")
    if args.database and not args.database.startswith(("postgres://", "postgresql://")):
        raise InputProblem("must be a postgres:// address", field="--database")
    if args.workers > 1 and not args.database:
        raise InputProblem("several processes share their rooms through PostgreSQL; add --database", field="--workers")


def at_rate(here: Installation, rate: float, seconds: float) -> dict[str, Any]:
    """So many messages a second in each room."""
    print(f"speaking for {seconds:g} s, {rate:g} messages a second in each room", file=sys.stderr, flush=True)
    before = here.server.cpu_seconds()
    said = here.tell("speak", rate=rate, seconds=seconds, drain=SETTLE_SECONDS)
    used = here.server.cpu_seconds() - before
    took = said.pop("seconds")
    in_time, settled = said.pop("acknowledged_in_time"), said.pop("settled")
    return said | {
        "rate": round(rate, 2),
        "delivered_per_second": round(said["delivered"] / took),
        "server_cpu_seconds": round(used, 2),
        "delivered_per_cpu_second": round(said["delivered"] / used) if used else None,
        "kept_up": settled and in_time >= 0.95 * said["sent"],
    }


def _saturation(here: Installation, seconds: float) -> dict[str, Any]:
    """Raise the rate step by step until the server no longer keeps up; the last step that it did counts."""
    rate, best = 1.0, None
    while True:
        step = at_rate(here, rate, seconds)
        print(
            f"{rate:8.1f} messages/s/room: {step['delivered_per_second']} deliveries/s, "
            f"{step['delivered_per_cpu_second']} per CPU-second, p99 {step['p99_ms']} ms",
            file=sys.stderr,
        )
        kept_up = step["kept_up"] and step["p99_ms"] is not None and step["p99_ms"] <= TOO_SLOW_MS
        if best is None or (kept_up and step["delivered_per_second"] > best["delivered_per_second"]):
            best = step
        if not kept_up:
            return best
        rate *= GROWTH
