"""What is heard and what is fetched: the live log for a screen reader, pages without a script, and the first view."""

import json
from itertools import pairwise
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.browser import Browse, over_wire
from tests.cast import Cast
from tests.journeys.evening import PATIENCE, Evening, alone, an_evening, as_person, button, house_at, in_the_room

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]

MESSAGES = 50
APART_MS = 2_000
SLACK_MS = 150
"""Timers of a busy browser fire late; two announcements may look a little closer than they were asked for."""
FIRST_VIEW = 200_000

OPEN = """const real = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (how) { return real.call(this, {...how, mode: "open"}); };"""
"""What is read aloud stands where no copy of the page finds it; this test has to look in."""

LISTEN = """() => {
  window.heard = [];
  const region = document.querySelector("[data-announce]").shadowRoot.querySelector("[aria-live=polite]");
  // What is taken away again is not read out; only what is added is an announcement.
  const told = () => region.textContent.trim() && window.heard.push({at: performance.now(), words: region.textContent});
  new MutationObserver(told).observe(region, {childList: true, characterData: true, subtree: true});
}"""


def test_fifty_messages_are_told_politely_and_the_focus_stays(cast: Cast, browse: Browse, server: str) -> None:
    evening, house = an_evening(cast), house_at(server)
    page = as_person(browse, cast.member)
    page.add_init_script(OPEN)
    page.goto(evening.door)
    lines = {part: house.cookie(cast.everybody[part]) for part in ("facilitator", "second_member")}
    with (
        house.line(evening.meeting.pk, lines["facilitator"]) as leader,
        house.line(evening.meeting.pk, lines["second_member"]) as second,
    ):
        leader.must("come_to_door")
        second.must("come_to_door", alone=True)
        leader.must("admit", seat=evening.seat("second_member"))
        alone(page)
        button(page, "I am ready").click()
        leader.until(lambda frame: frame["t"] == "event" and _came(frame, evening.seat("member")))
        leader.must("admit", seat=evening.seat("member"))
        in_the_room(page)
        leader.must("begin")
        for _ in range(4):
            leader.must("next_part")
        expect(page.locator(".agenda [aria-current] b")).to_have_text("Open floor")
        _arrive_in(page)

        page.evaluate(LISTEN)
        field = page.locator("#say")
        field.focus()
        page.keyboard.type("half a sen")
        for number in range(MESSAGES):
            speaker = (leader, second)[number % 2]
            speaker.must("say", words=f"Sentence number {number} of this evening.")
        expect(page.locator("[data-log]")).to_contain_text(f"Sentence number {MESSAGES - 1} ")
        _was_told(page, f"Sentence number {MESSAGES - 1} ")

        # The focus and what was being written are where they were.
        expect(field).to_be_focused()
        expect(field).to_have_value("half a sen")
        told = page.evaluate("window.heard")
        gaps = [later["at"] - earlier["at"] for earlier, later in pairwise(told)]
        assert all(gap >= APART_MS - SLACK_MS for gap in gaps), gaps
        assert 1 <= len(told) < MESSAGES / 2
        _only_one_region_speaks(page)

        # Paused: nothing new is shown or told, until the reader goes on.
        button(page, "Hold words").click()
        expect(page.locator("[data-pause]")).to_have_attribute("aria-pressed", "true")
        second.must("say", words="Said while the words rest.")
        expect(page.locator("[data-pause]")).to_have_text("Go on, 1 new")
        expect(page.locator("[data-log]")).not_to_contain_text("Said while the words rest.")
        before = page.evaluate("window.heard.length")
        page.wait_for_timeout(APART_MS + 300)
        assert page.evaluate("window.heard.length") == before
        page.locator("[data-pause]").click()
        expect(page.locator("[data-log]")).to_contain_text("Said while the words rest.")

        # Typing is nobody's business: nothing is sent or shown while somebody writes.
        seen = len(leader.frames)
        field.focus()
        page.keyboard.type("tence that is not said")
        page.wait_for_timeout(400)
        leader.must("say", words="The last one.")
        assert {frame["e"]["type"] for frame in leader.frames[seen:] if frame["t"] == "event"} == {"said"}
        first_view(page, evening)


