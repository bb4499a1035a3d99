"""decide(state, actor, command, now): what happens when somebody asks for something.

Pure: no clock, no socket, no chance, and the state stays as it is. The same command in the same state at the same
moment always gives the same facts. Whoever repeats a command is told `already` or changes nothing.
"""

from collections.abc import Callable
from typing import Any

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core.decide import checking, course, door, floor, house, presence, words
from openchair.rooms.core.decide.told import Answer, no
from openchair.rooms.core.state import Chair, State

_OF_THE_HOUSE: dict[type[c.Command], Callable[[State, Any, int], Answer]] = {
    c.OpenRoom: house.open_room,
    c.PutSeat: house.put_seat,
    c.RevokeSeat: house.revoke_seat,
    c.Connected: house.connected,
    c.Disconnected: house.disconnected,
    c.Tick: house.tick,
}

_OF_PEOPLE: dict[type[c.Command], Callable[[State, Chair, Any, int], Answer]] = {
    c.ComeToDoor: door.come_to_door,
    c.NotWell: door.not_well,
    c.Admit: door.admit,
    c.GoTo: door.go_to,
    c.Begin: course.begin,
    c.NextPart: course.next_part,
    c.Extend: course.extend,
    c.Pause: course.pause,
    c.Resume: course.resume,
    c.TakeOver: course.take_over,
    c.Remove: course.remove,
    c.Close: course.close,
    c.RaiseHand: floor.raise_hand,
    c.LowerHand: floor.lower_hand,
    c.TakePiece: floor.take_piece,
    c.PassOn: floor.pass_on,
    c.ComeBack: floor.come_back,
    c.GivePiece: floor.give_piece,
    c.TakeBackPiece: floor.take_back_piece,
    c.Say: words.say,
    c.Respond: words.respond,
    c.TakeBackWords: words.take_back_words,
    c.PrivateWord: words.private_word,
    c.CallLeader: door.call_leader,
    c.StepOut: presence.step_out,
    c.StepBack: presence.step_back,
    c.Listen: presence.listen,
    c.Leave: presence.leave,
    c.GiveMood: checking.give_mood,
    c.GivePulse: checking.give_pulse,
    c.NameLowPulse: checking.name_low_pulse,
    c.Commit: checking.commit,
    c.ReportCommitment: checking.report_commitment,
    c.KeepTakeAway: checking.keep_take_away,
}


def decide(
    state: State, actor: str | None, command: c.PersonCommand | c.HouseCommand, now_ms: int
) -> list[e.Addressed] | e.Refusal:
    """The facts that follow from a command, or why not; `actor` is a seat, or None for the house."""
    # A clock that jumps back must not make the log run backwards.
    at = now_ms if now_ms > state.last_ms else state.last_ms
    if actor is None:
        of_house = _OF_THE_HOUSE.get(type(command))
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
