"""Reads of what members would like to talk about: their own for themselves, all of a group for who leads it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from openchair.groups.models import Group, Membership
from openchair.people.models import Person
from openchair.rooms.agenda import words_of
from openchair.rooms.models import Topic
from openchair.rooms.policies import can_read_topics


@dataclass(frozen=True)
class Proposed:
    """One topic as a page tells it."""

    id: UUID
    words: str
    name: str
    """The pseudonym of who proposed it; only for who leads."""
    is_next: bool
    """Whether a coming meeting asks it."""


def topics_of(membership: Membership, at: datetime) -> list[Proposed]:
    """One's own, oldest first."""
    return _told(Topic.objects.filter(membership=membership), at)


def topics_for(person: Person, group: Group, at: datetime) -> list[Proposed] | None:
    """All that members of a group propose, oldest first; None for whoever does not lead it."""
    if not can_read_topics(person, group, at):
        return None
    return _told(readable_by(person, at).filter(membership__group=group), at)


def own_topics(person: Person) -> QuerySet[Topic]:
    """What this person proposed anywhere: the scope beside `can_take_back`."""
    return Topic.objects.filter(membership__person=person).select_related("membership")


def readable_by(person: Person, at: datetime) -> QuerySet[Topic]:
    """Topics of the groups a person leads: the scope beside `can_read_topics`."""
    led = Membership.objects.active(at).leading().filter(person=person, group__closed_at=None)
    running = Membership.objects.active(at).filter(group_id__in=led.values("group_id"))
    return Topic.objects.filter(membership__in=running).select_related("membership__group")


def _told(topics: QuerySet[Topic], at: datetime) -> list[Proposed]:
    rows = topics.select_related("membership", "meeting").order_by("proposed_at", "pk")
    return [
        Proposed(
            id=topic.pk,
            words=words,
            name=topic.membership.pseudonym,
            is_next=topic.meeting is not None and topic.meeting.cancelled_at is None and topic.meeting.ends_at > at,
        )
        for topic in rows
        if (words := words_of(topic))
    ]
