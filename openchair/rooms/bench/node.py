"""One process that serves the throw-away installation, and what it uses of the machine."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

START_SECONDS = 60.0
HERTZ = os.sysconf("SC_CLK_TCK")
LISTENER = ("openchair.rooms.bench.server",)
"""The server alone, without jobs: what figures are taken from."""
SERVE = ("openchair.cli", "serve", "--port")
"""`openchair serve` as an operator runs it, jobs and all."""


def free_port() -> int:
    """A loopback port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, process: subprocess.Popen[bytes], seconds: float = START_SECONDS) -> float:
    """Wait until something answers there; how long that took."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        if process.poll() is not None:
            raise RuntimeError("the server ended while it started")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
        except OSError:
            time.sleep(0.02)
        else:
            return time.monotonic() - started
    raise RuntimeError("the server did not answer")


class Node:
    """One serving process on a port of its own, with whatever it starts itself."""

    def __init__(self, environment: Mapping[str, str], log: IO[bytes], command: Sequence[str] = LISTENER) -> None:
        self.environment, self.log, self.command = environment, log, command
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *more: str) -> float:
        """Start and wait until it answers; how long that took."""
        arguments = [sys.executable, "-m", *self.command, str(self.port), *more]
        self.process = subprocess.Popen(arguments, env=self.environment, stdout=self.log, stderr=self.log)  # noqa: S603
        return wait_for_port(self.port, self.process)

    def _signal(self, number: int) -> None:
        assert self.process is not None
        for pid in self.pids():
            os.kill(pid, number)

    def kill(self) -> None:
        """As hard as it gets: SIGKILL, for it and what it started."""
        assert self.process is not None
        if self.process.poll() is None:
            self._signal(signal.SIGKILL)
        self.process.wait()

    def freeze(self) -> None:
        """Stop it in the middle of whatever it does."""
        self._signal(signal.SIGSTOP)

    def wake(self) -> None:
        """Let it go on as if no time had passed."""
        self._signal(signal.SIGCONT)

    # --- what it uses -------------------------------------------------------------------------------------
    def pids(self) -> list[int]:
        """The process and everything it started."""
        assert self.process is not None
        found = [self.process.pid]
        for pid in found:
            children = Path(f"/proc/{pid}/task/{pid}/children")
            if children.exists():
                found += [int(child) for child in children.read_text().split()]
        return found

    def cpu_seconds(self) -> float:
        """Processor time used so far, in all threads of all its processes."""
        return sum(cpu_seconds(pid) for pid in self.pids())

    def rss_mb(self) -> float:
        """Resident memory."""
        return round(sum(_status(pid, "VmRSS:") for pid in self.pids()) / 1024, 1)

    def handles(self) -> int:
        """Open files, sockets and pipes."""
        return sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in self.pids())


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / HERTZ


def _status(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    return 0
