"""The leaders among themselves: two who lead and a member, each in a browser of their own, on a phone and at a desk."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from openchair.core.time import now
from openchair.rooms.lateness import choose_late_rule
from tests.browser import Browse, at_full_height, axe, shots
from tests.cast import Cast
from tests.journeys.evening import (
    Evening,
    alone,
    an_evening,
    as_person,
    button,
    in_the_room,
    knock,
    lead_in,
    no_overflow,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]

ASIDE = "Canary: I can take the room if you go with her."
ANSWER = "Canary: yes please, finish the round."


def two_leaders_and_a_member(cast: Cast, browse: Browse) -> tuple[Evening, Page, Page, Page, list[str]]:
    """Amara leads at a desk, Pell helps lead on a phone, Wren is a member; and what came to Wren's line."""
    evening = an_evening(cast)
    amara, second = as_person(browse, cast.facilitator), as_person(browse, cast.co_facilitator, width=390)
    wren = as_person(browse, cast.member, width=390)
    came: list[str] = []
    wren.on("websocket", lambda line: line.on("framereceived", lambda data: came.append(str(data))))
    lead_in(amara, evening)
    second.goto(evening.door)
    alone(second)
    button(second, "Go in").click()
    in_the_room(second)
    knock(wren, evening)
    button(amara, "Let Wren in").click()
    in_the_room(wren)
    return evening, amara, second, wren, came


def choose(leader: Page, evening: Evening, who: str) -> None:
    """Choose a chair in the circle, by keyboard."""
    leader.locator(f'[data-key="{evening.seat(who)}"] .seat__tap').focus()
    leader.keyboard.press("Enter")
    expect(leader.locator("[data-chair-name]")).to_be_focused()


def unfold(page: Page, panel: str) -> None:
    """Open a folded panel, by keyboard."""
    page.locator(f"[data-panel={panel}] summary").first.focus()
    page.keyboard.press("Enter")


def never_came(page: Page, came: list[str], *words: Any) -> None:
    """None of these words came over the line of this page or stands in it."""
    assert came, "nothing came over the line at all"
    content = page.content() + " ".join(came)
    assert not [word for word in words if word in content]


def test_leaders_talk_nudge_and_hand_the_lead_on_and_members_see_none_of_it(cast: Cast, browse: Browse) -> None:
    evening, amara, second, wren, came = two_leaders_and_a_member(cast, browse)

    # Their own words: folded until somebody looks, with a mark for what is new; on a phone as at a desk.
    expect(amara.locator("#asides-h")).to_contain_text("You and ")
    unfold(second, "asides")
    second.locator("#aside").fill(ASIDE)
    second.keyboard.press("Enter")
    expect(second.locator("[data-asides] q")).to_have_text(ASIDE)
    expect(amara.locator("[data-asides-new]")).to_have_text("1 new")
    unfold(amara, "asides")
    expect(amara.locator("[data-asides-new]")).to_be_hidden()
    expect(amara.locator("[data-asides] q")).to_have_text(ASIDE)
    amara.locator("#aside").fill(ANSWER)
    button(amara, "Say it to the leaders").click()
    expect(second.locator("[data-asides] q").last).to_have_text(ANSWER)
    for page, name in ((amara, "desk-asides"), (second, "desk-asides-phone")):
        no_overflow(page)
        page.locator("#aside").evaluate("field => field.scrollIntoView({ block: 'center' })")
        with at_full_height(page):
            axe(page)
        shots(page, name)
    second.reload()
    in_the_room(second)
    unfold(second, "asides")
    expect(second.locator("[data-asides] q")).to_have_count(2)

    # One tap, one person; the other leader sees it was sent, and it is not sent twice.
    choose(amara, evening, "member")
    phrase = "Would you like a turn? No need."
    button(amara, phrase).click()
    expect(wren.locator("[data-nudge-words]")).to_have_text(f"Amara, to you alone: {phrase}")
    no_overflow(wren)
    axe(wren)
    shots(wren, "desk-nudge")
    shots(amara, "desk-nudging")
    choose(second, evening, "member")
    again = second.locator("[data-nudges] button[data-kind=like_a_turn]")
    expect(again).to_have_attribute("aria-disabled", "true")
    expect(second.locator("[data-nudges]")).to_contain_text("by Amara")
    no_overflow(second)
    wren.locator("[data-nudge-seen]").click()
    expect(wren.locator("[data-nudge]")).to_be_hidden()

    # The lead is offered, put back, offered again and accepted; everybody sees who leads.
    second_seat = evening.seat("co_facilitator")
    choose(amara, evening, "co_facilitator")
    amara.locator("[data-hand-over]").click()
    expect(second.locator("[data-handing-title]")).to_have_text("Amara offers you the lead")
    shots(second, "desk-handing")
    second.locator("[data-lead-no]").click()
    expect(amara.locator("[data-panel=handing]")).to_be_hidden()
    expect(wren.locator(f'[data-key="{second_seat}"] .seat__state')).to_have_text("Helps lead")
    choose(amara, evening, "co_facilitator")
    amara.locator("[data-hand-over]").click()
    second.locator("[data-lead-yes]").click()
    expect(wren.locator(f'[data-key="{second_seat}"] .seat__state')).to_have_text("Leads")
    expect(wren.locator("[data-log]")).to_contain_text("leads from here")
    expect(amara.locator("[data-panel=handing]")).to_be_hidden()

    never_came(wren, came, "Canary", "lead_offered", "leaders_told", '"asides"')


