"""Which bodies leave the log with a fact: words taken back, drafts nobody else saw, notes written anew.

The log itself only ever grows; what is said here is deleted from it in the commit of the fact that ends it.
"""

from collections.abc import Callable, Hashable
from typing import Any

from openchair.rooms.core import events as e

Key = Hashable


class Erasing:
    """Knows where each body stands that a later fact may end, by number in the meeting's order."""

    def __init__(self) -> None:
        self._at: dict[Key, int] = {}
        self._of_kind: dict[str, set[Key]] = {}

    def happened(self, stream: str, event: e.Event, number: int) -> list[int]:
        """Note a fact; the numbers of those whose bodies go with it."""
        gone: list[int] = []
        kind = type(event)
        for ended in _ENDS.get(kind, ()):
            gone += [self._at.pop(key) for key in self._of_kind.pop(ended, ())]
        if (over := _OVER.get(kind)) is not None:
            gone += self._drop(*over(stream, event))
        if (kept := _KEPT.get(kind)) is not None:
            of, key = kept(stream, event)
            gone += self._drop(of, key)
            self._at[key] = number
            self._of_kind.setdefault(of, set()).add(key)
        return gone

    def _drop(self, of: str, key: Key) -> list[int]:
        number = self._at.pop(key, None)
        if number is None:
            return []
        self._of_kind[of].discard(key)
        return [number]


WORDS, DRAFT, READING, NOTE = "words", "draft", "reading", "note"
Where = Callable[[str, Any], tuple[str, Key]]


def _words(stream: str, event: Any) -> tuple[str, Key]:
    return WORDS, (WORDS, stream, event.id)


def _draft(stream: str, event: Any) -> tuple[str, Key]:
    return DRAFT, (DRAFT, stream)


def _nameless_draft(stream: str, event: Any) -> tuple[str, Key]:
    return DRAFT, (DRAFT, event.token)


def _reading(stream: str, event: Any) -> tuple[str, Key]:
    return READING, (READING, stream, event.seat)


def _note(stream: str, event: Any) -> tuple[str, Key]:
    return NOTE, (NOTE, event.seat)


_KEPT: dict[type[e.Event], Where] = {
    e.Said: _words,
    e.GroupSaid: _words,
    e.AnswerWritten: _draft,
    e.NamelessAnswerWritten: _nameless_draft,
    e.ReadingAsked: _reading,
    e.NoteKept: _note,
}
"""Bodies that something may end; the same written anew ends the one before."""

_OVER: dict[type[e.Event], Where] = {
    e.WordsTakenBack: _words,
    e.GroupWordsTakenBack: _words,
    e.ReadingTaken: _reading,
    e.ReadingTakenBack: _reading,
}
"""Facts that end one body: taken back, or standing in what was said."""

_ENDS: dict[type[e.Event], tuple[str, ...]] = {
    # What was written first and not shown is kept by nobody.
    e.QuestionAsked: (DRAFT,),
    e.AnswersRevealed: (DRAFT,),
    e.QuestionEnded: (DRAFT,),
    e.SegmentStarted: (DRAFT,),
    e.MeetingClosed: (DRAFT, READING),
}
"""Facts that end all bodies of a kind."""
