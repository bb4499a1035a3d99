"""Finding a group."""

from tests.architecture.matrix import ANYBODY, Row
from tests.cast import Cast


def an_outside_group(cast: Cast) -> dict[str, object]:
    """A group of somebody else's, as a source tells it."""
    from openchair.core.time import now
    from openchair.directory.models import Attendance, Listing

    made = Listing.objects.create(
        source="a source",
        slug="one",
        name="An outside group",
        attendance=Attendance.values[0],
        time_zone="UTC",
        raw="{}",
        listed_at=now(),
    )
    return {"listing_id": made.pk}


ROWS = {
    "find/": Row(who=ANYBODY),
    "find/outside/<uuid:listing_id>/": Row(who=ANYBODY, objects=an_outside_group),
}
