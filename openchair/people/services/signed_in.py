"""Being signed in: kept, ended, forgotten. The rows live in the database for sign-ins."""

from datetime import datetime, timedelta

from django.db import transaction

from openchair.core.errors import require
from openchair.core.events import publish
from openchair.people.events import SignedOut, SignInsEnded
from openchair.people.models import Attempts, Person, SignIn
from openchair.people.policies import is_coordinator, is_supervisor
from openchair.people.sessions import hashed

SEEN_EVERY = timedelta(seconds=30)
"""How exactly it is known when somebody was last there, for signing them out and for nothing else."""
ATTEMPTS_KEPT = timedelta(days=90)


def keep_signed_in(*, session_key: str, at: datetime) -> None:
    """Count a sign-in as in use; sockets call it while somebody is in a meeting, requests by themselves."""
    SignIn.objects.filter(session_key=hashed(session_key), last_seen_at__lt=at - SEEN_EVERY).update(last_seen_at=at)


def end_sign_in(*, person: Person, row_key: str, at: datetime) -> None:
    """End one of a person's own sign-ins, named by its row."""
    with transaction.atomic():
        publish(SignInsEnded(actor_id=person.id, person_id=person.id, reason_code="one"))
        SignIn.objects.filter(person_id=person.pk, session_key=row_key).delete()


def end_all_sign_ins(
    *, person: Person, actor: Person | None, at: datetime, reason_code: str = "asked", keep: str | None = None
) -> None:
    """End every sign-in of a person, but for the one with the key to keep."""
    require(actor is None or actor.pk == person.pk or is_coordinator(actor) or is_supervisor(actor))
    with transaction.atomic():
        publish(SignInsEnded(actor_id=actor.id if actor else None, person_id=person.id, reason_code=reason_code))
        rows = SignIn.objects.filter(person_id=person.pk)
        (rows.exclude(session_key=hashed(keep)) if keep else rows).delete()


@transaction.atomic
def record_sign_out(*, person: Person) -> None:
    """Write down that somebody signed out."""
    publish(SignedOut(actor_id=person.id, person_id=person.id))


def forget_ended_sign_ins(*, at: datetime) -> int:
    """Delete what ended sign-ins and old attempts left behind; the daily purge calls it."""
    gone, _ = SignIn.objects.filter(expire_date__lt=at).delete()
    old, _ = (
        Attempts.objects.exclude(last_failed_at__gte=at - ATTEMPTS_KEPT)
        .exclude(succeeded_at__gte=at - ATTEMPTS_KEPT)
        .delete()
    )
    return gone + old
