"""A meeting in a hall: one tablet, people without a device, and the network gone for a minute (D5, R36, R37)."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from openchair.rooms import log
from openchair.rooms.core.events import FloorTaken, HeldInHall, Joined, NotPlaced
from openchair.rooms.queries import folded
from tests.browser import Browse, axe, shots
from tests.cast import Cast
from tests.journeys.evening import Evening, an_evening, as_person, button, lead_in, no_overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]

WRONG_BY_A_DAY = "const real = Date.now; Date.now = () => real() - 86_400_000;"


def tablet_of(browse: Browse, cast: Cast, evening: Evening) -> Page:
    """A tablet in landscape, signed in as who leads; its clock is wrong by a day."""
    page = as_person(browse, cast.facilitator, width=1024)
    page.set_viewport_size({"width": 1024, "height": 768})
    page.add_init_script(WRONG_BY_A_DAY)
    page.goto(f"/meetings/{evening.meeting.pk}/board/")
    expect(page.locator("tap-board")).to_be_visible()
    return page


def chair(page: Page, evening: Evening, part: str) -> Locator:
    """Somebody's chair on the board."""
    return page.locator(f'[data-key="{evening.seat(part)}"] .seat__tap')


def seated(page: Page, evening: Evening, *parts: str) -> None:
    """Tap people into the hall."""
    expect(page.locator(f'[data-key="{evening.seat("facilitator")}"][data-hall]')).to_be_visible()
    for part in parts:
        chair(page, evening, part).click()
        expect(page.locator(f'[data-key="{evening.seat(part)}"][data-hall]')).to_be_visible()


def to_open_floor(page: Page) -> None:
    """Begin, and go on to the open floor."""
    button(page, "Begin").click()
    for _ in range(12):
        if page.locator("[data-segment]").inner_text() == "Open floor":
            return
        before = page.locator("[data-segment]").inner_text()
        page.locator("[data-course]").click()
        expect(page.locator("[data-segment]")).not_to_have_text(before)
    raise AssertionError("no open floor")


def the_floor_is(page: Page, name: str) -> None:
    """Who has the floor, as the board says it."""
    expect(page.locator("[data-floor-who]")).to_have_text(name)


def test_a_meeting_with_the_network_gone_for_a_minute_ends_in_the_same_kind_of_report(
    cast: Cast, browse: Browse
) -> None:
    evening = an_evening(cast)
    page = tablet_of(browse, cast, evening)
    seated(page, evening, "member", "second_member")
    axe(page)
    no_overflow(page)
    to_open_floor(page)
    chair(page, evening, "member").click()
    the_floor_is(page, "Wren")
    page.wait_for_timeout(4_000)
    shots(page, "tap")
    page.set_viewport_size({"width": 1024, "height": 768})

    # A real minute without network: taps are kept, and the board goes on.
    page.context.set_offline(True)
    expect(page.locator("[data-kept]")).to_be_visible()
    page.wait_for_timeout(10_000)
    chair(page, evening, "second_member").click()
    the_floor_is(page, "Tove")
    page.wait_for_timeout(30_000)
    page.locator("[data-silence]").click()
    the_floor_is(page, "Silence")
    page.wait_for_timeout(12_000)
    chair(page, evening, "member").click()
    the_floor_is(page, "Wren")
    expect(page.locator("[data-kept]")).to_contain_text("3 taps are kept on this tablet")
    page.wait_for_timeout(10_000)
    page.context.set_offline(False)
    expect(page.locator("[data-kept]")).to_be_hidden()
    expect(page.locator("[data-missed-part]")).to_be_hidden()
    page.wait_for_timeout(6_000)

    # Everything stands in one log, at the time it was tapped, once.
    state = folded(evening.meeting.pk)
    wren, tove = (state.people[evening.seat(part)] for part in ("member", "second_member"))
    assert state.holder == evening.seat("member")
    assert (wren.turns, tove.turns) == (2, 1)
    assert 12_000 <= wren.floor_ms <= 60_000, "until the first tap without network"
    assert 29_000 <= tove.floor_ms <= 36_000
    assert 11_000 <= state.silence_ms <= 18_000
    events = [stored.event for stored in log.read(evening.meeting.pk)]
    assert len([event for event in events if isinstance(event, HeldInHall)]) == 1
    assert [event.seat for event in events if isinstance(event, FloorTaken) and event.since_ms] == [
        evening.seat("member")
    ]
    came = {event.seat: event.hall for event in events if isinstance(event, Joined)}
    assert came == {
        evening.seat("facilitator"): False,
        evening.seat("member"): True,
        evening.seat("second_member"): True,
    }

    button(page, "The piece goes back").click()
    for _ in range(12):
        if page.locator("[data-course]").inner_text() == "Close the meeting":
            break
        before = page.locator("[data-segment]").inner_text()
        page.locator("[data-course]").click()
        expect(page.locator("[data-segment]")).not_to_have_text(before)
    page.locator("[data-course]").click()
    button(page, "Yes, close it for everybody").click()
    expect(page).to_have_url(re.compile("/closed/$"))
    page.goto(evening.report)
    expect(page.locator("table", has_text="Wren").first).to_contain_text("in the hall")
    expect(page.locator("dl.facts")).to_contain_text("Silence together")


def test_taps_outlive_a_reload_and_one_tapped_by_mistake_is_undone(cast: Cast, browse: Browse) -> None:
    evening = an_evening(cast)
    page = tablet_of(browse, cast, evening)
    seated(page, evening, "member", "second_member")
    to_open_floor(page)
    # The line alone is gone: pages still load, taps are not stored.
    page.context.set_offline(True)
    expect(page.locator("[data-kept]")).to_be_visible()
    chair(page, evening, "member").click()
    chair(page, evening, "second_member").click()
    page.locator("[data-undo]").click()
    the_floor_is(page, "Wren")
    page.wait_for_timeout(7_000)
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("tap-board")).to_be_visible()
    the_floor_is(page, "Wren")
    page.wait_for_timeout(1_000)
    state = folded(evening.meeting.pk)
    assert state.holder == evening.seat("member")
    assert state.people[evening.seat("second_member")].turns == 0
    assert not [s for s in log.read(evening.meeting.pk) if isinstance(s.event, NotPlaced)]


def test_a_locked_door_holds_for_taps_too_and_is_unlocked_from_the_board(cast: Cast, browse: Browse) -> None:
    evening = an_evening(cast)
    room = as_person(browse, cast.facilitator)
    lead_in(room, evening)
    page = tablet_of(browse, cast, evening)
    seated(page, evening, "member")
    expect(page.locator("[data-shut]")).to_be_hidden()
    button(room, "Lock the door").click()
    expect(page.locator("[data-shut-words]")).to_contain_text("Whoever was in today may come back")

    chair(page, evening, "second_member").click()
    expect(page.locator("[data-says]")).to_contain_text("The door is locked. Unlock it first")
    expect(page.locator(f'[data-key="{evening.seat("second_member")}"][data-hall]')).to_have_count(0)
    button(page, "Wren goes now").click()
    seated(page, evening, "member")
    axe(page)
    no_overflow(page)
    shots(page, "tap-locked")

    page.set_viewport_size({"width": 1024, "height": 768})
    button(page, "Unlock the door").click()
    expect(page.locator("[data-shut]")).to_be_hidden()
    seated(page, evening, "second_member")
