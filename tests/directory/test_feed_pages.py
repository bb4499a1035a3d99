"""The pages of lists in a real browser: accessible at both widths and in both themes."""

from datetime import UTC, datetime, timedelta

import pytest

from openchair.directory import upkeep
from openchair.directory.models import ImportRun
from openchair.directory.services import import_listings
from tests.browser import axe_everywhere, shots

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases="__all__")]
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROW = {"day": 3, "time": "19:00", "formatted_address": "1 High Street, Leeds, LS1, UK", "notes": "Ring the bell."}


def test_the_pages_of_a_list_are_accessible_and_calm(cast, browse):
    later = datetime.now(tz=UTC) + timedelta(hours=5)
    values = {"address": "https://feed.example/meetings/all.json?format=meeting-guide", "time_zone": "Europe/London"}
    feed = upkeep.add_feed(actor=cast.coordinator, source="feed.example", at=later, **values)
    rows = [{**ROW, "slug": f"s{i}", "name": f"Lantern group {i}"} for i in range(40)]
    import_listings(rows=rows, source=feed.source, time_zone="UTC", at=AT)
    import_listings(rows=rows, source="by-hand", time_zone="UTC", at=AT)
    changed = [{**row, "name": f"Lantern circle {i}", "time": "7:30 PM", "types": ["X"]} for i, row in enumerate(rows)]
    changed[2] |= {"time": "late", "day": 9}
    import_listings(rows=changed[:-2], source=feed.source, time_zone="UTC", at=AT + timedelta(days=1))
    run = ImportRun.objects.filter(source=feed.source)[0]
    words = "https://feed.example/meetings/all.json: cannot be fetched (the answer is 503 Service Unavailable)"
    ImportRun.objects.create(source=feed.source, how="planned", at=AT + timedelta(days=2), problem=words)
    page = browse(cast.coordinator)
    for name, address in (
        ("lists", "/find/lists/"),
        ("list-new", "/find/lists/new/"),
        ("list", f"/find/lists/{feed.pk}/"),
        ("list-removal", f"/find/lists/{feed.pk}/removal/"),
        ("list-run", f"/find/lists/runs/{run.pk}/"),
        ("list-run-changed", f"/find/lists/runs/{run.pk}/?show=changed"),
    ):
        page.goto(address)
        axe_everywhere(page)
        shots(page, name)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_a_list_is_added_without_script(cast, browse):
    page = browse(cast.operator, script=False, width=390)
    page.goto("/find/")
    page.get_by_role("link", name="Where these lists come from").click()
    page.get_by_role("link", name="Add a list").click()
    page.get_by_label("Name of the list").fill("feed.example")
    page.get_by_label("Address of the list").fill("https://feed.example/meetings.json")
    page.get_by_role("button", name="Add the list").click()
    page.get_by_text("It is fetched within a minute or two.").wait_for()
    page.get_by_role("button", name="Let it rest").click()
    page.get_by_text("This list rests.").wait_for()
