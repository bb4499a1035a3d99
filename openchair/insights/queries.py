"""Reads over several meetings: a group's history for those who lead, and a person's own for that person alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from openchair.groups.models import AbsenceNotice, Group, Meeting, Membership
from openchair.insights import words
from openchair.insights.dynamics import Dynamics
from openchair.insights.log import courses
from openchair.insights.policies import attended_by
from openchair.insights.presence import Course, Presence
from openchair.insights.report import Attendance, Came, Place, count
from openchair.people.models import Person

MOST = 12
"""Meetings on one page."""


@dataclass(frozen=True, slots=True)
class Held:
    """One meeting of a group's history, without names."""

    meeting: Meeting
    attendance: Attendance
    balance: str
    uneven: float | None
    """Corrected Gini: 0 even, 1 one person alone; None where nothing may or can be said."""
    dynamics: Dynamics | None
    """All figures, for what meetings say together; no page shows a person's."""


@dataclass(frozen=True, slots=True)
class Mine:
    """One meeting as the person who was there may see their own part of it."""

    meeting: Meeting
    group: Group
    seat: str
    minutes: int
    meeting_minutes: int
    share: str
    floor: str


def group_history(*, group: Group, before: datetime) -> list[Held]:
    """The group's last meetings, oldest first."""
    meetings = list(
        Meeting.objects.filter(group=group, starts_at__lt=before)
        .exclude(closed_at=None)
        .exclude(opened_at=None)
        .order_by("-starts_at", "-pk")[:MOST]
    )[::-1]
    held = courses(meeting.pk for meeting in meetings)
    seats = list(Membership.objects.filter(group=group).order_by("pk"))
    told = set(
        AbsenceNotice.objects.filter(meeting__in=meetings, withdrawn_at=None).values_list("meeting_id", "membership_id")
    )
    return [_held(meeting, held.get(meeting.pk), seats, told) for meeting in meetings]


def _held(meeting: Meeting, course: Course | None, seats: Iterable[Membership], told: set[tuple[UUID, UUID]]) -> Held:
    people = course.people if course else {}
    places = tuple(
        _place(seat, people.get(str(seat.pk)), noticed=(meeting.pk, seat.pk) in told)
        for seat in seats
        if str(seat.pk) in people or _had_place(seat, meeting)
    )
    if course is None:
        return Held(meeting, count(places), _("Nothing was taken down at this meeting."), None, None)
    dynamics = course.dynamics()
    sayable = words.enough_people(dynamics) and words.enough_talk(dynamics)
    uneven = dynamics.gini_corrected if sayable else None
    return Held(meeting, count(places), words.balance(dynamics), uneven, dynamics)


def _had_place(seat: Membership, meeting: Meeting) -> bool:
    return seat.starts_at <= meeting.starts_at and (seat.ends_at is None or seat.ends_at > meeting.starts_at)


def _place(seat: Membership, presence: Presence | None, *, noticed: bool) -> Place:
    leads = seat.leads if presence is None else presence.leads
    came: Came = "present" if presence else "away_with_notice" if noticed else "away"
    return Place(str(seat.pk), "", leads, came, presence)


def my_history(*, person: Person, before: datetime) -> tuple[list[Mine], datetime | None]:
    """What a person was at, newest first, and from where on to ask for what came earlier."""
    meetings = list(
        attended_by(person)
        .filter(starts_at__lt=before)
        .select_related("group")
        .order_by("-starts_at", "-pk")[: MOST + 1]
    )
    shown = meetings[:MOST]
    older = shown[-1].starts_at if len(meetings) > MOST else None
    return list(_mine(person, shown)), older


def my_meeting(*, person: Person, meeting_id: UUID) -> Mine | None:
    """One's own part of one meeting; None for whoever was not there."""
    meetings = list(attended_by(person).filter(pk=meeting_id).select_related("group"))
    return next(iter(_mine(person, meetings)), None)


def _mine(person: Person, meetings: list[Meeting]) -> Iterable[Mine]:
    seats = set(map(str, Membership.objects.filter(person=person).values_list("pk", flat=True)))
    held = courses(meeting.pk for meeting in meetings)
    for meeting in meetings:
        course = held.get(meeting.pk)
        own = next((course.people[seat] for seat in course.people if seat in seats), None) if course else None
        if course is None or own is None:
            continue
        dynamics = course.dynamics()
        share = dynamics.members.get(own.seat) or dynamics.facilitators.get(own.seat)
        share = share or dynamics.briefly_present.get(own.seat)
        yield Mine(
            meeting=meeting,
            group=meeting.group,
            seat=own.seat,
            minutes=own.minutes,
            meeting_minutes=course.minutes,
            share=words.own_share(dynamics, own.seat),
            floor=words.floor_time(share),
        )
