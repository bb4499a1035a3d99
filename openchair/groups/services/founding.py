"""Founding a group and saying who leads it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from openchair.core.errors import Refused, require
from openchair.core.events import publish
from openchair.groups.events import GroupChanged, GroupFounded, MembershipStarted
from openchair.groups.models import Group, Membership, Part
from openchair.groups.policies import can_manage_groups
from openchair.groups.services.joining import check_name
from openchair.people.models import Person
from openchair.people.policies import is_facilitator

FIELDS = (
    "name", "purpose", "mode", "kind", "format", "leadership", "seats", "language", "time_zone", "place",
    "access_notes", "listed", "word_retention_days",
)  # fmt: skip
"""What a coordinator may set; nothing else is taken from a form."""


class CannotLead(Refused):
    code = "cannot_lead"
    words = _("This person has no role as a facilitator yet. Grant the role first.")


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
    """Change what a group says about itself; seats never fall under the number taken."""
    require(can_manage_groups(actor))
    for name, value in _known(fields).items():
        setattr(group, name, value)
    taken = Membership.objects.active(at).seated().filter(group=group).count()
    if group.seats < taken:
        raise ValidationError({"seats": _("%(taken)s seats are taken. Choose that many or more.") % {"taken": taken}})
    group.full_clean()
    group.save()
    publish(GroupChanged(actor_id=actor.pk, group_id=group.pk))
    return group


@transaction.atomic
def add_leader(
    *, group: Group, person: Person, pseudonym: str, actor: Person, at: datetime, helps: bool = False
) -> Membership:
    """Let a facilitator lead this group, or help lead it."""
    require(can_manage_groups(actor))
    if not is_facilitator(person):
        raise CannotLead
    name = check_name(group=group, pseudonym=pseudonym, at=at)
    membership = Membership.objects.create(
        group=group,
        person=person,
        pseudonym=name,
        starts_at=at,
        part=Part.CO_FACILITATOR if helps else Part.FACILITATOR,
    )
    publish(
        MembershipStarted(
            actor_id=actor.pk, group_id=group.pk, membership_id=membership.pk, person_id=membership.person_id
        )
    )
    return membership


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise ValidationError({name: _("This is not part of a group.") for name in unknown})
    return fields
