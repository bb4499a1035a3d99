"""What stands on Today for somebody on the way into a group: questions, the waiting list, an offer."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from openchair.joining.finding import is_asked_again
from openchair.joining.models import Intake, Offer, Waiting
from openchair.joining.questions import NAMES
from openchair.people.models import Person
from openchair.vault.errors import KeyDestroyed
from openchair.web import words


@dataclass(frozen=True)
class Wait:
    """One's place on the waiting list, and the seat that is kept, if one is."""

    since: str
    group: str = ""
    until: str = ""
    address: str = ""


@dataclass(frozen=True)
class Questions:
    """Questions that wait for somebody: those that were begun, or where they are by now."""

    address: str
    answered: int = 0
    """Of the eight; 0 where it is asked again where they are."""


def wait_of(person: Person, at: datetime) -> Wait | None:
    """Whether somebody waits; only those who do can have an offer."""
    waits = Waiting.objects.open().filter(person=person).first()
    if waits is None:
        return None
    since = words.day(waits.since, at)
    offer = Offer.objects.open(at).filter(person=person).select_related("group").first()
    if offer is None:
        return Wait(since)
    until = words.day_and_time(offer.until, at)
    return Wait(since, offer.group.name, until, reverse("joining:offer", args=[offer.pk]))


def questions_of(person: Person, *, is_in_a_group: bool, at: datetime) -> Questions | None:
    """Whoever is in no group goes on with what they began; whoever is in one is asked again where they are."""
    if is_in_a_group:
        return Questions(reverse("joining:stage")) if is_asked_again(person, at) else None
    intake = Intake.objects.filter(person=person, finished_at=None).defer("must_not_meet").first()
    if intake is None:
        return None
    try:
        answered = len(set(NAMES) & intake.answers.keys())
    except KeyDestroyed:
        return None  # the person is gone, and with their key what they said
    return Questions(reverse("joining:start"), answered) if answered else None
