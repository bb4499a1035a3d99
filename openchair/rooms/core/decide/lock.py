"""Until when people are let in, and going earlier than the others."""

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core.chair import Chair
from openchair.rooms.core.decide.told import Answer, Rules, Told, door_is_shut, here, leading, no
from openchair.rooms.core.state import State


def lock_door(state: State, me: Chair, command: c.LockDoor, at: int) -> Answer:
    """Let nobody in any more; whoever was in today may come back."""
    if refusal := leading(state, me):
        return refusal
    if state.locked:
        return no("already")
    told = Told(at)
    told.room(e.DoorLocked(), me.info.seat)
    return told


def unlock_door(state: State, me: Chair, command: c.UnlockDoor, at: int) -> Answer:
    """Let people in again, for the rest of the meeting, unless it is locked anew."""
    if refusal := leading(state, me):
        return refusal
    if not door_is_shut(state, at):
        return no("already")
    told = Told(at)
    told.room(e.DoorUnlocked(), me.info.seat)
    return told


def go_earlier(state: State, me: Chair, command: c.GoEarlier, at: int) -> Answer:
    """A quiet sign beforehand, so that going is no riddle to the others."""
    if refusal := here(state, me):
        return refusal
    if me.early == command.early:
        return no("already")
    told = Told(at)
    told.room(e.GoesEarlier(me.info.seat, command.early), me.info.seat)
    return told


RULES: Rules = {
    c.LockDoor: lock_door,
    c.UnlockDoor: unlock_door,
    c.GoEarlier: go_earlier,
}
