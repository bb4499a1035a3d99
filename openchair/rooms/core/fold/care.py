"""Facts about heavy shares and what follows them, feedback that was asked for, and the suggestion box."""

from collections.abc import Callable
from typing import Any

from openchair.rooms.core import events as e
from openchair.rooms.core.state import HeavyTurn, State


def _heavy_marked(state: State, event: e.HeavyMarked, at: int, stream: str) -> None:
    if state.holder == event.seat:
        state.heavy = HeavyTurn(event.note)


def _heavy_unmarked(state: State, event: e.HeavyUnmarked, at: int, stream: str) -> None:
    if state.holder == event.seat:
        state.heavy = None


def _aftercare_began(state: State, event: e.AftercareBegan, at: int, stream: str) -> None:
    state.aftercare, state.after_care, state.echo = event.seat, event.then, None


def _aftercare_ended(state: State, event: e.AftercareEnded, at: int, stream: str) -> None:
    state.aftercare = None


def _feedback_given(state: State, event: e.FeedbackGiven, at: int, stream: str) -> None:
    word = state.words.get(event.id)
    if word is not None:
        if word.feedback is None:
            word.feedback = {}
        word.feedback.setdefault(event.seat, {})[event.kind] = event.words


def _suggestion_put(state: State, event: e.SuggestionPut, at: int, stream: str) -> None:
    state.suggestions.append((event.words, event.seat))


FOLDS: dict[type[e.Event], Callable[[State, Any, int, str], None]] = {
    e.HeavyMarked: _heavy_marked,
    e.HeavyUnmarked: _heavy_unmarked,
    e.AftercareBegan: _aftercare_began,
    e.AftercareEnded: _aftercare_ended,
    e.FeedbackGiven: _feedback_given,
    e.SuggestionPut: _suggestion_put,
}
