"""What journeys with a call share: a house with a real relay, browsers with made-up devices, and what pages hear.

Chromium makes the sound and the picture itself; coturn is the one operators install.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections
from playwright.sync_api import Page, expect

from openchair.core.time import now
from openchair.rooms.voice.services import choose_voice
from tests.browser import QUIET, Browse, free_port
from tests.cast import Cast
from tests.journeys.evening import (
    Evening,
    an_evening,
    as_person,
    button,
    in_the_room,
    knock,
    lead_in,
)
from tests.journeys.house import running_house
from tests.relay import Relay, running_relay

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FAKE = [
    *QUIET,
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    # The browsers and the relay of a test share one machine without a network.
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
]
WATCHED = """
  window.connections = []; window.told = []; window.tracks = [];
  const open = navigator.mediaDevices && navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  if (open) navigator.mediaDevices.getUserMedia = async (what) => {
    const stream = await open(what);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
  const Connection = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Connection {
    constructor(...how) { super(...how); window.connections.push(this); window.how = how[0]; }
  };
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...how) {
      super(...how);
      if (how[1] !== "janus-protocol") window.line = this;
      this.addEventListener("message", ({ data }) => data.includes('"signal"') && window.told.push(data));
    }
    send(data) { if (data.includes('"signal"')) window.told.push(data); super.send(data); }
  };
"""
RECEIVED = """async () => {
  let sum = {audio: 0, video: 0};
  for (const one of window.connections) {
    if (one.connectionState !== "connected") continue;
    (await one.getStats()).forEach((s) => { if (s.type === "inbound-rtp") sum[s.kind] += s.bytesReceived; });
  }
  return sum;
}"""
SENDING = """() => window.connections.some((one) => one.connectionState === "connected" &&
  one.getSenders().some((sender) => sender.track && sender.track.kind === "audio" && sender.track.enabled))"""
RECEIVED_EACH = """async (kind) => {
  const each = {};
  for (const [number, one] of window.connections.entries()) {
    if (one.connectionState !== "connected") continue;
    (await one.getStats()).forEach((s) => {
      if (s.type === "inbound-rtp" && s.kind === kind) each[number] = s.bytesReceived;
    });
  }
  return each;
}"""
CANDIDATES = """async () => {
  const found = [];
  for (const one of window.connections) {
    (await one.getStats()).forEach((s) => {
      if (s.type === "remote-candidate") found.push([s.candidateType, s.address ?? s.ip, s.relatedAddress ?? ""]);
    });
  }
  return found;
}"""


@dataclass(frozen=True)
class Place:
    """Where the relay of a house is, whether it runs or not."""

    port: int
    secret: str

    @property
    def url(self) -> str:
        """Its address as pages are told it."""
        return f"turn:127.0.0.1:{self.port}?transport=udp"


@pytest.fixture(scope="module")
def place() -> Place:
    """A free place for the relay."""
    return Place(free_port(), secrets.token_hex(24))


@pytest.fixture
def relay(place: Place, tmp_path: Path) -> Iterator[Relay]:
    """The running relay."""
    with running_relay(tmp_path, port=place.port, secret=place.secret) as running:
        yield running


@pytest.fixture(scope="module")
def server(django_db_setup: None, place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The house, with that relay."""
    if connections["default"].vendor != "sqlite":
        pytest.skip("the browser tests run on SQLite; the journeys below the browser run on both")
    told = {"OPENCHAIR_TURN_URLS": place.url, "OPENCHAIR_TURN_SECRET": place.secret}
    with a_house_that_is_told(told, tmp_path_factory.mktemp("house")) as address:
        yield address


@contextmanager
def a_house_that_is_told(told: dict[str, str], folder: Path) -> Iterator[str]:
    """A running house with these variables, by its address."""
    before = {name: os.environ.get(name) for name in told}
    os.environ.update(told)
    try:
        with running_house(folder) as house:
            yield house.address
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Browser]":
    """A browser whose microphone and camera are made up."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FAKE)
        yield browser
        browser.close()


@pytest.fixture
def evening(cast: Cast, relay: Relay, place: Place, settings: Any) -> Evening:
    """The cast's group meets now, with voice and cameras."""
    settings.TURN_URLS, settings.TURN_SECRET = [place.url], place.secret
    choose_voice(group=cast.circle.group, voice="video", follows_piece=False, actor=cast.facilitator, at=now())
    return an_evening(cast)


def watched(browse: Browse, person: Any, **more: Any) -> Page:
    """A page whose connections and signals the test can look at."""
    page = as_person(browse, person, **more)
    page.add_init_script(WATCHED)
    return page


def three_in_the_room(cast: Cast, browse: Browse, evening: Evening) -> tuple[Page, Page, Page]:
    """The leader, a member and a second member, let in."""
    leader, member, second = (watched(browse, who) for who in (cast.facilitator, cast.member, cast.second_member))
    lead_in(leader, evening)
    for page in (member, second):
        knock(page, evening)
    for page, name in ((member, "Wren"), (second, "Tove")):
        button(leader, f"Let {name} in").click()
        in_the_room(page)
    return leader, member, second


def join(page: Page) -> None:
    """Say yes, and be in the call with everything off."""
    page.locator("[data-voice-join]").click()
    page.locator("[data-ask-yes]").click()
    expect(page.locator("[data-voice-words]")).to_contain_text("You are in the call")
    expect(page.locator("[data-voice-microphone]")).to_have_attribute("aria-pressed", "false")


def connected(page: Page, others: int) -> None:
    """Wait until there is a way to so many others."""
    page.wait_for_function(
        "n => window.connections.filter((one) => one.connectionState === 'connected').length === n", arg=others,
        timeout=30_000,
    )  # fmt: skip


def hears(page: Page, kind: str = "audio", patience: int = 30_000) -> None:
    """Wait until what this page receives grows, counted for each connection: one may take the place of another."""
    start: dict[str, int] = page.evaluate(RECEIVED_EACH, kind)
    for _ in range(patience // 250):
        page.wait_for_timeout(250)
        now_received = page.evaluate(RECEIVED_EACH, kind)
        if sum(many - start.setdefault(one, many) for one, many in now_received.items()) > 500:
            return
    raise AssertionError(f"no {kind} came in")


def is_silent(page: Page, kind: str = "audio") -> None:
    """Wait until nothing more comes in, for a whole second."""
    for _ in range(40):
        start = page.evaluate(RECEIVED)[kind]
        page.wait_for_timeout(1_000)
        if page.evaluate(RECEIVED)[kind] == start:
            return
    raise AssertionError(f"{kind} still comes in")


def connected_now(page: Page) -> None:
    """Wait until any way to somebody stands."""
    page.wait_for_function(
        "() => window.connections.some((one) => one.connectionState === 'connected')", timeout=40_000
    )
