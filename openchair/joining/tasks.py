"""What joining wants done from time to time."""

from datetime import datetime, timedelta

from openchair.core.jobs import scheduled
from openchair.joining.services.allocation import forget_old_runs
from openchair.joining.services.offers import lapse_offers
from openchair.joining.services.referral import end_referrals_of_members, forget_referrals


@scheduled("joining.lapse_offers", every=timedelta(minutes=15))
def close_unanswered_offers(*, at: datetime) -> int:
    """Close offers whose time is over, so that their seats go on to others."""
    return lapse_offers(at=at)


@scheduled("joining.forget_runs", every=timedelta(hours=24), purges=True)
def forget_runs(*, at: datetime) -> int:
    """Delete workings out of places that are a year old, with their keys."""
    return forget_old_runs(at=at)


@scheduled("joining.forget_referrals", every=timedelta(hours=24), purges=True)
def forget_old_referrals(*, at: datetime) -> int:
    """Delete referrals that ended half a year ago, with the keys of their words; end those a crash left running."""
    return end_referrals_of_members(at=at) + forget_referrals(at=at)
