"""Writing first and revealing together, the invitation to another view, and a round opened inside a part.

Independent answers come before anybody is influenced: until the reveal nobody sees another's words, nor who has
written. Without names nothing ties an answer to a person, so nothing can be added once all is open.
"""

import hmac

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core import ways
from openchair.rooms.core.chair import Chair
from openchair.rooms.core.decide import told as t
from openchair.rooms.core.decide.told import Answer, Rules, Told, here, leading, no
from openchair.rooms.core.state import Question, State
from openchair.rooms.core.ways.base import offered
from openchair.rooms.core.ways.rounds import Round, left

FEWEST_NAMELESS = 3
"""Fewer answers without names are not shown: who wrote them would be easy to guess."""


def answer_token(pulse_key: bytes, seat: str, question: int) -> str:
    """The once-only token of somebody's answer; without the meeting's key it says nothing about anybody."""
    return hmac.digest(pulse_key, f"question {question} {seat}".encode(), "sha256").hex()[:32]


def key_of(state: State, question: Question, seat: str) -> str:
    """Under what an answer is kept: the seat, or where names are left out a token."""
    return answer_token(state.pulse_key, seat, question.number) if question.nameless else seat


def ask_to_write(state: State, me: Chair, command: c.AskToWrite, at: int) -> Answer:
    """Ask everybody to write; nobody is cut off for it, so the piece lies on the table first."""
    if refusal := leading(state, me) or t.running(state):
        return refusal
    if (state.question is not None and state.question.is_open) or not t.piece_is_free(state) or state.aftercare:
        return no("not_now")
    told = Told(at)
    number = state.counts.get(e.ROOM, 0) + 1
    told.room(e.QuestionAsked(number, command.words, command.nameless), me.info.seat)
    return told


def write_answer(state: State, me: Chair, command: c.WriteAnswer, at: int) -> Answer:
    """Keep what somebody wrote; written again, the newer counts. Who comes after the reveal is marked as later."""
    if refusal := here(state, me):
        return refusal
    question = state.question
    if question is None or question.number != command.question:
        return no("not_now")
    seat = me.info.seat
    key = key_of(state, question, seat)
    known = question.answers.get(key)
    told = Told(at)
    if not question.is_open:
        if question.nameless or known is not None:
            return no("revealed")
        told.room(e.Said(state.said + 1, seat, command.words, None, "", False, mark="late_answer"), seat)
        return told
    if known == command.words:
        return no("already")
    if question.nameless:
        told.append(e.Addressed(e.ANSWERS, e.NamelessAnswerWritten(question.number, command.words, key), None, at))
    else:
        told.person(seat, e.AnswerWritten(question.number, command.words), seat)
    if known is None:
        told.leaders(e.AnswersCounted(question.number, len(question.answers) + 1))
    return told


def reveal_answers(state: State, me: Chair, command: c.RevealAnswers, at: int) -> Answer:
    """Show at once what was written by those who are still in the room, in an order that says nothing."""
    question = state.question
    if refusal := leading(state, me):
        return refusal
    if question is None or question.number != command.question:
        return no("not_now")
    if not question.is_open:
        return no("already")
    written = sorted(
        (answer_token(state.pulse_key, seat, question.number), seat, words)
        for seat in state.readers
        if (words := question.answers.get(key_of(state, question, seat))) is not None
    )
    if len(written) < (FEWEST_NAMELESS if question.nameless else 1):
        return no("too_few")
    told = Told(at)
    told.room(e.AnswersRevealed(question.number), me.info.seat)
    for place, (_token, seat, words) in enumerate(written, start=state.said + 1):
        name = "" if question.nameless else seat
        told.room(e.Said(place, name, words, None, "", False, mark="answer"), name or None)
    _goes_on(state, told)
    return told


def put_question_away(state: State, me: Chair, command: c.PutQuestionAway, at: int) -> Answer:
    """End a question; drafts that were not revealed are shown to nobody."""
    if refusal := leading(state, me):
        return refusal
    if state.question is None or state.question.number != command.question:
        return no("already")
    told = Told(at)
    told.room(e.QuestionEnded(command.question), me.info.seat)
    if state.question.is_open:
        _goes_on(state, told)
    return told


def _goes_on(state: State, told: Told) -> None:
    """Nobody writes any more: a hand that went up meanwhile is offered the piece."""
    if state.phase == "running" and t.piece_is_free(state) and state.aftercare is None:
        for fact in ways.goes_to(state):
            told.room(fact)


def invite_other_views(state: State, me: Chair, command: c.InviteOtherViews, at: int) -> Answer:
    """Ask for another view; asked again, the newer words stand."""
    if refusal := leading(state, me) or t.running(state):
        return refusal
    if state.other_views == command.words:
        return no("already")
    told = Told(at)
    told.room(e.OtherViewsInvited(command.words), me.info.seat)
    return told


def end_other_views(state: State, me: Chair, command: c.EndOtherViews, at: int) -> Answer:
    """Take the invitation back."""
    if refusal := leading(state, me):
        return refusal
    if state.other_views is None:
        return no("already")
    told = Told(at)
    told.room(e.OtherViewsEnded(), me.info.seat)
    return told


# --- a round inside a part ----------------------------------------------------------------------------------
def open_way(state: State, me: Chair, command: c.OpenWay, at: int) -> Answer:
    """Let the piece go round once. Whoever has it keeps it, and it goes round from there."""
    if refusal := leading(state, me) or t.running(state):
        return refusal
    if state.inner is not None:
        return no("already")
    if ways.of(state) is ways.QUIET or state.echo is not None or left(state) is not None:
        return no("not_now")
    way = ways.of_kind(command.kind)
    assert isinstance(way, Round), "what can be opened is a round"
    facts = way.opens(state, at)
    if not facts:
        return no("not_now")
    told = Told(at)
    told.room(e.WayOpened(command.kind, command.prompt), me.info.seat)
    for fact in facts:
        told.room(fact)
    return told


def end_way(state: State, me: Chair, command: c.EndWay, at: int) -> Answer:
    """End a round that was opened inside a part. Whoever has the piece, or before whom it lies, still has a turn."""
    if refusal := leading(state, me) or t.running(state):
        return refusal
    if state.inner is None:
        return no("already")
    if ways.of(state) is ways.QUIET:
        return no("not_now")
    told = Told(at)
    told.room(e.WayEnded(state.inner.before), me.info.seat)
    if t.piece_is_free(state):
        for fact in offered(ways.of_kind(state.inner.before).next(state)):
            told.room(fact)
    return told


RULES: Rules = {
    c.AskToWrite: ask_to_write,
    c.WriteAnswer: write_answer,
    c.RevealAnswers: reveal_answers,
    c.PutQuestionAway: put_question_away,
    c.InviteOtherViews: invite_other_views,
    c.EndOtherViews: end_other_views,
    c.OpenWay: open_way,
    c.EndWay: end_way,
}
