"""Heavy shares, the moment after them, feedback and the suggestion box in real browsers, at a phone's width too."""

import pytest
from playwright.sync_api import expect

from tests.browser import shots
from tests.rooms.front.test_room_page import Gathering, check_everywhere, go_on, say
from tests.rooms.live import staged

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases="__all__")]

PHONE = {"width": 390}


@pytest.fixture
def gathering(browse):
    return Gathering(browse, staged(4))


def test_a_heavy_share_is_announced_folded_and_followed_by_a_quiet_moment(gathering):
    lead, wren = gathering.lead, gathering.come_in(1, **PHONE)
    tove = gathering.come_in(2, **PHONE)
    gathering.begin_at("Open floor")
    wren.get_by_role("button", name="Raise hand").click()
    wren.get_by_role("button", name="Take the piece").click()
    wren.get_by_role("button", name="This one is heavy").click()
    tove.get_by_text("Chair 1 says that this is heavy.").first.wait_for()
    # A slip of the finger is taken back with the same button.
    wren.get_by_role("button", name="This one is heavy", pressed=True).click()
    tove.get_by_text("Chair 1: not heavy after all.").first.wait_for()
    expect(tove.locator("[data-heavy-strip]")).to_be_hidden()
    wren.get_by_role("button", name="This one is heavy", pressed=False).click()
    expect(tove.locator("[data-heavy-strip]")).to_be_visible()
    say(wren, "That was a long night")
    said = tove.get_by_role("article").filter(has_text="This one is heavy.")
    said.wait_for()
    assert said.locator(".said__words").is_hidden()
    check_everywhere(tove)
    shots(tove, "heavy-share")
    tove.set_viewport_size({"width": 390, "height": 844})
    # One tap, no question asked; the others see what they always see.
    tove.get_by_role("button", name="Step out for a while").click()
    tove.get_by_role("heading", name="You have stepped out").wait_for()
    lead.locator(".seat", has_text="Chair 2").get_by_text("Stepped out").wait_for()
    tove.get_by_role("button", name="Come back in").click()

    wren.get_by_role("button", name="Pass it on").click()
    mine = wren.locator("[data-aftercare]")
    mine.get_by_role("heading", name="Thank you for trusting us with this. How are you now?").wait_for()
    tove.get_by_role("heading", name="A quiet moment after what Chair 1 shared").wait_for()
    lead.get_by_text("A private word may do them good.").wait_for()
    assert tove.locator("[data-aftercare] button:visible").count() == 0
    # What stands half under the bar is only scrolled badly.
    wren.evaluate("scrollTo(0, 0)")
    check_everywhere(wren)
    shots(wren, "quiet-moment")
    # One tap to the leader, and nobody else hears of it.
    mine.get_by_role("button", name="Call leader").click()
    lead.get_by_role("heading", name="Chair 1 calls a leader").wait_for()
    assert "calls a leader" not in tove.locator("body").inner_text()
    mine.get_by_role("button", name="I am all right, go on").click()
    for page in (wren, tove, lead):
        page.locator("[data-aftercare]").wait_for(state="hidden")
    said.locator("summary").first.click()
    said.get_by_text("That was a long night").wait_for()


def test_a_quiet_moment_comes_first_when_a_leader_gives_the_piece_on_or_goes_to_the_next_part(gathering):
    lead, wren, tove = gathering.lead, gathering.come_in(1, **PHONE), gathering.come_in(2)
    gathering.begin_at("Open floor")
    share(wren)
    tove.get_by_text("Chair 1 says that this is heavy.").first.wait_for()
    lead.get_by_role("button", name="Take the piece").click()
    lead.locator("[data-ask-yes]").click()
    tove.get_by_role("heading", name="A quiet moment after what Chair 1 shared").wait_for()
    expect(lead.locator("[data-turn]")).to_be_hidden()
    wren.locator("[data-aftercare]").get_by_role("button", name="I am all right, go on").click()
    # What the leader asked for is not lost.
    lead.locator("[data-do=take_piece]").click()
    lead.locator("[data-turn-pass]").click()
    expect(lead.locator("[data-turn]")).to_be_hidden()

    share(wren)
    tove.get_by_text("Chair 1 says that this is heavy.").nth(1).wait_for()
    before = tove.locator(".agenda [aria-current] b").text_content()
    go_on(lead)
    tove.get_by_role("heading", name="A quiet moment after what Chair 1 shared").wait_for()
    expect(tove.locator(".agenda [aria-current] b")).not_to_have_text(before)
    shots(tove, "quiet-moment-next-part")
    lead.locator("[data-aftercare]").get_by_role("button", name="Let it go on").click()
    expect(tove.locator("[data-aftercare]")).to_be_hidden()


def share(page):
    page.get_by_role("button", name="Raise hand").click()
    page.get_by_role("button", name="Take the piece").click()
    page.get_by_role("button", name="This one is heavy").click()


def test_how_it_came_across_goes_to_the_one_who_asked(gathering):
    lead, wren, tove = gathering.lead, gathering.come_in(1), gathering.come_in(2, **PHONE)
    gathering.begin_at("Open floor")
    wren.locator("[name=wants]").select_option("feedback")
    say(wren, "I told my sister")
    asked = tove.get_by_role("article").filter(has_text="Asks how it came across")
    asked.get_by_text("Tell Chair 1 how it came across").click()
    asked.get_by_label("Kind of answer").select_option("landed")
    asked.get_by_label("In a sentence").fill("How calm you were")
    asked.get_by_role("button", name="Tell Chair 1 alone").click()
    asked.get_by_text("Told them alone: What landed.").wait_for()
    wren.get_by_text("Chair 2, what landed:").wait_for()
    wren.get_by_text("How calm you were").wait_for()
    assert "How calm" not in lead.locator("body").inner_text()
    check_everywhere(tove)
    shots(tove, "feedback")


def test_the_suggestion_box_is_there_in_the_room_and_at_the_end(gathering):
    lead, wren = gathering.lead, gathering.come_in(1, **PHONE)
    gathering.begin_at("Open floor")
    box = wren.locator("[data-box]")
    box.locator("summary").click()
    box.locator("textarea").fill("A pause in the middle")
    box.get_by_role("button", name="Put it into the box").click()
    box.get_by_text("It is in the box. Thank you.").wait_for()
    lead.get_by_text("Suggestion box (1)").click()
    theirs = lead.locator("[data-suggestions] li", has_text="A pause in the middle")
    theirs.filter(has_text="without a name").wait_for()
    check_everywhere(wren)
    lead.get_by_role("button", name="Close the meeting").first.click()
    lead.get_by_role("dialog").get_by_role("button", name="Close the meeting").click()
    wren.get_by_role("heading", name="The piece is back on the table").wait_for()
    if not box.locator("textarea").is_visible():
        box.locator("summary").click()
    box.locator("textarea").fill("Shorter rounds")
    box.get_by_label("With my name").check()
    box.get_by_role("button", name="Put it into the box").click()
    lead.locator("[data-suggestions] li", has_text="Shorter rounds").filter(has_text="Chair 1").wait_for()
    shots(wren, "box-at-the-end")


def test_a_word_to_a_leader_alone_is_one_tap_away(gathering):
    lead, wren = gathering.lead, gathering.come_in(1, **PHONE)
    wren.get_by_role("button", name="A word to a leader alone").click()
    wren.get_by_text("Only you and Lead see this.").wait_for()
    say(wren, "May I go first today?")
    lead.locator(".said--private", has_text="May I go first today?").wait_for()
