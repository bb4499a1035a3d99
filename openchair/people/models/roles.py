"""Roles beyond member, each granted by somebody for a time."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from openchair.core.ids import new_id
from openchair.people.models.person import Person


class Role(models.TextChoices):
    """What somebody may be besides a member. Among members there is no rank (R24)."""

    FACILITATOR = "facilitator", _("Facilitator")
    THERAPIST = "therapist", _("Therapist")
    COORDINATOR = "coordinator", _("Coordinator")
    SUPERVISOR = "supervisor", _("Supervisor")
    OPERATOR = "operator", _("Operator")


STAFF_ROLES = frozenset(Role)
"""All of them need a second factor before they see any member's data (AUTH-4)."""


class Training(models.TextChoices):
    """What a facilitator was trained as: peers see fewer records than clinicians (R22)."""

    PEER = "peer", _("Trained peer")
    THERAPIST = "therapist", _("Clinician")


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Scopes over grants."""

    def running(self, at: datetime) -> "RoleGrantQuerySet":
        """Those in force at that moment."""
        return self.filter(starts_at__lte=at).filter(Q(ends_at=None) | Q(ends_at__gt=at))


class RoleGrant(models.Model):
    """A role that somebody holds for a time, and who gave it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=11, choices=Role.choices)
    training = models.CharField(max_length=9, choices=Training.choices, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    revoked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="role_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=(Q(role=Role.FACILITATOR) & ~Q(training="")) | (~Q(role=Role.FACILITATOR) & Q(training="")),
                name="facilitators_have_a_training",
            ),
            models.UniqueConstraint(
                fields=["person", "role"], condition=Q(ends_at=None), name="one_open_grant_of_a_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} grant {self.pk}"
