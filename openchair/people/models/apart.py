"""Two people who are kept apart, and are never in one small group. Nobody but who set it is told."""

from django.db import models
from django.db.models import F, Q

from openchair.core.ids import new_id
from openchair.people.models.person import Person


class NoContact(models.Model):
    """Two people are kept apart, from a moment on; the one with the smaller id first."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    set_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="no_contact_is_said_once"),
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(ends_at=None), name="one_running_no_contact_a_pair"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="no_contact_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"no contact {self.pk}"
