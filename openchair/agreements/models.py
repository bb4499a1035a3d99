"""Tables of agreements."""

from datetime import datetime

from django.db import models

from openchair.core.ids import new_id
from openchair.groups.models import Group, Membership
from openchair.people.models import Person


class AgreementVersion(models.Model):
    """One version of a group's ground rules: a snapshot of its clauses as they were read and signed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, models.PROTECT, related_name="agreement_versions")
    number = models.PositiveIntegerField()
    # [{"id", "text", "why", "chosen": bool}]: ground rules are not secret, so they stay readable.
    clauses = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "number"], name="versions_count_up_in_a_group")]

    def __str__(self) -> str:
        return f"agreement {self.pk} v{self.number}"


class SignatureQuerySet(models.QuerySet["Signature"]):
    """Scopes over signatures."""

    def standing(self) -> "SignatureQuerySet":
        """Those that were not taken back."""
        return self.filter(withdrawal=None)

    def in_force(self, at: datetime) -> "SignatureQuerySet":
        """Standing signatures under the current version of their group."""
        newest = (
            AgreementVersion.objects.filter(group=models.OuterRef("version__group"), published_at__lte=at)
            .order_by("-number")
            .values("pk")[:1]
        )
        return self.standing().filter(version=models.Subquery(newest))


class Signature(models.Model):
    """A person accepts one version, for one membership."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="signatures")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="signatures")
    signed_at = models.DateTimeField()

    objects = SignatureQuerySet.as_manager()

    class Meta:
        # Taking it back ends the membership, so a seat signs each version once.
        constraints = [models.UniqueConstraint(fields=["membership", "version"], name="a_seat_signs_a_version_once")]

    def __str__(self) -> str:
        return f"signature {self.pk}"


class Withdrawal(models.Model):
    """A signature is taken back: the record stays, the promise about others holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    signature = models.OneToOneField(Signature, models.PROTECT, related_name="withdrawal")
    withdrawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"withdrawal {self.pk}"