def test_the_door_is_locked_by_hand_and_by_the_groups_rule_and_says_so_kindly(cast: Cast, browse: Browse) -> None:
    choose_late_rule(group=cast.group, kind="minutes", minutes=10, actor=cast.facilitator, at=now())
    evening, amara, second, wren, _came = two_leaders_and_a_member(cast, browse)
    tove = as_person(browse, cast.second_member, width=390)
    tove.goto(evening.door)
    expect(tove.locator("[data-late-rule]")).to_contain_text("until 10 minutes after the beginning")
    button(amara, "Begin").click()
    expect(tove.locator("[data-late]")).to_contain_text("you are still in time")
    button(amara, "Lock the door").click()
    expect(wren.locator("[data-log]")).to_contain_text("The door is closed")
    expect(tove.locator("[data-late]")).to_contain_text("This is not about you.")
    alone(tove)
    button(tove, "I am ready").click()
    button(amara, "Let Tove in").click()
    expect(amara.locator("[data-said-no]")).to_contain_text("The door is locked")
    expect(tove.locator("[data-ready]")).to_contain_text("it is closed for today")
    expect(tove.locator("[data-segment]")).to_have_text("The door is closed for today")
    for page, name in ((tove, "desk-late"), (amara, "desk-locked")):
        no_overflow(page)
        page.evaluate("scrollTo(0, 0)")
        axe(page)
        shots(page, name)
    # Who was in today comes back; another leader unlocks, on a phone.
    wren.locator("[data-early]").click()
    expect(amara.locator(f'[data-key="{evening.seat("member")}"] .seat__state')).to_have_text("Leaves a little earlier")
    button(wren, "Leave the room").click()
    wren.locator("[data-ask-yes]").click()
    wren.wait_for_url(lambda address: "/meetings/" not in address)
    knock(wren, evening)
    button(amara, "Let Wren in").click()
    in_the_room(wren)
    button(second, "Unlock the door").click()
    expect(tove.locator("[data-late]")).to_contain_text("You are let in at the next good moment")
    button(second, "Let Tove in").click()
    in_the_room(tove)


def test_the_page_about_coming_late_is_usable_by_keyboard_on_a_phone(cast: Cast, browse: Browse) -> None:
    page = as_person(browse, cast.facilitator, width=390)
    page.goto(f"/meetings/agenda/{cast.group.pk}/late/")
    page.locator("[name=kind][value=minutes]").focus()
    page.keyboard.press("Space")
    page.locator("[name=minutes]").fill("")
    page.keyboard.press("Enter")
    expect(page.locator(".problem")).to_be_visible()
    no_overflow(page)
    axe(page)
    shots(page, "desk-late-rule")
    page.locator("[name=minutes]").fill("10")
    page.keyboard.press("Enter")
    expect(page.locator(".notices, .settled, [role=status]").first).to_be_visible()
    page.wait_for_url("**/agenda/*/")
