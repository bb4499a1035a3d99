"""Who somebody is, sealed under their own key and apart from the account (PSEUD-1)."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openchair.core.ids import new_id
from openchair.people.models.person import Person
from openchair.vault.fields import SealedTextField


class Identity(models.Model):
    """Name, address, telephone number and date of birth. Only the person sees it; anybody else reveals it on record."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(Person, models.CASCADE, related_name="identity")
    key_id = models.UUIDField(editable=False)
    legal_name = SealedTextField(blank=True, default="")
    email = SealedTextField(blank=True, default="")
    phone = SealedTextField(blank=True, default="")
    birth_date = SealedTextField(blank=True, default="")
    # A keyed hash, so that an address can be compared and never read. Not unique: that would tell who is here.
    email_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["email_hash"], name="identity_by_address")]

    def __str__(self) -> str:
        return f"identity {self.pk}"


class EmergencyContact(models.Model):
    """Whom to call for a person when it matters. Opened only with a reason, on record."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(Person, models.CASCADE, related_name="emergency_contact")
    key_id = models.UUIDField(editable=False)
    name = SealedTextField(blank=True, default="")
    phone = SealedTextField(blank=True, default="")
    relation = SealedTextField(blank=True, default="")

    def __str__(self) -> str:
        return f"emergency contact {self.pk}"


class Look(models.Model):
    """That somebody looked at what is sealed about a person: the person's own access record (PSEUD-4)."""

    class Reason(models.TextChoices):
        EMERGENCY = "emergency", _("Somebody may be in danger")
        ASKED = "asked", _("The person asked for it")
        RECOVERY = "recovery", _("To help the person sign in again")
        DUTY = "duty", _("A duty to tell somebody")
        LAW = "law", _("The law asks for it")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="looks")
    looked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    looked_at = models.DateTimeField()
    # A word of the code such as "identity": never what was read.
    what = models.CharField(max_length=40)
    reason = models.CharField(max_length=10, choices=Reason.choices)
    # While a documented safety hold runs, the person is not told yet.
    shown_from = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "looked_at"], name="looks_at_a_person")]

    def __str__(self) -> str:
        return f"look {self.pk}"

    @property
    def who(self) -> str:
        """Who looked, by the name they sign in with; staff are not hidden from those they look at.

        Who leads is known by another name in the group: the two are not joined here, My data says the one of the group.
        """
        if self.what == "where_tonight":
            return gettext("Somebody who led the meeting")
        return self.looked_by.sign_in_name if self.looked_by else gettext("Somebody who has left")

    @property
    def what_words(self) -> str:
        """What was opened, in words."""
        words = {
            "identity": gettext("Who you are"),
            "emergency_contact": gettext("Whom to call"),
            "referral": gettext("What a clinician wrote about you"),
            "must_not_meet": gettext("Who must not meet you"),
            "where_tonight": gettext("Where you were that night"),
            "seat": gettext("That a name in a group is yours"),
        }
        return words.get(self.what, self.what.replace("_", " "))
