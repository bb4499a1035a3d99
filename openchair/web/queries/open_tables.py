"""Groups in which a chair is open this week, for people who are not signed in: names and times, nobody's."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from openchair.groups.models import Group, Meeting
from openchair.groups.queries import with_seats
from openchair.web import words

SHOWN = 4
SOON = timedelta(days=7)


@dataclass(frozen=True)
class OpenTable:
    """One group with room for one more."""

    name: str
    purpose: str
    when: str
    mode: str
    seats: int
    taken: int
    address: str


def open_tables(at: datetime) -> list[OpenTable]:
    """The next groups to meet that have a chair open, the soonest first."""
    next_meeting = Meeting.objects.coming(at).filter(group=OuterRef("pk"), starts_at__lt=at + SOON)
    groups: QuerySet[Any] = (
        with_seats(Group.objects.listed(), at)
        .annotate(meets_at=Subquery(next_meeting.values("starts_at")[:1]))
        .exclude(meets_at=None)
        .order_by("meets_at", "pk")
    )
    return [
        OpenTable(
            name=group.name,
            purpose=group.purpose,
            when=_when(group, group.meets_at, at),
            mode=group.mode,
            seats=group.seats,
            taken=group.taken,
            address=reverse("groups:detail", args=[group.pk]),
        )
        for group in groups
        if group.taken < group.seats
    ][:SHOWN]


def _when(group: Group, meets_at: datetime, at: datetime) -> str:
    """Day and time on the group's own clock, with the way it meets: a stranger's clock is not known."""
    with timezone.override(group.time_zone):
        return f"{words.day_and_time(meets_at, at)}, {words.format_in_sentence(group.format)}"
