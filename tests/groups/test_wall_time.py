"""Wall time over two years: 18:30 stays 18:30, whatever the clocks do (drill D7)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from openchair.groups.wall_time import dates, moment

TWO_YEARS = [date(2026, 1, 1) + timedelta(days=days) for days in range(730)]
CHANGED_RULES = "America/Mexico_City"
"""Gave up daylight saving in October 2022."""


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago"])
@pytest.mark.parametrize("at", [time(18, 30), time(9, 0)])
def test_the_wall_time_is_the_same_on_every_day_of_two_years(zone, at):
    for day in TWO_YEARS:
        assert moment(day, at, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == datetime.combine(day, at)


def test_a_zone_that_changed_its_rules_keeps_the_wall_time_on_both_sides():
    clock = ZoneInfo(CHANGED_RULES)
    days = [date(2022, 1, 1) + timedelta(days=days) for days in range(730)]
    moments = [moment(day, time(18, 30), CHANGED_RULES) for day in days]
    assert {each.astimezone(clock).time() for each in moments} == {time(18, 30)}
    assert {each.astimezone(UTC).hour for each in moments if each.year == 2022} == {0, 23}
    assert {each.astimezone(UTC).hour for each in moments if each.date() > date(2023, 1, 1)} == {0}


@pytest.mark.parametrize(
    ("zone", "day", "asked", "shown"),
    [
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), time(3, 0)),
        ("America/New_York", date(2026, 3, 8), time(2, 30), time(3, 0)),
        # Half an hour only: 02:00 becomes 02:30, so 02:30 itself exists.
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 10), time(2, 30)),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 30), time(2, 30)),
        # The clocks jump at midnight: half past twelve does not exist that night.
        ("America/Santiago", date(2026, 9, 6), time(0, 30), time(1, 0)),
    ],
)
def test_a_skipped_time_moves_to_the_next_minute_that_exists(zone, day, asked, shown):
    assert moment(day, asked, zone).astimezone(ZoneInfo(zone)).time() == shown
    assert moment(day, asked, zone).astimezone(ZoneInfo(zone)).date() == day


@pytest.mark.parametrize(
    ("zone", "day", "asked", "utc"),
    [
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("America/New_York", date(2026, 11, 1), time(1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), datetime(2026, 4, 4, 14, 45, tzinfo=UTC)),
        ("America/Santiago", date(2026, 4, 4), time(23, 30), datetime(2026, 4, 5, 2, 30, tzinfo=UTC)),
    ],
)
def test_of_a_doubled_time_the_first_is_taken(zone, day, asked, utc):
    assert moment(day, asked, zone) == utc


def test_a_day_that_a_date_line_took_moves_to_the_next_minute_there_is():
    assert moment(date(2011, 12, 30), time(19, 0), "Pacific/Apia").astimezone(
        ZoneInfo("Pacific/Apia")
    ) == datetime(2011, 12, 31, 0, 0, tzinfo=ZoneInfo("Pacific/Apia"))  # fmt: skip


def test_a_rule_gives_the_days_from_its_first_on_and_before_its_end():
    assert dates(2, 1, date(2026, 3, 5), date(2026, 3, 25)) == [date(2026, 3, 11), date(2026, 3, 18)]
    assert dates(2, 2, date(2026, 3, 4), date(2026, 4, 1)) == [date(2026, 3, 4), date(2026, 3, 18)]
    assert dates(0, 1, date(2026, 3, 4), date(2026, 3, 4)) == []
