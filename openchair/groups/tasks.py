"""What groups want done from time to time."""

from datetime import datetime, timedelta

from openchair.core.jobs import scheduled
from openchair.groups.models import Membership
from openchair.groups.services import close_run_out_pass, forget_farewells


@scheduled("groups.close_passes", every=timedelta(minutes=5))
def close_run_out_passes(*, at: datetime) -> int:
    """Let everybody hear of visits that are over, each in its own transaction."""
    due = Membership.objects.run_out(at).order_by("ends_at", "pk")
    return sum(close_run_out_pass(membership=membership, at=at) for membership in due)


@scheduled("groups.forget_farewells", every=timedelta(hours=1), purges=True)
def forget_old_farewells(*, at: datetime) -> int:
    """Delete good-bye words whose days are over."""
    return forget_farewells(at=at)
