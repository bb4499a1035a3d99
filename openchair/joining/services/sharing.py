"""What a member shows in one group of what they have lived through, and in no other (R1)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openchair.agreements.models import Signature
from openchair.core.errors import require
from openchair.core.events import publish
from openchair.core.rows import held
from openchair.groups.models import Membership, Part
from openchair.groups.services import runs
from openchair.joining.events import ExperienceShared
from openchair.joining.models import SharedExperience
from openchair.joining.taxonomy import all_experience
from openchair.people.models import Person


@transaction.atomic
def share_experience(*, membership: Membership, codes: Collection[str], actor: Person, at: datetime) -> None:
    """Show exactly these in this group from now on; none at all is a choice like any other."""
    require(actor.pk == membership.person_id and membership.part != Part.VISITOR and runs(membership, at))
    require(Signature.objects.in_force(at).filter(membership=membership).exists())
    if not set(codes) <= set(all_experience()):
        raise ValidationError(_("Choose from the list."))
    # Its row, so that two pages of one person which are sent at once leave no double.
    held(Membership.objects.filter(pk=membership.pk)).get()
    SharedExperience.objects.filter(membership=membership).delete()
    for code in sorted(set(codes)):
        row = SharedExperience(membership=membership, key_id=actor.key_id, shared_at=at)
        row.code = code
        row.save(force_insert=True)
    publish(ExperienceShared(membership_id=membership.pk))


@transaction.atomic
def show_nothing_more(*, membership_id: UUID) -> None:
    """Whoever leaves takes with them what they showed. Called by the house when a membership ends."""
    SharedExperience.objects.filter(membership_id=membership_id).delete()
