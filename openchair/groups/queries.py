"""Reads about groups for pages and other packages."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from openchair.groups.models import LEADERS, AbsenceNotice, Farewell, Group, Meeting, Membership, Part, SeatHold
from openchair.groups.policies import is_kept_out, kept_out_of
from openchair.groups.services.joining import AFTER_A_VISIT, DECIDE_WITHIN
from openchair.groups.services.leaving import FAREWELL_STANDS
from openchair.people.models import Person, Role, RoleGrant, Training
from openchair.vault.errors import KeyDestroyed


def my_memberships(person: Person, at: datetime) -> QuerySet[Membership]:
    """The running places of a person, with their groups."""
    return Membership.objects.active(at).filter(person=person).select_related("group").order_by("group__name")


def upcoming_meetings(person: Person, at: datetime) -> QuerySet[Meeting]:
    """Meetings a person can still come to, soonest first, with their groups."""
    return Meeting.objects.visible_to(person, at).coming(at).select_related("group")


def membership_for(person: Person, group: Group, at: datetime) -> Membership | None:
    """The running place of a person in a group."""
    return Membership.objects.active(at).filter(person=person, group=group).first()


def roster(meeting: Meeting, at: datetime) -> list[Membership]:
    """Everybody who may come to a meeting, leaders last, in an order that tells nothing (by seat id)."""
    people = Membership.objects.active(at).filter(group=meeting.group_id).select_related("person").order_by("pk")
    return sorted(people, key=lambda membership: membership.part in LEADERS)


def notices(meeting: Meeting) -> dict[object, AbsenceNotice]:
    """Standing absence notices of a meeting by membership id."""
    return {notice.membership_id: notice for notice in AbsenceNotice.objects.filter(meeting=meeting, withdrawn_at=None)}


def may_be_told(notice: AbsenceNotice) -> str | None:
    """What the group may be told: None for nothing, '' for being away, or the person's own words."""
    if notice.tell == AbsenceNotice.Tell.NOTHING:
        return None
    return str(notice.words) if notice.tell == AbsenceNotice.Tell.WORDS else ""


@dataclass(frozen=True)
class Seats:
    """How many chairs a group has and how many are taken."""

    seats: int
    taken: int

    @property
    def open(self) -> int:
        """Chairs that are free."""
        return max(0, self.seats - self.taken)


def with_seats(groups: QuerySet[Group], at: datetime) -> QuerySet[Group]:
    """Groups with `taken`: how many of their seats somebody has or is offered."""
    running = Q(memberships__ends_at=None) | Q(memberships__ends_at__gt=at)
    seated = running & Q(memberships__starts_at__lte=at) & ~Q(memberships__part__in=LEADERS)
    kept = SeatHold.objects.running(at).filter(group=OuterRef("pk")).order_by().values("group")
    held = Coalesce(Subquery(kept.annotate(many=Count("pk")).values("many")), 0)
    return groups.annotate(taken=Count("memberships", filter=seated) + held)


def seats(group: Group, at: datetime, person: Person | None = None) -> Seats:
    """The chairs of one group; one that is kept for `person` is free for them, and none for whom it keeps out."""
    if person is not None and is_kept_out(person, group, at):
        return Seats(seats=group.seats, taken=group.seats)
    taken = Membership.objects.active(at).seated().filter(group=group).count()
    held = SeatHold.objects.running(at).filter(group=group).exclude(person=person).count()
    return Seats(seats=group.seats, taken=taken + held)


def taken_seats(group_ids: Iterable[UUID], at: datetime, person: Person | None = None) -> dict[UUID, int]:
    """How many seats of each of these groups somebody has or is offered.

    For `person` as they may know it: a seat that is kept for them is free, and a group that keeps them out is full.
    """
    ids = list(group_ids)
    taken: Counter[UUID] = Counter()
    for rows in (Membership.objects.active(at).seated(), SeatHold.objects.running(at).exclude(person=person)):
        counted = rows.filter(group_id__in=ids).values_list("group_id").annotate(many=Count("pk")).order_by()
        taken.update(dict(counted))
    if person is not None and (out := kept_out_of(person, ids, at)):
        taken.update(
            {pk: max(0, seats - taken[pk]) for pk, seats in Group.objects.filter(pk__in=out).values_list("pk", "seats")}
        )
    return dict(taken)


@dataclass(frozen=True)
class Leader:
    """Somebody who leads, as anybody may know them."""

    name: str
    initial: str
    part: str
    training: str


