"""Local wall time over daylight saving: a meeting at 18:30 is at 18:30 all year.

An hour that is skipped moves to the next valid minute; of a doubled hour the first is taken (drill D7).
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def moment(day: date, at: time, zone: str) -> datetime:
    """The UTC moment of a wall time in a zone."""
    local = datetime.combine(day, at, tzinfo=ZoneInfo(zone))  # fold=0: the first of a doubled hour
    there_and_back = local.astimezone(UTC).astimezone(ZoneInfo(zone))
    if there_and_back.replace(tzinfo=None) == local.replace(tzinfo=None):
        return local.astimezone(UTC)
    # The clock jumped over this time: what stands here maps behind the gap, so walk back to the gap's end.
    behind = there_and_back
    gap_start = local - timedelta(hours=3)
    low, high = gap_start.astimezone(UTC), behind.astimezone(UTC)
    before = low.astimezone(ZoneInfo(zone)).utcoffset()
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        if middle.astimezone(ZoneInfo(zone)).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.replace(second=0, microsecond=0)


def dates(weekday: int, every_weeks: int, starts_on: date, until: date) -> list[date]:
    """The days of a weekly rule from `starts_on` on and before `until`."""
    first = starts_on + timedelta(days=(weekday - starts_on.weekday()) % 7)
    step = timedelta(weeks=every_weeks)
    days, day = [], first
    while day < until:
        days.append(day)
        day += step
    return days
