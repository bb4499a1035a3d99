"""Ways to share the floor that are asked for in a part: writing first, another view, a round opened inside it."""

from typing import Annotated, Literal

from msgspec import Meta

from openchair.rooms.core.commands.base import Command

OpenedKind = Literal["round", "timed_round", "listening_round"]
"""Ways that can be opened inside a part of another kind."""
Prompt = Annotated[str, Meta(max_length=400)]
Question = Annotated[str, Meta(min_length=1, max_length=400)]
Answer = Annotated[str, Meta(min_length=1, max_length=1000)]
QuestionNumber = Annotated[int, Meta(ge=1)]


class AskToWrite(Command, frozen=True):
    """Let everybody write before anybody speaks (leaders); `nameless` holds for all answers and cannot change."""

    words: Question
    nameless: bool = False


class WriteAnswer(Command, frozen=True):
    """Write, or write anew, what nobody else sees until all is revealed."""

    question: QuestionNumber
    words: Answer


class RevealAnswers(Command, frozen=True):
    """Show all that was written at once (leaders)."""

    question: QuestionNumber


class PutQuestionAway(Command, frozen=True):
    """End a question; what was not revealed is never shown (leaders)."""

    question: QuestionNumber


class InviteOtherViews(Command, frozen=True):
    """Ask what someone who sees it differently would say (leaders)."""

    words: Question


class EndOtherViews(Command, frozen=True):
    """Take that invitation back (leaders); it also ends with the part."""


class OpenWay(Command, frozen=True):
    """Let the piece go round once inside the part that runs (leaders); then the part goes on as before."""

    kind: OpenedKind
    prompt: Prompt = ""


class EndWay(Command, frozen=True):
    """End that round before everybody was asked (leaders)."""


Commands = (
    AskToWrite | WriteAnswer | RevealAnswers | PutQuestionAway | InviteOtherViews | EndOtherViews | OpenWay | EndWay
)  # fmt: skip
