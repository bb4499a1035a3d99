"""A call of three over a real relay, with fake devices: media flows and no address is told (AV-1, AV-3, AV-4)."""

import re

import pytest
from playwright.sync_api import Page, expect

from openchair.core.time import now
from openchair.rooms.voice.services import choose_voice
from tests.browser import Browse, axe_everywhere, shots
from tests.cast import Cast
from tests.journeys.calling import (
    CANDIDATES,
    RECEIVED,
    SENDING,
    Place,
    chromium,
    connected,
    evening,
    hears,
    is_silent,
    join,
    place,
    relay,
    server,
    three_in_the_room,
    watched,
)
from tests.journeys.evening import (
    Evening,
    button,
    lead_in,
    next_part,
    no_overflow,
    say,
    take_and_say,
    whose_turn,
)

__all__ = ["chromium", "evening", "place", "relay", "server"]
"""Fixtures that pytest finds here by their names."""
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]
ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")


def test_three_hear_each_other_over_the_relay_alone_and_the_meeting_ends_in_a_report(
    cast: Cast, browse: Browse, evening: Evening
) -> None:
    leader, member, second = pages = three_in_the_room(cast, browse, evening)
    everything_is_off_on_entry(pages)
    for page in pages:
        join(page)
    for page in pages:
        connected(page, 2)
    turn_on_and_hear(leader, member, second)
    no_address_was_told(pages)
    cameras(member, second)
    shots(member, "voice-room")
    quiet(leader, member, second)
    the_meeting_goes_on(leader, member, second, evening)


def everything_is_off_on_entry(pages: tuple[Page, ...]) -> None:
    """AV-4: nothing of any device is open, and nobody is in the call."""
    for page in pages:
        expect(page.locator("[data-voice-panel]")).to_be_visible()
        expect(page.locator("[data-voice-count]")).to_have_text("Nobody is in the call yet.")
        assert page.evaluate("window.connections.length") == 0


def turn_on_and_hear(leader: Page, member: Page, second: Page) -> None:
    """Sound begins with its owner’s own press, and is shown to the others."""
    for page in (leader, member, second):
        assert page.evaluate(RECEIVED)["audio"] == 0, "nobody has turned anything on"
        assert page.evaluate("window.how.iceTransportPolicy") == "relay"
    for page in (leader, member, second):
        page.locator("[data-voice-microphone]").press("Enter")
        expect(page.locator("[data-voice-microphone]")).to_have_attribute("aria-pressed", "true")
    for page in (leader, member, second):
        hears(page)
    expect(second.locator("[data-voice-people] li", has_text="Wren")).to_contain_text("microphone on")
    expect(second.locator("[data-voice-people] li[data-speaking]").first).to_be_visible()


def no_address_was_told(pages: tuple[Page, ...]) -> None:
    """AV-1: in every signal sent or received, and in every statistic, there are ways over the relay only."""
    for page in pages:
        received = [text for text in page.evaluate("window.told") if '"seat"' in text]
        text = "\n".join(received)
        assert "typ relay" in text
        assert not re.search(r"typ (host|srflx|prflx)|\.local", text)
        assert "audio-level" not in text
        for line in re.split(r"\\r\\n|\"", text):
            if "candidate:" not in line:
                assert set(ADDRESS.findall(line)) <= {"0.0.0.0"}, line
        assert "raddr 0.0.0.0 rport 0" in text
        found = page.evaluate(CANDIDATES)
        assert found
        assert {kind for kind, _address, _related in found} == {"relay"}


def cameras(member: Page, second: Page) -> None:
    """A picture, from the press of its owner to the other’s page."""
    member.locator("[data-voice-camera]").click()
    expect(member.locator("[data-voice-camera]")).to_have_attribute("aria-pressed", "true")
    expect(second.locator("video.voice__picture")).to_be_visible()
    hears(second, "video")
    member.locator("[data-voice-camera]").click()
    expect(second.locator("video.voice__picture")).to_have_count(0)


def quiet(leader: Page, member: Page, second: Page) -> None:
    """A leader asks all for quiet; only its owner turns a microphone on again."""
    button(leader, "Ask all for quiet").click()
    for page in (member, second):
        expect(page.locator("[data-voice-microphone]")).to_have_attribute("aria-pressed", "false")
        expect(page.locator("[data-voice-words]")).to_contain_text("Amara asked for quiet")
    expect(leader.locator("[data-voice-microphone]")).to_have_attribute("aria-pressed", "true")
    is_silent(leader)
    member.locator("[data-voice-microphone]").click()
    hears(leader)


