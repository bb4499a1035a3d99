"""What the database of a throw-away installation holds after a drill.

python -m openchair.rooms.bench.drills.inspection      (in the environment of that installation)
"""

import json
from typing import Any

import django


def inspected() -> dict[str, Any]:
    """Own ids of everything said, in the log's order; gaps; the database's own check; the audit chain."""
    from django.db import connection

    from openchair.audit.services import verify
    from openchair.groups.models import Meeting
    from openchair.rooms import log
    from openchair.rooms.core.events import Said

    said: dict[str, list[str]] = {}
    without_gaps = True
    for meeting in Meeting.objects.exclude(opened_at=None):
        events = list(log.read(meeting.pk))
        numbers = [stored.number for stored in events]
        without_gaps = without_gaps and numbers == list(range(1, len(numbers) + 1))
        last: dict[str, int] = {}
        for stored in events:
            without_gaps = without_gaps and stored.position == last.get(stored.stream, 0) + 1
            last[stored.stream] = stored.position
        said[str(meeting.pk)] = [
            stored.event.words.partition(" ")[0] for stored in events if isinstance(stored.event, Said)
        ]
    integrity = "ok"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            integrity = cursor.fetchone()[0]
    return {
        "said": said,
        "numbers_without_gaps": without_gaps,
        "integrity": integrity,
        "audit_chain": "ok" if verify() is None else "broken",
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(inspected()))
