"""Sealed notes that were opened: those that wait for a second person, and one's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse

from openchair.groups.models import Membership
from openchair.people.models import Person
from openchair.rooms import queries as rooms
from openchair.rooms.policies import answers_for_openings
from openchair.web import words

TOLD_FOR = timedelta(days=14)
"""How long Today says that one's own sealed note was opened."""


@dataclass(frozen=True)
class Opened:
    """A sealed note that was opened; names stand on its own page."""

    group: str
    when: str
    address: str
    waits_long: bool = False


def to_review(person: Person, mine: Mapping[UUID, Membership], at: datetime) -> list[Opened]:
    """Openings that wait for this person as the second one; asked only of those who can be."""
    if not answers_for_openings(person) and not any(seat.leads for seat in mine.values()):
        return []
    return [
        Opened(
            group=opening.meeting.group.name,
            when=words.day_and_time(opening.opened_at, at),
            address=reverse("rooms:review", args=[opening.pk]),
            waits_long=rooms.is_overdue(opening, at),
        )
        for opening in rooms.break_glasses_to_review(person, at)
    ]


def opened_of_mine(person: Person, seats: Sequence[Membership], at: datetime) -> list[Opened]:
    """One's own note that somebody opened lately; after that it stands on My data."""
    if not seats:
        return []
    return [
        Opened(
            group=opening.meeting.group.name,
            when=words.day_and_time(opening.opened_at, at),
            address=reverse("rooms:opened_of_mine", args=[opening.pk]),
        )
        for opening in rooms.break_glasses_about(person).filter(opened_at__gt=at - TOLD_FOR)
    ]