def the_meeting_goes_on(leader: Page, member: Page, second: Page, evening: Evening) -> None:
    """Voice never drives the floor: turns are what the report counts, and it is the same kind of report."""
    for title in ("Opening words", "Our agreement", "Since last time", "How I arrive"):
        next_part(leader, title)
    for _ in range(2):
        take_and_say(whose_turn(member, second), "I am glad to hear you all.")
    leader.locator(".leaders [data-close]").click()
    leader.locator("[data-ask-yes]").click()
    for page in (leader, member, second):
        expect(page.locator("[data-voice-panel]")).to_be_hidden()
        page.wait_for_function("() => window.connections.every((one) => one.connectionState === 'closed')")
    leader.goto(evening.report)
    expect(leader.locator("main")).to_contain_text("2 people came.")
    assert "Wren" in leader.locator("main").inner_text()
    assert "glad to hear" not in leader.content()


def test_whoever_says_no_stays_in_writing_and_misses_nothing_else(cast: Cast, browse: Browse, evening: Evening) -> None:
    _leader, member, second = three_in_the_room(cast, browse, evening)
    join(second)
    member.locator("[data-voice-join]").click()
    expect(member.locator("dialog")).to_contain_text("Nothing is recorded here; another person’s device still could")
    button(member, "No, stay in writing").click()
    expect(member.locator("[data-voice-join]")).to_be_focused()
    expect(member.locator("[data-voice-count]")).to_have_text("1 person is in the call.")
    assert member.evaluate("window.connections.length") == 0
    say(member, "I would rather write today.")
    expect(second.locator("[data-log]")).to_contain_text("I would rather write today.")


def test_one_tries_out_everything_beforehand_and_nothing_of_it_is_sent(
    cast: Cast, browse: Browse, evening: Evening
) -> None:
    leader = watched(browse, cast.facilitator)
    lead_in(leader, evening)
    page = watched(browse, cast.member)
    page.goto(f"/meetings/{evening.meeting.pk}/voice/")
    button(page, "Try the microphone").press("Enter")
    expect(page.locator("[data-microphone-words]")).to_have_text("Your microphone hears you.")
    button(page, "Try the camera").press("Enter")
    expect(page.locator("[data-picture]")).to_be_visible()
    button(page, "Try the way").press("Enter")
    expect(page.locator("[data-relay-words]")).to_have_text("The way is open: the others will hear you.")
    axe_everywhere(page)
    shots(page, "voice-check")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        no_overflow(page)
    for _ in range(2):
        button(page, "Turn it off again").first.click()
    assert page.evaluate("window.tracks.every((one) => one.readyState === 'ended')")
    assert page.evaluate("window.told.length") == 0, "it tells nobody anything"
    expect(leader.locator("[data-voice-count]")).to_have_text("Nobody is in the call yet.")
    button(page, "I would like to be heard").click()
    expect(button(page, "Take it back")).to_be_visible()


def test_the_piece_raises_and_lowers_microphones_that_their_owners_turned_on(
    cast: Cast, browse: Browse, place: Place, evening: Evening
) -> None:
    choose_voice(group=cast.circle.group, voice="audio", follows_piece=True, actor=cast.facilitator, at=now())
    leader, member, second = three_in_the_room(cast, browse, evening)
    for page in (leader, member, second):
        join(page)
    for page in (leader, member, second):
        connected(page, 2)
    for page in (leader, member):
        page.locator("[data-voice-microphone]").click()
        expect(page.locator("[data-voice-microphone]")).to_contain_text("Microphone is on")
    for title in ("Opening words", "Our agreement", "Since last time", "How I arrive"):
        next_part(leader, title)
    for _ in range(2):
        page = whose_turn(member, second)
        page.locator("[data-do=take_piece]").click()
        expect(page.locator("[data-turn-words]")).to_contain_text("You have the floor")
        expect(leader.locator("[data-voice-microphone]")).to_contain_text("Waits for the piece")
        leader.wait_for_function("() => !(" + SENDING + ")()")
        if page is member:
            expect(member.locator("[data-voice-microphone]")).to_contain_text("Microphone is on")
            hears(second)
        else:
            expect(second.locator("[data-voice-microphone]")).to_contain_text("Microphone is off")
            assert not second.evaluate(SENDING), "the piece turns on nothing that its owner had not turned on"
        page.locator("[data-turn-pass]").click()
        expect(page.locator("[data-turn]")).to_be_hidden()
    expect(member.locator("[data-voice-microphone]")).to_contain_text("Waits for the piece")
    member.locator("[data-voice-microphone]").click()
    expect(member.locator("[data-voice-microphone]")).to_contain_text("Microphone is on")
