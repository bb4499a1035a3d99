"""What the directory wants done from time to time."""

from datetime import datetime, timedelta

from openchair.core.jobs import scheduled
from openchair.directory.upkeep import fetch_due_feeds


@scheduled("directory.fetch_feeds", every=timedelta(minutes=1))
def fetch_feeds(*, at: datetime) -> int:
    """Fetch the lists of outside groups whose time has come."""
    return fetch_due_feeds(at=at)
