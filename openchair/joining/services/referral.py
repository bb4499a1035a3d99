"""A clinician sends somebody here; the person reads it, says yes or no, and how much the clinician hears (R64)."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from openchair.core.errors import require
from openchair.core.events import publish
from openchair.core.rows import held
from openchair.groups.models import Membership, Part
from openchair.joining.events import (
    ReferralAccepted,
    ReferralDeclined,
    ReferralEnded,
    ReferralMade,
    ReferralTakenBack,
    UrgencyChanged,
)
from openchair.joining.models import Referral, Waiting
from openchair.joining.policies import can_place, can_refer
from openchair.joining.services.waiting import ask_to_wait, referred_urgently
from openchair.people.models import Look, Person
from openchair.people.queries import hold_person
from openchair.people.services import record_look
from openchair.people.services.links import PLAIN_SIGNS, LinkDoesNotWork, find_open, spend, token_hash
from openchair.vault.services import Scope, create_key, intend_destruction

REFERRAL_LIVES = timedelta(days=30)
KEPT_AFTER_THE_END = timedelta(days=180)
LONGEST_WORDS = 1500
LONGEST_SIGNATURE = 80
SIGNS = 20
"""Of thirty each: 98 random bits, as in a spare key, so that the code can be typed from paper."""


def bare(code: str) -> str:
    """A code as it is hashed: dashes, spaces and small letters are how people type it."""
    return "".join(sign for sign in code.upper() if sign in PLAIN_SIGNS)


@transaction.atomic
def make_referral(*, actor: Person, signed_as: str, words: str, urgent: bool, at: datetime) -> tuple[Referral, str]:
    """Make a referral and its code, which is shown once. Whom it is for nobody knows before that person says yes."""
    require(can_refer(actor))
    signed_as, words = " ".join(signed_as.split()), words.strip()
    if not signed_as or len(signed_as) > LONGEST_SIGNATURE:
        raise ValidationError({"signed_as": _("Write who you are, as the person knows you, in 80 signs at most.")})
    if len(words) > LONGEST_WORDS:
        raise ValidationError({"words": _("There is room for 1500 signs.")})
    code = "".join(secrets.choice(PLAIN_SIGNS) for _place in range(SIGNS))
    referral = Referral(
        token_hash=token_hash(code), made_at=at, made_by=actor, expires_at=at + REFERRAL_LIVES, urgent=urgent
    )
    referral.key_id = create_key(
        scope=Scope.REFERRAL, subject_id=referral.pk, retain_until=None, at=at, actor_id=actor.pk
    )
    referral.words, referral.signed_as = words, signed_as
    referral.save(force_insert=True)
    publish(ReferralMade(actor_id=actor.pk, referral_id=referral.pk))
    return referral, "-".join(code[start : start + 5] for start in range(0, SIGNS, 5))


def find_referral(code: str, at: datetime) -> Referral:
    """The referral with this code while nobody has answered it."""
    return find_open(Referral, bare(code), at)


@transaction.atomic
def take_back_referral(*, referral: Referral, actor: Person, at: datetime) -> None:
    """The clinician takes it back. An unread link is worthless then; a place on the list stays the person's."""
    require(referral.made_by_id == actor.pk)
    if referral.person_id is not None:
        hold_person(referral.person_id)
    standing = _standing(referral)
    if standing.withdrawn_at is None:
        standing.withdrawn_at = at
        standing.ended_at = standing.ended_at or at
        standing.save(update_fields=["withdrawn_at", "ended_at"])
        slower = _no_longer_urgent(standing)
        publish(ReferralTakenBack(actor_id=actor.pk, referral_id=standing.pk))
        _tell(slower, actor)


@transaction.atomic
def accept_referral(*, referral: Referral, person: Person, tells: str, at: datetime) -> Referral:
    """The person says yes, or changes how much the clinician hears. From the first yes on they wait for a seat."""
    require(tells in Referral.Tells.values)
    hold_person(person.pk)
    standing = _taken_up(referral, person, at)
    first = standing.consented_at is None
    standing.tells, standing.declined_at = tells, None
    if first:
        standing.consented_at, standing.ended_at = at, None
    standing.save(update_fields=["person", "spent_at", "tells", "consented_at", "declined_at", "ended_at"])
    if first:
        ask_to_wait(person=person, actor=person, at=at)
        referred_urgently(person=person)
    publish(ReferralAccepted(actor_id=person.pk, referral_id=standing.pk, person_id=person.pk))
    return standing


