"""Which person a seat is: an act of its own, with a reason, for the person to read (PSEUD-4)."""

from datetime import datetime

from django.db import transaction

from openchair.core.errors import require
from openchair.groups.models import Membership
from openchair.people.models import Look, Person
from openchair.people.policies import can_reveal_identity
from openchair.people.services import record_look


@transaction.atomic
def tell_who(*, membership: Membership, actor: Person, reason: Look.Reason, at: datetime) -> Person:
    """Say whose seat this is, on record. The caller asks for the second step first (SESS-5)."""
    require(can_reveal_identity(actor, membership.person))
    record_look(person=membership.person, actor=actor, what="seat", reason=reason, at=at)
    return membership.person
