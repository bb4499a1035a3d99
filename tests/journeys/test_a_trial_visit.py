"""A newcomer tries two groups at once, is greeted, says how it was, stays, and later says good-bye (R62, R63)."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from openchair.core.time import now
from openchair.groups.models import Group, Meeting
from openchair.groups.services import plan_extra_meeting
from tests.browser import Browse, shots
from tests.cast import Cast
from tests.circle import meets_weekly, new_group, publish_rules, take_seats
from tests.journeys.evening import as_person, button, no_overflow
from tests.journeys.test_axe import look_over

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]
GOOD_BYE = "Thank you for the quiet, and for the tea."


def a_second_group(cast: Cast) -> Group:
    """Another table, at which the cast sits as well."""
    group = new_group(cast, at=now(), name="Riverside hour")
    meets_weekly(cast, group, at=now(), weekday=(now() + timedelta(days=3)).weekday())
    take_seats(cast, group, publish_rules(cast, group, at=now()), at=now())
    return group


def sign(page: Page, group: Group, name: str, *, meetings: int) -> None:
    """Read, choose a name and for how many meetings, sign."""
    page.goto(f"/groups/{group.pk}/agreement/")
    page.locator("[name=pseudonym]").fill(name)
    page.locator("label.option", has=page.locator(f"[name=meetings][value='{meetings}']")).click()
    page.locator("label.tick", has=page.locator("[name=read]")).click()
    button(page, "Sign, and try one visit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(group.name)


def it_was_held(meeting: Meeting) -> None:
    """The meeting is over, as if the evening had passed."""
    Meeting.objects.filter(pk=meeting.pk).update(opened_at=now(), closed_at=now())


def test_two_groups_are_tried_one_is_kept_and_a_good_bye_is_read(cast: Cast, browse: Browse) -> None:
    first, second = cast.group, a_second_group(cast)
    tonight = plan_extra_meeting(
        group=first, starts_at=now() + timedelta(hours=1), minutes=75, actor=cast.coordinator, at=now()
    )

    # A member offers to greet.
    member = as_person(browse, cast.member)
    member.goto(f"/groups/{first.pk}/")
    button(member, "I like to greet visitors").click()
    expect(member.get_by_text("You like to greet visitors.")).to_be_visible()

    # A pass for two meetings, and its end said plainly.
    visitor = as_person(browse, cast.outsider, width=390)
    visitor.goto(f"/groups/{first.pk}/agreement/")
    look_over(visitor, "visit-sign", picture=True)
    visitor.set_viewport_size({"width": 390, "height": 844})
    sign(visitor, first, "Heron", meetings=2)
    expect(visitor.get_by_text("Your visit lasts until")).to_be_visible()
    expect(visitor.get_by_role("heading", name="Who greets you")).to_be_visible()
    expect(visitor.locator(".person h3", has_text="Wren")).to_be_visible()
    no_overflow(visitor)
    shots(visitor, "visit-group")
    visitor.goto("/")
    expect(visitor.get_by_text("Wren says hello to you there")).to_be_visible()

    # Whoever greets reads it by the name chosen there.
    member.goto("/")
    expect(member.get_by_text("Heron visits The Wednesday Table.")).to_be_visible()
    look_over(member, "visit-greeter-today", picture=True)

    # What people share: only what each ticks, only here.
    member.goto(f"/groups/{first.pk}/")
    member.get_by_role("link", name="Choose what I show here").click()
    member.locator("label.tick", has=member.locator("[value=alcohol]")).click()
    look_over(member, "visit-sharing", picture=True)
    button(member, "Keep this").click()
    visitor.goto(f"/groups/{first.pk}/")
    expect(visitor.get_by_text("One of us: Wren")).to_be_visible()

    # A second trial beside the first.
    sign(visitor, second, "Robin", meetings=1)
    visitor.goto("/trying/")
    expect(visitor.get_by_role("heading", level=2)).to_have_count(2)
    it_was_held(tonight)
    visitor.reload()
    look_over(visitor, "visit-trying", picture=True)
    visitor.set_viewport_size({"width": 390, "height": 844})

    # How it was, for oneself alone; then stay.
    visitor.get_by_role("link", name=re.compile("^Decide")).click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("How was The Wednesday Table?")
    look_over(visitor, "visit-decide", picture=True)
    visitor.get_by_text("Rather good").click()
    button(visitor, "I will decide later").click()
    expect(visitor.get_by_text("Rather good")).to_be_visible()
    visitor.get_by_role("link", name=re.compile("^Decide")).click()
    expect(visitor.locator("[name=fit][value='8']")).to_be_checked()
    button(visitor, "I would like to stay").click()
    expect(visitor.get_by_text("The chair is yours.")).to_be_visible()
    visitor.goto("/my-data/fit/")
    look_over(visitor, "visit-fits", picture=True)

    # Staying in the second one asks kindly whether to keep both.
    it_was_held(Meeting.objects.filter(group=second).coming(now())[0])
    visitor.goto("/")
    button(visitor, "Stay").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("You have a chair in 2 groups")
    look_over(visitor, "visit-both", picture=True)

    # A good-bye, read by those who were there; and back again with one tap.
    visitor.get_by_role("link", name=re.compile("Say good-bye.*The Wednesday Table")).click()
    visitor.locator("[name=farewell]").fill(GOOD_BYE)
    visitor.locator("label.tick", has=visitor.locator("[name=stays_in_touch]")).click()
    look_over(visitor, "visit-leave", picture=True)
    button(visitor, "Leave the group").click()
    expect(visitor.get_by_role("heading", name="Groups I was part of")).to_be_visible()
    look_over(visitor, "visit-was-part-of", picture=True)
    member.goto(f"/groups/{first.pk}/")
    expect(member.get_by_text(GOOD_BYE)).to_be_visible()
    look_over(member, "visit-good-bye", picture=True)
    visitor.get_by_role("button", name=re.compile("Come back.*The Wednesday Table")).click()
    expect(visitor.get_by_text("You are Heron here.")).to_be_visible()


def test_a_visit_is_tried_and_ended_without_script(cast: Cast, browse: Browse) -> None:
    tonight = plan_extra_meeting(
        group=cast.group, starts_at=now() + timedelta(hours=1), minutes=75, actor=cast.coordinator, at=now()
    )
    page = as_person(browse, cast.outsider, width=390, script=False)
    sign(page, cast.group, "Heron", meetings=1)
    it_was_held(tonight)
    page.goto("/")
    page.get_by_role("link", name=re.compile("^Say how it was")).click()
    page.get_by_text("I cannot say yet").click()
    button(page, "Not now").click()
    expect(page.get_by_text("Not now is a good answer.")).to_be_visible()
    page.goto("/trying/")
    expect(page.get_by_text("You are on no visit at the moment.")).to_be_visible()
