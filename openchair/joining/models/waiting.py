"""The waiting list: who waits, how places were worked out, what was offered, who was referred."""

import secrets
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from openchair.core.ids import new_id
from openchair.groups.models import Group
from openchair.people.models import Person
from openchair.people.models.links import LinkQuerySet, SingleUseLink
from openchair.vault.fields import SealedTextField

CODE_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Nothing that is mistaken for another sign when it is read out on the phone."""


def new_code() -> str:
    """A word for a friend: whoever has it wants to be placed with its owner."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(8))


class WaitingQuerySet(models.QuerySet["Waiting"]):
    """Scopes over places on the list."""

    def open(self) -> "WaitingQuerySet":
        """Those who wait."""
        return self.filter(ended_at=None)


class Waiting(models.Model):
    """Somebody's place on the waiting list."""

    class End(models.TextChoices):
        PLACED = "placed", _("has a seat")
        LEFT = "left", _("took the name off the list")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="waiting")
    since = models.DateTimeField()
    urgent = models.BooleanField(default=False)
    code = models.CharField(max_length=8, default=new_code, unique=True)
    """For a friend who wants the same group."""
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=6, choices=End.choices, blank=True)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="waits_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_as="") | (~Q(ended_at=None) & ~Q(ended_as="")),
                name="an_end_of_waiting_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"waiting {self.pk}"


class Together(models.Model):
    """Two who wait and want the same group or none; both said so. The smaller id first."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    first = models.ForeignKey(Waiting, models.CASCADE, related_name="+")
    second = models.ForeignKey(Waiting, models.CASCADE, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="together_is_said_once"),
            models.UniqueConstraint(fields=["first", "second"], name="one_together_a_pair"),
        ]

    def __str__(self) -> str:
        return f"together {self.pk}"


class AllocationRun(models.Model):
    """One working out of places: what it was given, what came out, and what was done with it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key_id = models.UUIDField(editable=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    seed = models.PositiveIntegerField(default=0)
    seconds = models.FloatField()
    fairness = models.BooleanField(default=False)
    snapshot = SealedTextField()
    """The input, in the form that `openchair match allocate` reads."""
    result = SealedTextField()
    """Who goes where by the solver, by first come, first served and after changes by hand; why others wait on."""
    figures = models.JSONField()
    """Status, objective, bound, gap, seconds, how many wait and are placed: nothing about one person."""
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        return f"allocation run {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it is still a proposal."""
        return self.confirmed_at is None and self.dropped_at is None


class OfferQuerySet(models.QuerySet["Offer"]):
    """Scopes over offers."""

    def open(self, at: datetime) -> "OfferQuerySet":
        """Those that can still be answered."""
        return self.filter(answer="", until__gt=at)


class Offer(models.Model):
    """A seat that is kept for somebody who waits, until a moment."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("not now")
        LAPSED = "lapsed", _("not answered in time")
        WITHDRAWN = "withdrawn", _("taken back")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="offers")
    group = models.ForeignKey(Group, models.CASCADE, related_name="offers")
    run = models.ForeignKey(AllocationRun, models.SET_NULL, null=True, related_name="offers")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    until = models.DateTimeField()
    answer = models.CharField(max_length=9, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(answer=""), name="one_open_offer_a_person"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & ~Q(answered_at=None)),
                name="an_answer_to_an_offer_has_its_moment",
            ),
        ]
        indexes = [models.Index(fields=["answer", "until"], name="offers_that_run_out")]

    def __str__(self) -> str:
        return f"offer {self.pk}"


class Referral(SingleUseLink):
    """A clinician sends somebody here. It is nobody's until the person has read it and said yes."""

    class Tells(models.TextChoices):
        """How much the clinician hears, as the person chose."""

        NOTHING = "nothing", _("Nothing")
        SEAT = "seat", _("Whether I have a seat")
        VISITS = "visits", _("Whether I have a seat, and whether I came")

    key_id = models.UUIDField(editable=False)
    words = SealedTextField(blank=True, default="")
    """Why, for the person and the coordinator; sealed under the referral's own key: the person has no account yet."""
    signed_as = SealedTextField(null=True, blank=True)
    """Who refers, as the person knows them; the name a clinician signs in with is nobody else's to read."""
    urgent = models.BooleanField(default=False)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="referrals")
    tells = models.CharField(max_length=7, choices=Tells.choices, blank=True)
    consented_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    """A no, a yes taken back, the clinician's taking back, or a seat. An unread link ends with its last day."""

    objects = LinkQuerySet["Referral"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(consented_at=None) | (~Q(person=None) & ~Q(tells="")),
                name="a_yes_to_a_referral_is_somebodys",
            )
        ]
        indexes = [
            models.Index(fields=["person", "consented_at"], name="referrals_of_a_person"),
            models.Index(fields=["made_by", "made_at"], name="referrals_by_a_clinician"),
        ]

    def __str__(self) -> str:
        return f"referral {self.pk}"
