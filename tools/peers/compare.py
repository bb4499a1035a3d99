"""Chat servers beside Openchair's rooms: one machine, one run, the same load, each in turn.

python tools/peers/compare.py --rounds 2 --seconds 4      (see README.md beside this file)
"""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sio
import uvloop
import xmpp

from openchair.rooms.bench.installation import Installation, flush_ms
from openchair.rooms.bench.node import cpu_seconds, free_port, wait_for_port
from openchair.rooms.bench.rooms import at_rate

TOO_SLOW_MS = 500.0


def _openchair(args: argparse.Namespace, database: str) -> list[dict[str, Any]]:
    with Installation(database=database) as here:
        places = here.prepare(args.rooms, args.members)
        here.start_server()
        here.start_clients()
        here.sit_down(places, 0)
        steps = []
        for rate in args.rates:
            step = at_rate(here, rate, args.seconds)
            step["kept_up"] = step["kept_up"] and step["p99_ms"] <= TOO_SLOW_MS
            steps.append(step)
            _progress(step)
            if not step["kept_up"]:
                break
        here.tell("leave")
        return steps


def _peer(args: argparse.Namespace, start: Callable[[int, Path], Any], sit_down: Callable[..., Any]) -> Any:
    folder = Path(tempfile.mkdtemp(prefix="openchair-peer-"))
    port = free_port()
    process = start(port, folder)
    try:
        wait_for_port(port, process)
        return uvloop.run(_steps(args, process, port, sit_down))
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


async def _steps(
    args: argparse.Namespace, process: "subprocess.Popen[bytes]", port: int, sit_down: Callable[..., Any]
) -> list[dict[str, Any]]:
    crowd = await sit_down(port, args.rooms, args.members)
    steps: list[dict[str, Any]] = []
    for rate in args.rates:
        before = cpu_seconds(process.pid)
        step = await crowd.speak(rate, args.seconds)
        used = cpu_seconds(process.pid) - before
        steps.append(
            step
            | {
                "rate": rate,
                "server_cpu_seconds": round(used, 2),
                "delivered_per_cpu_second": round(step["delivered"] / used),
            }
        )
        _progress(steps[-1])
        if not step["kept_up"]:
            break
    return steps


PEERS: dict[str, Callable[[argparse.Namespace], list[dict[str, Any]]]] = {
    "openchair sqlite": lambda args: _openchair(args, ""),
    "openchair postgresql": lambda args: _openchair(args, args.database),
    "ejabberd": lambda args: _peer(args, lambda p, f: xmpp.start(p, f, archive=False), xmpp.sit_down),
    "ejabberd archive": lambda args: _peer(args, lambda p, f: xmpp.start(p, f, archive=True), xmpp.sit_down),
    "socket.io memory": lambda args: _peer(args, lambda p, f: sio.start(p, f, "memory"), sio.sit_down),
    "socket.io sqlite": lambda args: _peer(args, lambda p, f: sio.start(p, f, "sqlite"), sio.sit_down),
}


def _progress(step: dict[str, Any]) -> None:
    print(
        f"  {step['rate']:6.1f}/s/room: {step['delivered_per_second']} deliveries/s, "
        f"{step['delivered_per_cpu_second']} a server CPU-second, p99 {step['p99_ms']} ms"
        + ("" if step["kept_up"] else ", not kept up"),
        file=sys.stderr, flush=True,
    )  # fmt: skip


def main() -> int:
    """Run every peer in turn, round after round; the order turns, so that no peer has the quieter moment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", nargs="*", default=[name for name in PEERS if name != "openchair postgresql"])
    parser.add_argument("--rooms", type=int, default=100)
    parser.add_argument("--members", type=int, default=10)
    parser.add_argument("--rates", type=float, nargs="*", default=[5, 10, 20, 40, 60, 80, 110, 160])
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--database", default="", help="a postgres:// address, for `openchair postgresql`")
    args = parser.parse_args()
    if unknown := [name for name in args.peers if name not in PEERS]:
        parser.error(f"unknown: {', '.join(unknown)}; known: {', '.join(PEERS)}")
    found: dict[str, list[list[dict[str, Any]]]] = {name: [] for name in args.peers}
    chance = random.Random(0)
    for number in range(args.rounds):
        order = list(args.peers) if number % 2 == 0 else list(reversed(args.peers))
        if number > 1:
            chance.shuffle(order)
        for name in order:
            print(f"round {number + 1}: {name}, load {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
            found[name].append(PEERS[name](args))
    print(json.dumps({"peers": {name: _summary(runs) for name, runs in found.items()}} | _conditions(args)))
    return 0


def _summary(runs: list[list[dict[str, Any]]]) -> dict[str, Any]:
    """Of each round the best step that kept up; and every rate by itself, for comparing like with like."""
    best = [
        max((s for s in run if s["kept_up"]), key=lambda s: s["delivered_per_cpu_second"], default=None) for run in runs
    ]
    kept = [step for step in best if step is not None]
    rates = sorted({step["rate"] for run in runs for step in run if step["kept_up"]})
    return {
        "best_per_cpu_second": [step["delivered_per_cpu_second"] for step in kept],
        "median_best_per_cpu_second": round(statistics.median(s["delivered_per_cpu_second"] for s in kept))
        if kept
        else None,
        "most_deliveries_per_second": max((s["delivered_per_second"] for s in kept), default=None),
        "by_rate": {
            str(rate): {
                name: round(
                    statistics.median(s[name] for run in runs for s in run if s["rate"] == rate and s["kept_up"]), 1
                )
                for name in ("delivered_per_cpu_second", "p50_ms", "p99_ms")
            }
            for rate in rates
        },
    }


def _conditions(args: argparse.Namespace) -> dict[str, Any]:
    return {
        "rooms": args.rooms,
        "members": args.members,
        "seconds": args.seconds,
        "rounds": args.rounds,
        "cores": os.cpu_count(),
        "load_at_end": round(os.getloadavg()[0], 1),
        "flush_ms": flush_ms(Path(tempfile.gettempdir())),
    }


if __name__ == "__main__":
    sys.exit(main())
