"""Being here: stepping out and back, leaving."""

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core.chair import Chair
from openchair.rooms.core.decide import told as t
from openchair.rooms.core.decide.told import Answer, Rules, Told, here, no
from openchair.rooms.core.state import State


def step_out(state: State, me: Chair, command: c.StepOut, at: int) -> Answer:
    """Leave the room for a while; the chair stays, the piece moves on."""
    if me.place == "out":
        return no("already")
    if refusal := here(state, me):
        return refusal
    seat = me.info.seat
    told = Told(at)
    had_piece = t.let_go(state, told, seat)
    told.room(e.SteppedOut(seat), seat)
    if had_piece:
        t.moves_on(state, told, seat)
    return told


def step_back(state: State, me: Chair, command: c.StepBack, at: int) -> Answer:
    """Come back after stepping out."""
    if me.place == "inside":
        return no("already")
    if me.place != "out":
        return no("not_here")
    if state.phase == "closed":
        return no("closed")
    seat = me.info.seat
    told = Told(at)
    told.room(e.SteppedBack(seat), seat)
    returns(state, told, me)
    return told


def returns(state: State, told: Told, chair: Chair) -> None:
    """Somebody is back in the room: a leader may be waited for, and so may a turn."""
    if chair.leads:
        told_before = len(told)
        t.leader_arrives(state, told, chair.info.seat)
        if len(told) > told_before:
            return
    t.offer_to_returned(state, told, chair.info.seat, listening=chair.listening)


def leave(state: State, me: Chair, command: c.Leave, at: int) -> Answer:
    """Leave the meeting, from the room or from the door."""
    if not me.reads and me.place != "door":
        return no("already")
    told = Told(at)
    t.goes(state, told, me.info.seat)
    return told


RULES: Rules = {
    c.StepOut: step_out,
    c.StepBack: step_back,
    c.Leave: leave,
}
