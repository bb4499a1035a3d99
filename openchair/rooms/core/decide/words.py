"""What is said, answered and taken back."""

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core.chair import Chair
from openchair.rooms.core.decide.told import Answer, Rules, Told, here, is_quiet, no
from openchair.rooms.core.state import State


def say(state: State, me: Chair, command: c.Say, at: int) -> Answer:
    """Say something: a turn for whoever holds the piece, else chat where the part allows it."""
    if refusal := here(state, me):
        return refusal
    if command.mark is not None and state.other_views is None:
        return no("not_now")
    seat = me.info.seat
    told = Told(at)
    turn = True
    if state.offered == seat:
        told.room(e.FloorTaken(seat), seat)
    elif state.holder != seat:
        turn = False
        if not me.leads:
            if state.phase == "paused":
                return no("paused")
            if me.listening:
                return no("listening")
            if state.phase == "running" and is_quiet(state):
                return no("writing" if state.question is not None and state.question.is_open else "not_now")
    if turn and command.heavy and state.heavy is None:
        told.room(e.HeavyMarked(seat, command.note), seat)
    says_back = state.echo is not None and state.echo.step == "say_back" and state.echo.listener == seat
    heavy = command.heavy or (turn and state.heavy is not None)
    told.room(
        e.Said(
            state.said + 1, seat, command.words, command.wants, command.note, turn,
            mark="said_back" if turn and says_back else command.mark, heavy=heavy
        ),
        seat,
    )  # fmt: skip
    return told


def respond(state: State, me: Chair, command: c.Respond, at: int) -> Answer:
    """Answer what somebody said; who answered, only that person learns."""
    if not me.reads:
        return no("not_here")
    if state.phase == "closed":
        return no("closed")
    seat = me.info.seat
    word = state.words.get(command.said)
    if word is None or word.taken_back or not word.seat or not me.heard(word.id):
        return no("not_now")
    if word.seat == seat:
        return no("not_yours")
    if word.answers is not None and word.answers.get(seat) == command.kind:
        return no("already")
    told = Told(at)
    if not word.answers:
        told.room(e.Heard(word.id))
    told.person(word.seat, e.ResponseGiven(word.id, seat, command.kind), seat)
    told.person(seat, e.MyResponse(word.id, command.kind), seat)
    return told


def take_back_words(state: State, me: Chair, command: c.TakeBackWords, at: int) -> Answer:
    """Take back one's own words, at any time as long as the room lives, also after leaving it."""
    if not me.was_inside:
        return no("not_here")
    word = state.words.get(command.said)
    if word is None:
        return no("not_now")
    if word.seat != me.info.seat:
        return no("not_yours")
    if word.taken_back:
        return no("already")
    told = Told(at)
    told.room(e.WordsTakenBack(word.id), word.seat)
    if state.heavy is not None and state.holder == word.seat and word.heavy and word.note == state.heavy.note != "":
        # The note that came with the words goes with them; that it is heavy stays said.
        told.room(e.HeavyMarked(word.seat, ""), word.seat)
    return told


def _can_talk(chair: Chair) -> bool:
    """At the door, in the room, or anywhere once they called a leader."""
    return chair.reads or chair.place == "door" or chair.called is not None


def private_word(state: State, me: Chair, command: c.PrivateWord, at: int) -> Answer:
    """A private word from a leader to one person, or from a person to a leader; also at the door and after closing."""
    if not _can_talk(me):
        return no("not_here")
    seat = me.info.seat
    other = state.people.get(command.seat)
    if other is None or command.seat == seat:
        return no("unknown_seat")
    if me.leads and not me.reads:
        return no("not_here")
    if not me.leads and not other.leads:
        return no("not_leader")
    if not _can_talk(other):
        return no("not_here")
    told = Told(at)
    word = e.PrivateWordSaid(seat, command.seat, command.words)
    told.person(command.seat, word, seat)
    told.person(seat, word, seat)
    return told


RULES: Rules = {
    c.Say: say,
    c.Respond: respond,
    c.TakeBackWords: take_back_words,
    c.PrivateWord: private_word,
}
