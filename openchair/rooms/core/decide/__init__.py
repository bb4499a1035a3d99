"""decide(state, actor, command, now): what happens when somebody asks for something.

Pure: no clock, no socket, no chance, and the state stays as it is. The same command in the same state at the same
moment always gives the same facts. Whoever repeats a command is told `already` or changes nothing.
"""

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core.decide import (
    board,
    care,
    checking,
    course,
    desk,
    door,
    entry,
    floor,
    hints,
    house,
    listening,
    lock,
    papers,
    presence,
    roles,
    sharing,
    small_groups,
    voice,
    words,
)
from openchair.rooms.core.decide.told import Rules, no
from openchair.rooms.core.state import State

_OF_PEOPLE: Rules = {
    **door.RULES,
    **entry.RULES,
    **course.RULES,
    **floor.RULES,
    **words.RULES,
    **papers.RULES,
    **presence.RULES,
    **checking.RULES,
    **sharing.RULES,
    **small_groups.RULES,
    **care.RULES,
    **hints.RULES,
    **desk.RULES,
    **lock.RULES,
    **voice.RULES,
    **board.RULES,
    **listening.RULES,
    **roles.RULES,
}


def decide(
    state: State, actor: str | None, command: c.PersonCommand | c.HouseCommand, now_ms: int
) -> list[e.Addressed] | e.Refusal:
    """The facts that follow from a command, or why not; `actor` is a seat, or None for the house."""
    # A clock that jumps back must not make the log run backwards.
    at = now_ms if now_ms > state.last_ms else state.last_ms
    if actor is None:
        of_house = house.RULES.get(type(command))
        if of_house is None:
            return no("not_here")
        if not state.opened and type(command) is not c.OpenRoom:
            return no("not_open")
        return of_house(state, command, at)
    of_person = _OF_PEOPLE.get(type(command))
    if of_person is None:
        return no("not_yours")
    if not state.opened:
        return no("not_open")
    me = state.people.get(actor)
    if me is None or me.ended is not None:
        return no("not_here")
    return of_person(state, me, command, at)
