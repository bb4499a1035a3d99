"""Monday evening is the reader's, wherever the group's clock stands; a room keeps its own."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from openchair.directory import queries
from openchair.directory.clock import PARTS, begins_on, is_on, shift_between
from openchair.directory.models import Listing, Occurrence
from openchair.directory.services import import_listings

pytestmark = pytest.mark.django_db(databases="__all__")
AT = datetime(2026, 3, 3, 12, tzinfo=UTC)
ZONES = ("UTC", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Auckland")
READER = "America/New_York"


def plainly(weekday, starts, zone, day, part):
    """The same by way of a real week: the moment, read on the reader's clock."""
    monday = datetime(2026, 3, 2, tzinfo=ZoneInfo(zone))
    wall = datetime.combine((monday + timedelta(days=weekday)).date(), starts)
    shift = timedelta(minutes=shift_between(READER, zone, AT))
    mine = wall - shift
    first, last = PARTS[part] if part else (time(0), None)
    if last is None:
        fits = True
    else:
        fits = first <= mine.time() < last if first < last else mine.time() >= first or mine.time() < last
    return (day is None or mine.weekday() == day) and fits


@pytest.mark.parametrize(("day", "part"), [(0, ""), (6, "night"), (2, "evening"), (None, "morning"), (None, "night")])
def test_the_filter_and_the_arithmetic_agree_all_week(day, part):
    rows = [
        {"slug": f"{zone}-{weekday}-{hour}", "name": "A", "day": (weekday + 1) % 7, "time": f"{hour:02}:30",
         "timezone": zone, "types": ["ONL"], "conference_url": "https://example.org/room"}
        for zone in ZONES for weekday in range(7) for hour in (0, 3, 5, 9, 12, 17, 21, 22, 23)
    ]  # fmt: skip
    import_listings(rows=rows, source="x", time_zone="UTC", at=AT)
    times = list(Occurrence.objects.select_related("listing"))
    assert len(times) == len(rows)
    expected = {one.pk for one in times if plainly(one.weekday, one.starts_local, one.listing.time_zone, day, part)}
    found = Occurrence.objects.filter(begins_on(ZONES, (READER, AT), day=day, part=part))
    assert set(found.values_list("pk", flat=True)) == expected
    assert 0 < len(expected) < len(rows)
    for one in times:
        shift = shift_between(READER, one.listing.time_zone, AT)
        assert is_on(one.weekday, one.starts_local, day=day, part=part, shift=shift) == (one.pk in expected)


def test_a_room_and_a_reader_without_a_zone_keep_the_groups_clock():
    rows = [
        {"slug": "room", "name": "Room", "day": 2, "time": "01:00", "timezone": "Europe/London", "address": "1 High St",
         "city": "Leeds", "country": "UK"},
        {"slug": "line", "name": "Line", "day": 2, "time": "01:00", "timezone": "Europe/London", "types": ["ONL"],
         "conference_url": "https://example.org/room"},
    ]  # fmt: skip
    import_listings(rows=rows, source="x", time_zone="UTC", at=AT)

    def found(zone, **said):
        wanted = queries.Wanted.from_form(said, AT, zone=zone)
        return [one.name for one in queries.outside(wanted, page=1).listings]

    assert found(READER, day="0") == ["Line"]
    assert found(READER, day="1") == ["Room"]
    assert found("", day="1") == ["Line", "Room"]
    assert Listing.objects.count() == 2
