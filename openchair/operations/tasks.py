"""What the house does from time to time for the packages below it."""

from datetime import datetime, timedelta

from django.db import connections

from openchair.audit.services import sign_checkpoint
from openchair.core.jobs import scheduled
from openchair.groups.models import Group
from openchair.groups.services import plan_meetings
from openchair.operations.models import JobRun
from openchair.people.services import forget_ended_sign_ins
from openchair.rooms.tasks import finish_reactions
from openchair.vault import services as vault
from openchair.vault.store import overwrite_deleted

PLAN_AHEAD = timedelta(weeks=8)
RUNS_KEPT = timedelta(days=7)


@scheduled("audit.checkpoint", every=timedelta(hours=1))
def sign_the_trail(*, at: datetime) -> int:
    """Sign how far the trail has come."""
    return 0 if sign_checkpoint(at=at) is None else 1


@scheduled("vault.destroy_due", every=timedelta(minutes=15), purges=True)
def destroy_due_keys(*, at: datetime) -> int:
    """Destroy every key whose retention is over."""
    gone = vault.destroy_due(at=at)
    overwrite_deleted()
    return len(gone)


@scheduled("groups.plan_meetings", every=timedelta(hours=1))
def plan_coming_meetings(*, at: datetime) -> int:
    """Derive the coming weeks' meetings from every running group's series."""
    running = Group.objects.filter(closed_at=None)
    return sum(len(plan_meetings(group=group, until=at + PLAN_AHEAD, at=at)) for group in running)


@scheduled("rooms.finish_reactions", every=timedelta(minutes=5))
def take_up_what_a_crash_left(*, at: datetime) -> int:
    """Bring what follows from a meeting's log up to date."""
    return finish_reactions(at=at)


@scheduled("people.forget_sign_ins", every=timedelta(hours=24), purges=True)
def forget_sign_ins(*, at: datetime) -> int:
    """Delete ended sign-ins and old attempts."""
    return forget_ended_sign_ins(at=at)


@scheduled("operations.forget_runs", every=timedelta(hours=24), purges=True)
def forget_old_runs(*, at: datetime) -> int:
    """Delete the memory of jobs long done, and what deleted rows left in SQLite's logs (CONF-5)."""
    gone, _ = JobRun.objects.filter(slot__lt=at - RUNS_KEPT).delete()
    for alias in ("default", "sessions"):
        connection = connections[alias]
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.fetchall()
    return gone
