"""Who may do what, as far as people go. Every rule is said once; nothing here knows rank among members (R24)."""

from datetime import datetime
from typing import Any

from openchair.core.policy import policy, public
from openchair.core.time import now
from openchair.people.models import STAFF_ROLES, Invitation, Person, Role, RoleGrant, Suspension, Training

__all__ = [
    "can_check_identity",
    "can_grant",
    "can_invite",
    "can_reveal",
    "can_reveal_identity",
    "can_see_records",
    "can_suspend",
    "can_withdraw_invitation",
    "has_role",
    "is_clinician",
    "is_coordinator",
    "is_facilitator",
    "is_operator",
    "is_peer_facilitator",
    "is_signed_in",
    "is_staff_role",
    "is_supervisor",
    "is_suspended",
    "is_therapist",
    "policy",
    "public",
]


def is_signed_in(person: Any) -> bool:
    """Somebody with an open account that is not suspended."""
    return bool(person.is_authenticated and person.is_active)


def _grants(person: Any, at: datetime | None) -> list[tuple[str, str]]:
    """Role and training of every grant in force; the person of a request brings today's along."""
    if not person.is_authenticated or not person.is_active:
        return []
    if at is None:
        standing: list[tuple[str, str]] | None = getattr(person, "standing", None)
        if standing is not None:
            return standing
    return list(RoleGrant.objects.running(at or now()).filter(person=person).values_list("role", "training"))


def has_role(person: Any, role: Role, at: datetime | None = None) -> bool:
    """Whether the person holds this role, now or at that moment."""
    return any(held == role for held, _ in _grants(person, at))


def is_staff_role(person: Any, at: datetime | None = None) -> bool:
    """Whether the person holds any role that needs a second factor."""
    return any(held in STAFF_ROLES for held, _ in _grants(person, at))


def is_coordinator(person: Any) -> bool:
    """Runs the programme."""
    return has_role(person, Role.COORDINATOR)


def is_supervisor(person: Any) -> bool:
    """Oversees professionally."""
    return has_role(person, Role.SUPERVISOR)


def is_operator(person: Any) -> bool:
    """Runs the machine, and reads no content."""
    return has_role(person, Role.OPERATOR)


def is_therapist(person: Any) -> bool:
    """Treats members one to one."""
    return has_role(person, Role.THERAPIST)


def is_facilitator(person: Any) -> bool:
    """May lead meetings, whatever the training."""
    return has_role(person, Role.FACILITATOR)


def is_clinician(person: Any, at: datetime | None = None) -> bool:
    """A therapist, or a facilitator trained as one."""
    return any(
        role == Role.THERAPIST or (role == Role.FACILITATOR and training == Training.THERAPIST)
        for role, training in _grants(person, at)
    )


def is_peer_facilitator(person: Any, at: datetime | None = None) -> bool:
    """Leads meetings as a trained peer and is no clinician."""
    return any(role == Role.FACILITATOR for role, _ in _grants(person, at)) and not is_clinician(person, at)


def can_see_records(person: Any) -> bool:
    """Clinical records are for clinicians; a peer who leads sees attendance and balance and no record (R22)."""
    return is_clinician(person)


def is_suspended(person: Person, at: datetime) -> bool:
    """Whether the person may not sign in at that moment."""
    return not person.is_active or Suspension.objects.running(at).filter(person=person).exists()


def can_grant(actor: Person, role: Role, person: Person) -> bool:
    """Coordinators make leaders and therapists, operators make coordinators and operators, both make supervisors.

    Nobody gives a role to themselves: running the machine must not open the way to what members say (AUTHZ-5).
    """
    if actor.pk == person.pk:
        return False
    return may_give(actor, role)


def may_give(actor: Person, role: Role) -> bool:
    """Which roles an actor may give away at all, by grant or by invitation."""
    if role in (Role.FACILITATOR, Role.THERAPIST):
        return is_coordinator(actor)
    if role == Role.SUPERVISOR:
        return is_coordinator(actor) or is_operator(actor)
    return is_operator(actor)


def can_invite(actor: Person, role: Role | None = None) -> bool:
    """Coordinators invite members; with a role, whoever may give that role."""
    return is_coordinator(actor) if role is None else may_give(actor, role)


def can_invite_somebody(actor: Any) -> bool:
    """Whether the page of invitations is for this person at all."""
    return is_coordinator(actor) or is_operator(actor)


def can_withdraw_invitation(actor: Person, invitation: Invitation) -> bool:
    """Whoever made it, and every coordinator."""
    return invitation.made_by_id == actor.pk or is_coordinator(actor)


def can_suspend(actor: Person, person: Person) -> bool:
    """Coordinators and supervisors, never themselves."""
    return actor.pk != person.pk and (is_coordinator(actor) or is_supervisor(actor))


def can_check_identity(actor: Person, person: Person) -> bool:
    """Coordinators help people back in who lost their way to sign in, never themselves."""
    return actor.pk != person.pk and is_coordinator(actor)


def can_reveal(actor: Any) -> bool:
    """Coordinators and supervisors. A clinician leads or treats; who treats whom is not kept yet, so none of them."""
    return is_coordinator(actor) or is_supervisor(actor)


def can_reveal_identity(actor: Person, person: Person) -> bool:
    """Whether the actor may open who this very person is, with a reason and on record (PSEUD-4); nobody their own."""
    return actor.pk != person.pk and can_reveal(actor)
