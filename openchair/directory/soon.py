"""What is on right now or begins within two hours, each weekly time on the wall clock of its own zone."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Q

AHEAD = timedelta(hours=2)
LONGEST = timedelta(hours=3)
"""A meeting that began longer ago counts as over, whatever its list says."""
UNTOLD = timedelta(hours=1)
"""How long a meeting goes on whose source names no end."""


def soon_on(weekday: int, starts: time, ends: time | None, *, zone: str, at: datetime) -> date | None:
    """The day on which a weekly time is on now or begins soon, if it does; Monday is 0."""
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


def soon_in(zones: Iterable[str], at: datetime) -> Q:
    """The same for occurrences of listings in any of these zones, as a filter."""
    found = Q(pk__in=())
    for zone in zones:
        local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        times = Q(pk__in=())
        for weekday, first, last in _days(local, local + AHEAD):
            times |= Q(weekday=weekday) & _between(first, last)
        for weekday, first, last in _days(local - LONGEST, local):
            times |= Q(weekday=weekday) & _between(first, last) & _not_over(weekday, local)
        found |= Q(listing__time_zone=zone) & times
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
