"""A call over a real Janus, with fake devices: all hear each other, whoever is removed is out, and Janus may die.

AV-2 to AV-4, drill D15. The relay of the house is there as well, and carries nothing here.
"""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Page, expect

from openchair.core.time import now
from openchair.rooms.voice.services import choose_voice
from tests.browser import Browse, shots
from tests.cast import Cast
from tests.janus import RunningJanus, running_janus
from tests.journeys.calling import (
    CANDIDATES,
    RECEIVED,
    SENDING,
    Place,
    a_house_that_is_told,
    chromium,
    hears,
    is_silent,
    place,
    relay,
    three_in_the_room,
)
from tests.journeys.evening import Evening, an_evening, button, in_the_room, next_part, say, whose_turn
from tests.relay import Relay

__all__ = ["chromium", "place", "relay"]
"""Fixtures that pytest finds here by their names."""
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]


@pytest.fixture(scope="module")
def janus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningJanus]:
    """The media server."""
    with running_janus(tmp_path_factory.mktemp("janus")) as running:
        yield running


@pytest.fixture(scope="module")
def server(
    django_db_setup: None, place: Place, janus: RunningJanus, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The house, with relay and media server."""
    if connections["default"].vendor != "sqlite":
        pytest.skip("the browser tests run on SQLite; the journeys below the browser run on both")
    told = {"OPENCHAIR_TURN_URLS": place.url, "OPENCHAIR_TURN_SECRET": place.secret} | janus.surroundings
    with a_house_that_is_told(told, tmp_path_factory.mktemp("house")) as address:
        yield address


@pytest.fixture
def evening(cast: Cast, relay: Relay, place: Place, janus: RunningJanus, settings: Any) -> Evening:
    """The cast's group meets now, over the media server."""
    settings.TURN_URLS, settings.TURN_SECRET = [place.url], place.secret
    for name, value in janus.surroundings.items():
        setattr(settings, name.removeprefix("OPENCHAIR_"), value)
    choose(cast, follows_piece=False)
    return an_evening(cast)


def choose(cast: Cast, *, follows_piece: bool) -> None:
    choose_voice(
        group=cast.circle.group, voice="video", follows_piece=follows_piece, by_server=True, actor=cast.facilitator,
        at=now(),
    )  # fmt: skip


def join(page: Page) -> None:
    """Be told that the media server could hear it, say yes, and be in the call with everything off."""
    page.locator("[data-voice-join]").click()
    expect(page.locator("dialog")).to_contain_text("It never records, but it could hear it")
    page.locator("[data-ask-yes]").click()
    expect(page.locator("[data-voice-words]")).to_contain_text("You are in the call")
    expect(page.locator("[data-voice-microphone]")).to_have_attribute("aria-pressed", "false")


def connected(page: Page, others: int) -> None:
    """Wait until this page has its own way to the server, and one from it for so many others."""
    page.wait_for_function(
        "n => window.connections.filter((one) => one.connectionState === 'connected').length === n", arg=others + 1,
        timeout=40_000,
    )  # fmt: skip


def all_in_the_call(cast: Cast, browse: Browse, evening: Evening) -> tuple[Page, Page, Page]:
    pages = three_in_the_room(cast, browse, evening)
    for page in pages:
        assert page.evaluate("window.connections.length") == 0, "nothing is open on entry"
        join(page)
    for page in pages:
        connected(page, 2)
    return pages


def turn_on(*pages: Page) -> None:
    for page in pages:
        page.locator("[data-voice-microphone]").click()
        expect(page.locator("[data-voice-microphone]")).to_have_attribute("aria-pressed", "true")


def test_three_hear_and_see_each_other_and_no_page_learns_of_another(
    cast: Cast, browse: Browse, evening: Evening
) -> None:
    leader, member, second = pages = all_in_the_call(cast, browse, evening)
    for page in pages:
        assert page.evaluate(RECEIVED)["audio"] == 0, "nobody has turned anything on"
    turn_on(member)
    for page in (leader, second):
        hears(page)
        expect(page.locator("[data-voice-people] li", has_text="Wren")).to_contain_text("microphone on")
        expect(page.locator("[data-voice-people] li[data-speaking]").first).to_be_visible()
    turn_on(leader, second)
    for page in pages:
        hears(page)
        assert {address for _kind, address, _related in page.evaluate(CANDIDATES)} == {"10.213.77.2"}
        assert page.evaluate("window.told.length") == 0, "pages have nothing to tell each other"
    member.locator("[data-voice-camera]").click()
    expect(second.locator("video.voice__picture")).to_be_visible()
    hears(second, "video")
    shots(second, "voice-by-server")
    quiet(leader, member, second)


def quiet(leader: Page, member: Page, second: Page) -> None:
    """A leader asks all for quiet; only its owner turns a microphone on again."""
    button(leader, "Ask all for quiet").click()
    for page in (member, second):
        expect(page.locator("[data-voice-microphone]")).to_have_attribute("aria-pressed", "false")
    is_silent(leader)
    expect(leader.locator("[data-voice-people] li", has_text="Wren")).to_contain_text("microphone off")
    turn_on(member)
    hears(leader)


def test_whoever_is_asked_to_leave_is_out_of_it_within_seconds_even_with_a_page_that_clings(
    cast: Cast, browse: Browse, evening: Evening
) -> None:
    """Drill D15, with a page that closes nothing by itself."""
    leader, member, second = all_in_the_call(cast, browse, evening)
    turn_on(member, second)
    hears(leader)
    hears(member)
    member.evaluate(CLINGS)
    ask = {"type": "remove", "seat": evening.seat("member"), "reason": "We agreed on that."}
    leader.evaluate("c => window.line.send(JSON.stringify({t: 'do', id: 'asks-to-leave', c}))", ask)
    print(f"D15: a removed member heard nothing more after {last_sound(member):.1f} s (media server, clinging page)")
    expect(member.locator("[data-state=removed]")).to_be_visible()
    for page in (leader, second):
        connected(page, 1)
    refused = member.evaluate(
        "async (path) => (await fetch(path)).status", f"/meetings/{evening.meeting.pk}/voice/server/?leg=any"
    )
    assert refused == 409
    hears(leader)


def last_sound(page: Page) -> float:
    """Seconds until the last sound came in, once none has come for three seconds."""
    begun = time.monotonic()
    last, before = begun, -1
    while (at := time.monotonic()) < begun + 60:
        sum_now = page.evaluate(ALL_RECEIVED)
        if sum_now > before:
            last, before = at, sum_now
        elif at > last + 3:
            return last - begun
        page.wait_for_timeout(100)
    raise AssertionError("sound still comes in")


ALL_RECEIVED = """async () => {
  let sum = 0;
  for (const one of window.connections) {
    if (one.connectionState === "closed") continue;
    (await one.getStats()).forEach((s) => { if (s.type === "inbound-rtp") sum += s.packetsReceived; });
  }
  return sum;
}"""
CLINGS = """() => {
  RTCPeerConnection.prototype.close = () => undefined;
  WebSocket.prototype.close = () => undefined;
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (!data.includes('"destroy"') && !data.includes('"detach"')) send.call(this, data);
  };
  MediaStreamTrack.prototype.stop = () => undefined;
}"""


def test_janus_dies_and_the_written_room_goes_on_and_joining_again_is_offered(
    cast: Cast, browse: Browse, evening: Evening, janus: RunningJanus
) -> None:
    """Drill D15."""
    leader, member, second = all_in_the_call(cast, browse, evening)
    turn_on(leader, member)
    hears(second)
    janus.kill()
    begun = time.monotonic()
    for page in (leader, member, second):
        expect(page.locator("[data-voice-words]")).to_contain_text("The call has lost its way", timeout=30_000)
        expect(button(page, "Join again")).to_be_visible()
    print(f"D15: joining again was offered to all three {time.monotonic() - begun:.1f} s after Janus was killed")
    say(member, "I cannot hear you any more.")
    expect(leader.locator("[data-log]")).to_contain_text("I cannot hear you any more.")
    janus.start()
    begun = time.monotonic()
    for page in (leader, member, second):
        connected(page, 2)
    print(f"D15: all three were connected again {time.monotonic() - begun:.1f} s after Janus was started anew")
    for page in (leader, member, second):
        expect(button(page, "Join again")).to_be_hidden()
    hears(second)


def test_a_page_that_comes_back_joins_again_and_the_piece_moves_microphones(
    cast: Cast, browse: Browse, evening: Evening
) -> None:
    choose(cast, follows_piece=True)
    leader, member, second = all_in_the_call(cast, browse, evening)
    second.reload()
    in_the_room(second)
    assert second.evaluate("window.connections.length") == 0
    button(second, "Join again").click()
    for page in (leader, member, second):
        connected(page, 2)
    turn_on(leader, member)
    for title in ("Opening words", "Our agreement", "Since last time", "How I arrive"):
        next_part(leader, title)
    for _ in range(2):
        page = whose_turn(member, second)
        page.locator("[data-do=take_piece]").click()
        expect(page.locator("[data-turn-words]")).to_contain_text("You have the floor")
        expect(leader.locator("[data-voice-microphone]")).to_contain_text("Waits for the piece")
        leader.wait_for_function("() => !(" + SENDING + ")()")
        if page is member:
            hears(second)
        else:
            assert not second.evaluate(SENDING), "the piece turns on nothing that its owner had not turned on"
        page.locator("[data-turn-pass]").click()
        expect(page.locator("[data-turn]")).to_be_hidden()
    expect(member.locator("[data-voice-microphone]")).to_contain_text("Waits for the piece")
