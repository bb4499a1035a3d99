"""Who leads arranges the next meeting by keyboard and without script; what is wrong leads to its field."""

import pytest
from playwright.sync_api import Page, expect

from openchair.rooms.agenda import default_agenda
from openchair.rooms.models import Agenda
from tests.browser import Browse
from tests.cast import Cast
from tests.journeys.evening import as_person, no_overflow
from tests.journeys.test_axe import look_over

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]


def press(page: Page, part: int, name: str) -> None:
    """A button of one part, by keyboard."""
    page.locator(f"#part-{part}").get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_parts_are_moved_left_out_and_kept_by_keyboard(cast: Cast, browse: Browse, script: bool) -> None:
    page = as_person(browse, cast.facilitator, script=script)
    page.goto(f"/groups/{cast.group.pk}/")
    page.get_by_role("link", name="Change the agenda").click()
    press(page, 5, "Move up")
    expect(page.locator("#part-4 legend")).to_have_text("Part 4: Open floor")
    assert page.url.endswith("#part-4")
    press(page, 8, "Leave out")
    expect(page.locator("#part-8 legend")).to_have_text("Part 8: How I leave")
    expect(page.get_by_text("Not kept yet.")).to_be_visible()
    page.locator("#id_part-4-minutes").fill("26")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Kept. The meeting on ")).to_be_visible()
    agenda = default_agenda(cast.circle.meeting)
    assert [part.title for part in agenda][3:5] == ["Open floor", "How I arrive"] and len(agenda) == 9


def test_what_is_wrong_is_said_and_leads_to_its_field(cast: Cast, browse: Browse) -> None:
    page = as_person(browse, cast.coordinator)
    page.goto(f"/meetings/agenda/{cast.group.pk}/")
    page.locator("#id_part-1-script").fill("")
    page.get_by_role("button", name="Keep it").first.click()
    expect(page.locator("#problem")).to_be_focused()
    page.get_by_role("link", name="Part 1: What is read out").click()
    expect(page.locator("#id_part-1-script")).to_be_focused()
    look_over(page, "agenda-wrong")
    page.set_viewport_size({"width": 390, "height": 800})
    no_overflow(page)
    assert not Agenda.objects.exists()
