"""Keeping two people apart, and ending it."""

from datetime import datetime

from django.db import transaction

from openchair.core.errors import require
from openchair.core.events import publish
from openchair.core.rows import held
from openchair.people.events import KeptApart, NoLongerKeptApart
from openchair.people.models import NoContact, Person
from openchair.people.policies import is_coordinator


@transaction.atomic
def keep_apart(*, one: Person, other: Person, actor: Person, at: datetime) -> NoContact:
    """See to it that two people are never put together. Said again, it stays as it is; neither of them is told."""
    require(is_coordinator(actor) and one.pk != other.pk)
    first, second = sorted((one, other), key=lambda person: person.pk)
    # The rows of both, so that two coordinators who say it at once say it once.
    list(held(Person.objects.filter(pk__in=(first.pk, second.pk))).order_by("pk"))
    running = NoContact.objects.filter(first=first, second=second, ends_at=None).first()
    if running is not None:
        return running
    pair = NoContact.objects.create(first=first, second=second, set_by=actor, starts_at=at)
    publish(KeptApart(actor_id=actor.pk, no_contact_id=pair.pk))
    return pair


@transaction.atomic
def end_no_contact(*, pair: NoContact, actor: Person, at: datetime) -> None:
    """Let two people meet again from now on."""
    require(is_coordinator(actor))
    if NoContact.objects.filter(pk=pair.pk, ends_at=None).update(ends_at=at):
        publish(NoLongerKeptApart(actor_id=actor.pk, no_contact_id=pair.pk))
