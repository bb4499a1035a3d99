"""A day of the week and a part of the day on the reader's clock, as weekly times on the clocks of other zones.

Who looks for Monday evening means their own. Only a room that people go to keeps its own clock.
"""

from collections.abc import Iterable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Q

DAY = 24 * 60
PARTS = {
    "morning": (time(5), time(12)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time(22)),
    "night": (time(22), time(5)),
}


def shift_between(reader: str, zone: str, at: datetime) -> int:
    """Minutes by which clocks in `zone` are ahead of the reader's at that moment."""
    there, here = (at.astimezone(ZoneInfo(name)).utcoffset() for name in (zone, reader))
    assert there is not None and here is not None
    return round((there - here).total_seconds() / 60)


def is_on(weekday: int, starts: time, *, day: int | None, part: str, shift: int) -> bool:
    """Whether a weekly time, on a clock that is so many minutes ahead, begins on that day and in that part."""
    return any(
        (on is None or on == weekday) and first <= _minutes(starts) < last
        for on, first, last in _stretches(day, part, shift)
    )


def begins_on(zones: Iterable[str], clock: tuple[str, datetime], *, day: int | None, part: str) -> Q:
    """The same for occurrences in any of these zones, as a filter; `clock` is the reader's zone and the moment."""
    reader, at = clock
    by_shift: dict[int, list[str]] = {}
    for zone in zones:
        by_shift.setdefault(shift_between(reader, zone, at), []).append(zone)
    found = Q(pk__in=())
    for shift, names in by_shift.items():
        found |= Q(time_zone__in=names) & begins_within(day, part, shift)
    return found


def begins_within(day: int | None, part: str, shift: int = 0) -> Q:
    """Occurrences that begin then on their own clock, which is so many minutes ahead, as a filter."""
    found = Q(pk__in=())
    for on, first, last in _stretches(day, part, shift):
        begins = Q(starts_local__gte=_time(first))
        if last < DAY:
            begins &= Q(starts_local__lt=_time(last))
        found |= begins if on is None else begins & Q(weekday=on)
    return found


def _stretches(day: int | None, part: str, shift: int) -> list[tuple[int | None, int, int]]:
    """Stretches of one day each on the other clock: weekday, or None for any, and minutes from and until."""
    start, end = (_minutes(each) for each in PARTS[part]) if part else (0, DAY)
    # A night belongs to the day it begins on, and its small hours to the day they are on.
    pieces = [(start, end)] if start < end else [(start, DAY), (0, end)]
    found: list[tuple[int | None, int, int]] = []
    for first, last in pieces:
        begin, left = (day or 0) * DAY + first + shift, last - first
        while left > 0:
            within = begin % DAY
            length = min(left, DAY - within)
            found.append((None if day is None else begin // DAY % 7, within, within + length))
            begin, left = begin + length, left - length
    return found


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _time(minutes: int) -> time:
    return time(*divmod(minutes, 60))
