"""Where a person has been: dates and minutes from the open events of the rooms, no words."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from openchair.groups.models import Meeting, Membership
from openchair.people.models import Person
from openchair.rooms.models import LogEvent
from openchair.web import words

COMES = ("joined", "line_back")
GOES = ("left", "line_dropped", "meeting_closed")
MINUTE_MS = 60_000


@dataclass(frozen=True)
class Been:
    """One meeting a person was at."""

    group_id: UUID
    name: str
    mode: str
    when: str
    minutes: int
    note: str
    starts_at: datetime


def been_at(person: Person, at: datetime, *, most: int, before: datetime | None = None) -> list[Been]:
    """The last meetings a person was at, newest first."""
    seats = {seat.pk: seat for seat in Membership.objects.filter(person=person).select_related("group")}
    meetings = _closed_meetings(seats.values(), before or at, most * 3)
    present = minutes_present([meeting.pk for meeting in meetings], {str(seat) for seat in seats})
    here = [meeting for meeting in meetings if meeting.pk in present][:most]
    groups = {seat.group_id: seat.group for seat in seats.values()}
    return [
        Been(
            group_id=meeting.group_id,
            name=groups[meeting.group_id].name,
            mode=groups[meeting.group_id].mode,
            when=words.day_and_time(meeting.starts_at, at),
            minutes=present[meeting.pk],
            note=words.minutes(present[meeting.pk]),
            starts_at=meeting.starts_at,
        )
        for meeting in here
    ]


def _closed_meetings(seats: Iterable[Membership], before: datetime, most: int) -> list[Meeting]:
    mine = Q(pk__in=[])
    for seat in seats:
        during = Q(group_id=seat.group_id, starts_at__gte=seat.starts_at - timedelta(hours=4))
        mine |= during & Q(starts_at__lt=seat.ends_at) if seat.ends_at else during
    return list(Meeting.objects.filter(mine, closed_at__lt=before).order_by("-starts_at", "pk")[:most])


def minutes_present(meetings: Sequence[UUID], seats: set[str]) -> dict[UUID, int]:
    """Whole minutes of one person in each of these meetings, whichever of their seats they had there."""
    since: dict[UUID, int] = {}
    spent: dict[UUID, int] = {}
    rows = (
        LogEvent.objects.filter(meeting_id__in=meetings, kind__in=[*COMES, *GOES])
        .order_by("meeting_id", "number")
        .values_list("meeting_id", "kind", "data", "at_ms")
    )
    for meeting, kind, data, at_ms in rows:
        if kind != "meeting_closed" and json.loads(data)["seat"] not in seats:
            continue
        if kind in COMES:
            since.setdefault(meeting, at_ms)
            spent.setdefault(meeting, 0)
        elif meeting in since:
            spent[meeting] += at_ms - since.pop(meeting)
    return {meeting: round(milliseconds / MINUTE_MS) for meeting, milliseconds in spent.items()}
