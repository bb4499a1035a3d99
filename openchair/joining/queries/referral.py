"""Reads about referrals: one's own, those that wait for a coordinator, those a clinician made."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from openchair.joining.models import Referral, Waiting
from openchair.joining.services.referral import KEPT_AFTER_THE_END
from openchair.people.models import Look, Person
from openchair.vault.errors import KeyDestroyed

TELLING = (Referral.Tells.SEAT, Referral.Tells.VISITS)
"""With these a clinician hears something."""


@dataclass(frozen=True)
class Written:
    """What a referral says, as far as it opens."""

    referral: Referral
    signed_as: str
    words: str

    @property
    def stands(self) -> bool:
        """Whether the person said yes and the clinician has not taken it back."""
        return self.referral.consented_at is not None and self.referral.withdrawn_at is None


def written(referral: Referral) -> Written:
    """Who refers and why; empty where the key is gone."""
    try:
        return Written(referral, str(referral.signed_as or ""), str(referral.words))
    except KeyDestroyed:
        return Written(referral, "", "")


def my_referrals(person: Person) -> list[Written]:
    """What was written about somebody and is theirs to answer, newest first."""
    return [written(each) for each in Referral.objects.filter(person=person).order_by("-made_at", "pk")]


def made_referrals(actor: Person, at: datetime) -> QuerySet[Referral]:
    """Those a clinician made, newest first.

    One that tells nothing goes half a year after it was made, whatever became of it: when it goes says nothing either.
    """
    telling = Q(consented_at__isnull=False, withdrawn_at=None, tells__in=TELLING)
    recent = Q(made_at__gt=at - KEPT_AFTER_THE_END)
    return Referral.objects.filter(telling | recent, made_by=actor).order_by("-made_at", "pk")


@dataclass(frozen=True)
class ToPlace:
    """A referral that waits for a coordinator, without a word of it."""

    referral: Referral
    since: datetime
    waits: bool
    was_read: bool


def referrals_to_place() -> list[ToPlace]:
    """Everybody who said yes to a referral and has no seat yet: urgent ones first, then whoever waits longest."""
    waits = Waiting.objects.open().filter(person=OuterRef("person"))
    read = Look.objects.filter(person=OuterRef("person"), what="referral", looked_at__gte=OuterRef("consented_at"))
    rows = Referral.objects.filter(consented_at__isnull=False, withdrawn_at=None, ended_at=None)
    values = rows.annotate(waits=Exists(waits), was_read=Exists(read)).order_by("-urgent", "consented_at", "pk")
    return [ToPlace(row, row.consented_at, row.waits, row.was_read) for row in values if row.consented_at is not None]
