"""What a coordinator says of a group, so that it is found by those it suits."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import ngettext

from openchair.core.errors import require
from openchair.core.events import publish
from openchair.core.rows import held
from openchair.groups.models import Group
from openchair.joining.events import GroupProfileChanged
from openchair.joining.models import GroupProfile
from openchair.joining.policies import can_place
from openchair.people.models import Person

FIELDS = (
    "themes", "goals", "access", "only_for", "structure", "camera", "takes_waiting", "wants_spread", "minimum",
    "reserved", "youngest", "oldest",
)  # fmt: skip


def profile_of(group: Group) -> GroupProfile:
    """What was said of a group, or what holds as long as nothing was said."""
    return GroupProfile.objects.filter(group=group).first() or GroupProfile(group=group)


@transaction.atomic
def change_profile(*, group: Group, actor: Person, **fields: Any) -> GroupProfile:
    """Say what a group offers and whom it suits; it never keeps or needs more seats than it has."""
    require(can_place(actor) and set(fields) <= set(FIELDS))
    group = held(Group.objects.all()).get(pk=group.pk)
    profile = profile_of(group)
    for name, value in fields.items():
        setattr(profile, name, value)
    words = ngettext(
        "The group has {seats} seat. Choose that many or fewer.",
        "The group has {seats} seats. Choose that many or fewer.",
        group.seats,
    ).format(seats=group.seats)
    if wrong := {name: words for name in ("minimum", "reserved") if getattr(profile, name) > group.seats}:
        raise ValidationError(wrong)
    profile.full_clean()
    profile.save()
    publish(GroupProfileChanged(actor_id=actor.pk, group_id=group.pk))
    return profile
