"""`serve` and `worker`."""

import argparse
import ipaddress
import signal
import socket
import threading
from contextlib import nullcontext
from typing import Any
from uuid import UUID

from openchair.core.errors import InputProblem
from openchair.operations.output import say


def register(subparsers: Any) -> None:
    """Add `serve` and `worker`."""
    serve = subparsers.add_parser(
        "serve",
        help="serve the site",
        description="Serve pages and rooms, with the jobs in it. Plain HTTP beyond this machine is refused unless a "
        "proxy that ends TLS is declared with OPENCHAIR_BEHIND_PROXY=1. On PostgreSQL several processes, here and on "
        "other machines, share the rooms between them.",
        epilog="example: openchair --data /srv/openchair serve --port 8000 --workers 4",
    )
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    serve.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
    serve.add_argument(
        "--workers", type=int, default=1, help="processes on this machine; more than one needs PostgreSQL"
    )
    serve.add_argument("--no-jobs", action="store_true", help="leave the jobs to `openchair worker`")
    serve.add_argument("--node", type=UUID, help=argparse.SUPPRESS)
    serve.set_defaults(run=run_serve, needs_django=True)
    worker = subparsers.add_parser(
        "worker",
        help="run the jobs in a process of their own",
        description="Destroy keys that are due, sign the trail, plan meetings, clean up: each job once in its period, "
        "also beside `serve` and other workers.",
        epilog="example: openchair --data /srv/openchair worker",
    )
    worker.add_argument("--once", action="store_true", help="run what is due now and end")
    worker.set_defaults(run=run_worker, needs_django=True)


def run_serve(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    from django.conf import settings

    from openchair.operations.schedule import Scheduler
    from openchair.operations.starting import get_ready
    from openchair.operations.workers import Workers

    refuse_workers(args.workers)
    refuse_plain_http(args.host, behind_proxy=settings.BEHIND_PROXY)
    if args.node is None:  # a worker's port was looked at before
        refuse_taken_port(args.host, args.port)
    get_ready()
    signal.signal(signal.SIGTERM, _end)
    if args.node is None:
        say(f"Openchair answers on http://{args.host}:{args.port}")
    try:
        # Leaving the scheduler signs the trail: on every orderly stop, also by a signal.
        with nullcontext() if args.no_jobs else Scheduler():
            if args.workers > 1:
                Workers(args.workers, args.host, args.port).run()
            else:
                _serve_here(args.host, args.port, args.node)
    except KeyboardInterrupt:
        if args.node is None:
            say("Stopped.")
    return 0


def _serve_here(host: str, port: int, node_id: UUID | None) -> None:
    """Serve in this process; as a node with a name, on a port that others listen on too."""
    import uvicorn
    from django.conf import settings

    from openchair.operations.workers import shared_socket
    from openchair.rooms.serving import UVICORN, RoomServer

    config = uvicorn.Config(
        "openchair.asgi:application",
        host=host,
        port=port,
        log_level="warning",
        proxy_headers=settings.BEHIND_PROXY,
        forwarded_allow_ips=settings.PROXIES,
        **UVICORN,
    )
    RoomServer(config, node_id).run(None if node_id is None else [shared_socket(host, port)])


def _end(*_: object) -> None:
    """uvicorn raises the signal again once it has closed; the default action would skip our own closing."""
    raise KeyboardInterrupt


def refuse_workers(workers: int) -> None:
    """Several processes would only wait for each other in front of a database with one writer."""
    from django.db import connection

    if not 1 <= workers <= 64:
        raise InputProblem(f"must be between 1 and 64, and {workers} is not", field="--workers")
    if workers > 1 and connection.vendor != "postgresql":
        raise InputProblem(
            "SQLite has one writer at a time, so more processes would only wait for each other. Name a PostgreSQL "
            "database with OPENCHAIR_DATABASE_URL, or leave --workers out",
            field="--workers",
        )


def refuse_plain_http(host: str, *, behind_proxy: bool) -> None:
    """Nobody's words go over a network unencrypted (CONF-8)."""
    if behind_proxy or _is_loopback(host):
        return
    raise InputProblem(
        f"plain HTTP on {host} could be read on the way. Put a reverse proxy with TLS in front and say so with "
        "OPENCHAIR_BEHIND_PROXY=1, or listen on 127.0.0.1",
        field="--host",
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_taken_port(host: str, port: int) -> None:
    """Say so before anything is started."""
    if not 1 <= port <= 65535:
        raise InputProblem(f"must be between 1 and 65535, and {port} is not", field="--port")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as problem:
        raise InputProblem(
            f"port {port} on {host} cannot be used ({problem}). Name another with --port", field="--port"
        ) from problem


def run_worker(args: argparse.Namespace) -> int:
    """Run jobs until told to stop."""
    from openchair.core.time import now
    from openchair.operations.output import result
    from openchair.operations.schedule import Scheduler, run_due
    from openchair.operations.starting import get_ready

    get_ready()
    if args.once:
        result({"ran": run_due(at=now())})
        return 0
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    say("The jobs run. Ctrl-C ends them.")
    with Scheduler():
        stop.wait()
    return 0