def _came(frame: dict[str, Any], seat: str) -> bool:
    return bool(frame["e"]["type"] == "came_to_door" and frame["e"]["seat"] == seat)


def _was_told(page: Page, words: str) -> None:
    """Wait until the last words were announced."""
    for _ in range(PATIENCE // 100):
        if any(words in one["words"] for one in page.evaluate("window.heard")):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never told: {words}")


def _arrive_in(page: Page) -> None:
    """Let what was announced about coming in pass."""
    page.wait_for_timeout(APART_MS + 200)


def _only_one_region_speaks(page: Page) -> None:
    """The log is a log that does not speak by itself: one polite region says what is new, and nothing shouts."""
    log = page.locator("[data-log]")
    assert log.get_attribute("role") == "log"
    assert log.get_attribute("aria-live") == "off"
    regions = page.locator("live-room").locator("[aria-live=polite]")
    expect(regions).to_have_count(1)
    expect(page.locator("[aria-live=assertive], live-room [role=alert]")).to_have_count(0)
    snapshot = page.locator("live-room").aria_snapshot()
    assert 'log "What is being said"' in snapshot
    assert 'textbox "Say it in words"' in snapshot


def first_view(page: Page, evening: Evening) -> None:
    """A first view of the room costs little, and asks nobody but this house (the fixture fails on any other host)."""
    other = page.context.new_page()
    cost = over_wire(other, evening.room)
    in_the_room(other)
    assert all(address.startswith(page.url.split("/meetings/")[0]) for address in cost), list(cost)
    assert sum(cost.values()) < FIRST_VIEW, json.dumps(cost, indent=1)
    other.close()


def test_every_page_but_the_room_works_without_a_script(cast: Cast, browse: Browse) -> None:
    evening = an_evening(cast)
    page = as_person(browse, cast.member, script=False)
    group = f"/groups/{evening.group.pk}/"
    for address, words in (
        ("/", "Where you have been"),
        ("/groups/", evening.group.name),
        (group, "Who leads"),
        (group + "agreement/", "You have signed this"),
        ("/find/", "Our groups"),
        ("/settings/", "Your account"),
        ("/my-data/", "see"),
        ("/reports/mine/", "My part in meetings"),
        ("/help/", "You can get help right now"),
    ):
        answer = page.goto(address)
        assert answer is not None and answer.ok, address
        expect(page.locator("main")).to_contain_text(words)
        assert page.locator(".needs-script:visible").count() == 0, address

    # A form and a search, by plain posts and links.
    coming = cast.circle.meeting
    page.goto(f"/groups/meetings/{coming.pk}/absence/")
    page.locator("[name=tell][value=away]").check()
    button(page, "Give notice").click()
    expect(page.locator("main")).to_contain_text("Notice is given")
    button(page, "I can come after all").click()
    page.goto("/find/?words=Wednesday")
    expect(page.locator("#own-h ~ .fit, .fit")).to_have_count(1)

    # The door and the room say what to do.
    for address in (evening.door, evening.room):
        page.goto(address)
        expect(page.get_by_role("heading", name="The room needs a script to run")).to_be_visible()
        expect(
            page.get_by_role("link", name="If tonight is hard: help and phone numbers, without any script.")
        ).to_be_visible()

    # Leaving needs no script either, and ends the sign-in.
    page.route(f"{settings.QUICK_EXIT_URL}**", lambda route: route.fulfill(body="Elsewhere"))
    page.get_by_role("button", name="Leave quickly").click()
    expect(page.get_by_text("Elsewhere")).to_be_visible()
    page.goto(evening.door)
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
