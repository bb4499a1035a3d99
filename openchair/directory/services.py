"""Bringing a feed in: all of it in one transaction, and nothing touched that the feed did not change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from openchair.core.errors import InputProblem
from openchair.core.events import publish
from openchair.directory import access, differences, formats, search
from openchair.directory.events import ListingsImported
from openchair.directory.formats.meeting_guide import Entry, Problem
from openchair.directory.models import ImportLine, ImportRun, Listing, Occurrence

BATCH = 500
LARGE = 1_000
"""From so many new or changed listings on the database takes stock of its tables."""
LINES_KEPT = 2_000
"""Of each sort, in a run's difference; its counts are whole. Nobody reads a hundred thousand new names."""
RUNS_KEPT = 30
"""Of each source."""
DERIVED = (
    "form", "kind", "name", "group_name", "notes", "place", "address", "region", "approximate", "attendance",
    "online_address", "online_notes", "phone", "phone_notes", "website", "time_zone", "zone_assumed", "types",
    "languages", "access", "latitude", "longitude", "search_words", "raw",
)  # fmt: skip
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was left out, and why."""

    index: int
    slug: str | None
    reason: str
    problems: tuple[Problem, ...] = ()


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
    """Listings of this source that the file does not hold; they are kept, but found no longer until they are back."""
    dropped: int = 0
    """Those of them that were on the list the time before."""


def refuse_empty(rows: Sequence[Any], *, source: str, label: str) -> None:
    """An empty list takes nothing away: far likelier a fault at the other end than that all of its groups have closed.

    Raises InputProblem.
    """
    if not rows and Listing.objects.listed().filter(source=source).exists():
        raise InputProblem("the list is empty, so what it said before is kept", file=label)


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
    how: ImportRun.How = ImportRun.How.COMMAND,
) -> ImportResult:
    """Bring the rows of one feed in. The command line and the job of feeds call this, so there is nobody to ask."""
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
    _store(wanted, set(seen), source, result, at=at, actor_id=actor_id, dry_run=dry_run, how=how)
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
    how: ImportRun.How,
) -> None:
    """Compare with what is listed, write what differs, and keep a difference that can be read."""
    known = {listing.slug: listing for listing in Listing.objects.filter(source=source)}
    stored = _stored_times(source)
    new: list[Listing] = []
    changed: list[Listing] = []
    times: dict[UUID, Entry] = {}
    lines: list[ImportLine] = []
    for slug, (entry, values) in wanted.items():
        listing = known.get(slug)
        if listing is None:
            listing = Listing(source=source, slug=slug, listed_at=at, imported_at=at, **values)
            listing.number = search.number_of(listing.pk)
            new.append(listing)
        elif (
            any(getattr(listing, name) != value for name, value in values.items())
            or stored.get(listing.id, set()) != _times(entry)
            or listing.dropped_at is not None
        ):
            before = stored.get(listing.id, set())
            if len(changed) < LINES_KEPT:
                told = differences.between(listing, values, before, _times(entry))
                lines.append(_line(ImportLine.About.CHANGED, len(changed), slug, entry.name, told))
            for name, value in values.items():
                setattr(listing, name, value)
            listing.imported_at, listing.dropped_at = at, None
            changed.append(listing)
        else:
            result.unchanged += 1
            continue
        times[listing.id] = entry
    gone = [known[slug] for slug in sorted(known.keys() - named)]
    dropped = [listing for listing in gone if listing.dropped_at is None]
    result.created, result.updated = len(new), len(changed)
    result.no_longer_listed, result.dropped = len(gone), len(dropped)
    if dry_run:
        return
    if new or changed or dropped:
        _write(new, changed, times)
        _drop(dropped, at)
        publish(
            ListingsImported(
                actor_id=actor_id, source=source, created=len(new), updated=len(changed), dropped=len(dropped)
            )
        )
    for about, some in ((ImportLine.About.NEW, new), (ImportLine.About.DROPPED, dropped)):
        lines += [_line(about, place, one.slug, one.name, []) for place, one in enumerate(some[:LINES_KEPT])]
    for row in result.rejected[:LINES_KEPT]:
        why = [[problem.field, problem.words] for problem in row.problems]
        lines.append(_line(ImportLine.About.REJECTED, row.index, (row.slug or "")[:200], "", why))
    _remember(source, result, lines, at=at, how=how)


def _line(about: ImportLine.About, place: int, slug: str, name: str, details: list[Any]) -> ImportLine:
    return ImportLine(about=about, place=place, slug=slug, name=name, details=details)


def _remember(source: str, result: ImportResult, lines: list[ImportLine], *, at: datetime, how: ImportRun.How) -> None:
    run = ImportRun.objects.create(
        source=source, how=how, at=at, read=result.read, created=result.created, updated=result.updated,
        unchanged=result.unchanged, dropped=result.dropped, rejected=len(result.rejected),
    )  # fmt: skip
    for line in lines:
        line.run = run
    ImportLine.objects.bulk_create(lines, batch_size=BATCH)
    forget_old_runs(source)


def forget_old_runs(source: str) -> None:
    """Keep the last runs of a source and no more."""
    kept = list(ImportRun.objects.filter(source=source).values_list("pk", flat=True)[:RUNS_KEPT])
    ImportRun.objects.filter(source=source).exclude(pk__in=kept).delete()


def _drop(listings: Sequence[Listing], at: datetime) -> None:
    for start in range(0, len(listings), BATCH):
        part = listings[start : start + BATCH]
        Listing.objects.filter(pk__in=[one.pk for one in part]).update(dropped_at=at)
        search.forget([one.number for one in part])


def _accept(row: Any, form: str, index: int, seen: dict[str, int], result: ImportResult) -> Entry | None:
    """The entry of a row, unless it cannot be read or its slug was there before."""
    slug = formats.slug_of(row, form)
    entry, problems = formats.read(row, form)
    errors = tuple(problem for problem in problems if problem.severity == "error")
    if slug and slug in seen:
        entry, errors = None, (Problem("slug", f"already used by row {seen[slug]} of this file"),)
    elif slug:
        seen[slug] = index
    if entry is None:
        result.rejected.append(Rejected(index, slug or None, "; ".join(map(str, errors)), errors))
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
        "access": access.promised(entry.types),
        "latitude": entry.latitude,
        "longitude": entry.longitude,
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
        update_fields=[*DERIVED, "imported_at", "dropped_at"],
    )
    search.index(changed, changed=True)
    for start in range(0, len(changed), BATCH):
        Occurrence.objects.filter(listing__in=changed[start : start + BATCH]).delete()
    zones = {listing.id: listing.time_zone for listing in (*new, *changed)}
    Occurrence.objects.bulk_create(
        (
            Occurrence(
                listing_id=listing,
                weekday=time.weekday,
                starts_local=time.starts,
                ends_local=time.ends,
                time_zone=zones[listing],
            )
            for listing, entry in times.items()
            for time in entry.weekly
        ),
        batch_size=BATCH,
    )
