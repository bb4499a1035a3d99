"""Help lines as coordinators keep them; empty until one of them changes the list that ships."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openchair.core.ids import new_id


class Need(models.TextChoices):
    """Which of the three cards it stands on, the most urgent first."""

    EMERGENCY = "emergency", _("A life is in danger")
    URGENT = "urgent", _("Talk to someone today")
    LISTENING = "listening", _("It can wait a little")


class HelpLine(models.Model):
    """One number to call or to text."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    country = models.CharField(max_length=2)
    country_name = models.CharField(max_length=100)
    need = models.CharField(max_length=10, choices=Need.choices)
    place = models.PositiveIntegerField()
    """Where it stands in the whole list."""
    number = models.CharField(max_length=60)
    tel = models.CharField(max_length=30, blank=True)
    sms = models.CharField(max_length=30, blank=True)
    sms_body = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=500)
    noted = models.DateField()
    reviewed = models.DateField(null=True)

    class Meta:
        app_label = "web"
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["country", "need", "number", "name"], name="one_help_line_a_number"),
            models.CheckConstraint(condition=~(models.Q(tel="") & models.Q(sms="")), name="help_line_can_be_reached"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.number}"
