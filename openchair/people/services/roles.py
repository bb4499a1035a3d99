"""Roles: given and taken back."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from openchair.core.errors import Refused, require
from openchair.core.events import publish
from openchair.people.events import RoleGranted, RoleRevoked
from openchair.people.models import Person, Role, RoleGrant, Training
from openchair.people.policies import can_grant, may_give


class RoleAlreadyHeld(Refused):
    """The person holds this role already."""

    code = "role_already_held"
    words = _("This person holds that role already.")


@transaction.atomic
def grant_role(
    *,
    person: Person,
    role: Role,
    actor: Person | None,
    at: datetime,
    training: Training | str = "",
    ends_at: datetime | None = None,
) -> RoleGrant:
    """Give somebody a role. Without an actor it is the installation itself, from the command line."""
    require(actor is None or can_grant(actor, role, person))
    grant = open_grant(person=person, role=role, given_by=actor, at=at, training=training, ends_at=ends_at)
    publish(RoleGranted(actor_id=actor.id if actor else None, person_id=person.id, grant_id=grant.id, role=grant.role))
    return grant


def open_grant(
    *,
    person: Person,
    role: Role,
    given_by: Person | None,
    at: datetime,
    training: Training | str = "",
    ends_at: datetime | None = None,
) -> RoleGrant:
    """The row itself; whoever calls it asked who may give the role."""
    kind = (training or Training.PEER) if role == Role.FACILITATOR else ""
    if RoleGrant.objects.running(at).filter(person=person, role=role).exists():
        raise RoleAlreadyHeld
    try:
        with transaction.atomic():
            return RoleGrant.objects.create(
                person=person, role=role, training=kind, starts_at=at, ends_at=ends_at, granted_by=given_by
            )
    except IntegrityError as problem:
        raise RoleAlreadyHeld from problem


@transaction.atomic
def revoke_role(*, grant: RoleGrant, actor: Person | None, at: datetime) -> None:
    """Take a role back; anybody may give up their own."""
    require(actor is None or actor.pk == grant.person_id or may_give(actor, Role(grant.role)))
    if grant.ends_at is not None and grant.ends_at <= at:
        return
    grant.ends_at, grant.revoked_by = max(at, grant.starts_at), actor
    grant.save(update_fields=["ends_at", "revoked_by"])
    publish(
        RoleRevoked(actor_id=actor.id if actor else None, person_id=grant.person_id, grant_id=grant.id, role=grant.role)
    )
