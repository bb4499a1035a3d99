"""The tables of the trail. Triggers in the database forbid changing or deleting a row of either."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One act that was recorded; its number is its place in the chain, counted from 1 without gaps."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=80)
    actor_id = models.UUIDField(null=True)
    # Written by ourselves as canonical JSON: a JSON column of PostgreSQL would reorder it and the hash would not hold.
    subject = models.TextField(default="{}")
    reason_code = models.CharField(max_length=80, default="")
    origin = models.CharField(max_length=80, default="")
    result = models.CharField(max_length=40, default="done")
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("entry of the trail")
        verbose_name_plural = _("entries of the trail")
        indexes = [
            # Open intents and the destruction list: all entries of one action in order.
            models.Index(fields=["action", "number"], name="audit_entry_by_action"),
            # What one person did, for their own record of access.
            models.Index(fields=["actor_id", "number"], name="audit_entry_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"


class Checkpoint(models.Model):
    """A signed statement: at this time the trail had so many entries and this last hash."""

    number = models.BigIntegerField(primary_key=True, help_text=_("The number of the last entry it speaks for."))
    hash = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    public_key = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)

    class Meta:
        verbose_name = _("checkpoint of the trail")
        verbose_name_plural = _("checkpoints of the trail")

    def __str__(self) -> str:
        return f"checkpoint at {self.number}"
