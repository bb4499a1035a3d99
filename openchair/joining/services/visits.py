"""What belongs to a trial visit: who greets, how it was, coming back as one who was there."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from openchair.agreements.models import Signature
from openchair.agreements.queries import signed_seats
from openchair.agreements.services import sign
from openchair.core.errors import require
from openchair.core.events import publish
from openchair.groups.models import AbsenceNotice, Farewell, Group, Meeting, Membership, MembershipQuerySet, Part
from openchair.groups.policies import is_kept_out
from openchair.groups.services import GroupIsFull, runs
from openchair.groups.services import come_back as take_a_seat_again
from openchair.joining.events import FitForgotten, FitSaid, GreeterChosen, GreetingStarted, GreetingStopped
from openchair.joining.fit import FIT
from openchair.joining.models import FitAnswer, Greeter, Greeting
from openchair.people.models import Person
from openchair.people.queries import hold_person, kept_apart_from

LATELY = timedelta(weeks=12)
"""How far back it counts how often somebody greeted."""


# --- who greets -------------------------------------------------------------------------------------------------
@transaction.atomic
def like_to_greet(*, membership: Membership, actor: Person, at: datetime) -> Greeter:
    """A member likes to greet whoever visits; said twice, the first stands. Visitors do not greet yet."""
    require(actor.pk == membership.person_id and membership.part != Part.VISITOR and runs(membership, at))
    greeter, new = Greeter.objects.get_or_create(membership=membership, defaults={"since": at})
    if new:
        publish(GreetingStarted(membership_id=membership.pk))
        for visit in _visits_of(membership.group, at).filter(greeting=None):
            find_greeter(visit=visit, at=at)
    return greeter


@transaction.atomic
def stop_greeting(*, membership: Membership, actor: Person, at: datetime) -> None:
    """A member would rather not greet for now; whoever they were to greet is met by somebody else."""
    require(actor.pk == membership.person_id)
    gone, _each = Greeter.objects.filter(membership=membership).delete()
    if gone:
        publish(GreetingStopped(membership_id=membership.pk))
        find_others_for(greeter=membership, at=at)


@transaction.atomic
def find_others_for(*, greeter: Membership, at: datetime, meeting: Meeting | None = None) -> None:
    """Whoever this person was to greet is met by somebody else; with a meeting, only who visits that one next."""
    for greeting in Greeting.objects.filter(greeter=greeter, visit__in=_visits_of(greeter.group, at)):
        if meeting is None or _next_of(greeting.visit, at) == meeting:
            find_greeter(visit=greeting.visit, at=at)


@transaction.atomic
def find_greeter(*, visit: Membership, at: datetime) -> Greeting | None:
    """Choose who greets a visitor: a willing member who greeted least lately, else somebody who leads.

    Never somebody who is kept apart from the visitor, and nobody who gave notice for the meeting. Where nobody is left,
    nobody is named; a leader lets every visitor in anyway.
    """
    chosen = _willing(visit, at) or _leading(visit, at)
    if chosen is None:
        Greeting.objects.filter(visit=visit).delete()
        return None
    greeting, _new = Greeting.objects.update_or_create(visit=visit, defaults={"greeter": chosen, "asked_at": at})
    publish(GreeterChosen(membership_id=visit.pk, greeter_id=chosen.pk))
    return greeting


def _willing(visit: Membership, at: datetime) -> Membership | None:
    signed = signed_seats(visit.group_id, at)
    people = [
        seat for seat in _who_may_greet(visit, at).exclude(greets=None).select_related("greets") if seat.pk in signed
    ]
    asked: dict[UUID, list[datetime]] = {}
    rows = Greeting.objects.filter(greeter__in=people).exclude(visit=visit).order_by("asked_at")
    for greeter_id, asked_at in rows.values_list("greeter_id", "asked_at"):
        asked.setdefault(greeter_id, []).append(asked_at)

    def turn(seat: Membership) -> tuple[int, float, datetime, UUID]:
        """How often in the last weeks, then how long ago, then who offered first."""
        before = asked.get(seat.pk, [])
        lately = sum(moment > at - LATELY for moment in before)
        return lately, before[-1].timestamp() if before else 0, seat.greets.since, seat.pk

    return min(people, key=turn, default=None)


def _leading(visit: Membership, at: datetime) -> Membership | None:
    leaders = _who_may_greet(visit, at).leading()
    return min(leaders, key=lambda seat: (seat.part != Part.FACILITATOR, seat.pk), default=None)


def _who_may_greet(visit: Membership, at: datetime) -> MembershipQuerySet:
    """Everybody of the group who can be there and may meet this visitor."""
    apart = kept_apart_from(visit.person, at)
    people = Membership.objects.active(at).filter(group=visit.group_id).exclude(part=Part.VISITOR)
    people = people.exclude(person_id__in={*apart, visit.person_id})
    meeting = _next_of(visit, at)
    if meeting is None:
        return people
    away = AbsenceNotice.objects.filter(meeting=meeting, withdrawn_at=None).values("membership_id")
    return people.exclude(pk__in=away)


def _visits_of(group: Group, at: datetime) -> MembershipQuerySet:
    return Membership.objects.active(at).filter(group=group, part=Part.VISITOR).order_by("starts_at", "pk")


def _next_of(visit: Membership, at: datetime) -> Meeting | None:
    return Meeting.objects.filter(group=visit.group_id).coming(at).first()


# --- how it was --------------------------------------------------------------------------------------------------
@transaction.atomic
def say_fit(*, person: Person, group: Group, value: int, actor: Person, at: datetime) -> FitAnswer:
    """Keep how a group was for somebody who visited it, for them alone; a later answer replaces it."""
    require(actor.pk == person.pk and value in FIT)
    require(Membership.objects.filter(person=person, group=group, starts_at__lte=at).exists())
    hold_person(person.pk)
    answer = FitAnswer.objects.filter(person=person, group=group).first() or FitAnswer(person=person, group=group)
    answer.key_id, answer.value, answer.said_at = person.key_id, str(value), at
    answer.save()
    publish(FitSaid(person_id=person.pk, group_id=group.pk))
    return answer


@transaction.atomic
def forget_fit(*, answer: FitAnswer, actor: Person) -> None:
    """Take an answer back; no ranking counts it any more."""
    require(actor.pk == answer.person_id)
    event = FitForgotten(person_id=answer.person_id, group_id=answer.group_id)
    answer.delete()
    publish(event)


# --- one who was there --------------------------------------------------------------------------------------------
@transaction.atomic
def come_back(*, farewell: Farewell, actor: Person, at: datetime) -> Membership:
    """One who was there takes a seat again. What they signed holds again if the agreement has not changed since.

    Where it has, they have the seat and sign before the door opens. Where somebody sits whom they must not meet, the
    answer is the same as for a table without a free seat.
    """
    before = farewell.membership
    if is_kept_out(actor, before.group, at):
        raise GroupIsFull
    signature = Signature.objects.in_force(at).filter(membership=before).select_related("version").first()
    membership = take_a_seat_again(farewell=farewell, actor=actor, at=at)
    if signature is not None:
        sign(version=signature.version, membership=membership, actor=actor, at=at)
    return membership
