"""Facts of the leaders' papers."""

from collections.abc import Callable
from typing import Any

from openchair.rooms.core import events as e
from openchair.rooms.core.state import LeaderNote, State


def _item_ticked(state: State, event: e.ItemTicked, at: int, stream: str) -> None:
    if event.done:
        state.ticked[event.item] = event.by
    else:
        state.ticked.pop(event.item, None)


def _note_kept(state: State, event: e.NoteKept, at: int, stream: str) -> None:
    state.notes[event.seat] = LeaderNote(event.words, at)


FOLDS: dict[type[e.Event], Callable[[State, Any, int, str], None]] = {
    e.ItemTicked: _item_ticked,
    e.NoteKept: _note_kept,
}
