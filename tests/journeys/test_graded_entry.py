"""Four ways of taking part, in three browsers: listening, writing, being read out, speaking (R39)."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Browse, axe, shots
from tests.cast import Cast
from tests.journeys.evening import (
    alone,
    an_evening,
    as_person,
    button,
    in_the_room,
    lead_in,
    next_part,
    say,
    whose_turn,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]

MINE = "This week I slept. I have not said that for a year."


def come(page: Page, leader: Page, door: str, way: str) -> None:
    """Say at the door how one comes today, by keyboard, and go in."""
    page.goto(door)
    alone(page)
    page.locator(f"[name=come][value={way}]").focus()
    page.keyboard.press("Space")
    button(page, "I am ready").click()
    let_in = leader.locator("[data-callers] .caller", has_text="Let ").last.locator("[data-first]")
    let_in.click()
    in_the_room(page)


def test_words_are_read_out_in_a_round_and_listening_is_never_asked(cast: Cast, browse: Browse) -> None:
    evening = an_evening(cast)
    leader, member = as_person(browse, cast.facilitator), as_person(browse, cast.member, width=390)
    second = as_person(browse, cast.second_member)
    lead_in(leader, evening)
    member.goto(evening.door)
    shots(member, "entry-door")
    come(member, leader, evening.door, "read_out")
    come(second, leader, evening.door, "listen")

    # Shown quietly, changeable by oneself.
    chair = second.locator(f'[data-key="{evening.seat("member")}"]')
    expect(chair.locator(".seat__state")).to_have_text("Words read out")
    expect(member.locator("[data-way]")).to_have_value("read_out")
    expect(member.locator("[data-composer] [type=submit]")).to_have_text("Ask to read it out")
    # What lies half under the dock is not a target; scrolled to the end, nothing does.
    member.evaluate("scrollTo(0, document.body.scrollHeight)")
    axe(member)

    button(leader, "Begin").click()
    # The same button goes on later: pressed again before the page knows of the beginning, it would begin twice.
    expect(leader.locator(".agenda [aria-current] b")).to_have_text("Opening words")
    next_part(leader, "Our agreement")
    # Sent while words of members have to wait: it goes to the leaders, who choose the moment.
    member.locator("#say").fill("Not these words.")
    button(member, "Ask to read it out").click()
    expect(member.locator("[data-reading] q")).to_have_text("Not these words.")
    expect(leader.locator("[data-callers] q")).to_have_text("Not these words.")
    shots(member, "entry-waits")
    shots(leader, "entry-leader")
    member.locator("[data-unread]").click()
    expect(leader.locator("[data-callers] .caller")).to_have_count(0)
    expect(member.locator("#say")).to_have_value("Not these words.")

    for title in ("Since last time", "How I arrive"):
        next_part(leader, title)
    # The piece comes to the member and the leader, never to who listens.
    first = whose_turn(member, leader, second)
    if first is leader:
        leader.locator("[data-turn-pass]").click()
    expect(member.locator("[data-turn-words]")).to_contain_text("a leader reads it out")
    member.locator("#say").fill(MINE)
    button(member, "Ask to read it out").click()
    button(leader, "I read it now").click()
    words = second.locator("[data-log] .said", has_text=MINE)
    expect(words.locator("b").first).to_have_text("Wren")
    expect(words).to_contain_text("read out by Amara")
    expect(member.locator("[data-turn-words]")).to_contain_text("You have the floor")
    expect(second.locator("[data-log]")).not_to_contain_text("Not these words.")
    member.locator("[data-turn-pass]").click()
    expect(second.locator("[data-turn]")).to_be_hidden()

    # Anybody changes it at any time, and nobody is asked why.
    second.locator("[data-way]").select_option("write")
    expect(member.locator(f'[data-key="{evening.seat("second_member")}"] .seat__state')).to_have_text("In writing")
    member.locator("[data-way]").select_option("speak")
    expect(member.locator("[data-composer] [type=submit]")).to_have_text("Say it")
    next_part(leader, "Open floor")
    say(member, "And this I say myself.")
