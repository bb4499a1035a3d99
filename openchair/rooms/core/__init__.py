"""The heart of a live meeting: decide what follows from a command, fold it into the room, project what each may see.

Pure Python with msgspec alone: no Django, no clock, no socket, no chance. It knows seats, never persons.
"""

from openchair.rooms.core.decide import decide
from openchair.rooms.core.decide.house import wakes_at
from openchair.rooms.core.events import Addressed, Refusal
from openchair.rooms.core.fold import fold, fold_missing
from openchair.rooms.core.project import (
    door_changes,
    group_readers,
    is_finished,
    may_resume,
    needs_snapshot,
    positions,
    project,
    public,
    snapshot_for,
)
from openchair.rooms.core.state import State

__all__ = [
    "Addressed",
    "Refusal",
    "State",
    "decide",
    "door_changes",
    "fold",
    "fold_missing",
    "group_readers",
    "is_finished",
    "may_resume",
    "needs_snapshot",
    "positions",
    "project",
    "public",
    "snapshot_for",
    "wakes_at",
]
