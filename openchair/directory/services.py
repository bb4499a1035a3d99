"""Bringing a feed in: all of it in one transaction, and nothing touched that the feed did not change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from openchair.core.events import publish
from openchair.directory import formats, search
from openchair.directory.events import ListingsImported
from openchair.directory.formats.meeting_guide import Entry
from openchair.directory.models import Listing, Occurrence

BATCH = 500
LARGE = 1_000
"""From so many new or changed listings on the database takes stock of its tables."""
DERIVED = (
    "form", "kind", "name", "group_name", "notes", "place", "address", "region", "approximate", "attendance",
    "online_address", "online_notes", "phone", "phone_notes", "website", "time_zone", "zone_assumed", "types",
    "languages", "search_words", "raw",
)  # fmt: skip
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was left out, and why."""

    index: int
    slug: str | None
    reason: str


@dataclass(slots=True)
class ImportResult:
    """What an import did, or with a dry run would do."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    time_zone: str = ""
    zone_assumed: int = 0
    """Rows that named no time zone and got the one above."""
    without_meetings: int = 0
    no_longer_listed: int = 0
    """Listings of this source that the file does not hold any more; they are left as they are."""


def import_listings(
    *,
    rows: Sequence[Any],
    source: str,
    time_zone: str,
    at: datetime,
    form: str = formats.MEETING_GUIDE,
    kind: str = "",
    actor_id: UUID | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """Bring the rows of one feed in. Only the operator's command line calls this, so there is nobody to ask."""
    result = ImportResult(read=len(rows), time_zone=time_zone)
    seen: dict[str, int] = {}
    wanted: dict[str, tuple[Entry, dict[str, Any]]] = {}
    # Reading stands before the transaction: it is the longer part, and a writer must not make others wait for it.
    for index, row in enumerate(rows):
        if progress is not None:
            progress(index + 1, len(rows))
        entry = _accept(row, form, index, seen, result)
        if entry is not None:
            result.zone_assumed += not entry.time_zone
            result.without_meetings += not entry.weekly
            wanted[entry.slug] = entry, {"form": form} | _values(entry, kind, time_zone)
    _store(wanted, set(seen), source, result, at=at, actor_id=actor_id, dry_run=dry_run)
    if not dry_run and result.created + result.updated >= LARGE:
        search.take_stock()
    return result


@transaction.atomic
def _store(
    wanted: dict[str, tuple[Entry, dict[str, Any]]],
    named: set[str],
    source: str,
    result: ImportResult,
    *,
    at: datetime,
    actor_id: UUID | None,
    dry_run: bool,
) -> None:
    """Compare with what is listed, and write what differs."""
    known = {listing.slug: listing for listing in Listing.objects.filter(source=source)}
    stored = _stored_times(source)
    new: list[Listing] = []
    changed: list[Listing] = []
    times: dict[UUID, Entry] = {}
    for slug, (entry, values) in wanted.items():
        listing = known.get(slug)
        if listing is None:
            listing = Listing(source=source, slug=slug, listed_at=at, imported_at=at, **values)
            listing.number = search.number_of(listing.pk)
            new.append(listing)
        elif any(getattr(listing, name) != value for name, value in values.items()) or (
            stored.get(listing.id, set()) != _times(entry)
        ):
            for name, value in values.items():
                setattr(listing, name, value)
            listing.imported_at = at
            changed.append(listing)
        else:
            result.unchanged += 1
            continue
        times[listing.id] = entry
    result.created, result.updated = len(new), len(changed)
    result.no_longer_listed = len(known.keys() - named)
    if not dry_run and (new or changed):
        _write(new, changed, times)
        publish(ListingsImported(actor_id=actor_id, source=source, created=len(new), updated=len(changed)))


def _accept(row: Any, form: str, index: int, seen: dict[str, int], result: ImportResult) -> Entry | None:
    """The entry of a row, unless it cannot be read or its slug was there before."""
    slug = formats.slug_of(row, form)
    entry, problems = formats.read(row, form)
    if slug and slug in seen:
        result.rejected.append(Rejected(index, slug, f"slug: already used by row {seen[slug]} of this file"))
        return None
    if slug:
        seen[slug] = index
    if entry is None:
        errors = [str(problem) for problem in problems if problem.severity == "error"]
        result.rejected.append(Rejected(index, slug or None, "; ".join(errors)))
    return entry


def _times(entry: Entry) -> set[tuple[Any, ...]]:
    return {(time.weekday, time.starts, time.ends) for time in entry.weekly}


def _stored_times(source: str) -> dict[UUID, set[tuple[Any, ...]]]:
    found: dict[UUID, set[tuple[Any, ...]]] = {}
    stored = Occurrence.objects.filter(listing__source=source)
    for listing, *time in stored.values_list("listing_id", "weekday", "starts_local", "ends_local"):
        found.setdefault(listing, set()).add(tuple(time))
    return found


def _values(entry: Entry, kind: str, time_zone: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "name": entry.name,
        "group_name": entry.group_name,
        "notes": entry.notes,
        "place": entry.place,
        "address": entry.address,
        "region": entry.region,
        "approximate": entry.approximate,
        "attendance": entry.attendance,
        "online_address": entry.online_address,
        "online_notes": entry.online_notes,
        "phone": entry.phone,
        "phone_notes": entry.phone_notes,
        "website": entry.website,
        "time_zone": entry.time_zone or time_zone,
        "zone_assumed": not entry.time_zone,
        "types": list(entry.types),
        "languages": f" {' '.join(entry.languages)} " if entry.languages else "",
        "search_words": " ".join(
            search.words_of(entry.name, entry.group_name, entry.notes, entry.place, entry.address, entry.region)
        ),
        "raw": entry.raw,
    }


def _write(new: list[Listing], changed: list[Listing], times: dict[UUID, Entry]) -> None:
    Listing.objects.bulk_create(new, batch_size=BATCH)
    search.index(new, changed=False)
    # An upsert by id, because bulk_update writes one CASE for each field and row: twenty times slower.
    Listing.objects.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*DERIVED, "imported_at"],
    )
    search.index(changed, changed=True)
    for start in range(0, len(changed), BATCH):
        Occurrence.objects.filter(listing__in=changed[start : start + BATCH]).delete()
    Occurrence.objects.bulk_create(
        (
            Occurrence(listing_id=listing, weekday=time.weekday, starts_local=time.starts, ends_local=time.ends)
            for listing, entry in times.items()
            for time in entry.weekly
        ),
        batch_size=BATCH,
    )
