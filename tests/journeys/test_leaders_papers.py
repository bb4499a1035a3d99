"""The leaders' console as a whole: checklist, notes, the thought beside the room; a member's page holds none of it."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from openchair.core.time import now
from openchair.groups.models import Meeting
from tests.browser import Browse, axe, shots
from tests.cast import Cast
from tests.journeys.evening import as_person, button, in_the_room, knock, no_overflow
from tests.journeys.test_leaders_desk import never_came, two_leaders_and_a_member, unfold

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]

FIRST = "Canary: begin with a shorter round."
NOTE = "Canary: begin with a shorter round. Ask about the heating."
THEIRS = "Canary: the new lamp helps."


def test_leaders_tick_and_note_together_and_members_see_none_of_it(cast: Cast, browse: Browse) -> None:
    evening, amara, pell, wren, came = two_leaders_and_a_member(cast, browse)

    # Folded, so that the circle comes first.
    for page in (amara, pell):
        for panel in ("checklist", "notes", "asides", "ways"):
            if (folded := page.locator(f"[data-panel={panel}] details")).count():
                assert folded.first.get_attribute("open") is None
    shots(amara, "console-folded")

    # The checklist is ticked together, by keyboard as well.
    unfold(pell, "checklist")
    unfold(amara, "checklist")
    first = amara.locator("[data-items] input").first
    first.focus()
    amara.keyboard.press("Space")
    expect(pell.locator("[data-items] input").first).to_be_checked()
    expect(pell.locator("[data-items] small").first).to_have_text("Amara")
    expect(pell.locator("[data-checklist-done]")).to_have_text("1 of 5")
    pell.locator("[data-items] input").nth(1).check()
    expect(amara.locator("[data-checklist-done]")).to_have_text("2 of 5")
    pell.locator("[data-items] input").first.uncheck()
    expect(amara.locator("[data-items] input").first).not_to_be_checked()
    button(pell, "Show the list for the end").click()
    expect(pell.locator("[data-checklist-when]")).to_have_text("Before we part")

    # Notes are kept as one writes; what was written while the line was down is kept once it is back.
    unfold(amara, "notes")
    unfold(pell, "notes")
    amara.locator("#notes-mine").fill(FIRST)
    expect(amara.locator("[data-notes-kept]")).to_contain_text("Kept at")
    expect(pell.locator("[data-notes-others] q")).to_have_text(FIRST)
    amara.context.set_offline(True)
    amara.locator("#notes-mine").fill(NOTE)
    expect(amara.locator("[data-notes-kept]")).to_have_text("Not kept yet.")
    amara.context.set_offline(False)
    expect(pell.locator("[data-notes-others] q")).to_have_text(NOTE)
    pell.locator("#notes-mine").fill(THEIRS)
    # Going elsewhere on the page keeps it at once.
    pell.locator("#say").focus()
    expect(amara.locator("[data-notes-others] q")).to_have_text(THEIRS)
    for page, name in ((amara, "console-papers"), (pell, "console-papers-phone")):
        no_overflow(page)
        # What lies half under the dock of a phone is not a target; scrolled to the end, nothing does.
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        axe(page)
        shots(page, name)
    amara.reload()
    in_the_room(amara)
    expect(amara.locator("#notes-mine")).to_have_value(NOTE)

    # The thought beside the room says that it is too early; only to those who lead.
    button(amara, "Begin").click()
    expect(amara.locator("[data-agenda] [aria-current]")).to_be_visible()
    beside = f"/reports/meetings/{evening.meeting.pk}/beside/"
    assert amara.request.get(beside).status == 200
    assert "too early" in amara.request.get(beside).json()["too_early"].lower()
    assert wren.request.get(beside).status == 404
    expect(wren.locator("[data-leaders], [data-beside], [data-panel]")).to_have_count(0)

    # A member's line and page were never sent any of it, nor is there a page to ask for it.
    member_notes = wren.request.get(f"/meetings/{evening.meeting.pk}/notes/")
    assert member_notes.status == 404
    wren.reload()
    in_the_room(wren)
    never_came(wren, came, "Canary", '"notes"', "note_kept", '"checklist"', "item_ticked", "hints_aside", "data-hint")

    # After the evening those who lead read them, and until when.
    amara.goto(f"/meetings/{evening.meeting.pk}/notes/")
    expect(amara.get_by_role("main")).to_contain_text(NOTE)
    expect(amara.get_by_role("main")).to_contain_text(THEIRS)
    expect(amara.get_by_role("main")).to_contain_text("Kept until")
    no_overflow(amara)
    axe(amara)
    shots(amara, "console-notes-page")


SUGGESTION = "Canary: a break in the middle would help."


def test_what_members_say_after_the_end_reaches_those_who_lead(cast: Cast, browse: Browse) -> None:
    evening, amara, pell, wren, _came = two_leaders_and_a_member(cast, browse)
    tove = as_person(browse, cast.second_member)
    arrived: list[str] = []
    tove.on("websocket", lambda line: line.on("framereceived", lambda data: arrived.append(str(data))))
    knock(tove, evening)
    button(amara, "Let Tove in").click()
    in_the_room(tove)
    unfold(amara, "notes")
    amara.locator("#notes-mine").fill(FIRST)
    button(amara, "Begin").click()
    button(amara, "Close the meeting").click()
    amara.locator("dialog").get_by_role("button", name="Close the meeting").click()
    for page in (amara, pell, wren, tove):
        expect(page.get_by_role("heading", name="The piece is back on the table")).to_be_visible()
        expect(page.locator("live-room")).to_be_hidden()

    # Beside the calm end stands what those who lead still need, and nothing that is over.
    after = amara.locator("[data-closing-leaders]")
    expect(after).to_contain_text("For those who lead")
    expect(amara.locator("#notes-mine")).to_have_value(FIRST)
    for panel in ("callers", "hint", "ways", "groups", "chair"):
        expect(amara.locator(f"[data-panel={panel}]")).to_have_count(1)
        expect(amara.locator(f"[data-panel={panel}]")).to_be_hidden()
    expect(button(amara, "Close the meeting")).to_have_count(0)
    expect(amara.get_by_role("link", name="Tap board for a hall")).to_have_count(0)
    expect(wren.locator("[data-closing-leaders]")).to_have_count(0)

    # Wren lets them know; Tove does not; and something comes into the box.
    for page in (wren, tove):
        safe = page.locator("[data-question=safe]")
        safe.locator("label", has_text="No").first.click()
        safe.get_by_role("button", name="Give this answer").click()
        expect(safe.locator("[data-low-words]")).to_contain_text("May Amara and Pell know it was you?")
    wren.locator("[data-question=safe]").get_by_role("button", name="Yes, let them know").click()
    expect(wren.locator("[data-question=safe] [data-answer]")).to_have_text(
        "Amara and Pell have been told that it was you, and nobody else."
    )
    tove.locator("[data-question=safe]").get_by_role("button", name="No, leave it nameless").click()
    wren.locator("[data-box] summary").click()
    wren.locator("#box-words").fill(SUGGESTION)
    button(wren, "Put it into the box").click()
    expect(wren.locator("[data-box] [data-answer]")).to_contain_text("It is in the box.")
    for leader in (amara, pell):
        expect(leader.locator("[data-panel=low]")).to_be_visible()
        expect(leader.locator("[data-low-list] li")).to_have_text(
            ["Wren did not feel safe today, and wants you to know."]
        )
        expect(leader.locator("[data-closing-leaders] [data-suggestions-count]")).to_have_text("(1)")

    # Notes, checklist and the words among leaders go on.
    unfold(amara, "checklist")
    expect(amara.locator("[data-checklist-when]")).to_have_text("Before we part")
    amara.locator("[data-items] input").first.check()
    unfold(pell, "checklist")
    expect(pell.locator("[data-items] input").first).to_be_checked()
    amara.locator("#notes-mine").fill(NOTE)
    expect(amara.locator("[data-notes-kept]")).to_contain_text("Kept at")
    unfold(pell, "asides")
    pell.locator("#aside").fill(THEIRS)
    button(pell, "Say it to the leaders").click()
    expect(amara.locator("[data-asides-new]")).to_have_text("1 new")
    amara.locator("[data-box] summary").click()
    expect(amara.locator("[data-suggestions]")).to_contain_text(SUGGESTION)
    for page, name in ((amara, "closed-leader"), (pell, "closed-leader-phone"), (wren, "closed-member")):
        no_overflow(page)
        axe(page)
        shots(page, name)
    never_came(tove, arrived, "Canary", "low_pulse_named", "wants you to know")

    # Much later, from nothing: the calm end leads to the notes, and there it stands for those who led.
    Meeting.objects.filter(pk=evening.meeting.pk).update(closed_at=now() - timedelta(minutes=20))
    for page in (amara, pell):
        page.goto(evening.room)
        expect(page).to_have_url(f"{browse.address}{evening.closed}")
        page.get_by_role("link", name="Your notes").click()
        main = page.get_by_role("main")
        expect(main).to_contain_text("Wren did not feel safe at this meeting, and wants you to know.")
        expect(main).not_to_contain_text("Tove")
        expect(main).to_contain_text(SUGGESTION)
        expect(main).to_contain_text("without a name")
        expect(main).to_contain_text(NOTE)
        expect(main).to_contain_text("Only those who lead this group")
    no_overflow(amara)
    axe(amara)
    shots(amara, "notes-afterwards")
