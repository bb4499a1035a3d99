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


def a_feed(cast: Cast) -> dict[str, object]:
    """A list that is fetched, and was once."""
    from datetime import timedelta

    from openchair.directory.models import Feed
    from openchair.directory.upkeep import add_feed

    if known := Feed.objects.filter(source="feed.example").first():
        return {"feed_id": known.pk}
    at = datetime(2026, 3, 1, tzinfo=UTC)
    a_listing(cast)
    feed = add_feed(
        actor=cast.coordinator,
        source="feed.example",
        address="https://feed.example/meetings.json",
        time_zone="UTC",
        at=at + timedelta(days=10_000),
    )
    return {"feed_id": feed.pk}


def a_run(cast: Cast) -> dict[str, object]:
    """One time a list was brought in."""
    from openchair.directory.models import ImportRun
    from openchair.directory.services import import_listings

    a_feed(cast)
    row = {"slug": "a", "name": "Riverside hour", "day": 4, "time": "19:00", "types": ["O"]}
    import_listings(rows=[row], source="feed.example", time_zone="UTC", at=datetime(2026, 3, 2, tzinfo=UTC))
    return {"run_id": ImportRun.objects.order_by("-at")[0].pk}


KEEPERS = frozenset({"coordinator", "operator"})
ROWS = {
    "find/": Row(who=ANYBODY),
    "find/outside/<uuid:listing_id>/": Row(who=ANYBODY, objects=a_listing),
    "find/lists/": Row(who=KEEPERS),
    "find/lists/new/": Row(who=KEEPERS),
    "find/lists/<uuid:feed_id>/": Row(who=KEEPERS, objects=a_feed),
    "find/lists/<uuid:feed_id>/edit/": Row(who=KEEPERS, objects=a_feed),
    "find/lists/<uuid:feed_id>/fetching/": Row("POST", who=KEEPERS, objects=a_feed),
    "find/lists/<uuid:feed_id>/rest/": Row("POST", who=KEEPERS, objects=a_feed),
    "find/lists/<uuid:feed_id>/removal/": Row(who=KEEPERS, objects=a_feed),
    "find/lists/runs/<uuid:run_id>/": Row(who=KEEPERS, objects=a_run),
}
