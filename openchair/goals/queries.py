"""Reads about goals."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from openchair.goals.models import Commitment
from openchair.groups.models import Meeting
from openchair.people.models import Person


def open_commitments(person: Person) -> QuerySet[Commitment]:
    """What a person said they would do and has not answered yet, newest first."""
    return Commitment.objects.filter(person=person, outcome="").select_related("group").order_by("-made_at")


def last_commitments(*, group_id: UUID, before: datetime) -> dict[UUID, Commitment]:
    """What people shared with the group at its last closed meeting, by person id."""
    last = Meeting.objects.filter(group_id=group_id, closed_at__lte=before).order_by("-starts_at").first()
    if last is None:
        return {}
    return {each.person_id: each for each in Commitment.objects.filter(meeting=last, shared=True)}
