"""The account: how somebody signs in and how they like the pages. Who they are is kept apart, in Identity."""

import secrets
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from openchair.core.ids import new_id
from openchair.people.names import normal_name, normal_password
from openchair.vault.fields import SealedTextField

if TYPE_CHECKING:
    from openchair.people.models.roles import RoleGrant

LONG_PASSWORD = 15
"""From here on a password may stand alone (AUTH-1)."""


def new_stamp() -> str:
    """A fresh mark of the password that was chosen."""
    return secrets.token_hex(16)


def installation_language() -> str:
    """What the pages speak until somebody chooses."""
    return settings.LANGUAGE_CODE


def installation_time_zone() -> str:
    """Where the clocks stand until somebody chooses."""
    return settings.TIME_ZONE


class PersonQuerySet(models.QuerySet["Person"]):
    """Scopes over accounts."""

    def active(self, at: datetime) -> "PersonQuerySet":
        """Those whose account is open and not suspended."""
        return self.filter(is_active=True).exclude(Exists(Suspension.objects.running(at).filter(person=OuterRef("pk"))))

    def visible_to(self, actor: "Person") -> "PersonQuerySet":
        """Whose account page an actor may open: coordinators everybody's, others only their own."""
        from openchair.people.policies import is_coordinator

        return self if is_coordinator(actor) else self.filter(pk=actor.pk)


class PersonManager(BaseUserManager["Person"]):
    """Finds people by the name they chose."""

    def get_queryset(self) -> PersonQuerySet:
        """All accounts."""
        return PersonQuerySet(self.model, using=self._db)

    def active(self, at: datetime) -> PersonQuerySet:
        """Those whose account is open and not suspended."""
        return self.get_queryset().active(at)

    def visible_to(self, actor: "Person") -> PersonQuerySet:
        """Whose account page an actor may open."""
        return self.get_queryset().visible_to(actor)

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person with this sign-in name, however it was typed."""
        found: Person = self.get(sign_in_name=normal_name(username or ""))
        return found


class Person(AbstractBaseUser):
    """Somebody with an account. Everybody is a member; other roles are granted."""

    class Theme(models.TextChoices):
        SYSTEM = "system", _("Like my device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class TextSize(models.TextChoices):
        NORMAL = "normal", _("Normal")
        LARGE = "large", _("Large")
        LARGER = "larger", _("Larger")

    class Contrast(models.TextChoices):
        SYSTEM = "system", _("Like my device")
        MORE = "more", _("More")

    # Django's column would keep when somebody was last here, which nobody needs to know (PSEUD-3).
    last_login = None

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key_id = models.UUIDField(editable=False)
    sign_in_name = models.CharField(max_length=80, unique=True)
    is_active = models.BooleanField(default=True)
    # Set together with the password: such a password may not stand alone (AUTH-1).
    short_password = models.BooleanField(default=False, editable=False)
    # Changes with every newly chosen password and with nothing else: sign-ins of an earlier one are worth nothing.
    # Django asks the hash itself, which also changes when it is made anew with other figures, and signs people out.
    stamp = models.CharField(max_length=32, default=new_stamp, editable=False)
    joined_on = models.DateField()

    language = models.CharField(max_length=12, default=installation_language)
    time_zone = models.CharField(max_length=64, default=installation_time_zone)
    theme = models.CharField(max_length=6, choices=Theme.choices, default=Theme.SYSTEM)
    text_size = models.CharField(max_length=6, choices=TextSize.choices, default=TextSize.NORMAL)
    contrast = models.CharField(max_length=6, choices=Contrast.choices, default=Contrast.SYSTEM)
    languages = models.JSONField(default=list, blank=True)
    access_needs = SealedTextField(blank=True, default="")

    role_grants: "models.Manager[RoleGrant]"

    # Brought along by the one read of a request (queries.with_standing); a person found otherwise has none of them.
    second_factor: bool
    standing: list[tuple[str, str]]

    USERNAME_FIELD = "sign_in_name"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[PersonManager] = PersonManager()

    def __str__(self) -> str:
        # Never the sign-in name: this text ends up in logs and error reports.
        return f"person {self.pk}"

    def __repr__(self) -> str:
        return f"<{self}>"

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """The one form of a sign-in name."""
        return normal_name(username)

    def clean(self) -> None:
        """Keep the name in its one form."""
        self.sign_in_name = normal_name(self.sign_in_name)

    def set_password(self, raw_password: str | None) -> None:
        """Hash the password's normal form and remember whether it may stand alone."""
        typed = None if raw_password is None else normal_password(raw_password)
        self.short_password = typed is not None and len(typed) < LONG_PASSWORD
        super().set_password(typed)

    def choose_password(self, raw_password: str) -> None:
        """Take a newly chosen password: every sign-in so far is worth nothing with it."""
        self.set_password(raw_password)
        self.stamp = new_stamp()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        return salted_hmac("openchair.people.stamp", self.stamp, secret=secret, algorithm="sha256").hexdigest()

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the password, however the device composed its signs."""
        return super().check_password(None if raw_password is None else normal_password(raw_password))

    @property
    def joined_year(self) -> int:
        """The year of joining, the most that is ever shown."""
        joined: date = self.joined_on
        return joined.year


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    """Scopes over suspensions."""

    def running(self, at: datetime) -> "SuspensionQuerySet":
        """Those in force at that moment."""
        return self.filter(starts_at__lte=at).filter(Q(ends_at=None) | Q(ends_at__gt=at))


class Suspension(models.Model):
    """A time during which somebody cannot sign in, with who decided it."""

    class Reason(models.TextChoices):
        AGREEMENT = "agreement", _("Ground rules")
        SAFETY = "safety", _("Safety")
        ACCOUNT = "account", _("The account may be in other hands")
        ASKED = "asked", _("The person asked for it")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="suspensions")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    suspended_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    lifted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="suspension_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"suspension {self.pk}"
