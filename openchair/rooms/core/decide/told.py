"""What a rule tells the room, and the moves that several rules share.

A rule reads the state and tells facts; it never changes the state. Where the next fact depends on one just told
(somebody leaves, so the piece moves on), the rule says so in its arguments.
"""

from typing import get_args

from openchair.rooms.core import events as e
from openchair.rooms.core.state import OPEN_FLOORS, READINGS, ROUNDS, Chair, State

Answer = list[e.Addressed] | e.Refusal


class Told(list[e.Addressed]):
    """The facts of one decision, all of the same moment."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.at = at

    def room(self, event: e.Event, author: str | None = None) -> None:
        """Tell everybody in the room."""
        self.append(e.Addressed(e.ROOM, event, author, self.at))

    def leaders(self, event: e.Event, author: str | None = None) -> None:
        """Tell the leaders."""
        self.append(e.Addressed(e.LEADERS, event, author, self.at))

    def person(self, seat: str, event: e.Event, author: str | None = None) -> None:
        """Tell one person alone."""
        self.append(e.Addressed(e.person(seat), event, author, self.at))


def no(code: e.RefusalCode) -> e.Refusal:
    """A refusal with a code of the closed list."""
    return _REFUSALS[code]


_REFUSALS: dict[e.RefusalCode, e.Refusal] = {code: e.Refusal(code) for code in get_args(e.RefusalCode)}


# --- who may ----------------------------------------------------------------------------------------
def here(state: State, me: Chair) -> e.Refusal | None:
    """Refuse whoever is not in the room with a line that stands, and everything after closing."""
    if not me.is_here:
        return no("not_here")
    if state.phase == "closed":
        return no("closed")
    return None


def leading(state: State, me: Chair) -> e.Refusal | None:
    """Refuse whoever is not a leader in the room, and everything after closing."""
    if not me.leads:
        return no("not_leader")
    return here(state, me)


def running(state: State) -> e.Refusal | None:
    """Refuse while no part of the agenda runs."""
    if state.phase == "running":
        return None
    if state.phase == "waiting":
        return no("not_now")
    return no("paused" if state.phase == "paused" else "closed")


# --- the piece ----------------------------------------------------------------------------------------
def has_floor(kind: str) -> bool:
    """Whether the piece goes round or to raised hands in this kind of part."""
    return kind in OPEN_FLOORS or kind in ROUNDS


def is_quiet(kind: str) -> bool:
    """Whether words outside a turn have to wait in this kind of part."""
    return kind in ROUNDS or kind in READINGS


def piece_is_free(state: State) -> bool:
    """Whether the piece lies on the table."""
    return state.holder is None and state.offered is None


def next_waiting(state: State, without: str | None = None) -> str | None:
    """Who is offered the piece next: first the round, then the raised hands."""
    for seat in state.coming or ():
        chair = state.people[seat]
        if seat != without and chair.is_here and not chair.listening:
            return seat
    for seat in state.queue:
        if seat != without and state.people[seat].is_here:
            return seat
    return None


def offer_next(state: State, told: Told, without: str | None = None) -> None:
    """Offer the piece to whoever waits, or put it on the table."""
    waiting = next_waiting(state, without) if has_floor(state.kind) else None
    if waiting is None:
        told.room(e.PieceOnTable())
    else:
        told.room(e.PieceOffered(waiting))


def let_go(state: State, told: Told, seat: str) -> bool:
    """End the turn of whoever goes; True if the piece has to move on."""
    if state.holder == seat:
        told.room(e.FloorEnded(seat), seat)
        return True
    return state.offered == seat


def offer_to_returned(state: State, told: Told, seat: str, *, listening: bool) -> None:
    """Offer the piece to somebody who can take it again and was waited for, when nobody else is."""
    if state.phase != "running" or not piece_is_free(state) or not has_floor(state.kind):
        return
    waits = seat in state.queue or (not listening and state.coming is not None and seat in state.coming)
    if waits and next_waiting(state, without=seat) is None:
        told.room(e.PieceOffered(seat))


# --- who leads ------------------------------------------------------------------------------------------
def lead_is_here(state: State) -> bool:
    """Whether the one who leads is in the room."""
    chair = state.people.get(state.lead) if state.lead is not None else None
    return chair is not None and chair.is_here and chair.leads


def other_leader(state: State, without: str | None) -> str | None:
    """Another leader who is in the room."""
    for seat, chair in state.people.items():
        if seat != without and chair.leads and chair.is_here:
            return seat
    return None


def resume(state: State, told: Told, arriving: str | None = None) -> None:
    """Go on where the pause began: the part gets its time back, the interrupted turn is offered again."""
    told.room(e.Resumed(state.part_ends_ms + max(0, told.at - state.paused_ms)))
    resting = state.people.get(state.resting) if state.resting is not None else None
    if state.resting is not None and resting is not None and (resting.is_here or state.resting == arriving):
        told.room(e.PieceOffered(state.resting))
    elif has_floor(state.kind):
        waiting = next_waiting(state)
        if waiting is not None:
            told.room(e.PieceOffered(waiting))


def leader_arrives(state: State, told: Told, seat: str) -> None:
    """A leader is in the room now: lead if nobody does, and go on if the room waited for a leader."""
    if state.phase == "closed":
        return
    waited_for = state.phase == "paused" and state.paused_why == "leader_lost"
    lead = state.people.get(state.lead) if state.lead is not None else None
    if seat != state.lead and (waited_for or lead is None or not lead.reads or not lead.leads):
        told.room(e.LeaderChanged(seat))
    if waited_for:
        resume(state, told, arriving=seat)


# --- going ----------------------------------------------------------------------------------------------
def goes(state: State, told: Told, seat: str) -> None:
    """Somebody goes, from the room or from the door; piece and lead move on."""
    chair = state.people[seat]
    if chair.place == "door":
        told.room(e.LeftDoor(seat), seat)
        return
    moves_on = let_go(state, told, seat)
    told.room(e.Left(seat), seat)
    if moves_on:
        offer_next(state, told, without=seat)
    if state.lead == seat and state.phase != "closed":
        other = other_leader(state, without=seat)
        if other is not None:
            told.room(e.LeaderChanged(other))
