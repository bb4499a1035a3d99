"""The talking piece: who asks, who is offered it, who holds it.

One person holds it at a time. Being offered is not holding: it can be passed, and a pass leaves no trace.
"""

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core import ways
from openchair.rooms.core.chair import Chair
from openchair.rooms.core.decide import told as t
from openchair.rooms.core.decide.told import Answer, Rules, Told, here, leading, no
from openchair.rooms.core.state import State


def queue_place(state: State, chair: Chair) -> int:
    """Where a raised hand goes: who spoke least comes first, then who spoke shortest, then who asked first."""
    mine = (chair.turns, chair.floor_ms)
    for place, seat in enumerate(state.queue):
        other = state.people[seat]
        if (other.turns, other.floor_ms) > mine:
            return place
    return len(state.queue)


def raise_hand(state: State, me: Chair, command: c.RaiseHand, at: int) -> Answer:
    """Ask for the floor; if it is free and nobody waits, it is offered at once."""
    if refusal := here(state, me):
        return refusal
    seat = me.info.seat
    if seat in (state.holder, state.offered):
        return no("has_floor")
    if seat in state.queue:
        return no("already")
    told = Told(at)
    told.room(e.HandRaised(seat, queue_place(state, me)), seat)
    is_free = state.phase == "running" and t.has_floor(state) and t.piece_is_free(state)
    if is_free and t.next_waiting(state, without=seat) is None:
        told.room(e.PieceOffered(seat))
    return told


def lower_hand(state: State, me: Chair, command: c.LowerHand, at: int) -> Answer:
    """Take the hand down again."""
    if refusal := here(state, me):
        return refusal
    seat = me.info.seat
    if seat not in state.queue:
        return no("already")
    told = Told(at)
    told.room(e.HandLowered(seat), seat)
    return told


def take_piece(state: State, me: Chair, command: c.TakePiece, at: int) -> Answer:
    """Take the piece that is offered, or that lies on the table while nobody waits."""
    if refusal := here(state, me) or t.running(state):
        return refusal
    seat = me.info.seat
    if state.holder == seat:
        return no("already")
    if state.offered != seat:
        if not t.piece_is_free(state):
            return no("not_yours")
        if me.listening:
            return no("listening")
        if not me.leads and not t.has_floor(state):
            return no("writing" if state.question is not None and state.question.is_open else "not_now")
        if t.next_waiting(state, without=seat) is not None:
            return no("not_now")
    told = Told(at)
    told.room(e.FloorTaken(seat), seat)
    return told


def pass_on(state: State, me: Chair, command: c.PassOn, at: int) -> Answer:
    """Hand the piece on, held or offered; a leader also sends it on its way from the table."""
    if refusal := here(state, me) or t.running(state):
        return refusal
    seat = me.info.seat
    told = Told(at)
    if state.holder == seat:
        if t.ends_turn(state, told):
            return told
    elif state.offered != seat:
        if not me.leads or not t.piece_is_free(state):
            return no("not_yours")
        if not t.has_floor(state) or t.next_waiting(state) is None:
            return no("not_now")
        t.offer_next(state, told)
        return told
    for fact in ways.passes(state, seat, held=state.holder == seat):
        told.room(fact)
    return told


def come_back(state: State, me: Chair, command: c.ComeBack, at: int) -> Answer:
    """Pass for now, and be offered the piece once more at the end of the round."""
    if refusal := here(state, me) or t.running(state):
        return refusal
    seat = me.info.seat
    if state.offered != seat:
        return no("not_yours")
    if state.coming is None or state.echo is not None:
        return no("not_now")
    if seat in state.came_back:
        return no("already")
    after = t.next_waiting(state, without=seat)
    if after is None:
        # Nobody else is left in this round: the end of it is now.
        return no("not_now")
    told = Told(at)
    told.room(e.ComesBackLater(seat), seat)
    told.room(e.PieceOffered(after))
    return told


def give_piece(state: State, me: Chair, command: c.GivePiece, at: int) -> Answer:
    """Offer the piece to somebody, who may still pass; a leader takes it by giving it to themselves."""
    if refusal := leading(state, me) or t.running(state):
        return refusal
    seat = command.seat
    chair = state.people.get(seat)
    if chair is None:
        return no("unknown_seat")
    if not chair.is_here:
        return no("not_here")
    to_myself = seat == me.info.seat
    if state.holder == seat or (state.offered == seat and not to_myself):
        return no("already")
    told = Told(at)
    if state.holder is not None:
        if t.ends_turn(state, told, then=seat):
            return told
    elif state.echo is not None and state.echo.step == "say_back" and seat != state.echo.speaker:
        # Whoever is chosen says back what was heard.
        told.room(e.ListeningMoved(state.echo.speaker, seat, "say_back"))
    if to_myself:
        told.room(e.FloorTaken(seat), seat)
    else:
        told.room(e.PieceOffered(seat))
    return told


def take_back_piece(state: State, me: Chair, command: c.TakeBackPiece, at: int) -> Answer:
    """Put the piece back on the table, where it stays until a leader gives it or sends it on."""
    if refusal := leading(state, me) or t.running(state):
        return refusal
    if t.piece_is_free(state):
        return no("already")
    told = Told(at)
    if not t.ends_turn(state, told):
        told.room(e.PieceOnTable())
    return told


RULES: Rules = {
    c.RaiseHand: raise_hand,
    c.LowerHand: lower_hand,
    c.TakePiece: take_piece,
    c.PassOn: pass_on,
    c.ComeBack: come_back,
    c.GivePiece: give_piece,
    c.TakeBackPiece: take_back_piece,
}
