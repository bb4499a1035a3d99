"""The course of the meeting: the leaders' acts."""

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core import ways
from openchair.rooms.core.chair import Chair
from openchair.rooms.core.decide import told as t
from openchair.rooms.core.decide.told import Answer, Rules, Told, leading, no
from openchair.rooms.core.state import State


def start(state: State, told: Told, index: int, until_ms: int = 0, author: str | None = None) -> None:
    """Start a part: the piece goes back on the table and from there to whoever is first, after a breath if need be."""
    part = state.segments[index]
    if state.holder is not None:
        told.room(e.FloorEnded(state.holder, until_ms), author or state.holder)
    told.room(e.SegmentStarted(index, part.kind, told.at + part.minutes * 60_000))
    first = ways.of_kind(part.kind).begins(state, index)
    for fact in first:
        if state.heavy is None or not isinstance(fact, e.PieceOffered):
            told.room(fact)
    # Only now: a new part begins without whatever the one before it was waiting for.
    t.rests(state, told)


def begin(state: State, me: Chair, command: c.Begin, at: int) -> Answer:
    """Begin the first part of the agenda."""
    if refusal := leading(state, me):
        return refusal
    if state.phase != "waiting":
        return no("already")
    if not state.segments:
        return no("not_now")
    told = Told(at)
    start(state, told, 0)
    return told


def next_part(state: State, me: Chair, command: c.NextPart, at: int) -> Answer:
    """Go on to the next part, once, whoever asks for it."""
    if refusal := leading(state, me) or t.running(state):
        return refusal
    if command.after is not None and command.after != state.index:
        return no("already")
    if state.index + 1 >= len(state.segments):
        return no("not_now")
    told = Told(at)
    start(state, told, state.index + 1)
    return told


def extend(state: State, me: Chair, command: c.Extend, at: int) -> Answer:
    """Give the part some more minutes, from now if its time is over."""
    if refusal := leading(state, me) or t.running(state):
        return refusal
    told = Told(at)
    told.room(e.TimeExtended(max(state.part_ends_ms, at) + command.minutes * 60_000))
    return told


def pause(state: State, me: Chair, command: c.Pause, at: int) -> Answer:
    """Let the floor rest; the interrupted turn is offered again when it goes on."""
    if refusal := leading(state, me):
        return refusal
    if state.phase == "paused":
        return no("already")
    if state.phase != "running":
        return no("not_now")
    if state.small is not None:
        return no("in_small_groups")
    told = Told(at)
    told.room(e.Paused("leader"))
    t.ends_turn(state, told)
    return told


def resume(state: State, me: Chair, command: c.Resume, at: int) -> Answer:
    """Go on after a pause."""
    if refusal := leading(state, me):
        return refusal
    if state.phase != "paused":
        return no("already" if state.phase == "running" else "not_now")
    told = Told(at)
    t.resume(state, told)
    return told


def take_over(state: State, me: Chair, command: c.TakeOver, at: int) -> Answer:
    """Lead from now on; only while the one who leads is lost."""
    if refusal := leading(state, me):
        return refusal
    if state.lead == me.info.seat:
        return no("already")
    if t.lead_is_here(state):
        return no("not_now")
    told = Told(at)
    told.room(e.LeaderChanged(me.info.seat))
    return told


def remove(state: State, me: Chair, command: c.Remove, at: int) -> Answer:
    """Ask somebody to leave for today: the room sees that they left, and no reason."""
    if refusal := leading(state, me):
        return refusal
    seat = command.seat
    chair = state.people.get(seat)
    if chair is None:
        return no("unknown_seat")
    if chair.leads:
        # Leaders are equals; taking a leader's chair away is the coordinator's act.
        return no("not_yours")
    if chair.asked_to_leave is not None:
        return no("already")
    if not chair.reads and chair.place != "door":
        return no("not_here")
    told = Told(at)
    t.goes(state, told, seat)
    asked = e.AskedToLeave(seat, me.info.seat, command.reason)
    told.leaders(asked, me.info.seat)
    told.person(seat, asked, me.info.seat)
    return told


def close(state: State, me: Chair, command: c.Close, at: int) -> Answer:
    """Close the meeting for everybody: attendance and floor end, the chairs stay for the closing page."""
    if not me.leads:
        return no("not_leader")
    if state.phase == "closed":
        return no("already")
    if not me.reads:
        return no("not_here")
    told = Told(at)
    t.closes(state, told)
    return told


RULES: Rules = {
    c.Begin: begin,
    c.NextPart: next_part,
    c.Extend: extend,
    c.Pause: pause,
    c.Resume: resume,
    c.TakeOver: take_over,
    c.Remove: remove,
    c.Close: close,
}
