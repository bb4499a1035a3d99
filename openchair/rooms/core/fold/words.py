"""Facts about words, answers, moods and promises."""

from collections.abc import Callable
from typing import Any

from openchair.rooms.core import events as e
from openchair.rooms.core.chair import PrivateNote, Promise
from openchair.rooms.core.fold.moves import chair_of, owner
from openchair.rooms.core.state import KEPT_PRIVATE, KEPT_WORDS, State, Word


# --- words ----------------------------------------------------------------------------------------
def _said(state: State, event: e.Said, at: int, stream: str) -> None:
    number = event.id
    words = state.words
    words[number] = Word(
        number,
        event.seat,
        at,
        event.words,
        event.wants,
        event.note,
        event.turn,
        event.read_by,
        mark=event.mark,
        heavy=event.heavy,
    )
    if number == state.said + 1:
        words.pop(number - KEPT_WORDS, None)
    else:
        # Ids skip where bodies are missing.
        for old in [old for old in words if old <= number - KEPT_WORDS]:
            del words[old]
    state.said = number
    question = state.question
    if event.mark in ("answer", "late_answer") and question is not None and not question.nameless:
        # The draft has left the log; who has answered is known from what was shown.
        question.answers[event.seat] = event.words


def _words_taken_back(state: State, event: e.WordsTakenBack, at: int, stream: str) -> None:
    state.said = max(state.said, event.id)
    word = state.words.get(event.id)
    if word is not None:
        question = state.question
        if question is not None and not question.is_open and question.answers.get(word.seat, "") == word.words:
            # The own page would otherwise go on showing it as the answer; what has no name stands under no seat.
            del question.answers[word.seat]
        word.words, word.note, word.wants, word.taken_back = None, "", None, True


def _response_given(state: State, event: e.ResponseGiven, at: int, stream: str) -> None:
    word = state.words.get(event.id)
    if word is not None:
        if word.answers is None:
            word.answers = {}
        word.answers[event.seat] = event.kind


def _private_word_said(state: State, event: e.PrivateWordSaid, at: int, stream: str) -> None:
    kept = chair_of(state, owner(stream)).private
    kept.append(PrivateNote(event.sender, event.to, event.words, at))
    if len(kept) > KEPT_PRIVATE:
        del kept[0]


# --- checking in and out ----------------------------------------------------------------------------
def _mood_given(state: State, event: e.MoodGiven, at: int, stream: str) -> None:
    chair_of(state, owner(stream)).moods[event.moment] = event.mood


def _pulse_given(state: State, event: e.PulseGiven, at: int, stream: str) -> None:
    state.pulses[event.token] = event.value <= 1


def _low_pulse_named(state: State, event: e.LowPulseNamed, at: int, stream: str) -> None:
    state.low_pulses.append((event.seat, event.question))


def _commitment_made(state: State, event: e.CommitmentMade, at: int, stream: str) -> None:
    chair = chair_of(state, event.seat)
    chair.promise = Promise(event.words, event.witness, event.shared)
    if stream == e.ROOM:
        chair.said_promise = (event.words, state.counts[stream])


def _witness_asked(state: State, event: e.WitnessAsked, at: int, stream: str) -> None:
    asked = chair_of(state, owner(stream)).witness_for
    asked.pop(event.seat, None)
    asked[event.seat] = event.words


def _commitment_reported(state: State, event: e.CommitmentReported, at: int, stream: str) -> None:
    number = state.counts[stream] if stream == e.ROOM else 0
    chair_of(state, event.seat).reported = (event.outcome, number)


def _take_away_kept(state: State, event: e.TakeAwayKept, at: int, stream: str) -> None:
    chair_of(state, owner(stream)).take_away = event.words


FOLDS: dict[type[e.Event], Callable[[State, Any, int, str], None]] = {
    e.Said: _said,
    e.WordsTakenBack: _words_taken_back,
    e.ResponseGiven: _response_given,
    e.PrivateWordSaid: _private_word_said,
    e.MoodGiven: _mood_given,
    e.PulseGiven: _pulse_given,
    e.LowPulseNamed: _low_pulse_named,
    e.CommitmentMade: _commitment_made,
    e.WitnessAsked: _witness_asked,
    e.CommitmentReported: _commitment_reported,
    e.TakeAwayKept: _take_away_kept,
}
