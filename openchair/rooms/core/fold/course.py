"""Facts about the course of the meeting and the talking piece."""

from collections.abc import Callable
from typing import Any

from openchair.rooms.core import events as e
from openchair.rooms.core.fold.moves import chair_of, count_time, end_floor, no_longer_waits, without
from openchair.rooms.core.state import State


# --- the course -----------------------------------------------------------------------------------
def _segment_started(state: State, event: e.SegmentStarted, at: int, stream: str) -> None:
    state.phase, state.index, state.kind = "running", event.index, event.kind
    state.part_starts_ms, state.part_ends_ms = at, event.ends_at_ms
    end_floor(state, at)
    state.offered = None
    state.resting = None
    state.coming = None
    state.came_back = set()


def _time_extended(state: State, event: e.TimeExtended, at: int, stream: str) -> None:
    state.part_ends_ms = event.ends_at_ms


def _paused(state: State, event: e.Paused, at: int, stream: str) -> None:
    if state.phase != "paused":
        state.paused_ms = at
        state.resting = state.holder or state.offered
    state.phase, state.paused_why, state.closes_ms = "paused", event.why, event.closes_at_ms
    state.offered = None


def _end_pause(state: State) -> None:
    state.paused_why, state.paused_ms, state.closes_ms = None, 0, 0
    state.resting = None


def _resumed(state: State, event: e.Resumed, at: int, stream: str) -> None:
    state.phase, state.part_ends_ms = "running", event.ends_at_ms
    _end_pause(state)


def _leader_changed(state: State, event: e.LeaderChanged, at: int, stream: str) -> None:
    state.lead, state.lead_lost_ms = event.seat, None


def _meeting_closed(state: State, event: e.MeetingClosed, at: int, stream: str) -> None:
    end_floor(state, at)
    state.phase, state.closed_ms = "closed", at
    state.offered, state.coming = None, None
    state.queue = []
    _end_pause(state)
    for chair in state.people.values():
        count_time(state, chair, at)


# --- the floor ------------------------------------------------------------------------------------
def _floor_taken(state: State, event: e.FloorTaken, at: int, stream: str) -> None:
    end_floor(state, at)
    seat = event.seat
    state.holder, state.since_ms, state.offered = seat, at, None
    if state.last_holder != seat:
        chair_of(state, seat).turns += 1
    state.last_holder = seat
    no_longer_waits(state, seat)


def _floor_ended(state: State, event: e.FloorEnded, at: int, stream: str) -> None:
    end_floor(state, at)


def _hand_raised(state: State, event: e.HandRaised, at: int, stream: str) -> None:
    without(state.queue, event.seat)
    state.queue.insert(event.place, event.seat)


def _hand_lowered(state: State, event: e.HandLowered, at: int, stream: str) -> None:
    without(state.queue, event.seat)


def _round_started(state: State, event: e.RoundStarted, at: int, stream: str) -> None:
    state.coming = list(event.order)
    state.round_first = event.order[0] if event.order else None


def _piece_offered(state: State, event: e.PieceOffered, at: int, stream: str) -> None:
    state.offered = event.seat
    no_longer_waits(state, event.seat)


def _piece_on_table(state: State, event: e.PieceOnTable, at: int, stream: str) -> None:
    state.offered = None


def _comes_back_later(state: State, event: e.ComesBackLater, at: int, stream: str) -> None:
    state.came_back.add(event.seat)
    if state.coming is not None:
        without(state.coming, event.seat)
        state.coming.append(event.seat)


FOLDS: dict[type[e.Event], Callable[[State, Any, int, str], None]] = {
    e.SegmentStarted: _segment_started,
    e.TimeExtended: _time_extended,
    e.Paused: _paused,
    e.Resumed: _resumed,
    e.LeaderChanged: _leader_changed,
    e.MeetingClosed: _meeting_closed,
    e.FloorTaken: _floor_taken,
    e.FloorEnded: _floor_ended,
    e.HandRaised: _hand_raised,
    e.HandLowered: _hand_lowered,
    e.RoundStarted: _round_started,
    e.PieceOffered: _piece_offered,
    e.PieceOnTable: _piece_on_table,
    e.ComesBackLater: _comes_back_later,
}
