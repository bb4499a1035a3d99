"""What the log of a meeting holds in the end, read by a process of its own.

python -m openchair.insights.replay.reckoning MEETING      (in the environment of that installation)
"""

import json
import sys
from uuid import UUID

import django


def main(meeting_id: UUID) -> None:
    """Print what was stored: the words in their order, and for each chair the time here and on the floor."""
    django.setup()
    from openchair.rooms import log
    from openchair.rooms.core.events import Said
    from openchair.rooms.queries import folded

    said = [
        [stored.event.seat, stored.event.words] for stored in log.read(meeting_id) if isinstance(stored.event, Said)
    ]
    chairs = {
        seat: {"here_ms": chair.here_ms, "turns": chair.turns, "floor_ms": chair.floor_ms}
        for seat, chair in folded(meeting_id).people.items()
    }
    print(json.dumps({"said": said, "chairs": chairs}))


if __name__ == "__main__":
    main(UUID(sys.argv[1]))
