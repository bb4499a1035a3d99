"""What commands are made of: the closed type, and the bounds of what people may write."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Seat = Annotated[str, Meta(min_length=1, max_length=40)]
"""Public id of a membership: random for each group, so that two groups cannot be joined up."""
Words = Annotated[str, Meta(min_length=1, max_length=4000)]
Line = Annotated[str, Meta(min_length=1, max_length=280)]
SaidId = Annotated[int, Meta(ge=1)]

ResponseKind = Literal["hear", "me_too", "thank_you", "with_you"]
Mark = Literal["answer", "late_answer", "another_view", "said_back"]
"""What else words are: an answer written first, one that came after the reveal, another view, what was heard."""
Wants = Literal["heard", "experience", "ideas", "feedback"]
WantsInGroup = Literal["heard", "experience", "ideas"]
"""In a small group how words came across is told face to face: nothing carries it there."""
FeedbackKind = Literal["landed", "would_ask", "noticed"]
"""What of it landed, what I would ask, what I noticed."""
Way = Literal["listen", "write", "read_out", "speak"]
"""How somebody takes part: changeable at any time, by oneself, and no reason is ever asked."""
LateRule = Literal["always", "minutes", "leader"]
"""Until when people are let in: at any time, some minutes after the beginning, or as the leader decides each time."""
Moment = Literal["in", "out"]
PulseQuestion = Literal["heard", "safe"]
Outcome = Literal["done", "part", "not_this_time"]
Mood = Annotated[int, Meta(ge=1, le=5)]
PulseValue = Annotated[int, Meta(ge=0, le=4)]


def snake(name: str) -> str:
    """Wire name of a command or event: RaiseHand is raise_hand."""
    return "".join("_" + c.lower() if c.isupper() and i else c.lower() for i, c in enumerate(name))


class Command(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag=snake):
    """One request to a room."""
