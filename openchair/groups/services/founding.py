"""Founding a group, changing it, saying who leads it, and closing it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from openchair.core.errors import Refused, require
from openchair.core.events import publish
from openchair.core.rows import held
from openchair.groups.events import GroupChanged, GroupClosed, GroupFounded, MembershipChanged, MembershipStarted
from openchair.groups.models import Group, Meeting, Membership, Mode, Part
from openchair.groups.policies import can_manage_groups
from openchair.groups.services.joining import check_name, end_membership, ids_of, locked
from openchair.groups.services.schedule import AHEAD, plan_meetings
from openchair.people.models import Person, Role
from openchair.people.policies import has_role, is_clinician
from openchair.people.queries import hold_person

FIELDS = (
    "name", "purpose", "mode", "kind", "format", "leadership", "seats", "language", "time_zone", "place",
    "access_notes", "listed", "word_retention_days",
)  # fmt: skip
"""What a coordinator may set; nothing else is taken from a form."""


class CannotLead(Refused):
    """Only facilitators lead."""

    code = "cannot_lead"
    words = _("This person has no role as a facilitator yet. Grant the role first.")


class NeedsClinician(Refused):
    """A therapy group is led by a clinician; a trained peer may help."""

    code = "needs_clinician"
    words = _("A therapy group is led by a clinician. A trained peer may help lead it.")


@transaction.atomic
def found_group(*, actor: Person, at: datetime, **fields: Any) -> Group:
    """Found a group; fields as in `FIELDS`, wrong ones raise ValidationError with the field's name."""
    require(can_manage_groups(actor))
    group = Group(created_at=at, **_known(fields))
    group.full_clean()
    group.save()
    publish(GroupFounded(actor_id=actor.pk, group_id=group.pk))
    return group


@transaction.atomic
def change_group(*, group: Group, actor: Person, at: datetime, **fields: Any) -> Group:
    """Change what a group says about itself; seats never fall under those taken, a new time zone moves meetings."""
    require(can_manage_groups(actor))
    known = _known(fields)
    group = locked(group)
    zone = group.time_zone
    for name, value in known.items():
        setattr(group, name, value)
    taken = Membership.objects.active(at).seated().filter(group=group).count()
    if group.seats < taken:
        raise ValidationError(
            {
                "seats": ngettext(
                    "%(taken)s seat is taken. Choose that many or more.",
                    "%(taken)s seats are taken. Choose that many or more.",
                    taken,
                )
                % {"taken": taken}
            }
        )
    group.full_clean()
    group.save()
    if group.time_zone != zone:
        plan_meetings(group=group, until=at + AHEAD, at=at)
    publish(GroupChanged(actor_id=actor.pk, group_id=group.pk))
    return group


@transaction.atomic
def add_leader(
    *, group: Group, person: Person, pseudonym: str, actor: Person, at: datetime, helps: bool = False
) -> Membership:
    """Let a facilitator lead this group, or help lead it. Whoever sits in it already keeps their seat id and name."""
    require(can_manage_groups(actor))
    if not has_role(person, Role.FACILITATOR, at):
        raise CannotLead
    hold_person(person.pk)
    group = locked(group)
    require(group.closed_at is None)
    if group.mode == Mode.THERAPY and not helps and not is_clinician(person, at):
        raise NeedsClinician
    part = Part.CO_FACILITATOR if helps else Part.FACILITATOR
    if membership := Membership.objects.active(at).filter(group=group, person=person).first():
        membership.part, membership.ends_at = part, None
        membership.save(update_fields=["part", "ends_at"])
        publish(MembershipChanged(actor_id=actor.pk, **ids_of(membership)))
        return membership
    name = check_name(group=group, pseudonym=pseudonym, person=person, at=at)
    membership = Membership.objects.create(group=group, person=person, pseudonym=name, starts_at=at, part=part)
    publish(MembershipStarted(actor_id=actor.pk, **ids_of(membership)))
    return membership


@transaction.atomic
def end_leading(*, membership: Membership, actor: Person, at: datetime) -> None:
    """Somebody leads this group no longer, and leaves it."""
    require(can_manage_groups(actor) and membership.leads)
    end_membership(membership=membership, actor=actor, at=at)


@transaction.atomic
def close_group(*, group: Group, actor: Person, at: datetime) -> Group:
    """Close a group for good: coming meetings are cancelled and memberships end. What was, stays as long as agreed."""
    require(can_manage_groups(actor))
    group = locked(group)
    if group.closed_at is not None:
        return group
    group.closed_at = at
    group.save(update_fields=["closed_at"])
    coming = Meeting.objects.filter(group=group, opened_at=None, cancelled_at=None, starts_at__gt=at)
    coming.update(cancelled_at=at)
    # All of them before the first is ended: from there on this transaction has the trail and waits for nobody.
    for membership in list(held(Membership.objects.active(at).filter(group=group)).order_by("pk")):
        end_membership(membership=membership, actor=actor, at=at)
    publish(GroupClosed(actor_id=actor.pk, group_id=group.pk))
    return group


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise ValidationError({name: _("This is not part of a group.") for name in unknown})
    return fields
