"""A real Janus in a network namespace of its own, configured as docs/voice.md tells operators to.

Janus takes no loopback address for media, so it lives behind a veth pair; what is here reaches it over that.
"""

import fcntl
import os
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from openchair.rooms.voice.media import Janus, NotReached

ROOT = Path(__file__).resolve().parent.parent
HERE, THERE = "10.213.77.1", "10.213.77.2"
ADDRESS, ADMIN = f"http://{THERE}:8088/janus", f"http://{THERE}:7088/admin"
URL = f"ws://{THERE}:8188"


def documented_configuration() -> dict[str, str]:
    """The files of Janus that docs/voice.md tells operators to write, by name."""
    text = (ROOT / "docs" / "voice.md").read_text(encoding="utf-8")
    return dict(re.findall(r"`(janus\.[a-z.]*jcfg)`[^`]*```jcfg\n(.*?)```", text, re.DOTALL))


@dataclass
class RunningJanus:
    """Its secret, and the means to kill it and to start it again."""

    folder: Path
    namespace: str
    secret: str
    process: "subprocess.Popen[bytes]"

    @property
    def adapter(self) -> Janus:
        """What talks to it."""
        return Janus(url=URL, address=ADDRESS, admin_address=ADMIN, secret=self.secret)

    @property
    def surroundings(self) -> dict[str, str]:
        """The variables of a server that uses it."""
        return {
            "OPENCHAIR_JANUS_URL": URL, "OPENCHAIR_JANUS_ADDRESS": ADDRESS, "OPENCHAIR_JANUS_ADMIN_ADDRESS": ADMIN,
            "OPENCHAIR_JANUS_SECRET": self.secret,
        }  # fmt: skip

    def kill(self) -> None:
        """As if the machine went away."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def start(self) -> None:
        """Start it again, with nothing of what it knew."""
        self.process = _started(self.folder, self.namespace)
        _wait(self)


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)


@contextmanager
def _a_namespace() -> Iterator[str]:
    """A network of its own with one cable to this one; one at a time on this machine, for the address is one."""
    with Path(tempfile.gettempdir(), "openchair-janus.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        name = f"voice-{secrets.token_hex(3)}"
        near, far = f"v{name[-6:]}a", f"v{name[-6:]}b"
        _run("ip", "netns", "add", name)
        try:
            _run("ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", name)
            _run("ip", "addr", "add", f"{HERE}/30", "dev", near)
            _run("ip", "link", "set", near, "up")
            _run("ip", "-n", name, "addr", "add", f"{THERE}/30", "dev", far)
            _run("ip", "-n", name, "link", "set", far, "up")
            _run("ip", "-n", name, "link", "set", "lo", "up")
            yield name
        finally:
            _run("ip", "netns", "del", name)


@contextmanager
def running_janus(folder: Path) -> Iterator[RunningJanus]:
    """Janus as the document configures it."""
    if shutil.which("janus") is None:
        pytest.skip("no janus on the PATH (apt-get install janus)")
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("what needs Janus needs root and iproute2: it makes a network namespace")
    secret = secrets.token_hex(24)
    for name, words in documented_configuration().items():
        own = words.replace("THE-MEDIA-SECRET", secret).replace("10.0.0.2", THERE)
        (folder / name).write_text(own, encoding="utf-8")
        (folder / name).chmod(0o600)
    with _a_namespace() as namespace:
        janus = RunningJanus(folder, namespace, secret, _started(folder, namespace))
        try:
            _wait(janus)
            yield janus
        finally:
            janus.process.terminate()
            janus.process.wait(20)


def _started(folder: Path, namespace: str) -> "subprocess.Popen[bytes]":
    command = ["ip", "netns", "exec", namespace, "janus", "-F", str(folder), "--disable-colors"]
    with (folder / "janus.log").open("ab") as words:
        return subprocess.Popen(command, stdout=words, stderr=words)


def _wait(janus: RunningJanus) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        assert janus.process.poll() is None, (janus.folder / "janus.log").read_text()[-2000:]
        try:
            janus.adapter.answers()
        except NotReached:
            time.sleep(0.2)
        else:
            return
    raise AssertionError((janus.folder / "janus.log").read_text()[-2000:])
