"""Giving the list out: one strict object for each weekly occurrence, outside listings and our own groups."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q

from openchair.directory import calendars, linked
from openchair.directory.codes import CODE_OF_LANGUAGE
from openchair.directory.formats import MEETING_GUIDE, guide_of, hsds, table
from openchair.directory.formats.meeting_guide import Weekly, write_row
from openchair.directory.models import Listing
from openchair.directory.words import end_of
from openchair.groups.models import Format, Group, Series

OWN = "own"
"""The source name that asks for our own groups."""
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


@dataclass(frozen=True, slots=True)
class _Item:
    source: str
    slug: str
    form: str
    raw: dict[str, Any]
    guide: dict[str, Any]
    """What the source says in Meeting Guide's fields, and beside them whatever these do not hold."""
    weekly: tuple[Weekly, ...]
    time_zone: str
    address: str
    approximate: bool
    types: tuple[str, ...]
    said: dict[str, Any]
    """The same as pages show it, without markup: for calendars and linked data."""
    since: datetime
    """From when on it is known here: what is counted from this stays the same from one export to the next."""


def export_rows(*, source: str | None, at: datetime) -> tuple[list[dict[str, Any]], int]:
    """The objects of the feed, and how many groups without weekly meetings had to be left out."""
    rows: list[dict[str, Any]] = []
    used: set[str] = set()
    left_out = 0
    for item in _items(source, at):
        left_out += not item.weekly
        rows.extend(
            write_row(
                item.guide,
                slug=_slug(item, weekly, used),
                weekly=weekly,
                time_zone=item.time_zone,
                address=item.address or _somewhere(item.time_zone),
                approximate=item.approximate or not item.address,
                types=item.types,
            )
            for weekly in item.weekly
        )
    return rows, left_out


def export_services(*, source: str | None, at: datetime) -> tuple[list[dict[str, Any]], int]:
    """The same as HSDS services, one for each group, those without weekly meetings too."""
    used: set[str] = set()
    services = []
    for item in _items(source, at):
        slug = _whole_slug(item, used)
        guide = {**item.guide, "types": list(item.types)}
        if item.address:
            guide.setdefault("formatted_address", item.address)
        services.append(
            hsds.written(
                item.raw if item.form == hsds.NAME else {},
                slug=slug,
                weekly=item.weekly,
                time_zone=item.time_zone,
                guide=guide,
            )
        )
    return services, 0


def export_calendar(*, source: str | None, at: datetime) -> tuple[bytes, int]:
    """The same as one iCalendar: an event that comes back every week for each weekly time."""
    used: set[str] = set()
    calendar, left_out = calendars.Weekly(), 0
    for item in _items(source, at):
        left_out += not item.weekly
        slug = _whole_slug(item, used)
        for weekly in item.weekly:
            calendar.add(
                uid=f"{slug}-{_when(weekly)}",
                name=item.said["name"],
                notes=item.said["notes"],
                place=", ".join(dict.fromkeys(filter(None, (item.said["place"], item.address)))),
                address=item.said["online_address"] or item.said["website"],
                weekly=weekly,
                time_zone=item.time_zone,
                since=item.since,
            )
    return calendar.written(), left_out


def export_linked(*, source: str | None, at: datetime) -> tuple[dict[str, Any], int]:
    """The same as schema.org's things in one document, those without weekly meetings as organisations."""
    used: set[str] = set()
    things = []
    for item in _items(source, at):
        said = {name: value for name, value in item.said.items() if name != "website"}
        things.append(
            linked.thing(
                identity=_whole_slug(item, used),
                weekly=item.weekly,
                time_zone=item.time_zone,
                address=item.address,
                page=item.said["website"],
                **said,
            )
        )
    return linked.whole(things), 0


def _items(source: str | None, at: datetime) -> Iterator[_Item]:
    if source in (None, OWN):
        yield from _own(at)
    if source == OWN:
        return
    listings = Listing.objects.listed().prefetch_related("occurrences").order_by("listed_at", "source", "slug")
    if source is not None:
        listings = listings.filter(source=source)
    for listing in listings.iterator(chunk_size=500):
        raw = json.loads(listing.raw)
        yield _Item(
            source=listing.source,
            slug=listing.slug,
            form=listing.form,
            raw=raw,
            guide=_guide(raw, listing.form),
            weekly=tuple(Weekly(o.weekday, o.starts_local, o.ends_local) for o in listing.occurrences.all()),
            time_zone=listing.time_zone,
            address=listing.address,
            approximate=listing.approximate,
            types=tuple(listing.types),
            said=said_of(listing),
            since=listing.listed_at,
        )


