"""D6: of three nodes behind a proxy two stop hearing each other, then one stands still, then one is killed.

The clients go round robin, as a proxy sends them, without stickiness. A node that stands still or is killed is left
out after a few seconds, as a proxy's health check does; their pages notice it only by answers that do not come.
"""

import time
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from openchair.rooms.bench.drills.between import Wire
from openchair.rooms.bench.drills.hostile import StaysOn
from openchair.rooms.bench.drills.judging import compared, progress, verdict, whole
from openchair.rooms.bench.installation import Installation
from openchair.rooms.bench.node import SERVE, Node, free_port
from openchair.rooms.bench.own_servers import OwnPostgres, OwnRedis

TAKES = ("rooms", "members", "gap")
EACH_ROOM_SAYS = 10.0
BACK_WITHIN_MS = 10_000.0
HEALTH_CHECK_SECONDS = 3.0
CALM_SECONDS = 5.0
"""How long everybody has after each thing that is broken, before the next."""


def drill(*, rooms: int = 12, members: int = 6, gap: float = 30.0, seed: int = 0) -> dict[str, Any]:
    """Break one thing after the other, watch everybody, compare."""
    with (
        OwnPostgres() as postgres,
        OwnRedis() as redis,
        Installation(database=postgres.url, redis=redis.url, command=SERVE) as here,
    ):
        places = here.prepare(rooms, members)
        ports = [free_port() for _ in range(3)]
        here.environment["OPENCHAIR_NODE_PORT"] = str(ports[0])
        for port in ports[1:]:
            here.add_node(OPENCHAIR_NODE_PORT=str(port))
        for node in here.nodes:
            node.start()
        here.start_clients()
        wires = _wires(here, ports)
        here.sit_down(places, seed)
        chair = here.tell("give_up_chair", room=0, chair=-1)
        here.tell("stay", as_page=True)
        here.tell("speak_until_told", rate=EACH_ROOM_SAYS)
        here.tell("begin_counting")
        calm = _waited(here, gap)
        silence = _silence(here, wires, gap)
        stayed = StaysOn(_address(here.nodes[2]), chair)
        stayed.start()
        time.sleep(1.0)
        frozen = _frozen(here, gap, stayed)
        killed = _killed(here, gap / 2)
        heard = here.tell("enough")
        here.tell("leave")
        stayed.stop()
        for wire in wires:
            wire.stop()
        phases = {"calm": calm, "silence": silence, "frozen": frozen, "killed": killed}
        facts = {
            "gap_seconds": gap,
            **{f"longest_{name}_ms": figures["longest_ms"] for name, figures in phases.items()},
            **{f"snapshots_{name}": figures["snapshots"] for name, figures in phases.items()},
            "dropped": sum(wire.dropped for wire in wires),
            "told_the_removed": stayed.told_after_removal,
            "seed": seed,
        } | compared(here, heard)
        must = whole(facts) | {
            "nothing is told to somebody removed": not stayed.told_after_removal and stayed.told_before,
            "no job is run twice": not _run_twice(here),
            "traffic between two was dropped": facts["dropped"] > 0,
        }
        bounds = {
            f"back within 10 s: {name}": figures["longest_ms"] is not None and figures["longest_ms"] <= BACK_WITHIN_MS
            for name, figures in phases.items()
        }
        return verdict("D6", here, facts, must=must, bounds=bounds)


def _wires(here: Installation, ports: list[int]) -> list[Wire]:
    """Put a wire before every node: others read its address from the database."""

    def pids() -> list[int]:
        return [node.process.pid for node in here.nodes if node.process is not None and node.process.poll() is None]

    wires = [Wire(port, pids) for port in ports]
    with psycopg.connect(_content(here), autocommit=True) as database:
        for port, wire in zip(ports, wires, strict=True):
            wire.start()
            moved = database.execute(
                "UPDATE rooms_node SET address = %s WHERE address = %s", (wire.address, f"127.0.0.1:{port}")
            )
            assert moved.rowcount == 1, "every node is registered once it answers"
    return wires


def _content(here: Installation) -> str:
    return urlunsplit(urlsplit(here.environment["OPENCHAIR_DATABASE_URL"])._replace(scheme="postgresql"))


def _pid(node: Node) -> int:
    assert node.process is not None
    return node.process.pid


def _silence(here: Installation, wires: list[Wire], gap: float) -> dict[str, Any]:
    """The first two nodes do not hear each other for a while; the third hears both."""
    first, second = here.nodes[0], here.nodes[1]
    here.tell("begin_counting")
    wires[0].silent_for.add(_pid(second))
    wires[1].silent_for.add(_pid(first))
    progress("two nodes do not hear each other")
    time.sleep(gap)
    for wire in wires:
        wire.silent_for.clear()
    progress("they hear each other again")
    return _waited(here, gap)


def _frozen(here: Installation, gap: float, stayed: StaysOn) -> dict[str, Any]:
    """The third node stands still; meanwhile somebody whose line it holds is removed; then it goes on."""
    node = here.nodes[2]
    here.tell("begin_counting")
    node.freeze()
    progress("a node stands still")
    began = time.monotonic()
    _leave_out(here, node)
    # Its rooms have gone to others, and everybody is back there.
    time.sleep(gap * 0.6)
    stayed.removed_at = here.tell("remove", room=0, seat=stayed.chair["seat"])["room"]
    progress("somebody whose line it holds is removed")
    time.sleep(max(0.0, gap - (time.monotonic() - began)))
    node.wake()
    progress("it goes on")
    here.tell("go_to", addresses=[_address(other) for other in here.nodes])
    return _waited(here, gap)


def _killed(here: Installation, gap: float) -> dict[str, Any]:
    """The second node is killed and does not come back."""
    here.tell("begin_counting")
    here.nodes[1].kill()
    progress("a node is killed")
    _leave_out(here, here.nodes[1])
    time.sleep(gap)
    return _waited(here, gap)


def _address(node: Node) -> str:
    return f"127.0.0.1:{node.port}"


def _leave_out(here: Installation, bad: Node) -> None:
    """What a proxy's health check does."""
    time.sleep(HEALTH_CHECK_SECONDS)
    here.tell("go_to", addresses=[_address(node) for node in here.nodes if node is not bad])


def _waited(here: Installation, gap: float) -> dict[str, Any]:
    time.sleep(min(CALM_SECONDS, gap / 2))
    figures = here.tell("figures")
    progress(f"the longest anybody waited: {figures['longest_ms']} ms")
    return figures


def _run_twice(here: Installation) -> int:
    with psycopg.connect(_content(here)) as database:
        row = database.execute("SELECT count(*) FROM operations_jobrun WHERE tries > 1").fetchone()
        assert row is not None
        return int(row[0])
