"""Graded entry: how somebody takes part, and words a leader reads out for them.

Whoever writes, or has words read out, is offered a turn like everybody; whoever listens never is, unless they ask.
In a small group nobody is between the one who writes and those who sit there: its people read for each other.
"""

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core.chair import Chair
from openchair.rooms.core.decide import told as t
from openchair.rooms.core.decide.told import Answer, Rules, Told, here, leading, no
from openchair.rooms.core.state import State


def take_part(state: State, me: Chair, command: c.TakePart, at: int) -> Answer:
    """Choose how I take part; the room sees it quietly, and no reason."""
    if refusal := here(state, me):
        return refusal
    if me.way == command.way:
        return no("already")
    seat = me.info.seat
    told = Told(at)
    told.room(e.WayChosen(seat, command.way), seat)
    if me.listening:
        t.offer_to_returned(state, told, seat, listening=False)
        t.joins_round(state, told, seat)
    return told


def _sits_in_group(state: State, seat: str) -> bool:
    """Whether what this person says now goes to a small group and not to everybody."""
    return state.small is not None and state.small.of(seat) is not None


def ask_to_read(state: State, me: Chair, command: c.AskToRead, at: int) -> Answer:
    """Give the leaders words to read out; nobody else sees them before one of them does."""
    if refusal := here(state, me):
        return refusal
    if me.leads:
        return no("not_yours")
    if me.listening:
        return no("listening")
    if _sits_in_group(state, me.info.seat):
        return no("in_own_group")
    if me.reading is not None and me.reading.words == command.words:
        return no("already")
    seat = me.info.seat
    told = Told(at)
    asked = e.ReadingAsked(seat, command.words)
    told.leaders(asked, seat)
    told.person(seat, asked, seat)
    return told


def take_back_reading(state: State, me: Chair, command: c.TakeBackReading, at: int) -> Answer:
    """Take the words back, as long as nobody has read them out."""
    if me.reading is None:
        return no("already")
    told = Told(at)
    t.unread(told, me)
    return told


def read_out(state: State, me: Chair, command: c.ReadOut, at: int) -> Answer:
    """Read somebody's words out, once: in their turn if the piece is theirs or lies before them, else beside it."""
    if refusal := leading(state, me):
        return refusal
    chair = state.people.get(command.seat)
    if chair is None:
        return no("unknown_seat")
    if chair.reading is None:
        return no("already")
    if _sits_in_group(state, command.seat):
        # Written for everybody, and the writer is not with them: the words wait for both.
        return no("still_in_group")
    seat, leader = command.seat, me.info.seat
    told = Told(at)
    if state.offered == seat:
        told.room(e.FloorTaken(seat), seat)
    turn = seat in (state.offered, state.holder)
    told.room(e.Said(state.said + 1, seat, chair.reading.words, None, "", turn, leader), seat)
    taken = e.ReadingTaken(seat, leader)
    told.leaders(taken, leader)
    told.person(seat, taken, leader)
    return told


RULES: Rules = {
    c.TakePart: take_part,
    c.AskToRead: ask_to_read,
    c.TakeBackReading: take_back_reading,
    c.ReadOut: read_out,
}