def _guide(raw: dict[str, Any], form: str) -> dict[str, Any]:
    guide = guide_of(raw, form)
    if form in (MEETING_GUIDE, table.NAME):
        return guide
    said = {name: value for name, value in guide.items() if value not in (None, "", [])}
    return {**said, "source_format": form, "source_row": raw}


def _own(at: datetime) -> Iterator[_Item]:
    """Our own listed groups; a series that does not meet every week is no weekly meeting and stays out."""
    today = at.date()
    running = Series.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=today), every_weeks=1, group__in=Group.objects.listed()
    )
    by_group: dict[Any, list[Series]] = {}
    for series in running.order_by("weekday", "starts_local"):
        by_group.setdefault(series.group_id, []).append(series)
    for group in Group.objects.listed().order_by("created_at", "pk"):
        row = _row_of(group)
        yield _Item(
            source=OWN,
            slug=slug_of(group),
            form=MEETING_GUIDE,
            raw=row,
            guide=row,
            weekly=tuple(map(weekly_of, by_group.get(group.pk, ()))),
            time_zone=group.time_zone,
            address=row.get("location", ""),
            approximate="location" not in row,
            types=tuple(filter(None, (CODE_OF_LANGUAGE.get(group.language),))),
            said=said_of_own(group),
            since=group.created_at,
        )


def slug_of(group: Group) -> str:
    """By which one of our own groups is known outside."""
    return f"group-{group.pk.hex[:12]}"


def _row_of(group: Group) -> dict[str, Any]:
    place = group.place if group.format != Format.ONLINE else ""
    return {
        "name": group.name,
        "group": group.name,
        "notes": group.purpose,
        "attendance_option": group.format,
        "entity": settings.ORGANISATION,
        **({"location": place} if place else {}),
    }


def said_of(listing: Listing) -> dict[str, Any]:
    """What pages show of an outside group, by the names that calendars and linked data use."""
    placed = listing.latitude is not None and listing.longitude is not None and not listing.approximate
    return {
        "name": listing.name,
        "notes": listing.notes,
        "attendance": listing.attendance,
        "place": listing.place,
        "online_address": listing.online_address,
        "website": listing.website,
        "organizer": listing.group_name,
        "languages": tuple(listing.languages.split()),
        "coordinates": (listing.latitude, listing.longitude) if placed else None,
        "free": False,
    }


def said_of_own(group: Group) -> dict[str, Any]:
    """The same of one of our own; where its online room is stays inside."""
    return {
        "name": group.name,
        "notes": group.purpose,
        "attendance": group.format,
        "place": group.place if group.format != Format.ONLINE else "",
        "online_address": "",
        "website": "",
        "organizer": settings.ORGANISATION,
        "languages": (group.language,),
        "coordinates": None,
        "free": True,
    }


def weekly_of(series: Series) -> Weekly:
    """A series that meets every week, as a weekly time."""
    return Weekly(series.weekday, series.starts_local, end_of(series))


def _somewhere(time_zone: str) -> str:
    """An approximate place for an online group: the city that its time zone is named for."""
    return time_zone.rsplit("/", maxsplit=1)[-1].replace("_", " ")


def _slug(item: _Item, weekly: Weekly, used: set[str]) -> str:
    """The listing's own slug; with its day and time where it meets several times, and its source where two clash."""
    slug = item.slug if len(item.weekly) == 1 else f"{item.slug}-{_when(weekly)}"
    return _only(slug, item, used)


def _whole_slug(item: _Item, used: set[str]) -> str:
    return _only(item.slug, item, used)


def _only(slug: str, item: _Item, used: set[str]) -> str:
    if slug in used:
        slug = f"{item.source}-{slug}"
    while slug in used:
        slug += "-2"
    used.add(slug)
    return slug


def _when(weekly: Weekly) -> str:
    return f"{DAYS[(weekly.weekday + 1) % 7]}-{weekly.starts:%H%M}"
