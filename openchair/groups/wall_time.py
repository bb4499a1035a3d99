"""Local wall time over daylight saving: a meeting at 18:30 is at 18:30 all year.

An hour that is skipped moves to the next valid minute; of a doubled hour the first is taken (drill D7).
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


def moment(day: date, at: time, zone: str) -> datetime:
    """The UTC moment of a wall time in a zone."""
    clock = ZoneInfo(zone)
    wall = datetime.combine(day, at)
    while not _is_shown(wall, clock):  # an hour at most, or a day where a date line moved
        wall += MINUTE
    return wall.replace(tzinfo=clock).astimezone(UTC)  # fold=0: the first of a doubled hour


def _is_shown(wall: datetime, clock: ZoneInfo) -> bool:
    """Whether clocks in this zone ever show this time; those that jump over it do not."""
    there_and_back = wall.replace(tzinfo=clock).astimezone(UTC).astimezone(clock)
    return there_and_back.replace(tzinfo=None, fold=0) == wall


def dates(weekday: int, every_weeks: int, starts_on: date, until: date) -> list[date]:
    """The days of a weekly rule from `starts_on` on and before `until`."""
    first = starts_on + timedelta(days=(weekday - starts_on.weekday()) % 7)
    step = timedelta(weeks=every_weeks)
    days, day = [], first
    while day < until:
        days.append(day)
        day += step
    return days
