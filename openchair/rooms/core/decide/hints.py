"""Hints for who leads."""

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core.chair import Chair
from openchair.rooms.core.decide.told import Answer, Rules, Told, leading, no
from openchair.rooms.core.state import State

AT_ONCE_MS = 60_000


def put_hint_aside(state: State, me: Chair, command: c.PutHintAside, at: int) -> Answer:
    """Leave a hint of this kind away for a while."""
    if refusal := leading(state, me):
        return refusal
    # Two leaders who press at once have put it aside once.
    if at - max(state.hints_aside.get(command.kind, ()), default=-AT_ONCE_MS) < AT_ONCE_MS:
        return no("already")
    told = Told(at)
    told.leaders(e.HintPutAside(me.info.seat, command.kind), me.info.seat)
    return told


RULES: Rules = {
    c.PutHintAside: put_hint_aside,
}
