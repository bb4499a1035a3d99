"""Commands of the house: opening, chairs, lines, and time that went by."""

from collections.abc import Callable
from typing import Any

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core.chair import LEADER_PARTS, Chair
from openchair.rooms.core.commands import SeatInfo
from openchair.rooms.core.company import has_agreed
from openchair.rooms.core.decide import in_groups, small_groups
from openchair.rooms.core.decide import told as t
from openchair.rooms.core.decide.board import sits_in_hall
from openchair.rooms.core.decide.care import care_wakes
from openchair.rooms.core.decide.presence import returns
from openchair.rooms.core.decide.told import Answer, Told, no
from openchair.rooms.core.decide.voice import lost_wakes
from openchair.rooms.core.state import State

HALL_WAITS_MS = 60 * 60_000
"""How long after the end a room in a hall waits for a board that lost its line."""


def open_room(state: State, command: c.OpenRoom, at: int) -> Answer:
    """Open the room, once."""
    if state.opened:
        return no("already")
    told = Told(at)
    told.room(
        e.MeetingOpened(
            seats=command.seats,
            segments=command.segments,
            ends_at_ms=command.ends_at_ms,
            pulse_key=command.pulse_key,
            grace_seconds=command.grace_seconds,
            closing_seconds=command.closing_seconds,
            late=command.late,
            late_minutes=command.late_minutes,
            voice=command.voice,
            checklist=command.checklist,
        )
    )
    return told


def _sits_down(state: State, chair: Chair | None, info: SeatInfo, at: int) -> bool:
    """Whether this is the moment in which the code on the wall brings somebody in: once, signed, and not sent home."""
    if not info.in_hall or not info.signed or state.phase == "closed" or not t.lets_in(state, info, at):
        return False
    if chair is None:
        return True
    if chair.info.in_hall and chair.info.signed and chair.ended is None:
        return False
    return chair.asked_to_leave is None and not (chair.reads and chair.hall)


def put_seat(state: State, command: c.PutSeat, at: int) -> Answer:
    """Add or change a chair; whoever is inside and no longer signed leaves at once."""
    info = command.info
    chair = state.people.get(info.seat)
    if chair is not None and chair.info == info and (chair.ended is None or not info.signed):
        return no("already")
    told = Told(at)
    if chair is not None and chair.leads and info.part not in LEADER_PARTS:
        in_groups.ends_visit(state, told, info.seat)
    told.room(e.SeatPut(info))
    told.leaders(e.SeatChecked(info.seat, info.signed, info.first_visit))
    if _sits_down(state, chair, info, at):
        sits_in_hall(state, told, info)
        return told
    if chair is None:
        return told
    if chair.reads and not info.signed:
        t.goes(state, told, info.seat)
        told.person(info.seat, e.AccessEnded("signature"))
    elif chair.leads and info.part not in LEADER_PARTS:
        t.no_longer_offered(state, told, info.seat)
        other = t.other_leader(state, without=info.seat)
        if state.lead == info.seat and other is not None and state.phase != "closed":
            told.room(e.LeaderChanged(other))
    elif not chair.leads and info.part in LEADER_PARTS and chair.is_here:
        t.leader_arrives(state, told, info.seat)
    if chair.reads and info.signed and info.seat in state.voice and not has_agreed(state, info):
        told.room(e.VoiceLeft(info.seat), info.seat)
    return told


def revoke_seat(state: State, command: c.RevokeSeat, at: int) -> Answer:
    """Take a chair away at once."""
    chair = state.people.get(command.seat)
    if chair is None:
        return no("unknown_seat")
    if chair.ended is not None:
        return no("already")
    told = Told(at)
    if chair.reads or chair.place == "door":
        t.goes(state, told, command.seat)
    told.person(command.seat, e.AccessEnded(command.why))
    return told


def connected(state: State, command: c.Connected, at: int) -> Answer:
    """A line is up: it matters for those who are at the door or in the room already."""
    chair = state.people.get(command.seat)
    if chair is None:
        return no("unknown_seat")
    if chair.ended is not None:
        return no("not_here")
    told = Told(at)
    if chair.line or not (chair.reads or chair.place == "door"):
        return told
    told.room(e.LineBack(command.seat), command.seat)
    if chair.place == "inside" and state.phase != "closed":
        returns(state, told, chair)
    return told


