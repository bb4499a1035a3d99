"""The pages of groups and agreements in a real browser: nothing in the way, and no script needed to join."""

from datetime import timedelta

import pytest

from openchair.agreements.queries import has_valid_signature
from openchair.core.time import now
from openchair.groups.models import Meeting, Membership, Part
from tests.browser import WIDTHS, axe, shots
from tests.circle import publish_rules

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases="__all__")]


def look(page, name):
    """axe on a phone in the light and on a desk in the dark, and pictures where they are wanted."""
    shots(page, name)
    for width, scheme in ((390, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        page.emulate_media(color_scheme=scheme)
        axe(page)
    page.set_viewport_size({"width": 1280, "height": WIDTHS[1280]})
    page.emulate_media(color_scheme="light")


def test_a_newcomer_joins_without_any_script(cast, browse):
    circle = cast.circle
    page = browse(cast.outsider, script=False)
    page.goto(f"/groups/{circle.group.pk}/")
    page.get_by_role("link", name="Try one visit").click()
    page.get_by_label("Stay away this week").check()
    page.get_by_label("What shall the others call you?").fill("Wren")
    page.get_by_label("I have read it and will keep to it").check()
    page.get_by_role("button", name="Sign, and try one visit").click()
    assert page.get_by_text("Somebody here is or was called that.").count() == 2  # above the form and at its field
    assert page.get_by_label("Stay away this week").is_checked()
    idea = page.locator("button[name=idea]").first
    name = idea.inner_text()
    idea.click()
    assert page.get_by_label("What shall the others call you?").input_value() == name
    page.get_by_label("I have read it and will keep to it").check()
    page.get_by_role("button", name="Sign, and try one visit").click()
    seat = Membership.objects.get(person=cast.outsider)
    assert seat.pseudonym == name and has_valid_signature(seat)
    assert page.get_by_text(f"You are {name} here.").is_visible()


def test_pages_of_joining_have_no_barrier(cast, browse):
    circle = cast.circle
    page = browse(cast.outsider)
    page.goto(f"/groups/{circle.group.pk}/")
    look(page, "group-newcomer")
    page.goto(f"/groups/{circle.group.pk}/agreement/")
    page.get_by_label("Stay away this week").check()
    look(page, "agreement-newcomer")
    page.get_by_label("What shall the others call you?").fill("Wren")
    page.locator("form#sign").evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Sign, and try one visit").click()
    look(page, "agreement-wrong")
    began = now() - timedelta(hours=20)
    Meeting.objects.create(
        group=circle.group, local_date=began.date(), starts_at=began, ends_at=began + timedelta(hours=1),
        opened_at=began, closed_at=began + timedelta(hours=1),
    )  # fmt: skip
    Membership.objects.create(
        group=circle.group, person=cast.outsider, pseudonym="Heron", part=Part.VISITOR,
        starts_at=began - timedelta(days=1), ends_at=began + timedelta(hours=25),
    )  # fmt: skip
    page.goto(f"/groups/{circle.group.pk}/after-visit/")
    look(page, "after-visit")


def test_pages_of_a_member_have_no_barrier(cast, browse):
    circle = cast.circle
    publish_rules(cast, circle.group, at=now(), sobriety="no_rule", outside_contact="threes")
    page = browse(cast.member)
    page.goto("/groups/")
    look(page, "my-groups")
    page.goto(f"/groups/{circle.group.pk}/")
    look(page, "group-member")
    page.goto(f"/groups/{circle.group.pk}/agreement/")
    look(page, "agreement-changed")
    page.goto(f"/groups/{circle.group.pk}/agreement/versions/")
    look(page, "agreement-versions")
    page.goto(f"/groups/meetings/{circle.meeting.pk}/absence/")
    look(page, "absence")
    page.get_by_role("button", name="Give notice").click()
    look(page, "absence-given")
    page.goto(f"/groups/{circle.group.pk}/leaving/")
    look(page, "leaving")


def test_pages_of_a_coordinator_have_no_barrier(cast, browse):
    circle = cast.circle
    group = f"/groups/{circle.group.pk}/"
    page = browse(cast.coordinator)
    for name, address in {
        "groups-all": "/groups/",
        "group-coordinator": group,
        "group-found": "/groups/new/",
        "group-week": group + "week/",
        "group-weekly-time": f"{group}week/{circle.series.pk}/",
        "group-people": group + "people/",
        "group-cancel": f"/groups/meetings/{circle.meeting.pk}/cancellation/",
        "agreement-signatures": group + "agreement/signatures/",
    }.items():
        page.goto(address)
        look(page, name)
    page.goto(group + "agreement/new/")
    look(page, "agreement-build")
    page.get_by_label("A point of your own, number 1").fill(
        "Participants acknowledge institutional responsibilities regarding confidentiality obligations."
    )
    page.get_by_role("button", name="See what changes").click()
    look(page, "agreement-build-looked")
