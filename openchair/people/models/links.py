"""Links that work once. Only a hash of the token is kept, so a copy of the database opens nothing."""

from datetime import datetime
from typing import TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from openchair.core.ids import new_id
from openchair.people.models.person import Person
from openchair.people.models.roles import Role, Training

L = TypeVar("L", bound="SingleUseLink")


class LinkQuerySet(models.QuerySet[L]):
    """Scopes over links."""

    def open(self, at: datetime) -> "LinkQuerySet[L]":
        """Those that can still be used."""
        return self.filter(spent_at=None, withdrawn_at=None, expires_at__gt=at)


class SingleUseLink(models.Model):
    """What every link has: a hashed token, a last moment, and when it was used."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"link {self.pk}"


class Invitation(SingleUseLink):
    """Asks somebody in, perhaps with a role or into a group."""

    role = models.CharField(max_length=11, choices=Role.choices, blank=True)
    training = models.CharField(max_length=9, choices=Training.choices, blank=True)
    group_id = models.UUIDField(null=True)
    accepted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="invitations")

    objects = LinkQuerySet["Invitation"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(role=Role.FACILITATOR) & ~Q(training="")) | (~Q(role=Role.FACILITATOR) & Q(training="")),
                name="invited_facilitators_have_a_training",
            ),
        ]


class ResetLink(SingleUseLink):
    """Lets a person choose a new password after somebody made sure who they are, and wrote down how (AUTH-7)."""

    class Check(models.TextChoices):
        IN_PERSON = "in_person", _("Met in person")
        VIDEO = "video", _("Seen and heard on a video call")
        KNOWN_VOICE = "known_voice", _("Rang a number we knew before")

    person = models.ForeignKey(Person, models.CASCADE, related_name="reset_links")
    checked_by = models.CharField(max_length=11, choices=Check.choices)

    objects = LinkQuerySet["ResetLink"].as_manager()


class SpareKey(SingleUseLink):
    """A code on paper for choosing a new password after forgetting the old one. Each person has one at a time."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="spare_keys")

    objects = LinkQuerySet["SpareKey"].as_manager()


class DemoLink(SingleUseLink):
    """Signs a visitor in as one of the demo's people. Works in the demo only."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="demo_links")

    objects = LinkQuerySet["DemoLink"].as_manager()
