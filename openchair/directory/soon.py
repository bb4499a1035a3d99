"""What is on right now or begins within two hours, each weekly time on the wall clock of its own zone."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Q

AHEAD = timedelta(hours=2)
LONGEST = timedelta(hours=3)
"""A meeting that began longer ago counts as over, whatever its list says."""
UNTOLD = timedelta(hours=1)
"""How long a meeting goes on whose source names no end."""


def soon_in(zones: Iterable[str], at: datetime) -> Q:
    """Occurrences in any of these zones that are on at that moment or begin soon, as a filter."""
    found = Q(pk__in=())
    for zone in zones:
        local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        times = Q(pk__in=())
        for weekday, first, last in _days(local, local + AHEAD):
            times |= Q(weekday=weekday) & _between(first, last)
        for weekday, first, last in _days(local - LONGEST, local):
            times |= Q(weekday=weekday) & _between(first, last) & _not_over(weekday, local)
        found |= Q(time_zone=zone) & times
    return found


def _days(begin: datetime, end: datetime) -> list[tuple[int, time, time | None]]:
    """A stretch of time day by day: weekday, and from and until when; None is the end of the day."""
    if begin.date() == end.date():
        return [(begin.weekday(), begin.time(), end.time())]
    return [(begin.weekday(), begin.time(), None), (end.weekday(), time(0), end.time())]


def _between(first: time, last: time | None) -> Q:
    begins = Q(starts_local__gte=first)
    return begins if last is None else begins & Q(starts_local__lt=last)


def _not_over(weekday: int, local: datetime) -> Q:
    """Of what began on this weekday, today or yesterday, what is still on."""
    past_midnight = Q(ends_local__lte=F("starts_local"))
    recent = local - UNTOLD
    if weekday == local.weekday():
        told = past_midnight | Q(ends_local__gt=local.time())
        untold = Q(starts_local__gt=recent.time()) if recent.date() == local.date() else Q()
    else:
        told = past_midnight & Q(ends_local__gt=local.time())
        untold = Q(starts_local__gt=recent.time()) if recent.date() != local.date() else Q(pk__in=())
    return told | (Q(ends_local=None) & untold)
