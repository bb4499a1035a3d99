"""Facts of the tap board."""

from collections.abc import Callable
from typing import Any

from openchair.rooms.core import events as e
from openchair.rooms.core.fold.moves import chair_of, end_silence, had_turn, moved, tapped
from openchair.rooms.core.state import KEPT_NOT_PLACED, Missed, State, Turn


def _sat_in_hall(state: State, event: e.SatInHall, at: int, stream: str) -> None:
    chair_of(state, event.seat).hall = True
    moved(state, event.seat, at)


def _held_in_hall(state: State, event: e.HeldInHall, at: int, stream: str) -> None:
    tapped(state, event.ended_ms, at)
    chair = chair_of(state, event.seat)
    chair.floor_ms += max(0, event.ended_ms - event.began_ms)
    if state.last_holder != event.seat:
        chair.turns += 1
    if state.holder is None:
        state.last_holder = event.seat
    if state.offered == event.seat:
        state.offered = None
    had_turn(state, event.seat)
    state.turns.append(Turn(event.seat, event.began_ms, event.ended_ms))


def _silence_began(state: State, event: e.SilenceBegan, at: int, stream: str) -> None:
    state.silence_since_ms = tapped(state, event.since_ms, at)


def _silence_ended(state: State, event: e.SilenceEnded, at: int, stream: str) -> None:
    end_silence(state, tapped(state, event.until_ms, at))


def _not_placed(state: State, event: e.NotPlaced, at: int, stream: str) -> None:
    state.not_placed.append(Missed(event.what, event.seat, event.why, event.other, event.ms, at))
    del state.not_placed[:-KEPT_NOT_PLACED]


FOLDS: dict[type[e.Event], Callable[[State, Any, int, str], None]] = {
    e.SatInHall: _sat_in_hall,
    e.HeldInHall: _held_in_hall,
    e.SilenceBegan: _silence_began,
    e.SilenceEnded: _silence_ended,
    e.NotPlaced: _not_placed,
}
