"""A newcomer on a phone: from the front page to a signed visit, in six decisions; the questions one by one."""

import pytest
from playwright.sync_api import Page, expect

from openchair.core.time import now
from openchair.groups.models import Membership
from openchair.joining.models import GroupProfile, Intake
from tests.browser import Browse, axe, shots
from tests.cast import Cast
from tests.circle import meets_weekly, new_group, publish_rules
from tests.journeys.evening import an_evening, as_person, button, no_overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]
PASSWORD = "nine grey stones by the ford"
MOST_DECISIONS = 6


def the_house(cast: Cast) -> None:
    """A few groups to choose from."""
    at = now()
    an_evening(cast)
    for name, fields in (
        ("Harbour Mornings", {"kind": "grief", "format": "in_person", "place": "Harbour hall"}),
        ("Tuesday Lamps", {"kind": "mental_health"}),
        ("Carers’ Noon", {"kind": "caregivers", "format": "hybrid", "place": "Mill Street 4"}),
        ("Mesa Redonda", {"kind": "addiction_recovery", "language": "es"}),
    ):
        group = new_group(cast, at=at, name=name, **fields)
        publish_rules(cast, group, at=at)
        meets_weekly(cast, group, at=at, weekday=1, hour=18)
        GroupProfile.objects.create(group=group, access=["captions"], goals=["company"])


class Decisions:
    """Counts what a newcomer has to decide: every button or link pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.made = page, 0

    def press(self, name: str, role: str = "button") -> None:
        """One decision."""
        self.made += 1
        self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]


def test_a_newcomer_gets_from_the_front_page_to_a_signed_visit(cast: Cast, browse: Browse) -> None:
    the_house(cast)
    page = browse(width=390)
    page.set_default_timeout(25_000)
    decisions = Decisions(page)

    page.goto("/")
    decisions.press("Find a group that fits", "link")
    expect(page.get_by_role("heading", level=1)).to_have_text("Find a group that fits")
    shots(page, "fit-start")
    axe(page)
    decisions.press("Make an account and begin", "link")
    page.locator("[name=sign_in_name]").fill("heron at dusk")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=again]").fill(PASSWORD)
    page.locator("[name=of_age]").check()
    button(page, "Make my account").click()  # the same decision: to have an account
    expect(page.get_by_role("heading", level=1)).to_have_text("Your spare key")
    decisions.press("I have kept it", "link")

    expect(page.get_by_role("heading", level=1)).to_have_text("What brings you here?")
    page.get_by_label("Recovery from addiction").check()
    shots(page, "fit-question")
    axe(page)
    no_overflow(page)
    decisions.press("Save, and show me groups now")

    best = page.locator(".fit").first
    expect(best.get_by_role("heading", level=2)).to_have_text("The Wednesday Table")
    expect(best.locator(".reasons--for")).to_contain_text("It is about what brings you here.")
    shots(page, "fit-groups")
    axe(page)
    no_overflow(page)
    decisions.press("Try one visit", "link")

    expect(page.get_by_role("heading", level=1)).to_have_text("What we promise each other")
    page.locator("[name=pseudonym]").fill("Rowan")
    page.get_by_label("I have read it", exact=False).check()
    decisions.press("Sign, and try one visit")
    expect(page.locator("main")).to_contain_text("Rowan")
    assert Membership.objects.get(pseudonym="Rowan").part == "visitor"
    assert decisions.made <= MOST_DECISIONS


def test_eight_questions_by_keyboard_and_without_script(cast: Cast, browse: Browse) -> None:
    the_house(cast)
    page = as_person(browse, cast.outsider, width=390, script=False)
    page.goto("/fit/")
    page.get_by_label("Grief and loss").check()
    button(page, "Save and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What do you hope for?")
    page.get_by_label("I have begun, in the last months").check()
    no_overflow(page)
    shots(page, "fit-hopes")
    button(page, "Save and go on").click()
    # The answer to a worry comes with the tick.
    expect(page.locator(".reply").first).to_be_hidden()
    page.get_by_label("Having to speak").check()
    expect(page.locator(".reply").first).to_be_visible()
    shots(page, "fit-worries")
    button(page, "Save and go on").click()
    page.get_by_label("Tuesday, Evening, 17 to 22").first.check()
    no_overflow(page)
    shots(page, "fit-times")
    button(page, "Save and go on").click()
    button(page, "Skip").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which languages do you speak, and what do you need?")
    no_overflow(page)
    shots(page, "fit-language")
    button(page, "Save and go on").click()
    page.get_by_label("Small: up to six").check()
    shots(page, "fit-comfort")
    button(page, "Save and go on").click()
    page.get_by_label("Who, and what we need to know to recognise them").fill("A former neighbour")
    no_overflow(page)
    shots(page, "fit-apart")
    button(page, "Save and go on").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("could suit you")
    intake = Intake.objects.get(person=cast.outsider)
    assert intake.finished_at is not None
    assert intake.answers["place"] == {}
    assert intake.must_not_meet == "A former neighbour"

    page.get_by_role("link", name="Change your answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers")
    no_overflow(page)
    shots(page, "fit-answers")
    page.get_by_role("link", name="Say where you are now").click()
    page.get_by_label("It has held for half a year or more").check()
    shots(page, "fit-now")
    button(page, "Keep this").click()
    page.get_by_role("link", name="Delete all my answers").click()
    shots(page, "fit-delete")
    button(page, "Delete my answers").click()
    assert not Intake.objects.filter(person=cast.outsider).exists()


def test_every_question_is_for_everybody(cast: Cast, browse: Browse) -> None:
    the_house(cast)
    page = as_person(browse, cast.outsider)
    for name in ("brings", "hopes", "worries", "times", "place", "language", "comfort", "apart"):
        page.goto(f"/fit/questions/{name}/")
        for closed in page.locator("details.closer").all():
            closed.evaluate("part => { part.open = true; }")
        axe(page)
        no_overflow(page)
        shots(page, f"fit-wide-{name}")
    for address in ("/fit/groups/", "/fit/answers/", "/fit/now/", "/fit/answers/deletion/"):
        page.goto(address)
        axe(page)
        no_overflow(page)
