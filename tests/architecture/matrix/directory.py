"""Finding a group: open to anybody, because nobody signs up before they have found one."""

from datetime import UTC, datetime

from tests.architecture.matrix import ANYBODY, Row
from tests.cast import Cast


def a_listing(cast: Cast) -> dict[str, object]:
    """An outside group."""
    from openchair.directory.models import Listing
    from openchair.directory.services import import_listings

    row = {"slug": "a", "name": "Riverside hour", "day": 3, "time": "19:00"}
    import_listings(rows=[row], source="feed.example", time_zone="UTC", at=datetime(2026, 3, 1, tzinfo=UTC))
    return {"listing_id": Listing.objects.get().pk}


ROWS = {
    "find/": Row(who=ANYBODY),
    "find/outside/<uuid:listing_id>/": Row(who=ANYBODY, objects=a_listing),
}