@transaction.atomic
def decline_referral(*, referral: Referral, person: Person | None, at: datetime) -> None:
    """A no, also without an account; or a yes is taken back. The clinician hears of neither."""
    if person is None:
        standing = _standing(referral)
        require(standing.person_id is None)
        spend(standing, at)
    else:
        hold_person(person.pk)
        standing = _taken_up(referral, person, at)
    if standing.declined_at is None:
        standing.tells, standing.consented_at, standing.declined_at, standing.ended_at = "", None, at, at
        standing.save(update_fields=["person", "spent_at", "tells", "consented_at", "declined_at", "ended_at"])
        slower = _no_longer_urgent(standing)
        publish(ReferralDeclined(actor_id=person.pk if person else None, referral_id=standing.pk))
        _tell(slower, person)


def _standing(referral: Referral) -> Referral:
    return held(Referral.objects.all()).get(pk=referral.pk)


def _taken_up(referral: Referral, person: Person, at: datetime) -> Referral:
    """The referral as it stands, this person's from now on; nobody takes up their own or somebody else's."""
    standing = _standing(referral)
    require(standing.made_by_id != person.pk)
    if standing.withdrawn_at is not None:
        raise LinkDoesNotWork
    if standing.person_id is None:
        spend(standing, at)
        standing.person = person
    require(standing.person_id == person.pk)
    return standing


def _no_longer_urgent(referral: Referral) -> list[Waiting]:
    """Without an urgent referral that stands nobody is before others because of one; who that changes."""
    if not referral.urgent or referral.person_id is None:
        return []
    others = Referral.objects.filter(person=referral.person_id, urgent=True, withdrawn_at=None)
    if others.exclude(pk=referral.pk).exclude(consented_at=None).exists():
        return []
    waiting = list(Waiting.objects.open().filter(person=referral.person_id, urgent=True))
    for each in waiting:
        each.urgent = False
        each.save(update_fields=["urgent"])
    return waiting


def _tell(slower: list[Waiting], actor: Person | None) -> None:
    for waiting in slower:
        publish(
            UrgencyChanged(actor_id=actor.pk if actor else None, waiting_id=waiting.pk, person_id=waiting.person_id)
        )


@transaction.atomic
def end_referrals(*, person_id: UUID, at: datetime) -> int:
    """Somebody has a seat: what was written about them has done its work. Called by the house, in its own transaction.

    Not in the one that gives the seat: that has the trail already, and would wait for whoever answers and waits for it.
    """
    ended = list(held(Referral.objects.filter(person=person_id, ended_at=None).exclude(consented_at=None)))
    Referral.objects.filter(pk__in=[referral.pk for referral in ended]).update(ended_at=at)
    for referral in ended:
        publish(ReferralEnded(referral_id=referral.pk, person_id=person_id))
    return len(ended)


def end_referrals_of_members(*, at: datetime) -> int:
    """The same for whoever took their name off the list, and where a crash left it undone; how many ended."""
    seats = Membership.objects.active(at).filter(person=OuterRef("person"), part=Part.MEMBER)
    seated = seats.filter(starts_at__gte=OuterRef("consented_at"))
    waits = Waiting.objects.open().filter(person=OuterRef("person"))
    rows = Referral.objects.filter(Exists(seated) | ~Exists(waits), ended_at=None, consented_at__isnull=False)
    people = set(rows.values_list("person_id", flat=True))
    return sum(end_referrals(person_id=each, at=at) for each in people if each is not None)


@transaction.atomic
def read_referral(*, referral: Referral, actor: Person, at: datetime) -> Referral:
    """A coordinator reads who refers and why; the person sees that it was read. Raises NotAllowed before their yes."""
    require(can_place(actor))
    standing = Referral.objects.select_related("person").get(pk=referral.pk)
    require(standing.consented_at is not None and standing.withdrawn_at is None)
    assert standing.person is not None
    record_look(person=standing.person, actor=actor, what="referral", reason=Look.Reason.ASKED, at=at)
    return standing


def forget_referrals(*, at: datetime) -> int:
    """Delete referrals that ended half a year ago, each with its key and so its words."""
    over = Referral.objects.filter(ended_at__lte=at - KEPT_AFTER_THE_END)
    unread = Referral.objects.filter(spent_at=None, ended_at=None, expires_at__lte=at - KEPT_AFTER_THE_END)
    gone = 0
    for referral in (over | unread).only("pk", "key_id"):
        with transaction.atomic():
            intend_destruction(key_id=referral.key_id, reason_code="retention_over", actor_id=None, at=at)
            referral.delete()
        gone += 1
    return gone
