"""A throw-away installation: own folder, own databases, a server and a process of clients, all on loopback."""

import json
import os
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg

import openchair
from openchair.core.throwaway import own_databases
from openchair.rooms.bench.node import LISTENER, START_SECONDS, Node

ROOT = Path(openchair.__file__).absolute().parent.parent
"""Where the package lies, so that the processes we start run the same code."""


WRITES = 50
"""How many small writes in a row a socket's buffer takes without being read."""


def flush_ms(folder: Path) -> float:
    """How long this disk takes to make 4 KiB durable: the median of 40 tries, printed beside every figure."""
    times = []
    path = folder / "flush-probe"
    with path.open("wb", buffering=0) as file:
        for _ in range(40):
            started = time.perf_counter()
            file.write(b"\0" * 4096)
            os.fsync(file.fileno())
            times.append(time.perf_counter() - started)
    path.unlink()
    return round(statistics.median(times) * 1000, 3)


def write_us() -> float:
    """What handing 200 bytes to a socket costs this machine's processor: a delivery cannot cost less than that."""
    costs = []
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as near,
        server.accept()[0] as far,
    ):
        near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(40):
            started = time.thread_time()
            for _ in range(WRITES):
                near.send(b"\0" * 200)
            costs.append((time.thread_time() - started) / WRITES)
            left = WRITES * 200
            while left:
                left -= len(far.recv(left))
    return round(statistics.median(costs) * 1e6, 1)


class Installation:
    """Everything a benchmark starts, and ends again."""

    def __init__(self, *, database: str = "", redis: str = "", command: Sequence[str] = LISTENER) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="openchair-bench-"))
        self._databases = own_databases(database) if database else None
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("OPENCHAIR_")},
            "DJANGO_SETTINGS_MODULE": "openchair.settings",
            "OPENCHAIR_DATA": str(self.folder),
            # Nobody signs in by hand here; everything else is as in production.
            "OPENCHAIR_MODE": "demo",
            "OPENCHAIR_ROOT_KEY": secrets.token_hex(32),
            "OPENCHAIR_SECRET_KEY": secrets.token_urlsafe(48),
            "OPENCHAIR_ROOM_MESSAGES_PER_SECOND": "0",
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
        }
        if redis:
            self.environment["OPENCHAIR_REDIS_URL"] = redis
        self.clients: subprocess.Popen[str] | None = None
        self.log = (self.folder / "server.log").open("ab")
        self.command = command
        self.nodes = [Node(self.environment, self.log, command)]

    def __enter__(self) -> "Installation":
        if self._databases is not None:
            self.environment |= self._databases.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for node in self.nodes:
            if node.process is not None:
                node.kill()
        if self.clients is not None:
            self.clients.kill()
            self.clients.wait()
            for pipe in (self.clients.stdin, self.clients.stdout):
                if pipe is not None:
                    with suppress(BrokenPipeError):
                        pipe.close()
        self.log.close()
        if kind is not None:
            sys.stderr.write((self.folder / "server.log").read_text(errors="replace")[-3000:])
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._databases is not None:
            self._databases.__exit__(kind, value, trace)

    # --- pieces ---------------------------------------------------------------------------------------------
    def python(self, *arguments: str) -> str:
        """Run a module in this installation's environment and return what it printed."""
        done = subprocess.run(  # noqa: S603  (our own modules)
            [sys.executable, "-m", *arguments], env=self.environment, stdout=subprocess.PIPE, text=True, check=True
        )
        return done.stdout

    def prepare(self, rooms: int, members: int, *, first: int = 0) -> list[dict[str, Any]]:
        """Migrate and stage rooms, numbered from `first` on; who sits where."""
        places: list[dict[str, Any]] = json.loads(
            self.python("openchair.rooms.bench.prepare", str(rooms), str(members), str(first))
        )
        return places

    @property
    def server(self) -> Node:
        """The node of an installation that has one."""
        return self.nodes[0]

    @property
    def port(self) -> int:
        """Where it answers."""
        return self.server.port

    def add_node(self, **environment: str) -> Node:
        """One more process that serves this installation; not started yet."""
        self.nodes.append(Node(self.environment | environment, self.log, self.command))
        return self.nodes[-1]

    def start_server(self, *more: str) -> float:
        """Start the real server and wait until it answers; how long that took."""
        return self.server.start(*more)

    def wait_for_nodes(self, number: int) -> None:
        """Wait until so many processes have made themselves known in the database."""
        with psycopg.connect(self.environment["OPENCHAIR_DATABASE_URL"], autocommit=True) as content:
            for _ in range(int(START_SECONDS / 0.1)):
                row = content.execute("SELECT COUNT(*) FROM rooms_node").fetchone()
                if row is not None and row[0] >= number:
                    return
                time.sleep(0.1)
        raise RuntimeError(f"only some of {number} processes came up")

    def kill_server(self) -> None:
        """As hard as it gets: SIGKILL."""
        self.server.kill()

    def start_clients(self) -> None:
        """Start the process of clients."""
        self.clients = subprocess.Popen(
            [sys.executable, "-m", "openchair.rooms.bench.clients"],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )

    def order(self, what: str, **details: Any) -> None:
        """Tell the clients what to do, without waiting for it."""
        assert self.clients is not None and self.clients.stdin is not None
        self.clients.stdin.write(json.dumps({"do": what, **details}) + "\n")
        self.clients.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """What the clients say when they have done it."""
        assert self.clients is not None and self.clients.stdout is not None
        line = self.clients.stdout.readline()
        if not line:
            raise RuntimeError("the clients ended")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def tell(self, what: str, **details: Any) -> dict[str, Any]:
        """Tell the clients what to do and wait for it."""
        self.order(what, **details)
        return self.answer()

    def sit_down(self, places: list[dict[str, Any]], seed: int) -> None:
        """Connect everybody and let them in."""
        addresses = [f"127.0.0.1:{node.port}" for node in self.nodes]
        self.tell("sit_down", addresses=addresses, places=places, seed=seed)
