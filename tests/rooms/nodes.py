"""Real serving processes over this test's databases: several nodes of one installation."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from tests.browser import free_port
from tests.journeys.house import ROOT, database_address
from tests.rooms.live import Server

START_SECONDS = 90


@dataclass
class NodeProcess:
    """One node."""

    process: "subprocess.Popen[bytes]"
    node_id: UUID
    port: int
    log: Path

    def server(self, transport: str = "own") -> Server:
        """Its door, as the tests of a single process know it."""
        return Server(self.port, transport)

    def kill(self) -> None:
        """As hard as it gets."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def freeze(self) -> None:
        """Let it stand still, as a machine does that is moved or swaps."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on as if nothing had been."""
        self.process.send_signal(signal.SIGCONT)


def surroundings(**more: str) -> dict[str, str]:
    """The environment of a process that shares this test's databases."""
    found = {**os.environ, "OPENCHAIR_ROOM_MESSAGES_PER_SECOND": "0", "OPENCHAIR_REDIS_URL": ""}
    for alias, name in (("default", "DATABASE"), ("keys", "KEYS_DATABASE"), ("sessions", "SESSIONS_DATABASE")):
        found[f"OPENCHAIR_{name}_URL"] = database_address(alias)
    return found | more


@contextmanager
def nodes(folder: Path, count: int = 2, **more: str) -> Iterator[list[NodeProcess]]:
    """Start so many nodes, and end them."""
    started = []
    try:
        for number in range(count):
            port, node_id, log = free_port(), uuid4(), folder / f"node-{number}.log"
            command = [sys.executable, "-m", "openchair.cli", "serve", "--no-jobs"]
            command += ["--port", str(port), "--node", str(node_id)]
            with log.open("wb") as words:
                process = subprocess.Popen(command, cwd=ROOT, env=surroundings(**more), stdout=words, stderr=words)
            started.append(NodeProcess(process, node_id, port, log))
        for node in started:
            wait_for(node.port, node.process, node.log)
        yield started
    finally:
        for node in started:
            node.process.send_signal(signal.SIGCONT)
            node.process.terminate()
        for node in started:
            try:
                node.process.wait(20)
            except subprocess.TimeoutExpired:
                node.kill()


def wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until it answers."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()[-3000:]
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/help/", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the node did not answer")


@contextmanager
def workers(folder: Path, count: int, **more: str) -> Iterator[int]:
    """Start `serve --workers`, and end it; the port."""
    port, log = free_port(), folder / "workers.log"
    command = [
        sys.executable,
        "-m",
        "openchair.cli",
        "serve",
        "--no-jobs",
        "--port",
        str(port),
        "--workers",
        str(count),
    ]
    with log.open("wb") as words:
        process = subprocess.Popen(command, cwd=ROOT, env=surroundings(**more), stdout=words, stderr=words)
    try:
        wait_for(port, process, log)
        yield port
    finally:
        process.terminate()
        assert process.wait(40) == 0, log.read_text()[-3000:]
