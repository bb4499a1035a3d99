"""Times and counts in words, as a person would say them."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

MORNING, AFTERNOON, EVENING, NIGHT = 5, 12, 17, 22


def clock(moment: datetime) -> str:
    """The time of day on the reader's clock."""
    return date_format(timezone.localtime(moment), "H:i")


def clock_here(moment: datetime) -> str:
    """The time of day with the place whose clock it is: "18:50, Lisbon time"."""
    zone = timezone.get_current_timezone_name()
    if "/" not in zone:
        return clock(moment)
    return _("{time}, {place} time").format(time=clock(moment), place=zone.rsplit("/", 1)[1].replace("_", " "))


def day(moment: datetime, at: datetime) -> str:
    """The day in the nearest words: today, tomorrow, a weekday within a week, or the date."""
    then, now = timezone.localtime(moment).date(), timezone.localtime(at).date()
    if then == now:
        return _("Today")
    if then == now + timedelta(days=1):
        return _("Tomorrow")
    if then == now - timedelta(days=1):
        return _("Yesterday")
    if now < then < now + timedelta(days=7):
        return date_format(then, "l")
    return date_format(then, "l j F") if then.year == now.year else date_format(then, "l j F Y")


def day_and_time(moment: datetime, at: datetime) -> str:
    """Such as "Wednesday, 19:00"."""
    return _("{day}, {time}").format(day=day(moment, at), time=clock(moment))


def greeting(at: datetime, name: str) -> str:
    """Good evening, and the name a person chose if there is one to use."""
    hour = timezone.localtime(at).hour
    if MORNING <= hour < AFTERNOON:
        words = pgettext("greeting", "Good morning")
    elif AFTERNOON <= hour < EVENING:
        words = pgettext("greeting", "Good afternoon")
    elif EVENING <= hour < NIGHT:
        words = pgettext("greeting", "Good evening")
    else:
        words = pgettext("greeting", "Hello")
    return _("{greeting}, {name}").format(greeting=words, name=name) if name else words


def minutes(count: int) -> str:
    """Such as "75 minutes"."""
    return ngettext("{count} minute", "{count} minutes", count).format(count=count)


def format_in_sentence(code: str) -> str:
    """How a group meets, in the middle of a sentence."""
    return {"online": _("online"), "in_person": _("in person"), "hybrid": _("in the room and online")}[code]
