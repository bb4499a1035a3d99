"""Facts about writing first, the invitation to another view, and a round opened inside a part."""

from collections.abc import Callable
from typing import Any

from openchair.rooms.core import events as e
from openchair.rooms.core.fold.moves import no_round, owner
from openchair.rooms.core.state import InnerWay, Question, State


def _open(state: State, number: int) -> Question | None:
    """The question of that number, unless its fact is lost."""
    question = state.question
    return question if question is not None and question.number == number else None


def _question_asked(state: State, event: e.QuestionAsked, at: int, stream: str) -> None:
    state.question = Question(event.number, event.words, event.nameless)


def _answer_written(state: State, event: e.AnswerWritten, at: int, stream: str) -> None:
    if (question := _open(state, event.question)) is not None:
        question.answers[owner(stream)] = event.words


def _nameless_answer_written(state: State, event: e.NamelessAnswerWritten, at: int, stream: str) -> None:
    if (question := _open(state, event.question)) is not None:
        question.answers[event.token] = event.words


def _answers_revealed(state: State, event: e.AnswersRevealed, at: int, stream: str) -> None:
    if (question := _open(state, event.question)) is not None:
        question.is_open = False


def _question_ended(state: State, event: e.QuestionEnded, at: int, stream: str) -> None:
    state.question = None


def _other_views_invited(state: State, event: e.OtherViewsInvited, at: int, stream: str) -> None:
    state.other_views = event.words


def _other_views_ended(state: State, event: e.OtherViewsEnded, at: int, stream: str) -> None:
    state.other_views = None


def _way_opened(state: State, event: e.WayOpened, at: int, stream: str) -> None:
    state.inner = InnerWay(event.kind, event.prompt, state.kind)
    state.kind = event.kind


def _way_ended(state: State, event: e.WayEnded, at: int, stream: str) -> None:
    state.kind, state.inner, state.echo = event.kind, None, None
    no_round(state)


FOLDS: dict[type[e.Event], Callable[[State, Any, int, str], None]] = {
    e.QuestionAsked: _question_asked,
    e.AnswerWritten: _answer_written,
    e.NamelessAnswerWritten: _nameless_answer_written,
    e.AnswersRevealed: _answers_revealed,
    e.QuestionEnded: _question_ended,
    e.OtherViewsInvited: _other_views_invited,
    e.OtherViewsEnded: _other_views_ended,
    e.WayOpened: _way_opened,
    e.WayEnded: _way_ended,
}
