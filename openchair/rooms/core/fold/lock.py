"""Facts about until when people are let in, and about who goes earlier."""

from collections.abc import Callable
from typing import Any

from openchair.rooms.core import events as e
from openchair.rooms.core.fold.moves import chair_of
from openchair.rooms.core.state import State


def _door_locked(state: State, event: e.DoorLocked, at: int, stream: str) -> None:
    state.locked = True


def _door_unlocked(state: State, event: e.DoorUnlocked, at: int, stream: str) -> None:
    state.locked = False


def _goes_earlier(state: State, event: e.GoesEarlier, at: int, stream: str) -> None:
    chair_of(state, event.seat).early = event.early


FOLDS: dict[type[e.Event], Callable[[State, Any, int, str], None]] = {
    e.DoorLocked: _door_locked,
    e.DoorUnlocked: _door_unlocked,
    e.GoesEarlier: _goes_earlier,
}
