"""A throw-away installation: own folder, own databases, a server and a process of clients, all on loopback."""

import json
import os
import secrets
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

import openchair

ROOT = Path(openchair.__file__).absolute().parent.parent
"""Where the package lies, so that the processes we start run the same code."""
START_SECONDS = 60.0
HERTZ = os.sysconf("SC_CLK_TCK")


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


def free_port() -> int:
    """A loopback port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def own_databases(url: str) -> Iterator[dict[str, str]]:
    """Three new PostgreSQL databases beside the one the address names; dropped at the end."""
    parts = urlsplit(url)
    mark = f"bench_{secrets.token_hex(4)}"
    names = {
        "OPENCHAIR_DATABASE_URL": f"{mark}_content",
        "OPENCHAIR_KEYS_DATABASE_URL": f"{mark}_keys",
        "OPENCHAIR_SESSIONS_DATABASE_URL": f"{mark}_sessions",
    }
    with psycopg.connect(url, autocommit=True) as admin:
        for name in names.values():
            admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {key: urlunsplit(parts._replace(path=f"/{name}")) for key, name in names.items()}
        finally:
            for name in names.values():
                admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Installation:
    """Everything a benchmark starts, and ends again."""

    def __init__(self, *, database: str = "", redis: str = "") -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="openchair-bench-"))
        self._databases = own_databases(database) if database else None
        self.port = free_port()
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
        self.server: subprocess.Popen[bytes] | None = None
        self.clients: subprocess.Popen[str] | None = None
        self.log = (self.folder / "server.log").open("ab")

    def __enter__(self) -> "Installation":
        if self._databases is not None:
            self.environment |= self._databases.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in (self.clients, self.server):
            if process is not None and process.poll() is None:
                process.kill()
                process.wait()
        if self.clients is not None:
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

    def prepare(self, rooms: int, members: int) -> list[dict[str, Any]]:
        """Migrate and stage; who sits where."""
        places: list[dict[str, Any]] = json.loads(
            self.python("openchair.rooms.bench.prepare", str(rooms), str(members))
        )
        return places

    def start_server(self) -> float:
        """Start the real server and wait until it answers; how long that took."""
        started = time.monotonic()
        self.server = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "openchair.rooms.bench.server", str(self.port)],
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
        )
        while time.monotonic() - started < START_SECONDS:
            if self.server.poll() is not None:
                raise RuntimeError("the server ended while it started")
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=0.2).close()
            except OSError:
                time.sleep(0.02)
            else:
                return time.monotonic() - started
        raise RuntimeError("the server did not answer")

    def kill_server(self) -> None:
        """As hard as it gets: SIGKILL."""
        assert self.server is not None
        self.server.send_signal(signal.SIGKILL)
        self.server.wait()

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
        here = f"127.0.0.1:{self.port}"
        self.tell("sit_down", url=f"ws://{here}", origin=f"http://{here}", places=places, seed=seed)

    # --- what the server uses --------------------------------------------------------------------------------
    def cpu_seconds(self) -> float:
        """Processor time the server used so far, in all its threads."""
        assert self.server is not None
        fields = Path(f"/proc/{self.server.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / HERTZ

    def rss_mb(self) -> float:
        """The server's resident memory."""
        assert self.server is not None
        for line in Path(f"/proc/{self.server.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return round(int(line.split()[1]) / 1024, 1)
        return 0.0
