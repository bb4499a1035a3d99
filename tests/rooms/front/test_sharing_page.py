"""Ways to share the floor in real browsers, at a phone's width too: writing first, and another view."""

import pytest
from playwright.sync_api import expect

from tests.browser import shots
from tests.rooms.front.test_room_page import Gathering, check_everywhere, say
from tests.rooms.live import staged

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases="__all__")]

PHONE = {"width": 390}


@pytest.fixture
def gathering(browse):
    return Gathering(browse, staged(5))


def ask(lead, words, *, nameless=False):
    """The leader asks everybody to write."""
    panel = lead.locator("[data-panel=ways]")
    if not panel.locator("details[open]").count():
        panel.locator("summary").click()
    panel.locator("#way-question").fill(words)
    panel.locator("[name=nameless]").set_checked(nameless)
    panel.get_by_role("button", name="Ask everybody to write").click()
    lead.locator("[data-asked-words]", has_text=words).wait_for()


def answer(page, words):
    page.locator("[data-asked] textarea").fill(words)
    page.locator("[data-asked] [type=submit]").click()
    page.get_by_text("Kept. Nobody sees it yet, nor that you wrote").wait_for()


def test_everybody_writes_and_all_is_shown_at_once_on_a_phone_as_well(gathering):
    lead, wren = gathering.lead, gathering.come_in(1, **PHONE)
    tove = gathering.come_in(2)
    gathering.begin_at("Open floor")
    # The leader's field offers what the part asks.
    lead.locator("[data-panel=ways] summary").click()
    assert lead.locator("#way-question").input_value() == lead.locator("[data-prompt]").inner_text()
    ask(lead, "What helps on a bad day?")
    wren.get_by_role("heading", name="What helps on a bad day?").wait_for()
    wren.get_by_text("each with its name").wait_for()
    answer(wren, "Walking by the river")
    lead.get_by_text("1 of 3 here has written. Nobody sees who.").wait_for()
    assert lead.locator("body").inner_text().count("river") == 0
    check_everywhere(wren)
    shots(wren, "writing-first")
    wren.set_viewport_size({"width": 390, "height": 844})

    # What was kept comes back after the page is opened anew, and what is only typed stays on the device.
    wren.reload()
    wren.locator("[data-asked]:not([hidden])").wait_for()
    expect(wren.locator("#answer")).to_have_value("Walking by the river")
    tove.locator("#answer").fill("A draft of mine")
    tove.wait_for_timeout(700)
    tove.reload()
    expect(tove.locator("#answer")).to_have_value("A draft of mine", timeout=15_000)
    answer(tove, "Ringing somebody")

    lead.get_by_role("button", name="Show all at once").click()
    for page in (lead, wren, tove):
        page.get_by_role("article").filter(has_text="Walking by the river").wait_for()
        page.get_by_role("article").filter(has_text="Ringing somebody").wait_for()
    # The leader had not written: what comes now is marked.
    lead.locator("#answer").fill("Sleeping on it")
    lead.get_by_role("button", name="Add it, marked as later").click()
    wren.get_by_role("article").filter(has_text="Added after all was shown").filter(
        has_text="Sleeping on it"
    ).wait_for()
    lead.get_by_role("button", name="Put the question away").click()
    wren.locator("[data-asked]").wait_for(state="hidden")


def test_without_names_nothing_on_any_page_says_whose_words_they_are(gathering):
    lead, pages = gathering.lead, [gathering.come_in(number) for number in (1, 2, 3)]
    gathering.begin_at("Open floor")
    ask(lead, "What is hard to say here?", nameless=True)
    for number, page in enumerate(pages):
        page.get_by_text("without names. Who wrote what is kept nowhere.").wait_for()
        answer(page, f"Something hard, number {number}")
        if number == 1:
            lead.get_by_role("button", name="Show all at once").click()
            lead.get_by_text("Too few so far.").wait_for()
    lead.get_by_role("button", name="Show all at once").click()
    for page in (lead, *pages):
        said = page.get_by_role("article").filter(has_text="Something hard")
        said.nth(2).wait_for()
        assert said.filter(has_text="Without a name").count() == 3
        assert said.filter(has_text="Chair").count() == 0
        assert said.get_by_role("button", name="I hear you").count() == 0
    assert pages[0].locator("[data-asked-form]").is_hidden()
    check_everywhere(lead)
    shots(lead, "without-names")


def test_another_view_is_invited_and_marked(gathering):
    lead, wren = gathering.lead, gathering.come_in(1, **PHONE)
    gathering.begin_at("Open floor")
    assert wren.locator("[data-mark]").is_hidden()
    lead.locator("[data-panel=ways] summary").click()
    assert lead.locator("#way-view").input_value() == "What would someone who sees it differently say?"
    lead.get_by_role("button", name="Ask for another view").click()
    wren.get_by_role("heading", name="What would someone who sees it differently say?").wait_for()
    wren.get_by_label("This is another view, mine or somebody else’s").check()
    say(wren, "Some would say: rest first")
    marked = lead.get_by_role("article").filter(has_text="rest first")
    marked.filter(has_text="Another view, one’s own or somebody else’s").wait_for()
    assert not wren.get_by_label("This is another view").is_checked()
    check_everywhere(wren)
    lead.get_by_role("button", name="Take the invitation back").click()
    wren.locator("[data-other-views]").wait_for(state="hidden")
    assert wren.locator("[data-mark]").is_hidden()
