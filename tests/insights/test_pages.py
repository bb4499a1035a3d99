"""The pages of figures in a real browser, looked at in both widths and themes."""

from datetime import timedelta

import pytest

from tests.browser import axe_everywhere, shots
from tests.insights.held import BEGIN, hold, stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases="__all__")]
ANSWERS = [("heard", value) for value in (4, 3, 4, 2, 4, 3)] + [("safe", 4)] * 3


@pytest.fixture
def meeting(cast):
    on = stage(cast)
    names = ("wren", "sorrel", "ash", "linnet")
    for week in range(1, 12):
        present = names[: 4 - week % 3 % 2]
        hold(
            on,
            begins=BEGIN - timedelta(weeks=week),
            present=present,
            pattern=present * 7,
            lengths={"wren": 30 + 20 * week},
        )
    return hold(on, present=names, pattern=("wren", "sorrel", "ash", "runa") * 7, lengths={"wren": 150}, pulses=ANSWERS)


def test_the_report_of_a_meeting(cast, browse, meeting):
    address = f"/reports/meetings/{meeting.pk}/"
    page = browse(cast.facilitator)
    page.goto(address)
    axe_everywhere(page)
    shots(page, "report-leader")
    page = browse(cast.coordinator)
    page.goto(address)
    axe_everywhere(page)
    shots(page, "report-coordinator")


def test_a_groups_history(cast, browse, meeting):
    page = browse(cast.facilitator)
    page.goto(f"/reports/groups/{meeting.group_id}/")
    axe_everywhere(page)
    shots(page, "report-group")


def test_ones_own_part(cast, browse, meeting):
    page = browse(cast.member)
    page.goto("/reports/mine/")
    axe_everywhere(page)
    shots(page, "report-mine")
    page.goto(f"/reports/mine/{meeting.pk}/")
    axe_everywhere(page)
    shots(page, "report-my-meeting")


def test_the_picture_is_read_without_script(cast, browse, meeting):
    page = browse(cast.facilitator, script=False)
    page.goto(f"/reports/meetings/{meeting.pk}/")
    assert page.get_by_role("img", name="Shares of the floor").first.is_visible()
    page.locator("summary", has_text="The numbers behind the picture").click()
    assert page.get_by_role("table", name="The floor, by name in this group").is_visible()
