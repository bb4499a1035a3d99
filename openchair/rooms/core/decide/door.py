"""At the door: who stands there, who lets them in, who is not well. Calling a leader works the same inside."""

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core.chair import Chair
from openchair.rooms.core.commands import Way
from openchair.rooms.core.decide.told import Answer, Rules, Told, joins_round, leader_arrives, leading, lets_in, no
from openchair.rooms.core.state import State


def _enter(state: State, told: Told, chair: Chair, way: Way) -> None:
    seat = chair.info.seat
    told.room(e.Joined(seat, chair.info.part), seat)
    if way != "speak":
        told.room(e.WayChosen(seat, way), seat)
    if way != "listen":
        joins_round(state, told, seat)
    if chair.leads:
        leader_arrives(state, told, seat)


def come_to_door(state: State, me: Chair, command: c.ComeToDoor, at: int) -> Answer:
    """Stand at the door; a leader who has signed goes straight in, for somebody has to open."""
    if state.phase == "closed":
        return no("closed")
    if me.asked_to_leave is not None:
        return no("not_here")
    seat = me.info.seat
    told = Told(at)
    enters = me.leads and me.info.signed and not me.reads
    if not enters and me.place in ("absent", "gone"):
        told.room(e.CameToDoor(seat), seat)
    answers = e.DoorAnswered(seat, command.alone, command.headphones, command.place_left, command.way)
    told.leaders(answers, seat)
    told.person(seat, answers, seat)
    if enters:
        _enter(state, told, me, command.way)
    elif me.reads and me.way != command.way:
        told.room(e.WayChosen(seat, command.way), seat)
        if me.listening:
            joins_round(state, told, seat)
    return told


def admit(state: State, me: Chair, command: c.Admit, at: int) -> Answer:
    """Let somebody in who stands at the door and has signed."""
    if refusal := leading(state, me):
        return refusal
    chair = state.people.get(command.seat)
    if chair is None:
        return no("unknown_seat")
    if chair.reads:
        return no("already")
    if chair.place != "door" or not chair.line:
        return no("not_here")
    if not chair.info.signed or chair.ended is not None:
        return no("not_signed")
    if not lets_in(state, chair.info, at):
        return no("locked")
    told = Told(at)
    _enter(state, told, chair, "speak" if chair.door is None else chair.door.way)
    return told


def not_well(state: State, me: Chair, command: c.NotWell, at: int) -> Answer:
    """Tell the leaders, and only them; said again, the newer words count. Nobody is refused, wherever they are."""
    seat = me.info.seat
    told = Told(at)
    told.leaders(e.IsNotWell(seat, command.words), seat)
    told.person(seat, e.CallHeard("not_well"), seat)
    return told


def call_leader(state: State, me: Chair, command: c.CallLeader, at: int) -> Answer:
    """Ask a leader to come; a call that nobody has answered yet stands."""
    seat = me.info.seat
    if any(call.seat == seat and call.leader is None for call in state.calls):
        return no("already")
    told = Told(at)
    told.leaders(e.LeaderCalled(seat), seat)
    told.person(seat, e.CallHeard("call"), seat)
    return told


def go_to(state: State, me: Chair, command: c.GoTo, at: int) -> Answer:
    """Say to somebody who called that a leader is coming."""
    if not me.leads:
        return no("not_leader")
    if not me.reads:
        return no("not_here")
    if command.seat not in state.people:
        return no("unknown_seat")
    calls = [call for call in (*state.not_well, *state.calls) if call.seat == command.seat]
    if not calls:
        return no("not_now")
    if all(call.leader is not None for call in calls):
        return no("already")
    told = Told(at)
    goes = e.LeaderGoes(me.info.seat, command.seat)
    told.leaders(goes, me.info.seat)
    told.person(command.seat, goes, me.info.seat)
    return told


RULES: Rules = {
    c.ComeToDoor: come_to_door,
    c.NotWell: not_well,
    c.Admit: admit,
    c.GoTo: go_to,
    c.CallLeader: call_leader,
}
