"""What a group offers and whom it suits, for ranking and placing."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from openchair.core.ids import new_id
from openchair.groups.models import MOST_SEATS, Group, Membership


class Structure(models.TextChoices):
    """How much of a meeting is laid out beforehand."""

    OPEN = "open", _("Open talk")
    STRUCTURED = "structured", _("A set order")


class Camera(models.TextChoices):
    """What a group that meets online expects of cameras."""

    OFF = "off", _("No cameras")
    OPTIONAL = "optional", _("Cameras as each likes")
    EXPECTED = "expected", _("Cameras on, as a rule")


class GroupProfile(models.Model):
    """What a coordinator says of a group so that people find it; nothing of it is about a member."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.OneToOneField(Group, models.CASCADE, related_name="profile")
    themes = models.JSONField(default=list, blank=True)
    goals = models.JSONField(default=list, blank=True)
    access = models.JSONField(default=list, blank=True)
    only_for = models.JSONField(default=list, blank=True)
    structure = models.CharField(max_length=10, choices=Structure.choices, blank=True)
    camera = models.CharField(max_length=8, choices=Camera.choices, default=Camera.OFF)
    takes_waiting = models.BooleanField(default=True)
    wants_spread = models.BooleanField(default=True)
    minimum = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(MOST_SEATS)])
    reserved = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(MOST_SEATS)])
    youngest = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(120)])
    oldest = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(120)])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(youngest=None) | Q(oldest=None) | Q(youngest__lte=F("oldest")),
                name="the_youngest_is_not_older_than_the_oldest",
                violation_error_message=_("The youngest age is higher than the oldest."),
            )
        ]

    def __str__(self) -> str:
        return f"profile {self.pk}"


class Greeter(models.Model):
    """A member who likes to greet whoever visits, until they say otherwise."""

    membership = models.OneToOneField(Membership, models.CASCADE, primary_key=True, related_name="greets")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"greeter {self.pk}"


class Greeting(models.Model):
    """Who greets a visitor: one member for each visit, so that nobody stands at the wall."""

    visit = models.OneToOneField(Membership, models.CASCADE, primary_key=True, related_name="greeting")
    greeter = models.ForeignKey(Membership, models.CASCADE, related_name="greetings")
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"greeting {self.pk}"
