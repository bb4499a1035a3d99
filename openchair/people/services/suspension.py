"""Suspensions: a person cannot sign in for a time, at once and everywhere."""

from datetime import datetime

from django.db import transaction

from openchair.core.errors import require
from openchair.core.events import publish
from openchair.people.events import PersonSuspended, SuspensionLifted
from openchair.people.models import Person, Suspension
from openchair.people.policies import can_suspend
from openchair.people.services.signed_in import end_all_sign_ins


def suspend(
    *, person: Person, actor: Person | None, reason: Suspension.Reason, at: datetime, ends_at: datetime | None = None
) -> Suspension:
    """Keep somebody from signing in, and end what they have open (SESS-1, AUTHZ-4)."""
    require(actor is None or can_suspend(actor, person))
    with transaction.atomic():
        suspension = Suspension.objects.create(
            person=person, reason=reason, starts_at=at, ends_at=ends_at, suspended_by=actor
        )
        publish(
            PersonSuspended(
                actor_id=actor.id if actor else None,
                person_id=person.id,
                suspension_id=suspension.id,
                reason_code=str(reason),
            )
        )
    # After the commit: from here on no sign-in of theirs counts, and now the rows go as well.
    end_all_sign_ins(person=person, actor=actor, reason_code="suspended", at=at)
    return suspension


@transaction.atomic
def lift_suspension(*, suspension: Suspension, actor: Person, at: datetime) -> None:
    """Let somebody sign in again."""
    require(can_suspend(actor, suspension.person))
    if suspension.ends_at is not None and suspension.ends_at <= at:
        return
    suspension.ends_at, suspension.lifted_by = max(at, suspension.starts_at), actor
    suspension.save(update_fields=["ends_at", "lifted_by"])
    publish(SuspensionLifted(actor_id=actor.id, person_id=suspension.person_id, suspension_id=suspension.id))
