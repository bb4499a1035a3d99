"""fold(state, event): what a fact does to the room.

A fact is never refused here: the log is the truth. A body that is missing (taken back, erased, key destroyed)
costs what was in it and nothing else; open events alone still give who was here and who held the floor.
"""

from collections.abc import Callable
from typing import Any

from openchair.rooms.core import events as e
from openchair.rooms.core.fold import (
    board,
    care,
    chairs,
    course,
    desk,
    entry,
    hints,
    leaders,
    listening,
    lock,
    papers,
    roles,
    sharing,
    small_groups,
    voice,
    words,
)
from openchair.rooms.core.state import State


def fold(state: State, addressed: e.Addressed) -> State:
    """Change the state by one fact and return it; the fact's number is then `state.counts[stream]`."""
    at = addressed.at_ms
    if at < state.last_ms:
        at = state.last_ms
    else:
        state.last_ms = at
    stream = addressed.stream
    counts = state.counts
    counts[stream] = counts.get(stream, 0) + 1
    event = addressed.event
    _FOLDS[type(event)](state, event, at, stream)
    return state


def fold_missing(state: State, stream: str, at_ms: int) -> State:
    """Count a sealed event whose body is gone."""
    state.last_ms = max(state.last_ms, at_ms)
    state.counts[stream] = state.counts.get(stream, 0) + 1
    if stream == e.ROOM:
        # It may have been words: their id must never be given again.
        state.said += 1
    elif state.small is not None and (group := state.small.by_stream(stream)) is not None:
        group.said += 1
    return state


def _nothing(state: State, event: e.Event, at: int, stream: str) -> None:
    """A fact that matters to those who read it, and changes nothing here."""


_FOLDS: dict[type[e.Event], Callable[[State, Any, int, str], None]] = {
    e.SeatChecked: _nothing,
    e.Heard: _nothing,
    e.MyResponse: _nothing,
    e.AnswersCounted: _nothing,
    e.MyFeedback: _nothing,
    e.HeardRight: _nothing,
    e.PartnersDrawn: _nothing,
    **chairs.FOLDS,
    **entry.FOLDS,
    **course.FOLDS,
    **words.FOLDS,
    **leaders.FOLDS,
    **papers.FOLDS,
    **sharing.FOLDS,
    **small_groups.FOLDS,
    **care.FOLDS,
    **hints.FOLDS,
    **desk.FOLDS,
    **lock.FOLDS,
    **voice.FOLDS,
    **board.FOLDS,
    **listening.FOLDS,
    **roles.FOLDS,
}
