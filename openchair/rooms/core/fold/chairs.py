"""Facts about chairs, coming and going."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from openchair.rooms.core import events as e
from openchair.rooms.core.chair import LEADER_PARTS, Chair, Span
from openchair.rooms.core.fold.moves import chair_of, let_go, moved, no_longer_waits, owner, tapped, without
from openchair.rooms.core.state import State


# --- the room and its chairs ----------------------------------------------------------------------
def _meeting_opened(state: State, event: e.MeetingOpened, at: int, stream: str) -> None:
    state.opened = True
    state.people = {info.seat: Chair(info) for info in event.seats}
    state.segments = list(event.segments)
    state.ends_ms = event.ends_at_ms
    state.pulse_key = event.pulse_key
    state.grace_ms = event.grace_seconds * 1000
    state.closing_ms = event.closing_seconds * 1000
    state.late, state.late_minutes = event.late, event.late_minutes
    state.voice_rules = event.voice
    state.checklist = list(event.checklist)


def _seat_put(state: State, event: e.SeatPut, at: int, stream: str) -> None:
    seat = event.info.seat
    chair = chair_of(state, seat)
    chair.info = event.info
    if event.info.signed:
        chair.ended = None
    chair.fresh_from = state.counts[stream]
    moved(state, seat, at)


def _access_ended(state: State, event: e.AccessEnded, at: int, stream: str) -> None:
    chair_of(state, owner(stream)).ended = event.why


# --- coming and going -------------------------------------------------------------------------------
def _came_to_door(state: State, event: e.CameToDoor, at: int, stream: str) -> None:
    chair = chair_of(state, event.seat)
    chair.place, chair.line = "door", True


def _left_door(state: State, event: e.LeftDoor, at: int, stream: str) -> None:
    chair = chair_of(state, event.seat)
    chair.place, chair.line = "absent", False


def _joined(state: State, event: e.Joined, at: int, stream: str) -> None:
    chair = chair_of(state, event.seat)
    if chair.info.name == "" and event.part in LEADER_PARTS and not chair.leads:
        chair.info = replace(chair.info, part=event.part)
    at = tapped(state, event.since_ms, at)
    chair.place, chair.way, chair.hall = "inside", "speak", event.hall
    chair.line = chair.line or not event.hall
    if not chair.spans or chair.spans[-1].last_number is not None:
        chair.spans.append(Span(state.counts[stream], state.said + 1))
    chair.fresh_from = state.counts[stream]
    moved(state, event.seat, at)


def _left(state: State, event: e.Left, at: int, stream: str) -> None:
    chair = chair_of(state, event.seat)
    until = tapped(state, event.until_ms, at)
    chair.place, chair.line, chair.way, chair.early = "gone", False, "speak", False
    chair.hall, chair.left_ms = False, until
    if chair.spans and chair.spans[-1].last_number is None:
        chair.spans[-1].last_number, chair.spans[-1].last_word = state.counts[stream], state.said
    no_longer_waits(state, event.seat)
    for role in [role for role, seat in state.roles.items() if seat == event.seat]:
        del state.roles[role]
    let_go(state, event.seat, until)
    moved(state, event.seat, until)


def _line_dropped(state: State, event: e.LineDropped, at: int, stream: str) -> None:
    chair = chair_of(state, event.seat)
    chair.line, chair.line_lost_ms = False, at
    if not chair.hall:
        let_go(state, event.seat, at)
    moved(state, event.seat, at)


def _line_back(state: State, event: e.LineBack, at: int, stream: str) -> None:
    chair_of(state, event.seat).line = True
    moved(state, event.seat, at)


def _stepped_out(state: State, event: e.SteppedOut, at: int, stream: str) -> None:
    chair_of(state, event.seat).place = "out"
    without(state.queue, event.seat)
    let_go(state, event.seat, at)
    moved(state, event.seat, at)


def _stepped_back(state: State, event: e.SteppedBack, at: int, stream: str) -> None:
    chair = chair_of(state, event.seat)
    chair.place, chair.line = "inside", True
    moved(state, event.seat, at)


FOLDS: dict[type[e.Event], Callable[[State, Any, int, str], None]] = {
    e.MeetingOpened: _meeting_opened,
    e.SeatPut: _seat_put,
    e.AccessEnded: _access_ended,
    e.CameToDoor: _came_to_door,
    e.LeftDoor: _left_door,
    e.Joined: _joined,
    e.Left: _left,
    e.LineDropped: _line_dropped,
    e.LineBack: _line_back,
    e.SteppedOut: _stepped_out,
    e.SteppedBack: _stepped_back,
}
