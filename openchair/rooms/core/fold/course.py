"""Facts about the course of the meeting and the talking piece."""

from collections.abc import Callable
from typing import Any

from openchair.rooms.core import events as e
from openchair.rooms.core.fold.moves import (
    at_piece,
    chair_of,
    comes_last,
    count_time,
    end_floor,
    end_silence,
    no_round,
    tapped,
    without,
)
from openchair.rooms.core.state import Rest, State


# --- the course -----------------------------------------------------------------------------------
def _segment_started(state: State, event: e.SegmentStarted, at: int, stream: str) -> None:
    if state.index < 0:
        state.began_ms = at
    state.phase, state.index, state.kind = "running", event.index, event.kind
    state.part_starts_ms, state.part_ends_ms = at, event.ends_at_ms
    end_floor(state, at)
    end_silence(state, at)
    state.offered = None
    state.resting = None
    no_round(state)
    state.inner = None
    state.question, state.other_views, state.aftercare, state.echo = None, None, None, None


def _time_extended(state: State, event: e.TimeExtended, at: int, stream: str) -> None:
    state.part_ends_ms = event.ends_at_ms


def _paused(state: State, event: e.Paused, at: int, stream: str) -> None:
    if state.phase != "paused":
        state.paused_ms = at
        state.resting = state.holder or state.offered
    end_silence(state, at)
    state.phase, state.paused_why, state.closes_ms = "paused", event.why, event.closes_at_ms
    state.offered = None


def _end_pause(state: State, at: int) -> None:
    if state.paused_ms:
        state.rests.append(Rest(state.paused_ms, at, "paused"))
    state.paused_why, state.paused_ms, state.closes_ms = None, 0, 0
    state.resting = None


def _resumed(state: State, event: e.Resumed, at: int, stream: str) -> None:
    state.phase, state.part_ends_ms = "running", event.ends_at_ms
    _end_pause(state, at)


def _leader_changed(state: State, event: e.LeaderChanged, at: int, stream: str) -> None:
    state.lead, state.lead_lost_ms, state.lead_offer = event.seat, None, None


def _meeting_closed(state: State, event: e.MeetingClosed, at: int, stream: str) -> None:
    end_floor(state, at)
    end_silence(state, at)
    state.phase, state.closed_ms = "closed", at
    state.offered, state.queue, state.inner = None, [], None
    no_round(state)
    state.question, state.other_views, state.aftercare, state.echo = None, None, None, None
    state.lead_offer = None
    state.voice.clear()
    _end_pause(state, at)
    for chair in state.people.values():
        chair.reading = None
        count_time(state, chair, at)


# --- the floor ------------------------------------------------------------------------------------
def _floor_taken(state: State, event: e.FloorTaken, at: int, stream: str) -> None:
    at = tapped(state, event.since_ms, at)
    end_floor(state, at)
    end_silence(state, at)
    seat = event.seat
    state.holder, state.since_ms, state.offered, state.aftercare = seat, at, None, None
    if state.last_holder != seat:
        chair_of(state, seat).turns += 1
    state.last_holder = seat
    at_piece(state, seat)


def _floor_ended(state: State, event: e.FloorEnded, at: int, stream: str) -> None:
    end_floor(state, tapped(state, event.until_ms, at))


def _hand_raised(state: State, event: e.HandRaised, at: int, stream: str) -> None:
    without(state.queue, event.seat)
    state.queue.insert(event.place, event.seat)


def _hand_lowered(state: State, event: e.HandLowered, at: int, stream: str) -> None:
    without(state.queue, event.seat)


def _round_started(state: State, event: e.RoundStarted, at: int, stream: str) -> None:
    no_round(state)
    state.coming, state.slot_seconds = list(event.order), event.seconds
    if (having := state.holder or state.offered) is not None:
        # Opened while somebody has the piece, or while it lies before them: they are the first of it.
        at_piece(state, having)


def _piece_offered(state: State, event: e.PieceOffered, at: int, stream: str) -> None:
    state.offered, state.aftercare = event.seat, None
    at_piece(state, event.seat)


def _piece_on_table(state: State, event: e.PieceOnTable, at: int, stream: str) -> None:
    state.offered, state.echo = None, None


def _comes_back_later(state: State, event: e.ComesBackLater, at: int, stream: str) -> None:
    state.came_back.add(event.seat)
    comes_last(state, event.seat)


def _added_to_round(state: State, event: e.AddedToRound, at: int, stream: str) -> None:
    comes_last(state, event.seat)


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
    e.AddedToRound: _added_to_round,
}
