"""Reads about goals."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from openchair.goals.models import Commitment
from openchair.groups.models import Meeting
from openchair.people.models import Person


def open_commitments(person: Person) -> QuerySet[Commitment]:
    """The latest thing a person said they would do in each group, if it has no answer yet, newest first.

    An older one without an answer is left in peace: nobody is reminded of everything they ever meant to do.
    """
    newer = Commitment.objects.filter(
        person=OuterRef("person"), group=OuterRef("group"), made_at__gt=OuterRef("made_at")
    )
    mine = Commitment.objects.filter(~Exists(newer), person=person, outcome="")
    return mine.select_related("group").order_by("-made_at", "pk")


def last_commitments(*, group_id: UUID, before: datetime) -> dict[UUID, Commitment]:
    """What people shared with the group at its last closed meeting, by person id."""
    last = Meeting.objects.filter(group_id=group_id, closed_at__lte=before).order_by("-starts_at").first()
    if last is None:
        return {}
    return {each.person_id: each for each in Commitment.objects.filter(meeting=last, shared=True)}
