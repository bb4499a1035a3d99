"""Small roles for one meeting: greeter, timekeeper, reader. Taken freely, put down any time."""

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core.chair import Chair
from openchair.rooms.core.decide.told import Answer, Rules, Told, here, leading, no, running
from openchair.rooms.core.state import State

BETWEEN_TIMES_MS = 30_000
"""Time is told softly, and not again at once."""


def take_role(state: State, me: Chair, command: c.TakeRole, at: int) -> Answer:
    """Take a role that nobody has."""
    if refusal := here(state, me):
        return refusal
    seat = me.info.seat
    holder = state.roles.get(command.role)
    if holder == seat:
        return no("already")
    if holder is not None:
        return no("role_taken")
    told = Told(at)
    told.room(e.RoleTaken(seat, command.role), seat)
    return told


def put_down_role(state: State, me: Chair, command: c.PutDownRole, at: int) -> Answer:
    """Put down one's own role, or as a leader anybody's: somebody may have lost the line."""
    if refusal := here(state, me):
        return refusal
    holder = state.roles.get(command.role)
    if holder is None:
        return no("already")
    if holder != me.info.seat and not me.leads:
        return no("not_yours")
    told = Told(at)
    told.room(e.RolePutDown(command.role), me.info.seat)
    return told


def invite_to_role(state: State, me: Chair, command: c.InviteToRole, at: int) -> Answer:
    """Ask somebody; only they read it, and they may say no."""
    if refusal := leading(state, me):
        return refusal
    chair = state.people.get(command.seat)
    if chair is None:
        return no("unknown_seat")
    if not chair.reads:
        return no("not_here")
    if command.role in state.roles:
        return no("role_taken")
    if command.role in chair.asked_roles:
        return no("already")
    told = Told(at)
    told.person(command.seat, e.RoleInvited(command.role, me.info.seat), me.info.seat)
    return told


def decline_role(state: State, me: Chair, command: c.DeclineRole, at: int) -> Answer:
    """No, thank you; nobody else learns of it."""
    if command.role not in me.asked_roles:
        return no("already")
    seat = me.info.seat
    told = Told(at)
    told.person(seat, e.RoleDeclined(command.role), seat)
    return told


def tell_time(state: State, me: Chair, command: c.TellTime, at: int) -> Answer:
    """Say softly that it is time. Nobody is cut off by it."""
    if refusal := here(state, me) or running(state):
        return refusal
    seat = me.info.seat
    if state.roles.get("timekeeper") != seat:
        return no("not_yours")
    if state.time_told_ms and at - state.time_told_ms < BETWEEN_TIMES_MS:
        return no("already")
    told = Told(at)
    told.room(e.TimeTold(seat), seat)
    return told


RULES: Rules = {
    c.TakeRole: take_role,
    c.PutDownRole: put_down_role,
    c.InviteToRole: invite_to_role,
    c.DeclineRole: decline_role,
    c.TellTime: tell_time,
}
