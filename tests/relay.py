"""A real relay (coturn) on loopback ports, and a small client that speaks to it as a browser does.

The configuration is the one of docs/voice.md with one difference: browsers of a test have only loopback addresses, so
loopback peers are allowed here, and nowhere else.
"""

import hmac
import os
import secrets
import shutil
import signal
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import md5, sha1
from ipaddress import ip_address
from pathlib import Path

import pytest

from tests.browser import free_port

ROOT = Path(__file__).resolve().parent.parent
COOKIE = 0x2112A442
REQUESTED_TRANSPORT, LIFETIME, XOR_PEER = 0x0019, 0x000D, 0x0012
USERNAME, INTEGRITY, ERROR, REALM, NONCE, XOR_RELAYED = 0x0006, 0x0008, 0x0009, 0x0014, 0x0015, 0x0016
ALLOCATE, PERMISSION = 0x0003, 0x0008


def documented_configuration() -> list[str]:
    """The lines of coturn's configuration that docs/voice.md tells operators to write."""
    text = (ROOT / "docs" / "voice.md").read_text(encoding="utf-8")
    return text.split("```conf\n", 1)[1].split("```", 1)[0].splitlines()


@dataclass
class Relay:
    """A running relay."""

    port: int
    secret: str
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        """Its address as pages are told it."""
        return f"turn:127.0.0.1:{self.port}?transport=udp"

    @property
    def surroundings(self) -> dict[str, str]:
        """The variables of a server that uses it."""
        return {"OPENCHAIR_TURN_URLS": self.url, "OPENCHAIR_TURN_SECRET": self.secret}

    def kill(self) -> None:
        """As if the machine went away."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextmanager
def running_relay(folder: Path, *, loopback: bool = True, port: int = 0, secret: str = "") -> Iterator[Relay]:
    """coturn as the document configures it, on the loopback; `loopback` allows peers there."""
    program = shutil.which("turnserver")
    if program is None:
        pytest.skip("no coturn on the PATH (apt-get install coturn)")
    port, secret = port or free_port(), secret or secrets.token_hex(24)
    first = 49152 + secrets.randbelow(60) * 200
    ours = ("listening-port", "tls-listening-port", "cert", "pkey", "static-auth-secret", "realm", "min-", "max-port")
    lines = [line for line in documented_configuration() if not line.startswith(ours)]
    lines += [
        f"listening-port={port}", "listening-ip=127.0.0.1", "relay-ip=127.0.0.1", f"min-port={first}",
        f"max-port={first + 199}", f"static-auth-secret={secret}", "realm=openchair", "no-tls", "no-dtls",
        f"pidfile={folder}/relay.pid", "log-file=stdout", "simple-log", f"userdb={folder}/relay.sqlite",
    ]  # fmt: skip
    if loopback:
        lines = [line for line in lines if not line.startswith(("denied-peer-ip=127.", "denied-peer-ip=::1"))]
        lines += ["allow-loopback-peers", "cli-password=" + secrets.token_hex(8)]
    configuration = folder / "turnserver.conf"
    configuration.write_text("\n".join(lines) + "\n", encoding="utf-8")
    configuration.chmod(0o600)
    with (folder / "relay.log").open("ab") as words:
        process = subprocess.Popen([program, "-c", str(configuration)], stdout=words, stderr=words, env=os.environ)
        try:
            _wait(port, process, folder / "relay.log")
            yield Relay(port, secret, process)
        finally:
            process.kill()
            process.wait()


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()[-2000:]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.settimeout(0.2)
            probe.sendto(struct.pack("!HHI12s", 1, 0, COOKIE, secrets.token_bytes(12)), ("127.0.0.1", port))
            try:
                probe.recv(1500)
                return
            except OSError:
                continue
    raise AssertionError(f"the relay did not answer: {log.read_text()[-2000:]}")


class RelayClient:
    """One allocation at a relay, asked for with a name and a password (RFC 8656, long-term credentials)."""

    def __init__(self, port: int, username: str, password: str, realm: str = "openchair") -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.settimeout(5)
        self.socket.connect(("127.0.0.1", port))
        self.username = username
        self.key = md5(f"{username}:{realm}:{password}".encode()).digest()
        self.realm, self.nonce = realm.encode(), b""

    def close(self) -> None:
        """Hang up."""
        self.socket.close()

    def allocate(self) -> int:
        """Ask for an address at the relay: 0 when it was given, else the error's number."""
        transport = _attribute(REQUESTED_TRANSPORT, b"\x11\0\0\0")
        answer = self._ask(ALLOCATE, transport, signed=False)
        assert answer[ERROR][2] * 100 + answer[ERROR][3] == 401, "the first question is always sent back for a name"
        self.nonce = answer[NONCE]
        answer = self._ask(ALLOCATE, transport, signed=True)
        return _error(answer)

    def permit(self, address: str) -> int:
        """Ask to exchange with a peer: 0 when it may be, else the error's number."""
        packed = int(ip_address(address)) ^ COOKIE
        peer = _attribute(XOR_PEER, struct.pack("!BBHI", 0, 1, 4000 ^ (COOKIE >> 16), packed))
        return _error(self._ask(PERMISSION, peer, signed=True))

    def _ask(self, method: int, body: bytes, *, signed: bool) -> dict[int, bytes]:
        if signed:
            body += _attribute(USERNAME, self.username.encode()) + _attribute(REALM, self.realm)
            body += _attribute(NONCE, self.nonce)
        mark = secrets.token_bytes(12)
        head = struct.pack("!HHI12s", method, len(body) + (24 if signed else 0), COOKIE, mark)
        if signed:
            body += _attribute(INTEGRITY, hmac.digest(self.key, head + body, sha1))
        self.socket.send(head + body)
        return _attributes(self.socket.recv(2000))


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value + b"\0" * (-len(value) % 4)


def _attributes(message: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    at = 20
    while at + 4 <= len(message):
        kind, size = struct.unpack_from("!HH", message, at)
        found.setdefault(kind, message[at + 4 : at + 4 + size])
        at += 4 + size + (-size % 4)
    return found


def _error(answer: dict[int, bytes]) -> int:
    return answer[ERROR][2] * 100 + answer[ERROR][3] if ERROR in answer else 0
