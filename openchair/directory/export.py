"""Giving the list out: one strict object for each weekly occurrence, outside listings and our own groups."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q

from openchair.directory.codes import LANGUAGES
from openchair.directory.meeting_guide import Weekly, write_row
from openchair.directory.models import Listing
from openchair.groups.models import Format, Group, Series

OWN = "own"
"""The source name that asks for our own groups."""
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_CODE_OF = {tag: code for code, (tag, _) in LANGUAGES.items()}


@dataclass(frozen=True, slots=True)
class _Item:
    source: str
    slug: str
    raw: dict[str, Any]
    weekly: tuple[Weekly, ...]
    time_zone: str
    address: str
    approximate: bool
    types: tuple[str, ...]


def export_rows(*, source: str | None, at: datetime) -> tuple[list[dict[str, Any]], int]:
    """The objects of the feed, and how many groups without weekly meetings had to be left out."""
    rows: list[dict[str, Any]] = []
    used: set[str] = set()
    left_out = 0
    for item in _items(source, at):
        left_out += not item.weekly
        rows.extend(
            write_row(
                item.raw,
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


def _items(source: str | None, at: datetime) -> Iterator[_Item]:
    if source in (None, OWN):
        yield from _own(at)
    if source == OWN:
        return
    listings = Listing.objects.prefetch_related("occurrences").order_by("listed_at", "source", "slug")
    if source is not None:
        listings = listings.filter(source=source)
    for listing in listings.iterator(chunk_size=500):
        yield _Item(
            source=listing.source,
            slug=listing.slug,
            raw=json.loads(listing.raw),
            weekly=tuple(Weekly(o.weekday, o.starts_local, o.ends_local) for o in listing.occurrences.all()),
            time_zone=listing.time_zone,
            address=listing.address,
            approximate=listing.approximate,
            types=tuple(listing.types),
        )


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
        place = group.place if group.format != Format.ONLINE else ""
        yield _Item(
            source=OWN,
            slug=f"group-{group.pk.hex[:12]}",
            raw={
                "name": group.name,
                "group": group.name,
                "notes": group.purpose,
                "attendance_option": group.format,
                "entity": settings.ORGANISATION,
                **({"location": place} if place else {}),
            },
            weekly=tuple(Weekly(s.weekday, s.starts_local, _end(s)) for s in by_group.get(group.pk, ())),
            time_zone=group.time_zone,
            address=place,
            approximate=not place,
            types=tuple(filter(None, (_CODE_OF.get(group.language),))),
        )


def _end(series: Series) -> Any:
    return (datetime.combine(series.starts_on, series.starts_local) + timedelta(minutes=series.minutes)).time()


def _somewhere(time_zone: str) -> str:
    """An approximate place for an online group: the city that its time zone is named for."""
    return time_zone.rsplit("/", maxsplit=1)[-1].replace("_", " ")


def _slug(item: _Item, weekly: Weekly, used: set[str]) -> str:
    """The listing's own slug; with its day and time where it meets several times, and its source where two clash."""
    slug = item.slug
    if len(item.weekly) > 1:
        slug = f"{slug}-{DAYS[(weekly.weekday + 1) % 7]}-{weekly.starts:%H%M}"
    if slug in used:
        slug = f"{item.source}-{slug}"
    while slug in used:
        slug += "-2"
    used.add(slug)
    return slug
