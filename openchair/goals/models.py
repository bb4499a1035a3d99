"""Tables of goals."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openchair.core.ids import new_id
from openchair.groups.models import Group, Meeting
from openchair.people.models import Person
from openchair.vault.fields import SealedTextField


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Scopes over commitments."""

    def visible_to(self, person: Person) -> "CommitmentQuerySet":
        """One's own. Witness and group hear of it in the room, in words that live as long as the meeting's key."""
        return self.filter(person=person)


class Commitment(models.Model):
    """What a person said they would do until next time, and how it went. A setback is an answer like any other."""

    class Outcome(models.TextChoices):
        DONE = "done", _("I did it")
        PART = "part", _("In part")
        NOT_THIS_TIME = "not_this_time", _("Not this time")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key_id = models.UUIDField(editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="commitments")
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="+")
    words = SealedTextField()
    witness_seat_id = models.UUIDField(null=True, blank=True)
    shared = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    outcome = models.CharField(max_length=13, choices=Outcome.choices, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "meeting"], name="one_commitment_a_meeting"),
            models.CheckConstraint(
                condition=models.Q(outcome="", reported_at=None)
                | (~models.Q(outcome="") & ~models.Q(reported_at=None)),
                name="an_outcome_has_its_moment",
            ),
        ]
        indexes = [models.Index(fields=["person", "made_at"], name="commitments_of_a_person")]

    def __str__(self) -> str:
        return f"commitment {self.pk}"
