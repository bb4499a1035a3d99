"""The one thing this package keeps: whether somebody lets their part of the floor be seen over several meetings.

Figures themselves are worked out from the log whenever they are asked for.
"""

from django.db import models
from django.db.models import Q

from openchair.core.ids import new_id
from openchair.groups.models import Membership


class OverWeeksQuerySet(models.QuerySet["OverWeeks"]):
    """Scopes over answers."""

    def standing(self) -> "OverWeeksQuerySet":
        """Those who said yes and did not take it back."""
        return self.filter(taken_back_at=None)


class OverWeeks(models.Model):
    """A member lets those who lead the group see their part of the floor over past meetings."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    agreed_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    objects = OverWeeksQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(taken_back_at=None), name="one_standing_yes_to_weeks"
            )
        ]

    def __str__(self) -> str:
        return f"consent to balance over weeks {self.pk}"
