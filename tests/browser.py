"""A real server and a real Chromium for tests that need to see a page.

    pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases="__all__")]

    def test_a_member_finds_the_door(cast, browse):
        page = browse(cast.member)            # or browse() for somebody who is not signed in
        page.goto("/")
        axe(page)
        shots(page, "today")

The server runs in its own process against this test's databases (SQLite files), as `openchair serve` would. A page
that asks another host, breaks the content policy or fails in a script fails the test when it ends.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = os.environ.get("OPENCHAIR_TEST_SHOTS", "")
"""Where pictures go; without it none are taken, because looking at them takes a person."""
WIDTHS = {390: 844, 1280: 900}
SCHEMES = ("light", "dark")
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Playwright's own loop runs in this thread; Django would otherwise refuse every query beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def free_port() -> int:
    """A port on the loopback that nobody listens on right now."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[str]:
    """The address of a server over this test run's databases.

    Not for the whole run: a server that has held a room says every second that it is there, and would take rooms from
    the tests of other files.
    """
    from django.db import connections

    if connections["default"].vendor != "sqlite":
        pytest.skip("the browser tests run on SQLite; the journeys below the browser run on both")
    port = free_port()
    surroundings = {**os.environ, "OPENCHAIR_MODE": os.environ.get("OPENCHAIR_MODE", "test")}
    for alias, name in (("default", "DATABASE"), ("keys", "KEYS_DATABASE"), ("sessions", "SESSIONS_DATABASE")):
        surroundings[f"OPENCHAIR_{name}_URL"] = f"sqlite://{connections[alias].settings_dict['NAME']}"
    command = [sys.executable, "-m", "uvicorn", "openchair.asgi:application", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--log-level", "warning", "--no-access-log"]
    process = subprocess.Popen(command, cwd=ROOT, env=surroundings)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address + "/help/", process)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 40
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.fail(f"the server ended with exit code {process.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError as refusal:
            pytest.fail(f"the server answers {address} with {refusal.code}")
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    pytest.fail("the server did not answer within 40 seconds")


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Browser]":
    """One browser for the tests of a module; every page gets its own, empty profile.

    Not one for the whole run: while Playwright holds its loop, no other test of this process could run one of its own.
    """
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


class Browse:
    """Opens pages as somebody, and remembers what they did that no page may do."""

    def __init__(self, chromium: "Browser", address: str) -> None:
        self.chromium, self.address = chromium, address
        self.contexts: list[BrowserContext] = []
        self.faults: list[str] = []
        self.bytes_over_wire: dict[str, int] = {}

    def __call__(
        self, person: Any = None, *, width: int = 1280, scheme: Any = "light", script: bool = True, **more: Any
    ) -> "Page":
        """A page in a fresh profile, signed in as this person if one is given."""
        context = self.chromium.new_context(
            base_url=self.address,
            viewport={"width": width, "height": WIDTHS.get(width, 900)},
            color_scheme=scheme,
            java_script_enabled=script,
            # Nothing is half-way through a change of colour when it is looked at.
            reduced_motion="reduce",
            **more,
        )
        self.contexts.append(context)
        if person is not None:
            context.add_cookies(
                [{"name": name, "value": value, "url": self.address} for name, value in sign_in(person)]
            )
        page = context.new_page()
        page.on("request", lambda request: self._asked(request.url))
        page.on("console", lambda message: self._said(message.type, message.text))
        page.on("pageerror", lambda error: self.faults.append(f"script failed: {error}"))
        return page

    def _asked(self, address: str) -> None:
        host = urlsplit(address)
        if host.scheme in ("http", "https", "ws", "wss") and host.netloc != urlsplit(self.address).netloc:
            self.faults.append(f"another host was asked: {address}")

    def _said(self, kind: str, text: str) -> None:
        # A page that is meant to be refused says so in the console; everything else there is a fault.
        if kind == "error" and "Failed to load resource" not in text:
            self.faults.append(f"console: {text}")

    def close(self) -> None:
        """Close every page."""
        for context in self.contexts:
            context.close()


@pytest.fixture
def browse(chromium: "Browser", server: str) -> Iterator[Browse]:
    """Open pages: `browse(person, width=390, scheme="dark", script=False)`."""
    browsing = Browse(chromium, server)
    yield browsing
    browsing.close()
    assert browsing.faults == []


def sign_in(person: Any) -> list[tuple[str, str]]:
    """The cookies of somebody who has signed in."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return [(name, morsel.value) for name, morsel in client.cookies.items()]


def axe(page: "Page", *, leave_out: tuple[str, ...] = ()) -> None:
    """Fail with words if axe finds anything against WCAG 2.2 A and AA, or against its own best practice."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: run npm ci")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        """leaveOut => axe.run({exclude: leaveOut.map(selector => [selector])}, {
             runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
             resultTypes: ["violations"]})""",
        list(leave_out),
    )
    said = [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n    "
        + "\n    ".join(node["html"][:200] for node in rule["nodes"])
        for rule in found["violations"]
    ]
    size = page.viewport_size
    assert said == [], f"{page.url} at {size and size['width']} px:\n" + "\n".join(said)


@contextmanager
def at_full_height(page: "Page") -> Iterator[None]:
    """The page in a window as high as itself: nothing scrolls, so nothing lies half under a bar or a dock that stays.

    What does so on a screen is whole a little further on; which it is depends on the fonts of the machine.
    """
    before = page.viewport_size
    assert before is not None
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": before["width"], "height": max(height, before["height"])})
    _settle(page)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "it grows with the window"
    yield
    page.set_viewport_size(before)


def axe_everywhere(page: "Page") -> None:
    """axe at both widths and in both themes, on the page as it stands."""
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two it knows
            _settle(page)
            axe(page)


def shots(page: "Page", name: str) -> list[Path]:
    """Pictures at both widths and in both themes, to be looked at, if OPENCHAIR_TEST_SHOTS names a folder."""
    if not SHOTS:
        return []
    folder = Path(SHOTS)
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    before = page.viewport_size
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two it knows
            _settle(page)
            file = folder / f"{name}-{width}-{scheme}.png"
            page.screenshot(path=file, full_page=True)
            taken.append(file)
    if before:
        page.set_viewport_size(before)
    return taken


def _settle(page: "Page") -> None:
    page.evaluate("() => document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => done(0))))")


def over_wire(page: "Page", path: str) -> dict[str, int]:
    """What one first view costs: bytes over the wire, by address."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    names: dict[str, str] = {}
    cost: dict[str, int] = {}
    session.on("Network.responseReceived", lambda event: names.update({event["requestId"]: event["response"]["url"]}))
    session.on(
        "Network.loadingFinished",
        lambda event: cost.update({names.get(event["requestId"], "?"): int(event["encodedDataLength"])}),
    )
    page.goto(path, wait_until="networkidle")
    return cost
