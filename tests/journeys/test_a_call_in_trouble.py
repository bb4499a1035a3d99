"""A call in which something fails: the relay dies, somebody is asked to leave, a page comes back (AV-2, drill D15)."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Browse
from tests.cast import Cast
from tests.journeys.calling import (
    Place,
    chromium,
    connected,
    connected_now,
    evening,
    hears,
    join,
    place,
    relay,
    server,
    three_in_the_room,
)
from tests.journeys.evening import Evening, button, in_the_room, say
from tests.relay import Relay, running_relay

__all__ = ["chromium", "evening", "place", "relay", "server"]
"""Fixtures that pytest finds here by their names."""
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]


def two_hear_each_other(cast: Cast, browse: Browse, evening: Evening) -> tuple[Page, Page]:
    """The leader and a member, with their microphones on."""
    leader, member, _second = three_in_the_room(cast, browse, evening)
    for page in (leader, member):
        join(page)
    for page in (leader, member):
        connected(page, 1)
        page.locator("[data-voice-microphone]").click()
    for page in (member, leader):
        hears(page)
    return leader, member


def cut_off(*pages: Page) -> None:
    """Wait until each page says that there is no way, and offers to join again."""
    for page in pages:
        expect(page.locator("[data-voice-words]")).to_contain_text("The call has lost its way", timeout=30_000)
        expect(button(page, "Join again")).to_be_visible()


def test_the_relay_dies_and_the_written_room_goes_on_and_the_call_is_back_by_itself(
    cast: Cast, browse: Browse, evening: Evening, relay: Relay, place: Place, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Drill D15."""
    leader, member = two_hear_each_other(cast, browse, evening)
    relay.kill()
    begun = time.monotonic()
    cut_off(leader, member)
    print(f"D15: joining again was offered to both {time.monotonic() - begun:.1f} s after the relay was killed")
    say(member, "I cannot hear you any more.")
    expect(leader.locator("[data-log]")).to_contain_text("I cannot hear you any more.")
    with running_relay(tmp_path_factory.mktemp("again"), port=place.port, secret=place.secret):
        for page in (leader, member):
            expect(page.locator("[data-voice-words]")).to_have_text("The call is back.", timeout=40_000)
            expect(button(page, "Join again")).to_be_hidden()
            expect(page.locator("[data-voice-microphone]")).to_have_attribute("aria-pressed", "true")
        hears(member)
        hears(leader)


def test_whoever_joins_again_while_the_relay_is_away_is_in_the_call_as_soon_as_it_is_back(
    cast: Cast, browse: Browse, evening: Evening, relay: Relay, place: Place, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Drill D15: what is pressed in vain is made good, and no page says that the call is back while it is not."""
    leader, member = two_hear_each_other(cast, browse, evening)
    relay.kill()
    cut_off(leader, member)
    for page in (leader, member):
        button(page, "Join again").click()
        expect(page.locator("[data-voice-words]")).to_contain_text("You are in the call. Your microphone is off")
        expect(page.locator("[data-voice-microphone]")).to_have_attribute("aria-pressed", "false")
    cut_off(leader, member)
    with running_relay(tmp_path_factory.mktemp("again"), port=place.port, secret=place.secret):
        for page in (leader, member):
            connected_now(page)
            expect(button(page, "Join again")).to_be_hidden()
            page.locator("[data-voice-microphone]").click()
            expect(page.locator("[data-voice-microphone]")).to_have_attribute("aria-pressed", "true")
        hears(member)
        hears(leader)


def test_whoever_is_asked_to_leave_is_heard_no_more_and_hears_no_more(
    cast: Cast, browse: Browse, evening: Evening
) -> None:
    """Drill D15: the others hang up at once, and the page itself lets go of its microphone."""
    leader, member, second = three_in_the_room(cast, browse, evening)
    for page in (leader, member, second):
        join(page)
    for page in (leader, member, second):
        connected(page, 2)
    for page in (member, second):
        page.locator("[data-voice-microphone]").click()
    hears(leader)
    ask = {"type": "remove", "seat": evening.seat("member"), "reason": "We agreed on that."}
    leader.evaluate("c => window.line.send(JSON.stringify({t: 'do', id: 'asks-to-leave', c}))", ask)
    begun = time.monotonic()
    for page in (leader, second):
        connected(page, 1)
    print(f"D15: the others had hung up on a removed member after {time.monotonic() - begun:.1f} s (mesh)")
    member.wait_for_function("() => window.connections.every((one) => one.connectionState === 'closed')")
    member.wait_for_function(
        "() => window.tracks.length > 0 && window.tracks.every((one) => one.readyState === 'ended')"
    )
    expect(member.locator("[data-state=removed]")).to_be_visible()
    expect(second.locator("[data-voice-people] li", has_text="Wren")).to_have_count(0)
    hears(leader)
    refused = member.evaluate(
        "async (path) => (await fetch(path)).status", f"/meetings/{evening.meeting.pk}/voice/relay/"
    )
    assert refused == 409, "no new way to the relay either"


def test_a_page_that_comes_back_is_not_in_the_call_until_it_joins_again(
    cast: Cast, browse: Browse, evening: Evening
) -> None:
    leader, member, _second = three_in_the_room(cast, browse, evening)
    for page in (leader, member):
        join(page)
    for page in (leader, member):
        connected(page, 1)
    member.locator("[data-voice-microphone]").click()
    hears(leader)
    member.reload()
    in_the_room(member)
    expect(button(member, "Join again")).to_be_visible()
    assert member.evaluate("window.connections.length") == 0
    button(member, "Join again").click()
    expect(member.locator("[data-voice-words]")).to_contain_text("Your microphone is off until you turn it on")
    connected(member, 1)
    leader.wait_for_function(
        "() => window.connections.filter((one) => one.connectionState === 'connected').length === 1"
    )
    member.locator("[data-voice-microphone]").click()
    hears(leader)
