"""Every write to goals."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from openchair.core.errors import require
from openchair.core.events import publish
from openchair.goals.events import CommitmentMade, CommitmentReported
from openchair.goals.models import Commitment
from openchair.groups.models import Meeting
from openchair.people.models import Person


@transaction.atomic
def make_commitment(
    *, person: Person, meeting: Meeting, words: str, shared: bool, witness_seat_id: UUID | None, at: datetime
) -> Commitment:
    """Keep what a person said at closing; said again in the same meeting, the newer words stand, without an answer.

    Called by the house when a meeting's log is taken up: who said it was decided in the room.
    """
    commitment = Commitment.objects.filter(person=person, meeting=meeting).first() or Commitment(
        person=person, meeting=meeting, group_id=meeting.group_id
    )
    commitment.key_id = person.key_id
    commitment.words = words
    commitment.shared, commitment.witness_seat_id, commitment.made_at = shared, witness_seat_id, at
    commitment.outcome, commitment.reported_at = "", None
    commitment.save()
    publish(CommitmentMade(commitment_id=commitment.pk, person_id=person.pk, meeting_id=meeting.pk))
    return commitment


@transaction.atomic
def report_commitment(*, commitment: Commitment, outcome: str, actor: Person, at: datetime) -> Commitment:
    """Say how it went; any answer is welcome, and a later one replaces it."""
    require(actor.pk == commitment.person_id)
    if outcome not in Commitment.Outcome.values:
        raise ValidationError({"outcome": _("Choose one of the three answers.")})
    commitment.outcome, commitment.reported_at = Commitment.Outcome(outcome), at
    commitment.save(update_fields=["outcome", "reported_at"])
    publish(CommitmentReported(commitment_id=commitment.pk, person_id=commitment.person_id))
    return commitment
