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


def on_the_map(cast):
    a_few_groups(cast)
    places = [(53.8, -1.55), (53.96, -1.08), (53.48, -2.24), (53.39, -2.98), (54.97, -1.61)]
    rows = [
        {"name": f"Harbour group {i}", "slug": f"m{i}", "types": ["X"] if i % 3 else ["ASL"], "location": "Old school",
         "latitude": lat + (i % 7) / 90, "longitude": long - (i % 5) / 70,
         "formatted_address": "1 High Street, Leeds, LS1, UK"}
        for i, (lat, long) in enumerate(places * 8)
    ]  # fmt: skip
    outside(*rows)


def test_the_map_is_accessible_and_leads_closer_by_keyboard(cast, browse):
    on_the_map(cast)
    page = browse(cast.outsider)
    page.goto("/find/?near=Leeds&within=100&map=on&access=step-free")
    axe_everywhere(page)
    shots(page, "find-map-near")
    page.goto("/find/?map=on")
    axe_everywhere(page)
    shots(page, "find-map")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    before = page.locator(".map__dot--many").count()
    page.locator(".map__dot--many").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**near=**")
    assert page.locator(".map__dot").count() >= 1
    assert before >= 1


def test_the_place_of_a_device_comes_into_the_field_on_a_press_and_rounded(cast, browse):
    on_the_map(cast)
    page = browse(geolocation={"latitude": 53.801277, "longitude": -1.548567}, permissions=["geolocation"])
    page.goto("/find/")
    page.locator(".search summary").click()
    field = page.get_by_label("Near a town or place")
    assert field.input_value() == ""
    page.get_by_role("button", name="Fill in where I am").click()
    page.get_by_text("Filled in, rounded").wait_for()
    assert field.input_value() == "53.80, -1.55"
    page.get_by_role("button", name="Search with these choices").click()
    page.wait_for_url("**near=53.80**")
    assert "53.801" not in page.url


def test_the_clock_of_a_device_is_offered_and_works_without_script_too(cast, browse):
    on_the_map(cast)
    page = browse(timezone_id="Asia/Tokyo")
    page.goto("/find/")
    page.locator(".search summary").click()
    page.get_by_role("button", name="Show times on the clock of this device: Asia/Tokyo").click()
    page.wait_for_url("**zone=Asia**")
    page.get_by_text("Your clock: Tokyo time.").wait_for()
    assert page.get_by_role("button", name="Show times on the clock").count() == 0
    plain = browse(script=False, width=390)
    plain.goto("/find/")
    plain.locator(".search summary").click()
    assert plain.get_by_role("button", name="Fill in where I am").count() == 0
    plain.get_by_label("My clock").select_option("Asia/Tokyo")
    plain.get_by_label("Near a town or place").fill("leeds")
    plain.get_by_label("How far").select_option("250")
    plain.get_by_label("Step-free, with a wheelchair").check()
    plain.get_by_role("button", name="Search with these choices").click()
    plain.wait_for_url("**access=step-free**")
    plain.get_by_text("Your clock: Tokyo time.").wait_for()
    plain.get_by_role("link", name="Show them on a map").click()
    plain.locator(".map__dot").first.wait_for()
