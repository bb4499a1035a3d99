"""Listening partners and small roles in real browsers, at a phone's width too."""

import pytest

from tests.browser import shots
from tests.rooms.front.test_room_page import Gathering, check_everywhere
from tests.rooms.live import staged

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases="__all__")]

PHONE = {"width": 390}


@pytest.fixture
def gathering(browse):
    return Gathering(browse, staged(4))


def test_listening_partners_are_drawn_seen_by_the_two_and_left_without_a_word(gathering):
    lead, wren, tove = gathering.lead, gathering.come_in(1, **PHONE), gathering.come_in(2)
    lead.locator("[data-panel=ways] summary").click()
    lead.get_by_role("button", name="Draw partners").click()
    wren.get_by_role("heading", name="Your listening partner today: Chair 2").wait_for()
    tove.get_by_role("heading", name="Your listening partner today: Chair 1").wait_for()
    assert lead.locator("[data-partner]").is_hidden()
    check_everywhere(wren)
    shots(wren, "listening-partner")
    wren.get_by_role("button", name="No partner today").click()
    wren.get_by_role("heading", name="No listening partner today").wait_for()
    tove.get_by_role("heading", name="You have no listening partner any more today").wait_for()
    assert tove.locator("[data-partner]").get_by_text("Chair 1").count() == 0
    # Undone, and drawn again.
    wren.get_by_role("button", name="I would like one after all").click()
    wren.locator("[data-partner]").wait_for(state="hidden")
    lead.get_by_role("button", name="Draw partners").click()
    wren.get_by_role("heading", name="Your listening partner today: Chair 2").wait_for()
    wren.get_by_text("“I hear you” below it lets them know").wait_for()
    # Whoever leaves for today is nobody's partner any more.
    wren.get_by_role("button", name="Leave the room").click()
    wren.locator("[data-ask-yes]").click()
    tove.get_by_role("heading", name="You have no listening partner any more today").wait_for()
    tove.get_by_text("none is about you").wait_for()
    check_everywhere(tove)
    shots(tove, "listening-partner-gone")


def test_small_roles_are_asked_for_taken_shown_at_the_seat_and_put_down(gathering):
    lead, wren = gathering.lead, gathering.come_in(1, **PHONE)
    lead.get_by_text("Small roles", exact=True).click()
    role = lead.locator("[data-role-list] li", has_text="Reader")
    role.locator("select").select_option(label="Chair 1")
    role.get_by_role("button", name="Ask them").click()
    asked = wren.locator("[data-role-list] li", has_text="Reader")
    asked.get_by_text("Lead asks whether you would.").wait_for()
    check_everywhere(wren)
    shots(wren, "small-roles")
    asked.get_by_role("button", name="I take it").click()
    asked.get_by_text("You have it today.").wait_for()
    wren.locator("[data-role-list] li", has_text="Timekeeper").get_by_role("button", name="I take it").click()
    wren.locator(".seat", has_text="Chair 1").get_by_text("You, Timekeeper, Reader").wait_for()
    lead.get_by_role("button", name="Begin").click()
    # Whoever reads has the script before them; the others read along.
    wren.get_by_text("Please read this out.").wait_for()
    # On a leader's page what others read out is folded where the window is low.
    lead.locator("[data-reader]", has_text="Chair 1 reads this out. You can read along.").wait_for(state="attached")
    wren.get_by_text("Nobody has the piece just now.").wait_for()
    wren.get_by_role("button", name="Say softly that it is time").click()
    lead.get_by_text("Chair 1, softly: it is time. Nobody is cut off.").wait_for()
    asked.get_by_role("button", name="Put it down").click()
    lead.locator("[data-reader]", has_text="Please read this out.").wait_for(state="attached")
