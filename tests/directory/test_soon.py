"""What is on now or begins within two hours, wherever the group's clock stands."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from openchair.directory import queries
from openchair.directory.models import Listing, Occurrence
from openchair.directory.services import import_listings
from openchair.directory.soon import soon_in, soon_on
from openchair.groups.models import Series
from tests.directory.test_find import own

pytestmark = pytest.mark.django_db(databases="__all__")
ZONES = ("UTC", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Auckland")
TUESDAY = datetime(2026, 3, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts", "ends", "hour", "minute", "on"),
    [
        (time(19), time(20, 30), 16, 59, False),
        (time(19), time(20, 30), 17, 0, False),
        (time(19), time(20, 30), 17, 1, True),
        (time(19), time(20, 30), 19, 0, True),
        (time(19), time(20, 30), 20, 29, True),
        (time(19), time(20, 30), 20, 30, False),
        (time(19), None, 19, 59, True),
        (time(19), None, 20, 0, False),
        (time(8), time(20), 11, 1, False),
    ],
)
def test_a_time_is_soon_from_two_hours_before_until_it_is_over(starts, ends, hour, minute, on):
    at = TUESDAY.replace(hour=hour, minute=minute)
    assert soon_on(1, starts, ends, zone="UTC", at=at) == (date(2026, 3, 3) if on else None)


def test_midnight_and_the_end_of_the_week_are_no_borders():
    late = datetime(2026, 3, 8, 23, 30, tzinfo=UTC)  # a Sunday
    assert soon_on(0, time(0, 15), None, zone="UTC", at=late) == date(2026, 3, 9)
    early = datetime(2026, 3, 9, 0, 30, tzinfo=UTC)
    assert soon_on(6, time(23), time(1), zone="UTC", at=early) == date(2026, 3, 8)
    assert soon_on(6, time(23), time(0, 30), zone="UTC", at=early) is None


def test_the_filter_and_the_arithmetic_agree_at_every_hour_of_a_week():
    rows = [
        {
            "slug": f"{zone}-{day}-{hour}-{long}", "name": "A", "day": day, "time": f"{hour:02}:20", "timezone": zone,
            "end_time": f"{(hour + long) % 24:02}:05" if long else None,
        }
        for zone in ZONES
        for day in (0, 3, 6)
        for hour in (0, 1, 9, 21, 22, 23)
        for long in (0, 1, 2, 5)
    ]  # fmt: skip
    import_listings(rows=rows, source="x", time_zone="UTC", at=TUESDAY)
    times = list(Occurrence.objects.select_related("listing"))
    assert len(times) == len(rows)
    told = 0
    for step in range(0, 7 * 24 * 60, 95):
        at = TUESDAY + timedelta(minutes=step)
        by_hand = {
            one.pk
            for one in times
            if soon_on(one.weekday, one.starts_local, one.ends_local, zone=one.listing.time_zone, at=at)
        }
        assert set(Occurrence.objects.filter(soon_in(ZONES, at)).values_list("pk", flat=True)) == by_hand, at
        told += len(by_hand)
    assert told > 500


def test_the_page_shows_what_is_on_now_of_ours_and_of_others(client, monkeypatch):
    at = datetime(2026, 3, 4, 18, 30, tzinfo=ZoneInfo("Europe/London"))
    monkeypatch.setattr("openchair.directory.views.find.now", lambda: at)
    own("The Wednesday Table")  # Wednesdays at 19:00 in London
    rare = own("Every second week")
    Series.objects.filter(group=rare).update(every_weeks=2, starts_on=date(2026, 2, 25))
    row = {"slug": "a", "name": "Lisbon", "day": 3, "time": "19:00", "timezone": "Europe/Lisbon"}
    row["formatted_address"] = "3 Mill Lane, Lisbon, 1000, Portugal"
    later = {"slug": "b", "name": "New York", "day": 3, "time": "19:00", "timezone": "America/New_York"}
    later["formatted_address"] = row["formatted_address"]
    import_listings(rows=[row, later], source="x", time_zone="UTC", at=TUESDAY)
    page = client.get("/find/?soon=on")
    assert [card.group.name for card in page.context["own"]] == ["The Wednesday Table"]
    assert [card.listing.name for card in page.context["cards"]] == ["Lisbon"]
    assert Listing.objects.count() == 2
    assert "On now, or in the next two hours" in page.content.decode()
    assert page.context["narrowed"]
    assert queries.Wanted.from_form({}, at) == queries.Wanted()


def test_a_reader_elsewhere_sees_the_times_on_their_own_clock_too(client, cast):
    row = {
        "slug": "a", "name": "Calm Evening", "day": [2, 4], "time": "19:00", "end_time": "20:30",
        "timezone": "America/Los_Angeles", "formatted_address": "3 Mill Lane, Oakland, CA 94600, USA",
        "conference_url": "https://meet.example/calm",
    }  # fmt: skip
    there = {**row, "slug": "b", "name": "In the hall only", "conference_url": ""}
    import_listings(rows=[row, there], source="x", time_zone="UTC", at=TUESDAY)
    cast.member.time_zone = "America/New_York"
    cast.member.save()
    client.force_login(cast.member)
    page = client.get("/find/").content.decode()
    assert "Tuesdays and Thursdays 19:00 to 20:30, Los Angeles time" in page
    assert page.count("On your clock, New York time: Tuesdays and Thursdays 22:00 to 23:30.") == 1
    cast.member.time_zone = "America/Los_Angeles"
    cast.member.save()
    assert "On your clock" not in client.get("/find/").content.decode()
