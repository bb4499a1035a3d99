"""The place on the waiting list: asked for, given up, marked urgent, and shared with a friend."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from openchair.core.errors import Refused, require
from openchair.core.events import publish
from openchair.groups.models import Membership
from openchair.groups.services import release_seat
from openchair.joining.events import (
    MustNotMeetRead,
    OfferAnswered,
    UrgencyChanged,
    WaitingBegan,
    WaitingEnded,
    WaitsAlone,
)
from openchair.joining.models import Intake, Offer, Referral, Together, Waiting
from openchair.joining.models.waiting import new_code
from openchair.joining.policies import can_place
from openchair.people.models import Look, Person
from openchair.people.queries import hold_person
from openchair.people.services.identity import record_look

COMES_BACK_WITHIN = timedelta(days=60)
"""Whoever took a seat and let it be after the visit waits on from their old date, if they say so by then."""


class CodeOfNobody(Refused):
    """No friend waits under this code."""

    code = "code_of_nobody"
    words = _("Nobody who waits has this code right now. Look at it again with your friend.")


class OwnCode(Refused):
    """The code is one's own."""

    code = "own_code"
    words = _("This is your own code. Your friend has another one.")


def place_of(person: Person) -> Waiting | None:
    """Somebody's place on the list, while they wait."""
    return Waiting.objects.open().filter(person=person).first()


def old_date_of(person: Person, at: datetime) -> Waiting | None:
    """The place somebody would come back to: their seat was a visit only, and it is not long ago."""
    last = Waiting.objects.filter(person=person).exclude(ended_at=None).order_by("-ended_at").first()
    if last is None or last.ended_as != Waiting.End.PLACED or last.ended_at is None:
        return None
    if last.ended_at <= at - COMES_BACK_WITHIN:
        return None
    sits = Membership.objects.active(at).seated().filter(person=person, starts_at__gte=last.since)
    return None if sits.exists() else last


@transaction.atomic
def ask_to_wait(*, person: Person, actor: Person, at: datetime) -> Waiting:
    """Put somebody's name on the list, by themselves or by a coordinator; asked again, it stays as it is."""
    require(actor.pk == person.pk or can_place(actor))
    hold_person(person.pk)  # so that two who ask at once make one place
    if waits := place_of(person):
        return waits
    before = old_date_of(person, at)
    waits = Waiting.objects.create(
        person=person,
        since=before.since if before else at,
        urgent=before.urgent if before else _was_referred_urgently(person),
    )
    publish(WaitingBegan(waiting_id=waits.pk, person_id=person.pk))
    return waits


def _was_referred_urgently(person: Person) -> bool:
    return Referral.objects.filter(person=person, urgent=True, withdrawn_at=None).exclude(consented_at=None).exists()


@transaction.atomic
def take_name_off(*, waiting: Waiting, actor: Person, at: datetime) -> None:
    """Take one's name off the list: an offer that is open is let go with it, and nobody asks why."""
    require(actor.pk == waiting.person_id)
    hold_person(actor.pk)
    for offer in Offer.objects.filter(person=actor, answer="").select_related("group"):
        offer.answer, offer.answered_at = Offer.Answer.DECLINED, at
        offer.save(update_fields=["answer", "answered_at"])
        release_seat(group=offer.group, person=actor)
        publish(OfferAnswered(actor_id=actor.pk, offer_id=offer.pk, person_id=actor.pk, group_id=offer.group_id))
    end_waiting(waiting=waiting, ended_as=Waiting.End.LEFT, at=at)


def end_waiting(*, waiting: Waiting, ended_as: Waiting.End, at: datetime) -> bool:
    """End a place on the list; ended twice, it is done once. The caller has asked its own policy."""
    done = Waiting.objects.open().filter(pk=waiting.pk).update(ended_at=at, ended_as=ended_as)
    if done:
        publish(WaitingEnded(waiting_id=waiting.pk, person_id=waiting.person_id))
    return bool(done)


@transaction.atomic
def set_urgent(*, waiting: Waiting, urgent: bool, actor: Person) -> None:
    """Let somebody have one of the seats that are kept for urgent referrals, or no longer."""
    require(can_place(actor))
    hold_person(waiting.person_id)
    if Waiting.objects.open().filter(pk=waiting.pk).exclude(urgent=urgent).update(urgent=urgent):
        publish(UrgencyChanged(actor_id=actor.pk, waiting_id=waiting.pk, person_id=waiting.person_id))


@transaction.atomic
def referred_urgently(*, person: Person) -> None:
    """Somebody said yes to an urgent referral: where they wait already, it counts from now."""
    hold_person(person.pk)
    waits = place_of(person)
    if waits is not None and not waits.urgent and _was_referred_urgently(person):
        Waiting.objects.filter(pk=waits.pk).update(urgent=True)
        publish(UrgencyChanged(actor_id=person.pk, waiting_id=waits.pk, person_id=person.pk))


# --- with a friend ----------------------------------------------------------------------------------------------
@transaction.atomic
def wait_with_friend(*, waiting: Waiting, code: str, actor: Person, at: datetime) -> Together:
    """Want the same group as the friend who gave their code. Whoever gives their code has said so too."""
    require(actor.pk == waiting.person_id and waiting.ended_at is None)
    friend = Waiting.objects.open().filter(code="".join(code.casefold().split())).first()
    if friend is None:
        raise CodeOfNobody
    if friend.pk == waiting.pk:
        raise OwnCode
    first, second = sorted((waiting, friend), key=lambda one: one.pk)
    both, _made = Together.objects.get_or_create(first=first, second=second, defaults={"said_at": at})
    return both


@transaction.atomic
def wait_alone(*, together: Together, actor: Person) -> None:
    """Either of the two no longer needs the same group. Their code changes, so that it stays undone."""
    mine = together.first if together.first.person_id == actor.pk else together.second
    require(mine.person_id == actor.pk)
    together.delete()
    Waiting.objects.filter(pk=mine.pk).update(code=new_code())


@transaction.atomic
def let_wait_alone(*, waiting: Waiting, actor: Person) -> None:
    """A coordinator ends every tie of one who waits, where it cannot hold beside another rule."""
    require(can_place(actor))
    hold_person(waiting.person_id)
    ties = Together.objects.filter(Q(first=waiting) | Q(second=waiting))
    if ties.delete()[0]:
        Waiting.objects.filter(pk=waiting.pk).update(code=new_code())
        publish(WaitsAlone(actor_id=actor.pk, waiting_id=waiting.pk, person_id=waiting.person_id))


# --- what only a coordinator reads --------------------------------------------------------------------------------
@transaction.atomic
def read_must_not_meet(*, waiting: Waiting, actor: Person, at: datetime) -> str:
    """What somebody wrote about who must not meet them. They wrote it for this reader, and see that it was read.

    Raises KeyDestroyed when they are gone.
    """
    require(can_place(actor))
    intake = Intake.objects.filter(person=waiting.person_id).first()
    record_look(person=waiting.person, actor=actor, what="must_not_meet", reason=Look.Reason.ASKED, at=at)
    publish(MustNotMeetRead(actor_id=actor.pk, person_id=waiting.person_id))
    return str(intake.must_not_meet) if intake is not None else ""
