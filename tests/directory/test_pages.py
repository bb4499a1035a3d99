"""The find pages in a real browser: accessible at both widths and in both themes, and working without script."""

from datetime import UTC, datetime, timedelta

import pytest

from openchair.directory.models import Listing
from openchair.groups.models import Group, Membership
from tests.browser import axe_everywhere, shots
from tests.directory.test_find import outside, own

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases="__all__")]
AT = datetime(2026, 3, 1, tzinfo=UTC)


def a_few_groups(cast):
    table = own("The Wednesday Table", place="", seats=9)
    own(
        "First Steps, with a clinician",
        mode="therapy",
        leadership="therapist",
        format="in_person",
        place="Harbour Hall",
        purpose="Made for the first three months. A clinician leads.",
        access_notes="Step-free, quiet room",
    )
    own("Sunday Kitchen", format="hybrid", seats=2, purpose="We cook together, then talk.", place="Old Mill")
    for i, person in enumerate((cast.member, cast.second_member)):
        for group in (table, Group.objects.get(name="Sunday Kitchen")):
            Membership.objects.create(group=group, person=person, pseudonym=f"P{i}", starts_at=AT - timedelta(days=9))
    outside(
        {"name": "Riverside hour", "conference_url": "https://example.org/j/1", "location": "Friends’ meeting house"},
        *({"name": f"Lantern group {i}", "day": [i % 7, (i + 2) % 7]} for i in range(24)),
    )


def test_the_find_page_is_accessible_and_calm(cast, browse):
    a_few_groups(cast)
    page = browse(cast.outsider)
    page.goto("/find/?language=es")
    axe_everywhere(page)
    shots(page, "find-narrowed")
    page.goto("/find/")
    axe_everywhere(page)
    shots(page, "find")
    listing = Listing.objects.get(name="Riverside hour")
    page.goto(f"/find/outside/{listing.pk}/")
    axe_everywhere(page)
    shots(page, "find-outside")


def test_nothing_found_says_what_to_do(cast, browse):
    a_few_groups(cast)
    page = browse()
    page.goto("/find/?words=nowhere")
    axe_everywhere(page)
    shots(page, "find-none")
    assert page.get_by_role("link", name="Show every group again").count() == 2


def test_the_search_works_without_script(cast, browse):
    a_few_groups(cast)
    page = browse(script=False)
    page.goto("/find/")
    page.get_by_label("Words in the name, place or notes").fill("kitchen")
    page.get_by_role("button", name="Search", exact=True).click()
    page.wait_for_url("**words=kitchen**")
    page.wait_for_load_state()
    assert page.locator(".fit").count() == 1
    page.locator(".search summary").click()
    page.get_by_label("How it meets").select_option("online")
    page.get_by_role("button", name="Search with these choices").click()
    assert "format=online" in page.url
    page.get_by_text("None of our groups fits all of this.").wait_for()
