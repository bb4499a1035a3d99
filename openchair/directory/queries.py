"""Finding groups: our own first, outside listings beside them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import connections
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.dates import WEEKDAYS

from openchair.directory import search
from openchair.directory.access import is_said
from openchair.directory.clock import begins_on, begins_within, is_on, shift_between
from openchair.directory.kinds import also_said
from openchair.directory.models import Attendance, ImportRun, Listing, Occurrence, fold
from openchair.directory.places import PLACED, Around, found_at, pair_of
from openchair.directory.soon import AHEAD, soon_in
from openchair.groups.models import Format, Group, Meeting, Mode, Series
from openchair.groups.queries import taken_seats
from openchair.people.models import Person

PAGE = 20
LAST_PAGE = 50
"""Nobody reads a thousand listings; whoever gets here is told to narrow the search."""
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; empty means no matter which."""

    words: tuple[str, ...] = ()
    kind: str = ""
    mode: str = ""
    format: str = ""
    day: int | None = None
    part: str = ""
    clock: tuple[str, datetime] | None = None
    """The reader's zone and the moment, where day and part are meant on their clock."""
    language: str = ""
    online: bool = False
    access: tuple[str, ...] = ()
    around: Around | None = None
    """Only where people meet in a room within this circle, the nearest first."""
    soon_at: datetime | None = None
    """Only what is on at this moment or begins within two hours of it."""
    soon_own: frozenset[UUID] = frozenset()
    """Our own groups of which that is true."""

    @classmethod
    def from_form(
        cls, cleaned: Mapping[str, Any], at: datetime, around: Around | None = None, zone: str = ""
    ) -> "Wanted":
        """From the form's cleaned values, at this moment; `zone` is the reader's where it is known."""
        day, part = cleaned.get("day"), cleaned.get("part") or ""
        return cls(
            words=tuple(search.words_of(cleaned.get("words") or "")[:MOST_WORDS]),
            kind=cleaned.get("kind") or "",
            mode=cleaned.get("mode") or "",
            format=cleaned.get("format") or "",
            day=int(day) if day else None,
            part=part,
            clock=(zone, at) if zone and (day or part) else None,
            language=cleaned.get("language") or "",
            online=bool(cleaned.get("online")),
            access=tuple(cleaned.get("access") or ()),
            around=around,
            soon_at=at if cleaned.get("soon") else None,
            soon_own=_soon_of_ours(at) if cleaned.get("soon") else frozenset(),
        )


@dataclass(frozen=True, slots=True)
class Outside:
    """One page of outside listings."""

    listings: list[Listing]
    found: list[UUID]
    """All that fit, in their order, as far as anybody reads."""
    count: int
    page: int
    pages: int
    capped: bool
    most: int = PAGE * LAST_PAGE


def running_series(at: datetime) -> QuerySet[Series]:
    """The weekly rules that have not ended, in the order of a week."""
    return Series.objects.filter(Q(ends_on=None) | Q(ends_on__gt=at.date())).order_by("weekday", "starts_local")


def own_groups(person: Person | AnonymousUser, at: datetime) -> list[tuple[Group, int]]:
    """Every running group this person may see, with its seats taken; the series that run come along."""
    running = running_series(at)
    groups = Group.objects.visible_to(person, at).running()
    found = list(groups.prefetch_related(Prefetch("series", running)).order_by("name", "pk"))
    reader = None if isinstance(person, AnonymousUser) else person
    taken = taken_seats([group.pk for group in found], at, reader)
    return [(group, taken.get(group.pk, 0)) for group in found]


def fits(group: Group, wanted: Wanted) -> bool:
    """Whether one of our own groups is what somebody looks for. There are dozens at most, so this is plain Python."""
    said = _said_by(group)
    shift = 0
    if wanted.clock is not None and group.format != Format.IN_PERSON:  # a room keeps its own clock
        shift = shift_between(wanted.clock[0], group.time_zone, wanted.clock[1])
    times = [
        series
        for series in group.series.all()
        if is_on(series.weekday, series.starts_local, day=wanted.day, part=wanted.part, shift=shift)
    ]
    return (
        all(word in said for word in wanted.words)
        and wanted.kind in ("", group.kind)
        and wanted.mode in ("", group.mode)
        and wanted.format in ("", group.format)
        and wanted.language in ("", group.language)
        and not (wanted.online and group.format == Format.IN_PERSON)
        and all(is_said(need, group.access_notes) for need in wanted.access)
        and bool(times or (wanted.day is None and not wanted.part))
        and (wanted.soon_at is None or group.pk in wanted.soon_own)
    )


def _said_by(group: Group) -> str:
    """Everything one of our own groups says that words are looked for in."""
    days = " ".join(str(WEEKDAYS[series.weekday]) for series in group.series.all())
    return fold(
        f"{group.name}\n{group.purpose}\n{group.place}\n{group.get_kind_display()}\n{also_said(group.kind)}\n{days}"
    )


@dataclass(frozen=True, slots=True)
class Ours:
    """The words of a search as our own groups understand them."""

    words: tuple[str, ...]
    taken_for: dict[str, str]
    unsaid: frozenset[str]
    """Words that none of our groups says, whether or not something like them was found."""


def understood_by_ours(words: Sequence[str], groups: Iterable[Group]) -> Ours:
    """The words, and in place of those that none of our groups says the ones that were probably meant."""
    said = [_said_by(group) for group in groups]
    unsaid = frozenset(word for word in words if not any(word in text for text in said))
    known = sorted({word for text in said for word in search.words_of(text) if len(word) >= search.SHORTEST_MEANT})
    taken = {}
    for word in unsaid:
        if len(word) >= search.SHORTEST_MEANT and (near := get_close_matches(word, known, 1, search.NEAR)):
            taken[word] = near[0]
    return Ours(tuple(taken.get(word, word) for word in words), taken, unsaid)


