"""The key store's one table. It lives in its own database with its own backup."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openchair.core.ids import new_id


class Scope(models.TextChoices):
    """What a key is for."""

    MEETING = "meeting", _("meeting")
    LEADERS = "leaders", _("leaders of a meeting")
    SMALL_GROUP = "small_group", _("small group of a meeting")
    GROUP = "group", _("group")
    PERSON = "person", _("person")
    INCIDENT = "incident", _("incident")
    ALLOCATION = "allocation", _("working out of places")
    REFERRAL = "referral", _("referral")
    INSTALLATION = "installation", _("installation")


class State(models.TextChoices):
    """Whether a key still seals, or only opens what it sealed before a newer one followed it."""

    ACTIVE = "active", _("active")
    PAST = "past", _("past")


class DataKey(models.Model):
    """One data key, wrapped by a version of the root key."""

    key_id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    scope = models.CharField(max_length=16, choices=Scope.choices)
    subject_id = models.UUIDField()
    created_at = models.DateTimeField()
    retain_until = models.DateTimeField(null=True)
    root_version = models.PositiveIntegerField()
    nonce = models.BinaryField(max_length=12)
    wrapped = models.BinaryField(max_length=48)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)

    class Meta:
        verbose_name = _("data key")
        verbose_name_plural = _("data keys")
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "subject_id"],
                condition=models.Q(state="active"),
                name="vault_one_active_key_per_subject",
            )
        ]
        indexes = [
            # Which keys are due for destruction.
            models.Index(fields=["retain_until"], name="vault_key_by_retention"),
            # What is left to rewrap when the root key rotates.
            models.Index(fields=["root_version"], name="vault_key_by_root_version"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} key {self.key_id}"
