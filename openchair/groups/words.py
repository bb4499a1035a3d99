"""When a group meets, and what it is like to come, in words and in the group's own time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from openchair.groups.models import Group, Meeting, Membership, Part, Series


def zone_words(zone: str) -> str:
    """A zone as people name it: Lisbon time."""
    place = zone.rsplit("/", maxsplit=1)[-1].replace("_", " ")
    return _("UTC") if place == "UTC" else _("{place} time").format(place=place)


def language_words(code: str) -> str:
    """The name of a language in the reader's language, or its code where Django knows no name."""
    try:
        return str(get_language_info(code)["name_translated"]).capitalize()
    except KeyError:
        return code


def weekly_words(series: Series) -> str:
    """Such as "Every Wednesday, 19:00 to 20:15"."""
    ends = datetime.combine(series.starts_on, series.starts_local) + timedelta(minutes=series.minutes)
    times = {
        "day": WEEKDAYS[series.weekday],
        "start": time_format(series.starts_local, "H:i"),
        "end": time_format(ends.time(), "H:i"),
    }
    if series.every_weeks == 1:
        return _("Every {day}, {start} to {end}").format(**times)
    if series.every_weeks == 2:
        return _("Every second {day}, {start} to {end}").format(**times)
    return _("Every {count} weeks on {day}, {start} to {end}").format(count=series.every_weeks, **times)


def week_words(series: Iterable[Series]) -> list[str]:
    """All weekly times of a group."""
    return [weekly_words(each) for each in series]


def when(moment: datetime, zone: str) -> str:
    """Such as "Wednesday 25 November, 19:00" on the group's clock."""
    there = moment.astimezone(ZoneInfo(zone))
    return f"{date_format(there, _('l j F'))}, {time_format(there, 'H:i')}"


def elsewhere(moment: datetime, zone: str) -> str:
    """The same moment on the reader's clock where that shows another time, else empty."""
    here = timezone.localtime(moment)
    if here.replace(tzinfo=None) == moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None):
        return ""
    if here.date() == moment.astimezone(ZoneInfo(zone)).date():
        return _("{time} on your clock").format(time=time_format(here, "H:i"))
    return _("{day}, {time} on your clock").format(day=date_format(here, "l"), time=time_format(here, "H:i"))


def pass_words(ends_at: datetime, zone: str) -> str:
    """Until when a visitor's chair is kept, and what happens then."""
    return _(
        "Your visit lasts until {when}, {zone}. Then your chair is free again, unless you say that you stay. "
        "You can still say so for a week."
    ).format(when=when(ends_at, zone), zone=zone_words(zone))


def visit_state(seat: Membership, visit: Membership | None) -> str:
    """How a visit stands, in a sentence; `visit` is the same with a meeting behind it. Empty for whoever stays."""
    if seat.part != Part.VISITOR or seat.ends_at is None:
        return ""
    if visit is not None and getattr(visit, "is_asked", False):
        return _("You have been there, and can decide now.")
    return _("Your chair is kept until {when}.").format(when=when(seat.ends_at, seat.group.time_zone))


def open_seats(seats: int, taken: int) -> str:
    """Such as "Two of the nine seats are open", with figures."""
    free = max(0, seats - taken)
    if not free:
        return _("All {seats} seats are taken").format(seats=seats)
    return ngettext(
        "{free} of the {seats} seats is open", "{free} of the {seats} seats are open", free
    ).format(free=free, seats=seats)  # fmt: skip


def ring_words(seats: int, taken: int, *, yours: bool) -> str:
    """The small table said in words."""
    around = ngettext("{count} seat around a table.", "{count} seats around a table.", seats).format(count=seats)
    sat = ngettext("{count} is taken.", "{count} are taken.", taken).format(count=taken)
    return f"{around} {sat} {_('One is yours.') if yours else ''}".strip()


@dataclass(frozen=True)
class Moment:
    """One step of a first visit, by the clock or by its order."""

    time: str
    title: str
    words: str


SHARE_OF_CHECK_IN, SHARE_OF_FLOOR = 0.19, 0.35
"""Where in a meeting the check-in round and the open floor usually begin."""


def first_visit(group: Group, meeting: Meeting | None) -> list[Moment]:
    """An evening told by the clock of the next meeting, to the nearest five minutes."""
    steps = [
        (None, _("The door opens"), _("A leader says hello, lets you in, and asks if there is anything to know.")),
        (0.0, _("Opening words, and the agreement read out"), _("So that everybody has heard the same.")),
        (SHARE_OF_CHECK_IN, _("A round on how it is"), _("You can pass. New people nearly always do.")),
        (SHARE_OF_FLOOR, _("The floor is open"), _("Raise your hand, or only listen. Both are being here.")),
        (
            1.0,
            _("The door closes"),
            _("Afterwards you say: stay, another visit, or not now. Nobody is told why."),
        ),
    ]
    return [Moment(_clock(group, meeting, share), title, words) for share, title, words in steps]


def _clock(group: Group, meeting: Meeting | None, share: float | None) -> str:
    if meeting is None:
        return "·"
    if share is None:
        moment = meeting.doors_open_at
    else:
        minutes = (meeting.ends_at - meeting.starts_at).total_seconds() / 60 * share
        moment = meeting.starts_at + timedelta(minutes=5 * round(minutes / 5))
    return time_format(moment.astimezone(ZoneInfo(group.time_zone)), "H:i")
