"""A bad night: a sealed note is opened from the room, a second person looks at that, and whose it is reads about it."""

import pytest
from playwright.sync_api import Page, expect

from openchair.people.models import Look
from openchair.rooms.models import BreakGlass, BreakGlassReview
from tests.browser import Browse
from tests.cast import Cast, code_now
from tests.journeys.evening import Evening, alone, an_evening, as_person, button, lead_in
from tests.journeys.test_axe import look_over

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]

PLACE, CALL = "The mill house, second floor", "Ruth, 0199 20407"
REASON = "She said goodbye to everybody and does not answer."
LINK = "Open where they are tonight"


def test_a_note_is_opened_in_danger_reviewed_and_told(cast: Cast, browse: Browse) -> None:
    evening = an_evening(cast)
    leader, member = as_person(browse, cast.facilitator), as_person(browse, cast.member)
    lead_in(leader, evening)
    leave_a_note(member, evening)
    opened = open_from_the_room(leader)
    leader.bring_to_front()
    expect(leader.locator("live-room")).to_be_visible()
    a_second_person_looks(as_person(browse, cast.coordinator))
    opened.reload()
    expect(opened.get_by_text("They tried to reach her first.")).to_be_visible()
    the_member_reads(as_person(browse, cast.member))


def leave_a_note(member: Page, evening: Evening) -> None:
    """At the door, beside the other questions."""
    member.goto(evening.door)
    # The table stands once the script does; before that the button would send the form itself.
    expect(member.locator("[data-table]")).to_be_visible()
    member.locator("#where").fill(PLACE)
    member.locator("#call").fill(CALL)
    alone(member)
    button(member, "I am ready").click()
    expect(member.locator("[data-ready]")).to_contain_text("You are at the door")


def open_from_the_room(leader: Page) -> Page:
    """From the chair to the code, the reason and the note, on a page of its own while the room stays."""
    leader.locator(".seat", has_text="Tove").locator(".seat__tap").click()
    expect(leader.get_by_role("link", name=LINK)).to_have_count(0)
    leader.locator(".seat", has_text="Wren").locator(".seat__tap").click()
    expect(leader.get_by_role("link", name=LINK)).to_be_visible()
    look_over(leader, "console-sealed-note", picture=True)
    with leader.expect_popup() as beside:
        leader.get_by_role("link", name=LINK).click()
    page = beside.value
    page.locator("[name=code]").fill(code_now())
    button(page, "Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Open where Wren is tonight?")
    look_over(page, "open-where", picture=True)
    page.evaluate("document.querySelector('main form').noValidate = true")
    button(page, "Open it now").click()
    expect(page.locator("#problem")).to_be_visible()
    look_over(page, "open-where-wrong", picture=True)
    assert not BreakGlass.objects.exists()
    page.get_by_label("They said goodbye").check()
    page.locator("[name=reason]").fill(REASON)
    button(page, "Open it now").click()
    expect(page.get_by_text(PLACE)).to_be_visible()
    expect(page.get_by_text(CALL)).to_be_visible()
    expect(page.get_by_text("Pell, the coordinators and supervisors")).to_be_visible()
    look_over(page, "opened", picture=True)
    return page


def a_second_person_looks(page: Page) -> None:
    """From Today to what happened, and what they find."""
    page.goto("/")
    expect(page.get_by_role("heading", name="Something was opened and needs your review")).to_be_visible()
    look_over(page, "today-to-review", picture=True)
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_text(REASON)).to_be_visible()
    assert PLACE not in page.content() and CALL not in page.content()
    look_over(page, "review", picture=True)
    page.get_by_label("It was right to open it").check()
    page.locator("[name=words]").fill("They tried to reach her first.")
    button(page, "Write it down").click()
    expect(page.get_by_text("Both can read what you found.")).to_be_visible()
    look_over(page, "reviewed", picture=True)
    assert BreakGlassReview.objects.get().finding == "right"
    page.goto("/")
    expect(page.get_by_role("heading", name="Something was opened")).to_have_count(0)


def the_member_reads(page: Page) -> None:
    """On Today, on My data once, and the whole of it on a page of its own."""
    page.goto("/")
    expect(page.get_by_role("heading", name="Your sealed note was opened")).to_be_visible()
    look_over(page, "today-note-opened", picture=True)
    page.goto("/my-data/")
    expect(page.locator("#looked li")).to_have_count(1)
    look_over(page, "my-data-note-opened", picture=True)
    page.locator("#looked").get_by_role("link", name="Read who, why").click()
    for words in ("Amara, who led The Wednesday Table", REASON, "They tried to reach her first."):
        expect(page.get_by_text(words)).to_be_visible()
    look_over(page, "note-opened", picture=True)
    assert Look.objects.filter(what="where_tonight").count() == 1


def test_who_somebody_is_opens_from_the_seats_for_a_reason(cast: Cast, browse: Browse) -> None:
    page = as_person(browse, cast.coordinator)
    page.goto(f"/groups/{cast.group.pk}/people/")
    look_over(page, "seats", picture=True)
    page.get_by_role("link", name="Who is this? Wren").click()
    page.locator("[name=code]").fill(code_now())
    button(page, "Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who is Wren?")
    look_over(page, "who", picture=True)
    page.get_by_label("A duty to tell somebody").check()
    button(page, "Open their account, on record").click()
    page.wait_for_url(f"**/people/{cast.member.pk}/")
    expect(page.get_by_text("The person can read that you asked, and why.")).to_be_visible()
