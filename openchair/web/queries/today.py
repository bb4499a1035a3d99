"""Everything that stands on Today, in a number of reads that does not grow with what there is to show."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openchair.agreements.models import Signature
from openchair.goals.models import Commitment
from openchair.goals.queries import open_commitments
from openchair.groups.models import AbsenceNotice, Group, Meeting, Membership, Part
from openchair.groups.queries import open_visits
from openchair.groups.words import visit_state
from openchair.joining.policies import can_refer
from openchair.joining.queries.visits import greeters_of
from openchair.people.models import Person
from openchair.people.policies import is_coordinator, is_operator, is_staff_role
from openchair.rooms import queries as rooms
from openchair.rooms.models import LogEvent
from openchair.vault.errors import KeyDestroyed
from openchair.web import help as help_lines
from openchair.web import words
from openchair.web.queries.openings import Opened, opened_of_mine, to_review
from openchair.web.queries.visiting import Greets, Visit, asked_about, greeter_words, greets_of
from openchair.web.queries.way_in import Questions, Wait, questions_of, wait_of

SHOWN = 3
"""How many past meetings Today shows; the rest stands on its own page."""
RECENT = 12
"""How many past meetings are looked at to find those."""
AHEAD = 20
"""How many coming meetings are read: enough for a week of somebody who leads many groups."""


@dataclass(frozen=True)
class Next:
    """The next meeting, with what can be done about it."""

    when: str
    told: SafeString
    door: str
    absence: str
    must_sign: str
    mode: str
    seats: int
    taken: int
    ring_label: str
    is_open: bool
    away: bool
    welcome_back: bool
    greeter: str
    """For a visitor: who says hello to them there."""


@dataclass(frozen=True)
class Row:
    """A group or meeting in a list."""

    name: str
    when: str
    address: str
    mode: str
    note: str = ""
    seats: int = 0
    taken: int = 0


@dataclass(frozen=True)
class Promise:
    """A commitment that is still open."""

    words: str
    witness: str
    address: str


@dataclass(frozen=True)
class Been:
    """A meeting somebody was at."""

    group_id: UUID
    name: str
    when: str
    starts_at: datetime
    address: str


@dataclass(frozen=True)
class Today:
    """The page as data."""

    greeting: str
    next: Next | None
    to_review: list[Opened]
    opened_of_mine: list[Opened]
    reviews_wait: bool
    """For who runs the house: an opening that nobody has looked at within a day. Which one is not theirs to see."""
    visits: list[Visit]
    tries: bool
    """Whether somebody is on a visit, so that all of them side by side are worth a look."""
    greets: list[Greets]
    commitments: list[Promise]
    questions: Questions | None
    wait: Wait | None
    leads: list[Row]
    groups: list[Row]
    been: list[Been]
    outcomes: list[tuple[str, str]]
    numbers_need_review: bool
    coordinates: bool
    refers: bool
    """Whether this person may send somebody here."""
    works_here: bool
    """Whether somebody is here for their work and sits in no group, so that nothing asks them to find one."""

    @property
    def is_needed(self) -> bool:
        """Whether something asks for the attention of somebody who is here for their work."""
        return bool(self.to_review) or self.reviews_wait


def today_of(person: Person, at: datetime) -> Today:
    """Today for one person."""
    seats = list(Membership.objects.filter(person=person).select_related("group").order_by("group__name", "starts_at"))
    mine = {
        seat.group_id: seat for seat in seats if seat.starts_at <= at and (seat.ends_at is None or seat.ends_at > at)
    }
    # Whoever has a running place sees every coming meeting of the group, so the places themselves are the scope.
    coming = list(Meeting.objects.coming(at).filter(group_id__in=mine)[:AHEAD])
    away, away_last = _notices(mine, coming, at)
    taken = _taken(mine, at)
    first = coming[0] if coming else None
    been = _been(seats, at)
    # Asked only of those who are or were on a visit.
    tried = any(seat.part == Part.VISITOR and seat.declined_at is None for seat in seats)
    visits = {visit.pk: visit for visit in open_visits(person, at)} if tried else {}
    on_visits = [seat.pk for seat in mine.values() if seat.part == Part.VISITOR]
    greeters = greeters_of(on_visits) if on_visits else {}
    return Today(
        greeting=words.greeting(at, mine[first.group_id].pseudonym if first else _only_name(mine)),
        next=_next(
            first,
            mine[first.group_id],
            _at_table(first, taken, away),
            at,
            _is_back(first, away_last, been),
            greeter_words(greeters.get(mine[first.group_id].pk)),
        )
        if first
        else None,
        to_review=to_review(person, mine, at),
        opened_of_mine=opened_of_mine(person, seats, at),
        reviews_wait=is_operator(person) and rooms.some_review_is_overdue(at),
        visits=asked_about(visits.values()),
        tries=bool(on_visits or visits),
        greets=greets_of(mine, coming, at),
        commitments=_promises(person),
        wait=wait_of(person, at),
        questions=questions_of(person, is_in_a_group=bool(mine), at=at),
        leads=[
            _led(meeting, mine[meeting.group_id].group, _at_table(meeting, taken, away), at)
            for meeting in coming
            if mine[meeting.group_id].leads
        ][:SHOWN],
        groups=[_group(membership, visits.get(membership.pk), coming, at) for membership in mine.values()],
        been=been[:SHOWN],
        outcomes=[(value, str(label)) for value, label in Commitment.Outcome.choices],
        numbers_need_review=is_coordinator(person) and not help_lines.are_reviewed(),
        coordinates=is_coordinator(person),
        refers=can_refer(person),
        works_here=not mine and is_staff_role(person),
    )


def _only_name(mine: dict[UUID, Membership]) -> str:
    """The name to greet by, if a person goes by one name only."""
    names = {membership.pseudonym for membership in mine.values()}
    return names.pop() if len(names) == 1 else ""


def _notices(
    mine: dict[UUID, Membership], coming: Sequence[Meeting], at: datetime
) -> tuple[dict[UUID, set[UUID]], dict[UUID, datetime]]:
    """Who is away from which coming meeting, and when I last gave notice in each of my groups."""
    ids = [meeting.pk for meeting in coming]
    own = {membership.pk for membership in mine.values()}
    rows = AbsenceNotice.objects.filter(withdrawn_at=None, meeting__starts_at__gt=at - timedelta(weeks=3)).filter(
        meeting__group_id__in=mine
    )
    away: dict[UUID, set[UUID]] = {}
    last: dict[UUID, datetime] = {}
    for meeting_id, group_id, starts_at, seat in rows.values_list(
        "meeting_id", "meeting__group_id", "meeting__starts_at", "membership_id"
    ):
        if meeting_id in ids:
            away.setdefault(meeting_id, set()).add(seat)
        elif seat in own:
            last[group_id] = max(last.get(group_id, starts_at), starts_at)
    return away, last


def _been(seats: Sequence[Membership], at: datetime) -> list[Been]:
    """The last meetings at which one of these seats was let in, newest first."""
    groups = {seat.group_id: seat.group for seat in seats}
    own = {str(seat.pk) for seat in seats}
    leads = {seat.group_id for seat in seats if seat.leads and (seat.ends_at is None or seat.ends_at > at)}
    held = Meeting.objects.filter(group_id__in=groups, closed_at__lt=at).order_by("-starts_at", "-pk")
    meetings = list(held[:RECENT])
    let_in = LogEvent.objects.filter(meeting__in=meetings, kind="joined").values_list("meeting_id", "data")
    there = {meeting_id for meeting_id, data in let_in if json.loads(data)["seat"] in own}
    return [
        Been(
            group_id=meeting.group_id,
            name=groups[meeting.group_id].name,
            when=words.day_and_time(meeting.starts_at, at),
            starts_at=meeting.starts_at,
            address=reverse(
                "insights:meeting" if meeting.group_id in leads else "insights:my_meeting", args=[meeting.pk]
            ),
        )
        for meeting in meetings
        if meeting.pk in there
    ]


def _is_back(meeting: Meeting, away_last: dict[UUID, datetime], been: Sequence[Been]) -> bool:
    """Whether somebody comes for the first time after giving notice."""
    missed = away_last.get(meeting.group_id)
    return missed is not None and not any(row.group_id == meeting.group_id and row.starts_at > missed for row in been)


def _taken(mine: dict[UUID, Membership], at: datetime) -> Counter[UUID]:
    """How many people sit at the table of each of my groups, those who lead included."""
    return Counter(Membership.objects.active(at).filter(group_id__in=mine).values_list("group_id", flat=True))


def _next(
    meeting: Meeting,
    seat: Membership,
    at_table: "AtTable",
    at: datetime,
    welcome_back: bool,
    greeter: str,
) -> Next:
    signed = Signature.objects.in_force(at).filter(membership=seat).exists()
    group = seat.group
    return Next(
        when=words.day_and_time(meeting.starts_at, at),
        told=_told(meeting, group, at),
        door=reverse("rooms:door", args=[meeting.pk]),
        absence="" if seat.leads else reverse("groups:absence", args=[meeting.pk]),
        must_sign="" if signed else reverse("agreements:read", args=[meeting.group_id]),
        mode=group.mode,
        seats=at_table.seats,
        taken=at_table.here,
        ring_label=_ring_words(at_table),
        is_open=meeting.opened_at is not None,
        away=seat.pk in at_table.missing,
        welcome_back=welcome_back,
        greeter=greeter,
    )


def _told(meeting: Meeting, group: Group, at: datetime) -> SafeString:
    """The meeting in one breath, with the group's name standing out."""
    sentences = {
        "online": _("{group} meets online for {minutes}. Your seat is kept. {door}"),
        "in_person": _("{group} meets in person for {minutes}. Your seat is kept. {door}"),
        "hybrid": _("{group} meets in the room and online for {minutes}. Your seat is kept. {door}"),
    }
    return format_html(
        sentences[group.format],
        group=format_html("<b>{}</b>", group.name),
        minutes=words.minutes(round((meeting.ends_at - meeting.starts_at).total_seconds() / 60)),
        door=_("The door is open.")
        if meeting.doors_open_at <= at
        else _("The door opens at {time}.").format(time=words.clock_here(meeting.doors_open_at)),
    )


