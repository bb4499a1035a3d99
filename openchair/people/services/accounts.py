"""Accounts: made, changed, signed in to."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from openchair.core.events import publish
from openchair.core.ids import new_id
from openchair.core.time import zone_names
from openchair.people.events import (
    PasswordChanged,
    PersonSignedUp,
    RecoveryCodesMade,
    RecoveryCodeUsed,
    SecondFactorAdded,
    SecondFactorRemoved,
    SettingsChanged,
    SignedIn,
    SignInRefused,
)
from openchair.people.models import Person
from openchair.people.models.person import LONG_PASSWORD
from openchair.people.names import check_name, normal_name, normal_password
from openchair.people.passwords import check_password_rules
from openchair.people.queries import second_step_is_sure
from openchair.people.services.signed_in import end_all_sign_ins
from openchair.vault.services import Scope, create_key

SETTINGS = frozenset(("language", "time_zone", "theme", "text_size", "contrast", "languages", "access_needs"))


def sign_up(*, sign_in_name: str, password: str, at: datetime, second_factor_follows: bool = False) -> Person:
    """Make an account from a chosen name and a password, after checking both.

    A short password is accepted only for somebody whose role will ask for a second step before anything else.
    """
    name = normal_name(sign_in_name)
    check_name(name)
    check_password_rules(password, sign_in_name=name, second_factor=second_factor_follows)
    typed = normal_password(password)
    # Outside the transaction: hashing takes a tenth of a second and would hold the one writer of SQLite.
    return add_person(
        sign_in_name=name,
        password_hash=make_password(typed),
        short_password=len(typed) < LONG_PASSWORD,
        at=at,
    )


def add_person(*, sign_in_name: str, password_hash: str, at: datetime, short_password: bool = False) -> Person:
    """Make an account whose password is already hashed, with its own key."""
    name = normal_name(sign_in_name)
    check_name(name)
    if Person.objects.filter(sign_in_name=name).exists():
        raise name_is_taken()
    person_id = new_id()
    # The key store cannot commit together with content: key first, so that nothing is ever sealed without one.
    key_id = create_key(scope=Scope.PERSON, subject_id=person_id, retain_until=None, at=at)
    try:
        with transaction.atomic():
            person: Person = Person.objects.create(
                id=person_id,
                key_id=key_id,
                sign_in_name=name,
                password=password_hash,
                short_password=short_password,
                joined_on=at.date(),
            )
            publish(PersonSignedUp(actor_id=person.id, person_id=person.id))
    except IntegrityError as problem:
        raise name_is_taken() from problem
    return person


def name_is_taken() -> ValidationError:
    """The refusal of a name that somebody else signs in with."""
    return ValidationError(_("That name cannot be used. Choose another."), code="taken")


def change_password(*, person: Person, password: str, at: datetime, keep: str | None = None) -> None:
    """Choose a new password; every other sign-in ends."""
    check_password_rules(password, sign_in_name=person.sign_in_name, second_factor=second_step_is_sure(person))
    person.choose_password(password)
    with transaction.atomic():
        person.save(update_fields=["password", "short_password", "stamp"])
        publish(PasswordChanged(actor_id=person.id, person_id=person.id))
    end_all_sign_ins(person=person, actor=person, keep=keep, reason_code="password", at=at)


@transaction.atomic
def change_settings(*, person: Person, at: datetime, **changes: Any) -> None:
    """Change how somebody likes the pages, their languages and access needs."""
    if unknown := set(changes) - SETTINGS:
        raise ValidationError(f"unknown settings: {', '.join(sorted(unknown))}")
    if (zone := changes.get("time_zone")) is not None and zone not in zone_names():
        raise ValidationError(_("Choose a time zone from the list."), code="time_zone")
    for field, value in changes.items():
        setattr(person, field, value)
    person.save(update_fields=list(changes))
    publish(SettingsChanged(actor_id=person.id, person_id=person.id))


@transaction.atomic
def record_sign_in(*, person: Person) -> None:
    """Write down that somebody signed in."""
    publish(SignedIn(actor_id=person.id, person_id=person.id))


@transaction.atomic
def record_refusal(*, person_id: UUID | None, reason_code: str) -> None:
    """Write down that somebody could not sign in."""
    publish(SignInRefused(person_id=person_id, reason_code=reason_code))


@transaction.atomic
def note_second_factor(*, person: Person, what: str) -> None:
    """Write down what happened to somebody's second step."""
    kinds = {
        "added": SecondFactorAdded,
        "removed": SecondFactorRemoved,
        "codes_made": RecoveryCodesMade,
        "code_used": RecoveryCodeUsed,
    }
    publish(kinds[what](actor_id=person.id, person_id=person.id))
