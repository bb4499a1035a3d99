"""Who somebody is and whom to call for them: written by the person, opened by others only on record."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openchair.core.errors import require
from openchair.core.events import publish
from openchair.people.events import EmergencyContactKept, IdentityKept, IdentityRevealed
from openchair.people.models import EmergencyContact, Identity, Look, Person
from openchair.people.policies import can_reveal_identity
from openchair.vault.services import lookup_hash


@transaction.atomic
def keep_identity(
    *,
    person: Person,
    at: datetime,
    legal_name: str = "",
    email: str = "",
    phone: str = "",
    birth_date: str = "",
) -> Identity:
    """Seal who somebody is under their own key. Every field may stay empty."""
    if birth_date:
        _check_birth_date(birth_date, at)
    identity = Identity.objects.filter(person=person).first() or Identity(person=person, key_id=person.key_id)
    identity.legal_name, identity.email, identity.phone, identity.birth_date = legal_name, email, phone, birth_date
    address = email.strip().casefold()
    identity.email_hash = lookup_hash("people.email", address).hex() if address else ""
    identity.save()
    publish(IdentityKept(actor_id=person.id, person_id=person.id))
    return identity


def _check_birth_date(text: str, at: datetime) -> None:
    try:
        born = date.fromisoformat(text)
    except ValueError as problem:
        raise ValidationError({"birth_date": _("Write the date as year, month and day.")}) from problem
    if not date(1900, 1, 1) <= born <= at.date():
        raise ValidationError({"birth_date": _("Look at the year again.")})


@transaction.atomic
def keep_emergency_contact(
    *, person: Person, at: datetime, name: str = "", phone: str = "", relation: str = ""
) -> EmergencyContact:
    """Seal whom to call for somebody when it matters."""
    contact = EmergencyContact.objects.filter(person=person).first() or EmergencyContact(
        person=person, key_id=person.key_id
    )
    contact.name, contact.phone, contact.relation = name, phone, relation
    contact.save()
    publish(EmergencyContactKept(actor_id=person.id, person_id=person.id))
    return contact


@transaction.atomic
def record_look(
    *, person: Person, actor: Person, what: str, reason: Look.Reason, at: datetime, shown_from: datetime | None = None
) -> Look:
    """Write into the person's own access record that somebody opened something sealed about them.

    `shown_from` later than now is a documented safety hold; it never keeps a look back for ever.
    """
    look = Look.objects.create(
        person=person, looked_by=actor, looked_at=at, what=what, reason=reason, shown_from=shown_from or at
    )
    publish(
        IdentityRevealed(actor_id=actor.id, person_id=person.id, look_id=look.id, what=what, reason_code=str(reason))
    )
    return look


@transaction.atomic
def reveal_identity(
    *, person: Person, actor: Person, reason: Look.Reason, at: datetime, shown_from: datetime | None = None
) -> Identity | None:
    """Open who somebody is, for a reason, on record. The caller asks for the second step first (SESS-5)."""
    require(can_reveal_identity(actor, person))
    record_look(person=person, actor=actor, what="identity", reason=reason, at=at, shown_from=shown_from)
    return Identity.objects.filter(person=person).first()


@transaction.atomic
def reveal_emergency_contact(
    *, person: Person, actor: Person, reason: Look.Reason, at: datetime, shown_from: datetime | None = None
) -> EmergencyContact | None:
    """Open whom to call for somebody, for a reason, on record. The caller asks for the second step first (SESS-5)."""
    require(can_reveal_identity(actor, person))
    record_look(person=person, actor=actor, what="emergency_contact", reason=reason, at=at, shown_from=shown_from)
    return EmergencyContact.objects.filter(person=person).first()