def disconnected(state: State, command: c.Disconnected, at: int) -> Answer:
    """A last line dropped: the piece moves on, in a round the turn is kept for later."""
    chair = state.people.get(command.seat)
    if chair is None:
        return no("unknown_seat")
    told = Told(at)
    if not chair.line:
        return told
    seat = command.seat
    # Whoever sits in the hall is there with or without a line.
    had_piece = not chair.hall and t.let_go(state, told, seat)
    told.room(e.LineDropped(seat), seat)
    if had_piece:
        if state.coming is not None and state.echo is None:
            told.room(e.ComesBackLater(seat), seat)
        t.moves_on(state, told, seat)
    return told


def _door_wakes(state: State) -> list[tuple[int, str]]:
    return [
        (chair.line_lost_ms + state.grace_ms, seat)
        for seat, chair in state.people.items()
        if chair.place == "door" and not chair.line
    ]


def _lead_wakes(state: State) -> int | None:
    """When the grace for a lost leader is over, if anything would then happen."""
    if state.lead_lost_ms is None or state.phase == "closed":
        return None
    waits_already = state.phase == "waiting" or (state.phase == "paused" and state.paused_why == "leader_lost")
    if waits_already and t.other_leader(state, without=state.lead) is None:
        return None
    return state.lead_lost_ms + state.grace_ms


def _closing_wakes(state: State) -> int | None:
    """When the room closes by itself: no leader came back, or nobody ever began."""
    if state.phase == "paused" and state.paused_why == "leader_lost":
        return state.closes_ms
    if state.phase == "waiting":
        return state.ends_ms + state.closing_ms
    return _hall_wakes(state)


def _hall_wakes(state: State) -> int | None:
    """A hall whose board went away without closing: long after the end, so that no tap that waits is lost."""
    lead = state.people.get(state.lead) if state.lead is not None else None
    if (
        lead is None
        or not lead.hall
        or any(chair.leads and chair.reads and chair.line for chair in state.people.values())
    ):
        return None
    return max(state.ends_ms, lead.line_lost_ms) + HALL_WAITS_MS


def wakes_at(state: State) -> int | None:
    """When the next Tick can do something; None while time alone changes nothing."""
    if not state.opened or state.phase == "closed":
        return None
    times = [when for when, _ in (*_door_wakes(state), *lost_wakes(state))]
    times += [when for when in (_lead_wakes(state), _closing_wakes(state), care_wakes(state)) if when is not None]
    times += small_groups.wakes(state)
    return min(times, default=None)


def tick(state: State, command: c.Tick, at: int) -> Answer:
    """Time went by."""
    told = Told(at)
    if state.phase == "closed":
        return told
    closing = _closing_wakes(state)
    if closing is not None and at >= closing:
        t.closes(state, told)
        return told
    for when, seat in _door_wakes(state):
        if at >= when:
            told.room(e.LeftDoor(seat), seat)
    small_groups.time_goes_by(state, told)
    quiet = care_wakes(state)
    if quiet is not None and at >= quiet:
        t.goes_on(state, told)
    for when, seat in lost_wakes(state):
        if at >= when:
            told.room(e.VoiceLeft(seat), seat)
    lost = _lead_wakes(state)
    if lost is not None and at >= lost:
        other = t.other_leader(state, without=state.lead)
        if other is not None:
            told.room(e.LeaderChanged(other))
        else:
            told.room(e.Paused("leader_lost", at + state.closing_ms))
            t.ends_turn(state, told)
    return told


RULES: dict[type[c.Command], Callable[[State, Any, int], Answer]] = {
    c.OpenRoom: open_room,
    c.PutSeat: put_seat,
    c.RevokeSeat: revoke_seat,
    c.Connected: connected,
    c.Disconnected: disconnected,
    c.Tick: tick,
    **small_groups.HOUSE_RULES,
}
