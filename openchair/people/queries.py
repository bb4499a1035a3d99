"""Reads for pages and for other packages."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.crypto import constant_time_compare

from openchair.core.rows import held
from openchair.core.time import now
from openchair.people.models import Invitation, Look, NoContact, Person, Role, RoleGrant, SignIn, Suspension
from openchair.people.sessions import hashed

if TYPE_CHECKING:
    from openchair.people.models.links import LinkQuerySet

__all__ = [
    "end_of_sign_in",
    "has_second_factor",
    "hold_person",
    "idle_limit",
    "invited_group_ids",
    "kept_apart_among",
    "needs_second_factor",
    "open_invitations",
    "person_of_session",
    "second_step_is_sure",
    "session_is_alive",
    "signed_in_places",
    "who_looked",
    "with_standing",
]


def hold_person(person_id: UUID | str) -> Person:
    """The person as they stand, whose seats, offers and place on a list nobody else changes until the transaction ends.

    Held before anything else: what happens to a seat changes an offer and a place on the list after the trail was
    written, and whoever held one of those rows and waited for the trail would wait for ever.
    """
    return held(Person.objects.filter(pk=person_id)).get()


def with_standing(person_id: UUID | str, at: datetime) -> Person | None:
    """An open, unsuspended account with its roles and whether it has a second factor, in one read."""
    grants = RoleGrant.objects.running(at).filter(person=OuterRef("pk"))
    found: Any = (
        Person.objects.filter(pk=person_id, is_active=True)
        .annotate(
            suspended_now=Exists(Suspension.objects.running(at).filter(person=OuterRef("pk"))),
            factor_now=Exists(factors().filter(user=OuterRef("pk"))),
            training_now=Subquery(grants.filter(role=Role.FACILITATOR).values("training")[:1]),
            **{f"is_{role.value}": Exists(grants.filter(role=role)) for role in Role},
        )
        .first()
    )
    if found is None or found.suspended_now:
        return None
    held = [role for role in Role if getattr(found, f"is_{role.value}")]
    found.standing = [(role.value, (found.training_now or "") if role == Role.FACILITATOR else "") for role in held]
    person: Person = found
    person.second_factor = found.factor_now
    return person


def factors() -> "QuerySet[Any]":
    """Second factors of anybody; recovery codes alone are none."""
    rows: QuerySet[Any] = Authenticator.objects.filter(type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
    return rows


def has_second_factor(person: Person) -> bool:
    """Whether the person added a second step to signing in."""
    known: bool | None = getattr(person, "second_factor", None)
    return factors().filter(user=person).exists() if known is None else known


def is_staff(person: Person) -> bool:
    """Whether the person holds any role beyond member."""
    from openchair.people.policies import is_staff_role

    return is_staff_role(person)


def needs_second_factor(person: Person) -> bool:
    """Whether the person must add a second step before seeing anything of members (AUTH-4, AUTH-1)."""
    if not settings.SECOND_FACTOR_REQUIRED or has_second_factor(person):
        return False
    return person.short_password or is_staff(person)


def second_step_is_sure(person: Person) -> bool:
    """Whether this person never signs in by password alone, so that a shorter one does (AUTH-1)."""
    return has_second_factor(person) or (settings.SECOND_FACTOR_REQUIRED and is_staff(person))


def idle_limit(person: Person) -> timedelta:
    """How long somebody may do nothing before being signed out (SESS-2)."""
    return timedelta(minutes=settings.IDLE_MINUTES_STAFF if is_staff(person) else settings.IDLE_MINUTES_MEMBERS)


def end_of_sign_in(person: Person, row: SignIn) -> datetime:
    """When this sign-in ends if nothing more happens."""
    hours = settings.SIGNED_IN_HOURS_STAFF if is_staff(person) else settings.SIGNED_IN_HOURS_MEMBERS
    return min(row.last_seen_at + idle_limit(person), row.started_at + timedelta(hours=hours))


def person_of_session(session_key: str, at: datetime | None = None) -> Person | None:
    """Whose sign-in this cookie is, while it lives: for sockets, which have no request."""
    moment = at or now()
    row = SignIn.objects.filter(session_key=hashed(session_key), expire_date__gt=moment).first()
    if row is None or row.person_id is None:
        return None
    person = with_standing(row.person_id, moment)
    if person is None or end_of_sign_in(person, row) <= moment or needs_second_factor(person):
        return None
    stamped = str(row.get_decoded().get(HASH_SESSION_KEY, ""))
    return person if constant_time_compare(stamped, person.get_session_auth_hash()) else None


def session_is_alive(session_key: str, at: datetime | None = None) -> bool:
    """Whether a sign-in still holds; it ends by signing out, idling, suspension or a changed password."""
    return person_of_session(session_key, at) is not None


def signed_in_places(person: Person, at: datetime) -> list[SignIn]:
    """The devices on which the person is signed in, newest first."""
    rows = SignIn.objects.filter(person_id=person.pk, expire_date__gt=at).order_by("-last_seen_at")
    return [row for row in rows if end_of_sign_in(person, row) > at]


def who_looked(person: Person, at: datetime) -> "QuerySet[Look]":
    """Who opened what is sealed about the person, newest first, without what a safety hold keeps back."""
    return Look.objects.filter(person=person, shown_from__lte=at).select_related("looked_by").order_by("-looked_at")


def open_invitations(actor: Person, at: datetime) -> "LinkQuerySet[Invitation]":
    """Invitations that can still be used: a coordinator's view of all, others see what they made."""
    from openchair.people.policies import is_coordinator

    links = Invitation.objects.open(at).order_by("-made_at")
    return links if is_coordinator(actor) else links.filter(made_by=actor)


def invited_group_ids(person: Person) -> list[UUID]:
    """Groups into which the person was invited, for the package that knows what a group is."""
    ids = Invitation.objects.filter(accepted_by=person).values_list("group_id", flat=True)
    return [group_id for group_id in ids if group_id is not None]


def kept_apart_among(person_ids: Collection[UUID], at: datetime) -> list[tuple[UUID, UUID]]:
    """Which of these people are kept apart now. For the house alone: no page may show or let guess it."""
    running = NoContact.objects.filter(first__in=person_ids, second__in=person_ids, starts_at__lte=at)
    return list(running.filter(Q(ends_at=None) | Q(ends_at__gt=at)).values_list("first_id", "second_id"))


def kept_apart_from(person: Person, at: datetime) -> set[UUID]:
    """Everybody whom this person must not meet at that moment, whichever of the two said so."""
    running = NoContact.objects.filter(Q(first=person) | Q(second=person), starts_at__lte=at)
    pairs = running.filter(Q(ends_at=None) | Q(ends_at__gt=at)).values_list("first_id", "second_id")
    return {other for pair in pairs for other in pair} - {person.pk}
