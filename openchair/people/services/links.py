"""Links that work once: a token goes out, only its hash stays, and a POST spends it."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from openchair.core.errors import Refused, require
from openchair.core.events import publish
from openchair.people.events import DemoLinkUsed, PasswordReset, ResetLinkMade, SpareKeyMade
from openchair.people.models import DemoLink, Person, ResetLink, SingleUseLink, SpareKey
from openchair.people.passwords import check_password_rules
from openchair.people.policies import can_check_identity
from openchair.people.queries import second_step_is_sure
from openchair.people.services.signed_in import end_all_sign_ins

RESET_LINK_LIVES = timedelta(minutes=45)
SPARE_KEY_LIVES = timedelta(days=3650)
PLAIN_SIGNS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""No sign that is mistaken for another when written by hand; twenty of them are 98 random bits."""
DEMO_LINK_LIVES = timedelta(days=7)

L = TypeVar("L", bound=SingleUseLink)


class LinkDoesNotWork(Refused):
    """The link was used, withdrawn, is too old or never was: nobody learns which."""

    code = "link_does_not_work"
    words = _("This link does not work any more. Ask whoever gave it to you for a new one.")


def new_token() -> tuple[str, str]:
    """A token for the address, and the hash that is kept."""
    token = secrets.token_urlsafe(32)
    return token, token_hash(token)


def token_hash(token: str) -> str:
    """What is kept of a token. It has 256 random bits, so that a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_open(kind: type[L], token: str, at: datetime) -> L:
    """The link with this token while it works."""
    found = kind._default_manager.filter(
        token_hash=token_hash(token), spent_at=None, withdrawn_at=None, expires_at__gt=at
    ).first()
    if found is None:
        raise LinkDoesNotWork
    return found


def spend(link: SingleUseLink, at: datetime) -> None:
    """Use a link up; of two at the same moment one fails."""
    rows = type(link)._default_manager.filter(pk=link.pk, spent_at=None, withdrawn_at=None, expires_at__gt=at)
    if rows.update(spent_at=at) != 1:
        raise LinkDoesNotWork
    link.spent_at = at


@transaction.atomic
def make_reset_link(
    *, person: Person, actor: Person | None, checked_by: ResetLink.Check, at: datetime
) -> tuple[ResetLink, str]:
    """After somebody made sure who the person is: a link for a new password, and how they made sure (AUTH-7)."""
    require(actor is None or can_check_identity(actor, person))
    ResetLink.objects.open(at).filter(person=person).update(withdrawn_at=at)
    token, kept = new_token()
    link = ResetLink.objects.create(
        person=person,
        token_hash=kept,
        made_at=at,
        made_by=actor,
        expires_at=at + RESET_LINK_LIVES,
        checked_by=checked_by,
    )
    publish(
        ResetLinkMade(
            actor_id=actor.id if actor else None, person_id=person.id, link_id=link.id, reason_code=str(checked_by)
        )
    )
    return link, token


def reset_password(*, token: str, password: str, at: datetime) -> Person:
    """Choose a new password by a reset link. All sign-ins end; a second step stays and is asked for as ever."""
    return _choose_anew(find_open(ResetLink, token, at), password, at)


@transaction.atomic
def make_spare_key(*, person: Person, at: datetime) -> str:
    """A code to keep on paper; it is shown once, and the one before becomes void."""
    SpareKey.objects.open(at).filter(person=person).update(withdrawn_at=at)
    code = "".join(secrets.choice(PLAIN_SIGNS) for _place in range(20))
    SpareKey.objects.create(
        person=person, token_hash=token_hash(code), made_at=at, made_by=person, expires_at=at + SPARE_KEY_LIVES
    )
    publish(SpareKeyMade(actor_id=person.id, person_id=person.id))
    return "-".join(code[start : start + 5] for start in range(0, 20, 5))


def use_spare_key(*, code: str, password: str, at: datetime) -> Person:
    """Choose a new password by the spare key. It is spent; a second step stays and is asked for as ever."""
    bare = "".join(sign for sign in code.upper() if sign in PLAIN_SIGNS)
    return _choose_anew(find_open(SpareKey, bare, at), password, at)


def _choose_anew(link: ResetLink | SpareKey, password: str, at: datetime) -> Person:
    person = link.person
    check_password_rules(password, sign_in_name=person.sign_in_name, second_factor=second_step_is_sure(person))
    # Outside the transaction, as hashing takes its time.
    person.choose_password(password)
    with transaction.atomic():
        spend(link, at)
        person.save(update_fields=["password", "short_password", "stamp"])
        publish(PasswordReset(actor_id=person.id, person_id=person.id, link_id=link.id))
    end_all_sign_ins(person=person, actor=person, reason_code="reset", at=at)
    return person


@transaction.atomic
def make_demo_link(*, person: Person, at: datetime) -> str:
    """A link that signs a visitor of the demo in as one of its people."""
    require(settings.MODE == "demo")
    token, kept = new_token()
    DemoLink.objects.create(person=person, token_hash=kept, made_at=at, expires_at=at + DEMO_LINK_LIVES)
    return token


@transaction.atomic
def use_demo_link(*, token: str, at: datetime) -> Person:
    """Come in by a demo link, as often as one likes: nothing here is anybody's. Outside the demo none works."""
    require(settings.MODE == "demo")
    link = find_open(DemoLink, token, at)
    publish(DemoLinkUsed(actor_id=link.person_id, person_id=link.person_id, link_id=link.id))
    return link.person
