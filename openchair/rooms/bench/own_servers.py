"""A PostgreSQL and a Redis of a drill's own, to be stopped and broken; the machine's are never touched."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from openchair.core.errors import InputProblem
from openchair.rooms.bench.node import free_port, wait_for_port

QUIET = subprocess.DEVNULL
DEBIAN = Path("/usr/lib/postgresql")
"""Where Debian keeps the programs of each version, off the path."""


def postgresql_programs() -> Path | None:
    """Where `initdb` and `postgres` lie: on the path, or in Debian's folder of the newest version."""
    if (found := shutil.which("initdb")) is not None:
        return Path(found).resolve().parent
    kept = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return kept[-1].parent if kept else None


def redis_program() -> str | None:
    """The server of Redis or of Valkey."""
    return shutil.which("redis-server") or shutil.which("valkey-server")


def _account() -> str | None:
    """PostgreSQL refuses to run as root, so root lends it an account that owns nothing else."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


class OwnServer(ABC):
    """A server in a folder of its own, which goes with it."""

    def __init__(self) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="openchair-drill-"))
        self.process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def start(self) -> None:
        """Start it, with whatever it kept."""

    @abstractmethod
    def stop_hard(self) -> None:
        """End it as a crash would."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process is not None and self.process.poll() is None:
            self.stop_hard()
        shutil.rmtree(self.folder, ignore_errors=True)


class OwnPostgres(OwnServer):
    """A cluster that is durable as in production: fsync and synchronous commit are on."""

    def __init__(self) -> None:
        programs = postgresql_programs()
        if programs is None:
            raise InputProblem("no PostgreSQL on this machine (apt-get install postgresql)")
        super().__init__()
        self.programs, self.account = programs, _account()
        self.data = self.folder / "data"
        if self.account is not None:
            shutil.chown(self.folder, self.account)
        subprocess.run(  # noqa: S603
            [str(programs / "initdb"), "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8"],
            user=self.account, cwd="/", stdout=QUIET, check=True,
        )  # fmt: skip

    @property
    def url(self) -> str:
        """The address of a database that is always there."""
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it; after a crash it recovers from its log first."""
        self.process = subprocess.Popen(  # noqa: S603
            [str(self.programs / "postgres"), "-D", str(self.data), "-p", str(self.port), "-k", "",
             "-c", "listen_addresses=127.0.0.1"],
            user=self.account, cwd="/", stdout=QUIET, stderr=QUIET,
        )  # fmt: skip
        wait_for_port(self.port, self.process)
        # It listens before it has recovered.
        ready = [str(self.programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(ready, check=False).returncode:  # noqa: S603
            time.sleep(0.05)

    def stop_hard(self) -> None:
        """SIGQUIT: every connection is torn at once, nothing is written out, the next start recovers."""
        assert self.process is not None
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()


class OwnRedis(OwnServer):
    """A Redis that keeps nothing on disk."""

    def __init__(self) -> None:
        program = redis_program()
        if program is None:
            raise InputProblem("no Redis on this machine (apt-get install redis-server)")
        super().__init__()
        self.program = program

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, empty."""
        self.process = subprocess.Popen(  # noqa: S603
            [self.program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
             "--dir", str(self.folder)],
            stdout=QUIET, stderr=QUIET,
        )  # fmt: skip
        wait_for_port(self.port, self.process)

    def flush(self) -> None:
        """Forget everything."""
        import redis

        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def stop_hard(self) -> None:
        """SIGKILL."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()
