"""Times and zones in words."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openchair.directory.models import ImportRun, Listing
from openchair.groups.models import Group, Series

Weekly = tuple[int, time, time | None]

ON_DAYS = (
    gettext_lazy("Mondays"), gettext_lazy("Tuesdays"), gettext_lazy("Wednesdays"), gettext_lazy("Thursdays"),
    gettext_lazy("Fridays"), gettext_lazy("Saturdays"), gettext_lazy("Sundays"),
)  # fmt: skip


def zone_words(zone: str) -> str:
    """A zone as people say it: "London time"; UTC and the like keep their name."""
    if "/" not in zone or zone.startswith("Etc/"):
        return zone.removeprefix("Etc/")
    return _("%(city)s time") % {"city": zone.rsplit("/", maxsplit=1)[-1].replace("_", " ")}


def _from_to(starts: time, ends: time | None) -> str:
    begin = f"{starts:%H:%M}"
    return begin if ends is None else _("%(start)s to %(end)s") % {"start": begin, "end": f"{ends:%H:%M}"}


def days_words(times: list[tuple[int, str]]) -> list[str]:
    """ "Mondays and Thursdays 19:00 to 20:15": days that share a time stand together."""
    together: dict[str, list[str | Promise]] = {}
    for weekday, hours in times:
        together.setdefault(hours, []).append(ON_DAYS[weekday])
    phrases = []
    for hours, days in together.items():
        if len(days) == 7:
            phrases.append(_("Every day %(hours)s") % {"hours": hours})
            continue
        first, last = ", ".join(map(str, days[:-1])), str(days[-1])
        named = _("%(days)s and %(day)s") % {"days": first, "day": last} if first else last
        phrases.append(f"{named} {hours}")
    return phrases


def group_times(group: Group) -> list[str]:
    """When one of our own groups meets; reads the series that the page fetched beside it."""
    weekly: list[tuple[int, str]] = []
    rarer: list[str] = []
    for series in group.series.all():
        hours = _from_to(series.starts_local, end_of(series))
        if series.every_weeks == 1:
            weekly.append((series.weekday, hours))
        else:
            rarer.append(
                _("%(days)s %(hours)s, every %(weeks)s weeks")
                % {"days": ON_DAYS[series.weekday], "hours": hours, "weeks": series.every_weeks}
            )
    return days_words(weekly) + rarer


def end_of(series: Series) -> time:
    """When a meeting of a series ends, on its own wall clock."""
    return (datetime.combine(series.starts_on, series.starts_local) + timedelta(minutes=series.minutes)).time()


def own_clock_words(times: Iterable[Weekly], zone: str, reader: str, at: datetime) -> str:
    """Weekly times on the reader's own clock, as it is this week, with its name; empty where it is the same."""
    there, here = ZoneInfo(zone), ZoneInfo(reader)
    if at.astimezone(there).utcoffset() == at.astimezone(here).utcoffset():
        return ""
    found = []
    for weekday, begins, stops in times:
        day = at.astimezone(there).date()
        day += timedelta(days=(weekday - day.weekday()) % 7)
        starts = datetime.combine(day, begins, there).astimezone(here)
        ends = None if stops is None else datetime.combine(day, stops, there).astimezone(here).time()
        found.append((starts.weekday(), _from_to(starts.time(), ends)))
    said = "; ".join(days_words(sorted(found)))
    return _("On your clock, %(zone)s: %(times)s.") % {"zone": zone_words(reader), "times": said} if said else ""


def listing_times(listing: Listing) -> list[str]:
    """When an outside group meets; reads the occurrences that the page fetched beside it."""
    return days_words([(o.weekday, _from_to(o.starts_local, o.ends_local)) for o in listing.occurrences.all()])


def run_words(run: ImportRun) -> str:
    """What one import did, in one line."""
    if run.problem:
        return _("It could not be brought in. Nothing was changed.")
    said = [
        ngettext("%(count)s new", "%(count)s new", run.created) % {"count": run.created},
        ngettext("%(count)s changed", "%(count)s changed", run.updated) % {"count": run.updated},
        ngettext("%(count)s no longer listed", "%(count)s no longer listed", run.dropped) % {"count": run.dropped},
        ngettext("%(count)s left out", "%(count)s left out", run.rejected) % {"count": run.rejected},
    ]
    counts = (run.created, run.updated, run.dropped, run.rejected)
    told = [words for words, count in zip(said, counts, strict=True) if count]
    return ", ".join(told) if told else _("Nothing changed.")
