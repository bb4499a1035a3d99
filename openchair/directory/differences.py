"""What an import changed, kept as data, and told in words when somebody reads it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openchair.directory.codes import language_name, words_for
from openchair.directory.models import Attendance, ImportLine, Listing
from openchair.directory.words import days_words
from openchair.groups.models import Kind

FIELDS: Mapping[str, Promise] = {
    "name": gettext_lazy("Name"),
    "times": gettext_lazy("When it meets"),
    "time_zone": gettext_lazy("Time zone"),
    "attendance": gettext_lazy("How it meets"),
    "place": gettext_lazy("Place"),
    "address": gettext_lazy("Address"),
    "region": gettext_lazy("Area"),
    "online_address": gettext_lazy("Online room"),
    "online_notes": gettext_lazy("About the online room"),
    "phone": gettext_lazy("Phone"),
    "phone_notes": gettext_lazy("About the phone"),
    "website": gettext_lazy("Its own page"),
    "group_name": gettext_lazy("Group"),
    "notes": gettext_lazy("What the group says"),
    "types": gettext_lazy("How the source describes it"),
    "languages": gettext_lazy("Language"),
    "kind": gettext_lazy("What people share"),
}
"""What a difference tells, in the order of reading. A row's slug never changes: it would be another row."""
OTHER = "other"
BACK = "back"
LONGEST = 600
"""Characters of a value that are kept; nobody compares longer ones by eye."""
Times = Iterable[tuple[int, time, time | None]]


def between(listing: Listing, values: Mapping[str, Any], before: Times, after: Times) -> list[list[Any]]:
    """What differs between a stored listing and what its source says now: field, before, after."""
    found: list[list[Any]] = []
    if listing.dropped_at is not None:
        found.append([BACK, None, None])
    for name in FIELDS:
        if name == "times":
            old, new = _plain_times(before), _plain_times(after)
        else:
            old, new = _kept(getattr(listing, name)), _kept(values[name])
        if old != new:
            found.append([name, old, new])
    return found or [[OTHER, None, None]]


def _plain_times(times: Times) -> list[list[Any]]:
    return sorted([day, f"{starts:%H:%M}", "" if ends is None else f"{ends:%H:%M}"] for day, starts, ends in times)


def _kept(value: Any) -> Any:
    return value if not isinstance(value, str) or len(value) <= LONGEST else value[: LONGEST - 1] + "…"


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a difference, in words."""

    field: str | Promise
    before: str
    after: str


def changes_of(line: ImportLine) -> list[Change]:
    """What one run changed about one listing."""
    return [_change(*one) for one in line.details]


def _change(name: str, before: Any, after: Any) -> Change:
    if name == BACK:
        return Change(_("It is on the list again"), "", "")
    if name == OTHER:
        return Change(_("Something that these pages do not show"), "", "")
    return Change(FIELDS[name], _said(name, before), _said(name, after))


def _said(name: str, value: Any) -> str:
    if name == "times":
        said = "; ".join(days_words([(day, _hours(starts, ends)) for day, starts, ends in value]))
        return said or _("No weekly time")
    if name == "types":
        said = ", ".join(str(words_for(code)) for code in value)
    elif name == "languages":
        said = ", ".join(str(language_name(tag)) for tag in value.split())
    elif name == "attendance":
        said = str(Attendance(value).label)
    elif name == "kind":
        said = str(Kind(value).label) if value else ""
    else:
        said = value
    return said or _("nothing")


def _hours(starts: str, ends: str) -> str:
    return _("%(start)s to %(end)s") % {"start": starts, "end": ends} if ends else starts


def reasons_of(line: ImportLine) -> Sequence[tuple[str, str]]:
    """Why one row was left out: field and reason; the field is empty where it is the whole row."""
    return [(str(name), str(why)) for name, why in line.details]
