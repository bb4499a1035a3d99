"""The leaders' papers: a checklist ticked together, and notes. Members never learn of either."""

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core.chair import Chair
from openchair.rooms.core.decide.told import Answer, Rules, Told, no
from openchair.rooms.core.state import State


def _among_leaders(me: Chair) -> e.Refusal | None:
    """Leaders in the room, also after closing: the last ticks and notes are made then."""
    if not me.leads:
        return no("not_leader")
    return None if me.reads else no("not_here")


def tick_item(state: State, me: Chair, command: c.TickItem, at: int) -> Answer:
    """Tick a thing of the checklist; whoever is second finds it ticked."""
    if refusal := _among_leaders(me):
        return refusal
    if all(item.id != command.item for item in state.checklist):
        return no("not_now")
    if (command.item in state.ticked) == command.done:
        return no("already")
    told = Told(at)
    told.leaders(e.ItemTicked(command.item, me.info.seat, command.done), me.info.seat)
    return told


def keep_note(state: State, me: Chair, command: c.KeepNote, at: int) -> Answer:
    """Keep my notes of this meeting."""
    if refusal := _among_leaders(me):
        return refusal
    before = state.notes.get(me.info.seat)
    if command.words == (before.words if before is not None else ""):
        return no("already")
    told = Told(at)
    told.leaders(e.NoteKept(me.info.seat, command.words), me.info.seat)
    return told


RULES: Rules = {
    c.TickItem: tick_item,
    c.KeepNote: keep_note,
}