@dataclass(frozen=True)
class AtTable:
    """The chairs of one coming meeting."""

    seats: int
    missing: set[UUID]

    @property
    def here(self) -> int:
        """How many people are expected."""
        return self.seats - len(self.missing)


def _at_table(meeting: Meeting, taken: Counter[UUID], away: dict[UUID, set[UUID]]) -> AtTable:
    return AtTable(taken[meeting.group_id], away.get(meeting.pk, set()))


def _ring_words(at_table: AtTable) -> str:
    chairs = ngettext("{count} seat around a table.", "{count} seats around a table.", at_table.seats).format(
        count=at_table.seats
    )
    missed = len(at_table.missing)
    if not missed:
        return f"{chairs} {_('One is yours.')}"
    open_for = ngettext(
        "One is yours, one stays open for a member who is away.",
        "One is yours, {count} stay open for members who are away.",
        missed,
    ).format(count=missed)
    return f"{chairs} {open_for}"


def _promises(person: Person) -> list[Promise]:
    open_ones = list(open_commitments(person)[:SHOWN])
    names = dict(
        Membership.objects.filter(
            pk__in=[each.witness_seat_id for each in open_ones if each.witness_seat_id]
        ).values_list("pk", "pseudonym")
    )
    return [
        Promise(
            words=_readable(each),
            witness=names.get(each.witness_seat_id, "") if each.witness_seat_id else "",
            address=reverse("goals:outcome", args=[each.pk]),
        )
        for each in open_ones
    ]


def _readable(commitment: Commitment) -> str:
    try:
        return str(commitment.words)
    except KeyDestroyed:
        return _("The words are gone, as you asked.")


def _led(meeting: Meeting, group: Group, at_table: AtTable, at: datetime) -> Row:
    missed = len(at_table.missing)
    return Row(
        name=group.name,
        when=words.day_and_time(meeting.starts_at, at),
        address=reverse("rooms:door", args=[meeting.pk]),
        mode=group.mode,
        note=ngettext("{count} gave notice", "{count} gave notice", missed).format(count=missed) if missed else "",
        seats=at_table.seats,
        taken=at_table.here,
    )


def _group(membership: Membership, visit: Membership | None, coming: Sequence[Meeting], at: datetime) -> Row:
    state, named = visit_state(membership, visit), _("You are {name} here").format(name=membership.pseudonym)
    meets = next((meeting for meeting in coming if meeting.group_id == membership.group_id), None)
    return Row(
        name=membership.group.name,
        when=words.day_and_time(meets.starts_at, at) if meets else _("No meeting is planned"),
        address=reverse("groups:detail", args=[membership.group_id]),
        mode=membership.group.mode,
        note=f"{named}. {state}".removesuffix(".") if state else named,
    )
