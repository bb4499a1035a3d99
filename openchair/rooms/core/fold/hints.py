"""Facts about hints for who leads."""

from collections.abc import Callable
from typing import Any

from openchair.rooms.core import events as e
from openchair.rooms.core.state import State


def _hint_put_aside(state: State, event: e.HintPutAside, at: int, stream: str) -> None:
    state.hints_aside.setdefault(event.kind, []).append(at)


FOLDS: dict[type[e.Event], Callable[[State, Any, int, str], None]] = {
    e.HintPutAside: _hint_put_aside,
}
