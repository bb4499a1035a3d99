"""Facts that leaders alone read, and the copies of those they concern."""

from collections.abc import Callable
from typing import Any

from openchair.rooms.core import events as e
from openchair.rooms.core.chair import DoorAnswers, MyCall
from openchair.rooms.core.fold.moves import chair_of, owner
from openchair.rooms.core.state import Call, State


# --- leaders --------------------------------------------------------------------------------------
def _door_answered(state: State, event: e.DoorAnswered, at: int, stream: str) -> None:
    chair_of(state, event.seat).door = DoorAnswers(event.alone, event.headphones, event.way, event.place_left, at)


def _latest(calls: list[Call], call: Call) -> None:
    """One entry for each person: the last call replaces the one before."""
    calls[:] = [other for other in calls if other.seat != call.seat]
    calls.append(call)


def _is_not_well(state: State, event: e.IsNotWell, at: int, stream: str) -> None:
    _latest(state.not_well, Call(event.seat, at, event.words))


def _leader_called(state: State, event: e.LeaderCalled, at: int, stream: str) -> None:
    _latest(state.calls, Call(event.seat, at))


def _call_heard(state: State, event: e.CallHeard, at: int, stream: str) -> None:
    chair_of(state, owner(stream)).called = MyCall(event.about, at)


def _leader_goes(state: State, event: e.LeaderGoes, at: int, stream: str) -> None:
    if stream == e.LEADERS:
        for call in (*state.not_well, *state.calls):
            if call.seat == event.seat and call.leader is None:
                call.leader = event.leader
    else:
        chair = chair_of(state, event.seat)
        if chair.called is None:
            chair.called = MyCall("call", at)
        chair.called.leader = event.leader


def _asked_to_leave(state: State, event: e.AskedToLeave, at: int, stream: str) -> None:
    if stream == e.LEADERS:
        state.asked_to_leave.append((event.seat, event.by, event.reason))
    else:
        chair_of(state, event.seat).asked_to_leave = (event.by, event.reason)


FOLDS: dict[type[e.Event], Callable[[State, Any, int, str], None]] = {
    e.DoorAnswered: _door_answered,
    e.IsNotWell: _is_not_well,
    e.LeaderCalled: _leader_called,
    e.CallHeard: _call_heard,
    e.LeaderGoes: _leader_goes,
    e.AskedToLeave: _asked_to_leave,
}