def _soon_of_ours(at: datetime) -> frozenset[UUID]:
    """Our own groups with a meeting on now, or within two hours; the calendar knows what is called off."""
    coming = Meeting.objects.coming(at).filter(starts_at__lt=at + AHEAD)
    return frozenset(coming.order_by().values_list("group_id", flat=True))


def outside(wanted: Wanted, *, page: int) -> Outside:
    """The outside listings that fit, one page of them; a page beyond the last is the last."""
    holding = search.Holding(wanted.words) if wanted.words else None
    ids = _fitting(wanted, holding).values_list("pk", flat=True)
    many = holding is not None and holding.are_many and wanted == Wanted(words=wanted.words)
    # By name, and no more than anybody reads: counting on would take longer.
    found = [] if many else list(ids[: LAST_PAGE * PAGE + 1])
    count = LAST_PAGE * PAGE + 1 if many else len(found)
    pages = min(max(1, -(-count // PAGE)), LAST_PAGE)
    page = min(max(page, 1), pages)
    part = slice((page - 1) * PAGE, page * PAGE)
    shown_ids = list(ids[part]) if many else found[part]
    shown = Listing.objects.filter(pk__in=shown_ids).defer("raw", "search_words").prefetch_related("occurrences")
    listings = sorted(shown, key=lambda one: shown_ids.index(one.pk))
    return Outside(listings, found[: LAST_PAGE * PAGE], count, page, pages, capped=count > LAST_PAGE * PAGE)


def _fitting(wanted: Wanted, holding: search.Holding | None) -> QuerySet[Listing]:
    if wanted.mode == Mode.THERAPY:
        return Listing.objects.none()  # mutual aid is what these feeds list
    listings: QuerySet[Listing] = Listing.objects.meeting_now()
    if holding is not None:
        listings = holding.among(listings)
    if wanted.kind:
        listings = listings.filter(kind=wanted.kind)
    if wanted.format:
        listings = listings.filter(attendance=wanted.format)
    if wanted.online:
        listings = listings.filter(attendance__in=(Attendance.ONLINE, Attendance.HYBRID))
    for need in wanted.access:
        listings = listings.filter(access__contains=f" {need} ")
    if wanted.around is not None:
        listings = wanted.around.among(listings)
    if wanted.language:
        listings = listings.filter(languages__contains=f" {wanted.language} ")
    if wanted.day is not None or wanted.part:
        listings = listings.filter(_meets_then(wanted))
    if wanted.soon_at is not None:
        # Few at any moment, so they are looked up before anything is walked through by name.
        soon = Occurrence.objects.order_by().filter(soon_in(_zones(), wanted.soon_at))
        listings = listings.filter(pk__in=list(soon.values_list("listing_id", flat=True)))
    return listings


def _meets_then(wanted: Wanted) -> Q:
    """Listings with a time on that day and in that part: rooms by their own clock, everything else by the reader's."""
    times = Occurrence.objects.filter(listing=OuterRef("pk"))
    there = Q(Exists(times.filter(begins_within(wanted.day, wanted.part))))
    if wanted.clock is None:
        return there
    here = Q(Exists(times.filter(begins_on(_zones(), wanted.clock, day=wanted.day, part=wanted.part))))
    rooms = Q(attendance=Attendance.IN_PERSON)
    return (rooms & there) | (~rooms & here)


def _zones() -> list[str]:
    """The zones that times are in, each found in the index by the one before it."""
    with connections[search.DATABASE].cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE zones(name) AS ("
            " SELECT min(time_zone) FROM directory_occurrence UNION ALL"
            " SELECT (SELECT min(time_zone) FROM directory_occurrence WHERE time_zone > zones.name)"
            " FROM zones WHERE zones.name IS NOT NULL"
            ") SELECT name FROM zones WHERE name IS NOT NULL"
        )
        return [name for (name,) in cursor.fetchall()]


def around(words: str, km: int) -> Around | None:
    """The circle that somebody means by a place or by coordinates; None where nothing here says where that is."""
    found = pair_of(words) or found_at(words)
    return None if found is None else Around(round(found[0], 4), round(found[1], 4), km)


def on_the_map(found: list[UUID]) -> list[tuple[UUID, str, float, float]]:
    """Of what was found, where people meet in a room whose place is known: id, name, latitude, longitude."""
    placed = Listing.objects.filter(pk__in=found, attendance__in=PLACED).order_by("name", "id")
    rows = placed.values_list("pk", "name", "latitude", "longitude")
    return [(key, name, lat, long) for key, name, lat, long in rows if lat is not None and long is not None]


def outside_languages() -> set[str]:
    """Every language that some outside listing names."""
    tags = Listing.objects.exclude(languages="").order_by().values_list("languages", flat=True).distinct()
    return {tag for some in tags for tag in some.split()}


def listing(listing_id: UUID) -> Listing | None:
    """One outside listing with its times."""
    return Listing.objects.filter(pk=listing_id).defer("raw", "search_words").prefetch_related("occurrences").first()


def page_number(given: str) -> int:
    """A page asked for in an address; the first where it is no number."""
    return max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 7 else 1


def last_runs() -> dict[str, ImportRun]:
    """The last run of each source. There are few sources, and at most thirty runs of each are kept."""
    found: dict[str, ImportRun] = {}
    for run in ImportRun.objects.all():
        found.setdefault(run.source, run)
    return found


def listings_by_source() -> dict[str, int]:
    """How many groups each source lists."""
    counted = Listing.objects.listed().order_by("source").values_list("source").annotate(count=Count("pk"))
    return dict(counted)
