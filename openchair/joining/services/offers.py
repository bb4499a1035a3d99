"""Offers: a seat that is kept for somebody until a moment. Sent from a run, answered by the person, closed by time."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from openchair.core.errors import Refused, require
from openchair.core.events import publish
from openchair.groups.models import Group, Membership, Part
from openchair.groups.services import GroupIsFull, MustNotMeet, hold_seat, release_seat
from openchair.joining.events import OfferAnswered, OfferMade, OfferWithdrawn, PlacesConfirmed
from openchair.joining.models import AllocationRun, Offer, Waiting
from openchair.joining.placing.runs import Opened, Places, waiting_document
from openchair.joining.policies import can_place
from openchair.joining.services.allocation import open_run
from openchair.joining.services.waiting import end_waiting, place_of
from openchair.matching.allocation.checker import Rule
from openchair.people.models import Person
from openchair.people.queries import hold_person


class OfferIsOver(Refused):
    """The offer was answered, taken back, or its time is over."""

    code = "offer_is_over"
    words = _("This offer is over. You keep your place on the list, and your date.")


class DeadlineIsPast(Refused):
    """People need time to answer."""

    code = "deadline_is_past"
    words = _("Choose a day that is still to come, so that people have time to answer.")


@dataclass(frozen=True)
class Sent:
    """What became of a proposal."""

    offers: list[Offer]
    left: dict[str, str]
    """People of the proposal who were offered nothing, and why, as a code."""


GONE, TAKEN, CHANGED = "gone", "taken", "changed"
LEFT_WORDS = {
    GONE: _("waits no longer, or has another offer"),
    TAKEN: _("the seat is not free any more"),
    CHANGED: _("a rule or what was said has changed since"),
}


def confirm_run(*, run: AllocationRun, until: datetime, actor: Person, at: datetime) -> Sent:
    """Send the offers of a proposal, of all that still holds; whoever is left out keeps their place on the list.

    Each offer is durable with its kept seat, one after the other: nothing else waits for all of them. What a crash
    leaves unsent is no harm, for those people simply wait on.
    """
    require(can_place(actor))
    if until <= at:
        raise DeadlineIsPast
    with transaction.atomic():
        run = open_run(run)
        run.confirmed_at, run.confirmed_by = at, actor
        run.save(update_fields=["confirmed_at", "confirmed_by"])
        publish(PlacesConfirmed(actor_id=actor.pk, run_id=run.pk))
    lapse_offers(at=at)
    opened = Opened.of(run)
    holds, left = still_holds(opened, at)
    people = {str(person.pk): person for person in Person.objects.filter(pk__in=[UUID(one) for one in holds])}
    groups = {str(group.pk): group for group in Group.objects.filter(pk__in=[UUID(one) for one in holds.values()])}
    offers = []
    for person, group in sorted(holds.items(), key=lambda pair: (pair[1], pair[0])):
        try:
            offers.append(_offer(people[person], groups[group], run, until, actor, at))
        except GroupIsFull:
            left[person] = TAKEN
        except MustNotMeet:
            left[person] = CHANGED
        except OfferIsOver:
            left[person] = GONE
    opened.result["left"] = left
    run.result = json.dumps(opened.result)
    run.save(update_fields=["result"])
    return Sent(offers, left)


def still_holds(opened: Opened, at: datetime) -> tuple[Places, dict[str, str]]:
    """What of a proposal is right also now, by every rule counted on the list and the groups as they stand."""
    now = Opened(waiting_document(at, opened.document["rules"]), {"placed": {}, "first_come": {}})
    left: dict[str, str] = {}
    holds: Places = {}
    for person, group in opened.placed.items():
        if person not in now.people:
            left[person] = GONE
        elif group not in now.document["fit"].get(person, {}):
            left[person] = CHANGED
        else:
            holds[person] = group
    while broken := now.broken(holds):
        first = broken[0]
        people = [str(now.named.people[number]) for number in first.people]
        seated = [one for one in people if one in holds]
        if first.rule not in (Rule.MINIMUM, Rule.TOGETHER):
            # Whoever has waited least makes room, and with them whoever wants to be with them.
            seated = now.party_of(min(seated, key=lambda one: (now.people[one]["waiting_days"], one)))
        for one in seated:
            if holds.pop(one, None) is not None:
                left[one] = TAKEN if first.rule in (Rule.SEATS, Rule.RESERVED) else CHANGED
    return holds, left


@transaction.atomic
def _offer(person: Person, group: Group, run: AllocationRun, until: datetime, actor: Person, at: datetime) -> Offer:
    hold_seat(group=group, person=person, until=until, actor=actor, at=at)
    if place_of(person) is None or Offer.objects.filter(person=person, answer="").exists():
        raise OfferIsOver
    offer = Offer.objects.create(person=person, group=group, run=run, made_at=at, made_by=actor, until=until)
    publish(OfferMade(actor_id=actor.pk, offer_id=offer.pk, person_id=person.pk, group_id=group.pk))
    return offer


# --- answers ------------------------------------------------------------------------------------------------------
@transaction.atomic
def decline_offer(*, offer: Offer, actor: Person, at: datetime) -> None:
    """Not now: the seat is free at once, the place on the list stays with its date, and nobody asks why."""
    require(actor.pk == offer.person_id)
    offer = _open(offer)
    if offer.until <= at:
        raise OfferIsOver
    _close(offer, Offer.Answer.DECLINED, at)
    publish(OfferAnswered(actor_id=actor.pk, **_ids(offer)))


@transaction.atomic
def withdraw_offer(*, offer: Offer, actor: Person, at: datetime) -> None:
    """A coordinator takes an offer back; the person keeps their place on the list."""
    require(can_place(actor))
    offer = _open(offer)
    _close(offer, Offer.Answer.WITHDRAWN, at)
    publish(OfferWithdrawn(actor_id=actor.pk, **_ids(offer)))


@transaction.atomic
def seat_taken(*, membership: Membership, at: datetime) -> None:
    """Somebody sat down in a group: an offer of it is accepted, and whoever has a seat by it waits no longer."""
    offer = Offer.objects.filter(person=membership.person_id, group=membership.group_id, answer="").first()
    if offer is not None:
        offer.answer, offer.answered_at = Offer.Answer.ACCEPTED, at
        offer.save(update_fields=["answer", "answered_at"])
        publish(OfferAnswered(actor_id=offer.person_id, **_ids(offer)))
    waits = place_of(membership.person)
    if waits is not None and (offer is not None or membership.part == Part.MEMBER):
        _let_other_offers_go(membership, at)
        end_waiting(waiting=waits, ended_as=Waiting.End.PLACED, at=at)


def _let_other_offers_go(membership: Membership, at: datetime) -> None:
    """Who has a seat elsewhere needs no second one that is kept for them."""
    for offer in Offer.objects.filter(person=membership.person_id, answer="").select_related("group"):
        _close(offer, Offer.Answer.DECLINED, at)
        publish(OfferAnswered(actor_id=offer.person_id, **_ids(offer)))


def lapse_offers(*, at: datetime) -> int:
    """Close offers that nobody answered in time; the seats are free, and the people wait on from their date."""
    closed = 0
    for offer in Offer.objects.filter(answer="", until__lte=at).order_by("until"):
        with transaction.atomic(), suppress(OfferIsOver):  # answered since
            standing = _open(offer)
            _close(standing, Offer.Answer.LAPSED, at)
            publish(OfferAnswered(**_ids(standing)))
            closed += 1
    return closed


def _open(offer: Offer) -> Offer:
    hold_person(offer.person_id)
    standing = Offer.objects.filter(pk=offer.pk, answer="").select_related("group", "person").first()
    if standing is None:
        raise OfferIsOver
    return standing


def _close(offer: Offer, answer: Offer.Answer, at: datetime) -> None:
    offer.answer, offer.answered_at = answer, at
    offer.save(update_fields=["answer", "answered_at"])
    release_seat(group=offer.group, person=offer.person)


def _ids(offer: Offer) -> dict[str, UUID]:
    return {"offer_id": offer.pk, "person_id": offer.person_id, "group_id": offer.group_id}
