"""Benchmarks and drills of the live rooms: real server, real sockets, real disk; figures, never tests of time."""

import argparse
from typing import Any


def register(parts: Any) -> None:
    """Add `bench rooms` and `bench drill`."""
    _rooms(parts)
    _drill(parts)


def _rooms(parts: Any) -> None:
    parser = parts.add_parser(
        "rooms",
        help="deliveries a processor second, and how long one takes",
        epilog="example: openchair bench rooms --rooms 100 --members 10 --rate 1 --seconds 20",
    )
    parser.add_argument("--rooms", type=int, default=100, help="how many rooms")
    parser.add_argument("--members", type=int, default=10, help="how many people in each")
    parser.add_argument("--rate", type=float, help="messages a second in each room; without it, look for saturation")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long (each step, when looking for saturation)")
    parser.add_argument("--database", help="a postgres:// address; own databases are made beside it and dropped again")
    parser.add_argument("--redis", help="a redis:// address")
    parser.add_argument(
        "--workers", type=int, default=1, help="serving processes that share the rooms; more than one needs --database"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.set_defaults(run=_run_rooms)


def _run_rooms(args: argparse.Namespace) -> int:
    from openchair.rooms.bench.rooms import run

    return run(args)


def _drill(parts: Any) -> None:
    from openchair.rooms.bench.drills import DRILLS

    parser = parts.add_parser(
        "drill",
        help="break something on purpose and count what was lost",
        description="Break something on purpose on a throw-away installation and count what was lost. "
        + ". ".join(f"{name}: {what}" for name, (_, what) in DRILLS.items())
        + ".",
        epilog="example: openchair bench drill D1 --kills 20",
    )
    parser.add_argument("name", choices=list(DRILLS), help="which drill")
    parser.add_argument("--rooms", type=int, help="how many rooms (default: what the drill asks for)")
    parser.add_argument("--members", type=int, help="how many people in each")
    parser.add_argument("--kills", type=int, help="D1: how many times the server is killed (default 20)")
    parser.add_argument("--gap", type=float, help="D4, D5, D6: how many seconds it lasts (15, D6: 30)")
    parser.add_argument("--minutes", type=float, help="D12: how long (default 20)")
    parser.add_argument("--seconds", type=float, help="D11: how long they misbehave (default 60)")
    parser.add_argument("--database", help="a postgres:// address; own databases are made beside it and dropped again")
    parser.add_argument("--seed", type=int, default=0)
    parser.set_defaults(run=_run_drill)


def _run_drill(args: argparse.Namespace) -> int:
    from openchair.rooms.bench.drills import run

    return run(args)
