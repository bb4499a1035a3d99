"""A real server in its own process over this test's databases, and lines to its rooms."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connections
from websockets import Origin
from websockets.sync.client import ClientConnection, connect

from openchair.people.models import Person
from openchair.rooms.bench.stage import sign_in
from tests.browser import free_port

ROOT = Path(__file__).resolve().parents[2]
WAIT = 20


def database_address(alias: str) -> str:
    """The test database behind an alias, as a variable names it."""
    found = connections[alias].settings_dict
    if connections[alias].vendor == "sqlite":
        return f"sqlite://{found['NAME']}"
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT'] or 5432}/{found['NAME']}"


class House:
    """One running server."""

    def __init__(self, port: int, log: Path) -> None:
        self.port, self.log = port, log
        self.address = f"http://127.0.0.1:{port}"

    def cookie(self, person: Person) -> str:
        """A fresh sign-in of this person, as a cookie header."""
        return f"{settings.SESSION_COOKIE_NAME}={sign_in(person)}"

    def page(self, path: str, cookie: str = "", **query: str) -> str:
        """What the server answers to a request for a page, status and headers included."""
        address = self.address + path + ("?" + urlencode(query) if query else "")
        request = urllib.request.Request(address, headers={"Cookie": cookie} if cookie else {})
        try:
            with urllib.request.urlopen(request, timeout=WAIT) as answer:
                return f"{answer.status}\n{answer.headers}\n{answer.read().decode()}"
        except urllib.error.HTTPError as refusal:
            return f"{refusal.code}\n{refusal.headers}\n{refusal.read().decode()}"

    @contextmanager
    def line(self, meeting_id: object, cookie: str) -> "Iterator[Line]":
        """A person's line to a room."""
        with connect(
            f"ws://127.0.0.1:{self.port}/live/{meeting_id}", origin=Origin(self.address), compression=None,
            additional_headers={"Cookie": cookie},
        ) as socket:  # fmt: skip
            yield Line(socket)


class Line:
    """The end of a socket, with everything it ever received."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket, self.frames, self.count = socket, list[dict[str, Any]](), 0
        self.socket.send('{"t":"hello","have":{}}')
        self.view = self.until(lambda frame: frame["t"] == "snapshot")["view"]

    def until(self, wanted: Any) -> dict[str, Any]:
        """The next frame that is wanted; fails after a while."""
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            frame: dict[str, Any] = json.loads(self.socket.recv(timeout=end - time.monotonic()))
            self.frames.append(frame)
            if wanted(frame):
                return frame
        raise AssertionError("the wanted frame did not come")

    def do(self, kind: str, /, **fields: Any) -> dict[str, Any]:
        """Send a command and wait until it was stored or refused."""
        self.count += 1
        own = f"c{self.count}"
        self.socket.send(json.dumps({"t": "do", "id": own, "c": {"type": kind} | fields}))
        return self.until(lambda frame: frame.get("id") == own)

    def must(self, kind: str, /, **fields: Any) -> None:
        """Send a command that has to be done."""
        answer = self.do(kind, **fields)
        assert answer["t"] == "ack", (kind, answer)

    def said(self) -> list[dict[str, Any]]:
        """Every event received so far."""
        return [frame["e"] for frame in self.frames if frame["t"] == "event"]


@contextmanager
def running_house(folder: Path) -> Iterator[House]:
    """Start a server over the current test databases; its words go into a file of `folder`."""
    port, log = free_port(), folder / "server.log"
    surroundings = {**os.environ, "OPENCHAIR_LOG_LEVEL": "DEBUG"}
    for alias, name in (("default", "DATABASE"), ("keys", "KEYS_DATABASE"), ("sessions", "SESSIONS_DATABASE")):
        surroundings[f"OPENCHAIR_{name}_URL"] = database_address(alias)
    with log.open("wb") as words:
        command = [sys.executable, "-m", "openchair.cli", "serve", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=words, stderr=words)
        try:
            _wait(port, process, log)
            yield House(port, log)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()[-3000:]
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/help/", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer")
