"""Invitations: made, withdrawn, accepted."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from openchair.core.errors import require
from openchair.core.events import publish
from openchair.people.events import InvitationAccepted, InvitationMade, InvitationWithdrawn, RoleGranted
from openchair.people.models import Invitation, Person, Role, Training
from openchair.people.policies import can_invite, can_withdraw_invitation
from openchair.people.services.links import find_open, new_token, spend
from openchair.people.services.roles import RoleAlreadyHeld, open_grant

INVITATION_LIVES = timedelta(days=14)


@transaction.atomic
def invite(
    *,
    actor: Person | None,
    at: datetime,
    role: Role | None = None,
    training: Training | str = "",
    group_id: UUID | None = None,
    lives: timedelta = INVITATION_LIVES,
) -> tuple[Invitation, str]:
    """Make an invitation and its token, which is shown once. Who may seat people in a group asks the group's rules."""
    require(actor is None or can_invite(actor, role))
    token, kept = new_token()
    invitation = Invitation.objects.create(
        token_hash=kept,
        made_at=at,
        made_by=actor,
        expires_at=at + lives,
        role=role or "",
        training=(training or Training.PEER) if role == Role.FACILITATOR else "",
        group_id=group_id,
    )
    publish(InvitationMade(actor_id=actor.id if actor else None, invitation_id=invitation.id, group_id=group_id))
    return invitation, token


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, actor: Person, at: datetime) -> None:
    """Make an invitation worthless before it is used."""
    require(can_withdraw_invitation(actor, invitation))
    if invitation.spent_at is not None or invitation.withdrawn_at is not None:
        return
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    publish(InvitationWithdrawn(actor_id=actor.id, invitation_id=invitation.id))


@transaction.atomic
def accept_invitation(*, token: str, person: Person, at: datetime) -> Invitation:
    """Spend an invitation: its role counts from now, and its group hears of it."""
    invitation = find_open(Invitation, token, at)
    spend(invitation, at)
    invitation.accepted_by = person
    invitation.save(update_fields=["accepted_by"])
    if invitation.role:
        _give_the_role(invitation, person, at)
    publish(
        InvitationAccepted(
            actor_id=person.id, person_id=person.id, invitation_id=invitation.id, group_id=invitation.group_id
        )
    )
    return invitation


def _give_the_role(invitation: Invitation, person: Person, at: datetime) -> None:
    # Whoever made the link may have lost the right to give this role since, or may be using it themselves.
    giver = invitation.made_by
    if giver is not None:
        require(giver.pk != person.pk and can_invite(giver, Role(invitation.role)))
    try:
        grant = open_grant(
            person=person, role=Role(invitation.role), given_by=giver, at=at, training=invitation.training
        )
    except RoleAlreadyHeld:
        return
    publish(RoleGranted(actor_id=giver.id if giver else None, person_id=person.id, grant_id=grant.id, role=grant.role))
