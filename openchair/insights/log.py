"""The open events of several meetings in one query, for lists. One meeting is read through `rooms.queries`."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from openchair.insights.presence import Course, Moment, course
from openchair.rooms.core.events import AnyEvent
from openchair.rooms.models import SEALED, LogEvent

_event = msgspec.json.Decoder(AnyEvent)


def courses(meeting_ids: Iterable[UUID]) -> dict[UUID, Course]:
    """How each of these meetings went."""
    events: dict[UUID, list[Moment]] = defaultdict(list)
    rows = LogEvent.objects.filter(meeting_id__in=list(meeting_ids)).exclude(kind=SEALED)
    for meeting, number, data, at_ms in rows.order_by("meeting_id", "number").values_list(
        "meeting_id", "number", "data", "at_ms"
    ):
        events[meeting].append((number, datetime.fromtimestamp(at_ms / 1000, tz=UTC), _event.decode(data)))
    return {meeting: course(told) for meeting, told in events.items()}
