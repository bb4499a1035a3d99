"""Facts of graded entry."""

from collections.abc import Callable
from typing import Any

from openchair.rooms.core import events as e
from openchair.rooms.core.chair import Reading
from openchair.rooms.core.fold.moves import chair_of
from openchair.rooms.core.state import State


def _way_chosen(state: State, event: e.WayChosen, at: int, stream: str) -> None:
    chair_of(state, event.seat).way = event.way


def _listening_chosen(state: State, event: e.ListeningChosen, at: int, stream: str) -> None:
    chair_of(state, event.seat).way = "listen" if event.listening else "speak"


def _reading_asked(state: State, event: e.ReadingAsked, at: int, stream: str) -> None:
    chair_of(state, event.seat).reading = Reading(event.words, at)


def _reading_over(state: State, event: e.ReadingTaken | e.ReadingTakenBack, at: int, stream: str) -> None:
    chair_of(state, event.seat).reading = None


FOLDS: dict[type[e.Event], Callable[[State, Any, int, str], None]] = {
    e.WayChosen: _way_chosen,
    e.ListeningChosen: _listening_chosen,
    e.ReadingAsked: _reading_asked,
    e.ReadingTaken: _reading_over,
    e.ReadingTakenBack: _reading_over,
}
