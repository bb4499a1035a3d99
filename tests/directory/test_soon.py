"""What is on now or begins within two hours, wherever the group's clock stands."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from openchair.directory import queries
from openchair.directory.models import Listing, Occurrence
from openchair.directory.services import import_listings
from openchair.directory.soon import AHEAD, LONGEST, UNTOLD, soon_in
from openchair.groups.models import Meeting
from tests.directory.test_find import own

pytestmark = pytest.mark.django_db(databases="__all__")
ZONES = ("UTC", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Auckland")
TUESDAY = datetime(2026, 3, 3, tzinfo=UTC)


def soon_on(weekday: int, starts: time, ends: time | None, *, zone: str, at: datetime) -> date | None:
    """The same for one weekly time, plainly: the day on which it is on now or begins soon, if it does; Monday is 0."""
    local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    latest = local + AHEAD
    begins = datetime.combine(latest.date() - timedelta(days=(latest.weekday() - weekday) % 7), starts)
    if begins >= latest:
        begins -= timedelta(days=7)
    if begins >= local:
        return begins.date()
    if begins < local - LONGEST:
        return None
    over = begins + UNTOLD
    if ends is not None:
        over = datetime.combine(begins.date() + timedelta(days=ends <= starts), ends)
    return begins.date() if over > local else None


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
    begins = {"The Wednesday Table": 30, "Held right now": -30, "Called off": 20, "Late": 180, "Over": -200}
    for name, minutes in begins.items():
        starts = at + timedelta(minutes=minutes)
        off = at if name == "Called off" else None
        Meeting.objects.create(
            group=own(name),
            starts_at=starts,
            ends_at=starts + timedelta(minutes=75),
            local_date=starts.date(),
            cancelled_at=off,
        )
    row = {"slug": "a", "name": "Lisbon", "day": 3, "time": "19:00", "timezone": "Europe/Lisbon"}
    row["formatted_address"] = "3 Mill Lane, Lisbon, 1000, Portugal"
    later = {"slug": "b", "name": "New York", "day": 3, "time": "19:00", "timezone": "America/New_York"}
    later["formatted_address"] = row["formatted_address"]
    import_listings(rows=[row, later], source="x", time_zone="UTC", at=TUESDAY)
    page = client.get("/find/?soon=on")
    assert [card.group.name for card in page.context["own"]] == ["Held right now", "The Wednesday Table"]
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
