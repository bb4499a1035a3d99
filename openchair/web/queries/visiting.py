"""What stands on Today of visits: those after which somebody decides, and those whom somebody greets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from openchair.groups.models import Meeting, Membership, Part
from openchair.joining.queries.visits import visits_to_greet
from openchair.web import words


@dataclass(frozen=True)
class Visit:
    """A trial visit after which somebody decides."""

    name: str
    address: str


@dataclass(frozen=True)
class Greets:
    """A visitor whom this person greets, by the names of the group."""

    name: str
    group: str
    when: str
    address: str


def asked_about(visits: Iterable[Membership]) -> list[Visit]:
    """Visits whose last meeting is over, so that the question is put."""
    return [
        Visit(name=visit.group.name, address=reverse("joining:decide", args=[visit.group_id]))
        for visit in visits
        if getattr(visit, "is_asked", False)
    ]


def greeter_words(greeter: Membership | None) -> str:
    """Who says hello to a visitor, in a sentence; empty where nobody is named."""
    if greeter is None:
        return ""
    name = f"{greeter.pseudonym} ({greeter.pronouns})" if greeter.pronouns else greeter.pseudonym
    return _("{name} says hello to you there, so that you know somebody.").format(name=name)


def greets_of(mine: Mapping[UUID, Membership], coming: Sequence[Meeting], at: datetime) -> list[Greets]:
    """Visitors whom one of these seats greets; visitors themselves greet nobody."""
    seats = [seat.pk for seat in mine.values() if seat.part != Part.VISITOR]
    if not seats:
        return []
    next_of = {meeting.group_id: meeting for meeting in reversed(coming)}
    return [
        Greets(
            name=f"{visit.pseudonym} ({visit.pronouns})" if visit.pronouns else visit.pseudonym,
            group=visit.group.name,
            when=words.day_and_time(next_of[visit.group_id].starts_at, at) if visit.group_id in next_of else "",
            address=reverse("groups:detail", args=[visit.group_id]),
        )
        for visit in visits_to_greet(seats, at)
    ]
