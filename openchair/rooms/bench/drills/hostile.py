"""People whose page is broken or who mean harm, each in a thread of their own over a real socket."""

import contextlib
import json
import socket
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

SMALL = 4096
"""Receive buffer of somebody who does not read, so that the sender's side fills up."""


class Hostile(threading.Thread):
    """Holds a chair somebody gave up, until told to stop."""

    def __init__(self, address: str, chair: dict[str, Any]) -> None:
        super().__init__(daemon=True)
        self.address, self.chair = address, chair
        self.over = threading.Event()
        self.lines = 0

    @contextlib.contextmanager
    def open(self, *, buffer: int | None = None) -> Iterator[ClientConnection]:
        """Open a line to the chair's room and say hello."""
        host, port = self.address.split(":")
        raw = socket.socket()
        if buffer is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        raw.connect((host, int(port)))
        with connect(
            f"ws://{self.address}/live/{self.chair['meeting']}",
            sock=raw,
            origin=Origin(f"http://{self.address}"),
            additional_headers={"Cookie": f"session={self.chair['cookie']}"},
            compression=None,
            max_queue=1,
            max_size=None,
            ping_interval=None,
            close_timeout=1,
        ) as line:
            line.send(json.dumps({"t": "hello", "have": self.chair["have"]}))
            self.lines += 1
            yield line

    def stop(self) -> None:
        """Enough."""
        self.over.set()
        self.join()


class NeverReads(Hostile):
    """Says hello and reads nothing; afterwards reads on from where it stopped, as a page does."""

    def __init__(self, address: str, chair: dict[str, Any]) -> None:
        super().__init__(address, chair)
        self.have: dict[str, int] = dict(chair["have"])
        self.was_cut = False
        self.in_order = True

    def run(self) -> None:
        """Hold the line without reading; then see what became of it."""
        with self.open(buffer=SMALL) as line:
            self.over.wait()
            self._read(line)

    def _read(self, line: ClientConnection, until: int | None = None) -> None:
        try:
            while until is None or self.have.get("room", 0) < until:
                self._take(json.loads(line.recv(timeout=5.0)))
        except WebSocketException:
            self.was_cut = True
        except TimeoutError:
            pass

    def _take(self, frame: dict[str, Any]) -> None:
        if frame["t"] == "snapshot":
            self.have = dict(frame["have"])
        elif frame["t"] == "event":
            self.in_order = self.in_order and frame["n"] == self.have.get(frame["s"], 0) + 1
            self.have[frame["s"]] = frame["n"]

    def resume(self, until: int) -> bool:
        """Come back and read as far as the room goes; whether that was reached without a gap."""
        self.chair["have"] = dict(self.have)
        with self.open() as line:
            self._read(line, until)
        return self.in_order and self.have.get("room", 0) >= until


class StaysOn(Hostile):
    """Reads everything one line brings, also after it should bring nothing any more."""

    def __init__(self, address: str, chair: dict[str, Any]) -> None:
        super().__init__(address, chair)
        self.removed_at: int | None = None
        """How far the room had come when the person was removed."""
        self.heard: list[int] = []

    def run(self) -> None:
        """Read until the line ends."""
        with contextlib.suppress(OSError, WebSocketException), self.open() as line:
            while not self.over.is_set():
                with contextlib.suppress(TimeoutError):
                    frame = json.loads(line.recv(timeout=0.5))
                    if frame["t"] == "event" and frame["s"] == "room":
                        self.heard.append(frame["n"])

    @property
    def told_before(self) -> bool:
        """Whether the line brought anything while it should."""
        return any(self.removed_at is None or n <= self.removed_at for n in self.heard)

    @property
    def told_after_removal(self) -> int:
        """How many of the room's events came that happened after the removal."""
        return sum(self.removed_at is not None and n > self.removed_at for n in self.heard)


class Misuses(Hostile, ABC):
    """Misuses one line after the other."""

    def run(self) -> None:
        """Misuse line after line."""
        while not self.over.is_set():
            with contextlib.suppress(OSError, WebSocketException):
                self.misuse()

    @abstractmethod
    def misuse(self) -> None:
        """Misuse one line."""


class SendsHuge(Misuses):
    """Sends 64 KB frames, one after the other, and comes back at once when it is cut."""

    FRAME = json.dumps({"t": "do", "id": "huge", "c": {"type": "say", "words": "x" * 65_000}})

    def misuse(self) -> None:
        """Send until cut."""
        with self.open() as line:
            while not self.over.is_set():
                line.send(self.FRAME)
                time.sleep(0.02)


class Floods(Misuses):
    """Says 500 things a second, and comes back at once when it is cut."""

    EACH_SECOND = 500

    def __init__(self, address: str, chair: dict[str, Any], filling: str) -> None:
        super().__init__(address, chair)
        self.filling = filling
        self.sent: list[str] = []
        self.acknowledged: set[str] = set()
        self.refused = 0

    def misuse(self) -> None:
        """Send and read what comes, until cut."""
        with self.open() as line:
            reading = threading.Thread(target=self._read, args=(line,), daemon=True)
            reading.start()
            due = time.monotonic()
            while not self.over.is_set():
                own_id = f"flood-{len(self.sent)}"
                self.sent.append(own_id)
                words = f"{own_id} {self.filling}"
                line.send(json.dumps({"t": "do", "id": own_id, "c": {"type": "say", "words": words}}))
                due += 1 / self.EACH_SECOND
                time.sleep(max(0.0, due - time.monotonic()))

    def _read(self, line: ClientConnection) -> None:
        with contextlib.suppress(OSError, WebSocketException):
            for text in line:
                frame = json.loads(text)
                if frame["t"] == "ack":
                    self.acknowledged.add(frame["id"])
                elif frame["t"] == "no":
                    self.refused += 1