def leaders_of(group: Group, at: datetime) -> list[Leader]:
    """Who leads a group: name, part and training, and nothing that leads to another group."""
    grants = RoleGrant.objects.running(at).filter(person=OuterRef("person"), role=Role.FACILITATOR)
    leading = Membership.objects.active(at).leading().filter(group=group)
    rows = leading.annotate(training=Subquery(grants.values("training")[:1])).values_list(
        "pseudonym", "part", "training"
    )
    return [
        Leader(
            name=name,
            initial=name[:1].upper(),
            part=str(Part(part).label),
            training=str(Training(training).label) if training else "",
        )
        for name, part, training in sorted(rows, key=lambda row: (row[1] != Part.FACILITATOR, row[0].casefold()))
    ]


def people_of(group: Group, at: datetime) -> QuerySet[Membership]:
    """Everybody with a place in a group, by name."""
    return Membership.objects.active(at).filter(group=group).select_related("person").order_by("pseudonym", "pk")


@dataclass(frozen=True)
class AtTable:
    """Somebody with a seat, as those who look after the group see them."""

    seat: Membership
    needs: str = ""
    """What helps this person to take part, for those who lead and only where the person shows it (R34)."""
    speaks: str = ""


def table_of(group: Group, at: datetime, *, for_leader: bool) -> list[AtTable]:
    """Everybody with a place in a group, by name."""
    return [_at_table(seat, for_leader=for_leader) for seat in people_of(group, at)]


def _at_table(seat: Membership, *, for_leader: bool) -> AtTable:
    if not (for_leader and seat.shows_needs):
        return AtTable(seat)
    try:
        needs = str(seat.person.access_needs)
    except KeyDestroyed:
        needs = ""  # the person is gone, and with their key what they wrote
    return AtTable(seat, needs, ", ".join(seat.person.languages))


def next_meetings(group_ids: Iterable[UUID], at: datetime) -> dict[UUID, Meeting]:
    """The next meeting of each of these groups, in one query."""
    coming: dict[UUID, Meeting] = {}
    for meeting in Meeting.objects.filter(group_id__in=list(group_ids)).coming(at):
        coming.setdefault(meeting.group_id, meeting)
    return coming


def visits_to_decide(person: Person, at: datetime) -> list[Membership]:
    """Visits whose last meeting is over: the person is asked whether to stay, until a week after the pass."""
    return [visit for visit in open_visits(person, at) if getattr(visit, "is_asked")]  # noqa: B009  # annotated


def open_visits(person: Person, at: datetime) -> list[Membership]:
    """Visits with a meeting behind them: the person may stay, come again, or let it be, until a week after the pass.

    `is_asked`: whether the last meeting of the pass is over, so that the question is put to them.
    """
    met = Meeting.objects.filter(group=OuterRef("group"), closed_at__gt=OuterRef("starts_at"), closed_at__lte=at)
    last = met.filter(ends_at__gt=OuterRef("ends_at") - 2 * AFTER_A_VISIT)
    here = Membership.objects.active(at).filter(group=OuterRef("group"), person=person).exclude(pk=OuterRef("pk"))
    visits = Membership.objects.filter(
        Exists(met), ~Exists(here), person=person, part=Part.VISITOR, declined_at=None, starts_at__lte=at,
        ends_at__gt=at - DECIDE_WITHIN, group__closed_at=None,
    )  # fmt: skip
    return list(visits.annotate(is_asked=Exists(last)).select_related("group").order_by("group__name"))


@dataclass(frozen=True)
class GoodBye:
    """What somebody who left said to the group."""

    name: str
    words: str
    said_at: datetime


def farewells_for(membership: Membership, at: datetime) -> list[GoodBye]:
    """Good-byes that still stand, for somebody who was in the group when they were said; newest first."""
    rows = Farewell.objects.filter(
        membership__group=membership.group_id, said_at__gt=at - FAREWELL_STANDS, said_at__gte=membership.starts_at
    )
    said = []
    for row in rows.exclude(words=None).select_related("membership").order_by("-said_at", "pk"):
        try:
            said.append(GoodBye(row.membership.pseudonym, str(row.words), row.said_at))
        except KeyDestroyed:
            continue  # the person is gone, and with their key what they wrote
    return said


def was_part_of(person: Person, at: datetime) -> list[Farewell]:
    """Groups somebody left with a good-bye that still stands, or stays in touch with; by name, each once."""
    here = Membership.objects.active(at).filter(person=person, group=OuterRef("membership__group"))
    rows = Farewell.objects.filter(
        Q(stays_in_touch=True) | Q(words__isnull=False, said_at__gt=at - FAREWELL_STANDS),
        ~Exists(here),
        membership__person=person,
    )
    found: dict[UUID, Farewell] = {}
    for row in rows.select_related("membership__group").order_by("membership__group__name", "-said_at", "pk"):
        found.setdefault(row.membership.group_id, row)
    return list(found.values())
