"""Several serving processes on one port: started, watched, and replaced when one ends or stands still."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from uuid import UUID

from openchair.core.ids import new_id
from openchair.operations.output import say

LOOK_SECONDS = 0.2
ASK_SECONDS = 2.0
"""How often the leases are asked who is there."""
STILL = 5
"""Asked so many times in a row without a worker that was there before, it stands still and is ended."""
YOUNG_SECONDS = 5.0
"""Whoever ends younger than this is started again only after a while."""
END_SECONDS = 20.0


@dataclass
class Worker:
    """One process, and the node it is."""

    process: "subprocess.Popen[bytes]"
    node_id: UUID
    began: float = field(default_factory=time.monotonic)
    was_present: bool = False
    missed: int = 0


def shared_socket(host: str, port: int) -> socket.socket:
    """A socket on a port that several processes of this account may listen on; the kernel spreads what comes."""
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind((host, port))
    return made


class Workers:
    """Keeps so many processes serving until told to stop."""

    def __init__(self, count: int, host: str, port: int) -> None:
        self._count, self._host, self._port = count, host, port
        self._workers: list[Worker] = []
        self._waits = 0.0
        self._asked_at = 0.0

    def run(self) -> None:
        """Start them, and start again whoever ends. Ends with KeyboardInterrupt."""
        # Bound but not listening: holds the port while workers come and go.
        with shared_socket(self._host, self._port):
            try:
                while True:
                    while len(self._workers) < self._count:
                        self._workers.append(self._started())
                    time.sleep(LOOK_SECONDS)
                    self._replace_ended()
                    self._end_whoever_stands_still()
            finally:
                self._end_all()

    def _started(self) -> Worker:
        node_id = new_id()
        command = [sys.executable, "-m", "openchair.cli", "serve", "--host", self._host, "--port", str(self._port)]
        command += ["--no-jobs", "--node", str(node_id)]
        return Worker(subprocess.Popen(command, env=os.environ.copy()), node_id)  # noqa: S603  (ourselves)

    def _replace_ended(self) -> None:
        for worker in self._workers[:]:
            if (code := worker.process.poll()) is None:
                continue
            self._workers.remove(worker)
            say(f"A worker ended with code {code}. Another one takes its place.")
            _let_go(worker)
            if time.monotonic() - worker.began < YOUNG_SECONDS:
                self._waits = min(max(1.0, self._waits * 2), 10.0)
                time.sleep(self._waits)
            else:
                self._waits = 0.0

    def _end_whoever_stands_still(self) -> None:
        """A process that no longer renews its lease serves nobody, and keeps whoever is connected to it waiting."""
        if time.monotonic() - self._asked_at < ASK_SECONDS:
            return
        self._asked_at = time.monotonic()
        present = _present()
        if present is None:
            return
        for worker in self._workers:
            if worker.node_id in present:
                worker.was_present, worker.missed = True, 0
            elif worker.was_present:
                worker.missed += 1
                if worker.missed >= STILL:
                    worker.process.kill()

    def _end_all(self) -> None:
        for worker in self._workers:
            worker.process.send_signal(signal.SIGTERM)
        until = time.monotonic() + END_SECONDS
        for worker in self._workers:
            try:
                worker.process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                worker.process.kill()
                worker.process.wait()
                _let_go(worker)


def _let_go(worker: Worker) -> None:
    """What a process held that is surely gone is free at once; otherwise it is when the lease ends."""
    from django.db import Error

    from openchair.rooms import leases

    with contextlib.suppress(Error):
        leases.leave(worker.node_id)


def _present() -> set[UUID] | None:
    """The nodes that are there; None while the database is away, when nobody can renew."""
    from django.db import Error, close_old_connections

    from openchair.rooms import leases

    close_old_connections()
    try:
        return leases.present()
    except Error:
        return None
