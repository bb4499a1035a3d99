"""What happened in a room: the one source of truth about a meeting.

An event is open or sealed. Open events (who was here, who held the floor, which part ran) outlive the words;
everything else is sealed under the meeting's key and is gone when that key is destroyed. `fold` therefore
accepts an event whose body is missing. Every event goes to exactly one stream.
"""

from typing import ClassVar, Literal

from msgspec import Struct

from openchair.rooms.core.commands import (
    Moment,
    Mood,
    Outcome,
    PulseQuestion,
    ResponseKind,
    SeatInfo,
    Segment,
    Wants,
    snake,
)

ROOM = "room"
LEADERS = "leaders"
ANSWERS = "answers"
"""A stream nobody reads: nameless answers, which carry no author."""


def person(seat: str) -> str:
    """The stream that one person alone reads."""
    return "person:" + seat


class Event(Struct, frozen=True, tag_field="type", tag=snake):
    """One fact about a meeting."""

    is_open: ClassVar[bool] = False
    """Open events are stored readable; all others are sealed, their kind included."""


class Addressed(Struct, frozen=True):
    """An event, the stream it goes to, whose it is (None: the house or nameless) and when it happened."""

    stream: str
    event: Event
    author: str | None
    at_ms: int


# --- open: attendance, floor, agenda -------------------------------------------------------------
class CameToDoor(Event, frozen=True):
    is_open: ClassVar[bool] = True
    seat: str


class LeftDoor(Event, frozen=True):
    is_open: ClassVar[bool] = True
    seat: str


class Joined(Event, frozen=True):
    """Admitted: from here on this person is in the room."""

    is_open: ClassVar[bool] = True
    seat: str
    part: str


class LineDropped(Event, frozen=True):
    is_open: ClassVar[bool] = True
    seat: str


class LineBack(Event, frozen=True):
    is_open: ClassVar[bool] = True
    seat: str


class SteppedOut(Event, frozen=True):
    is_open: ClassVar[bool] = True
    seat: str


class SteppedBack(Event, frozen=True):
    is_open: ClassVar[bool] = True
    seat: str


class Left(Event, frozen=True):
    """Out of the room for today. The reason, if any, is sealed elsewhere."""

    is_open: ClassVar[bool] = True
    seat: str


class FloorTaken(Event, frozen=True):
    is_open: ClassVar[bool] = True
    seat: str


class FloorEnded(Event, frozen=True):
    is_open: ClassVar[bool] = True
    seat: str


class SegmentStarted(Event, frozen=True):
    is_open: ClassVar[bool] = True
    index: int
    kind: str
    ends_at_ms: int


class TimeExtended(Event, frozen=True):
    is_open: ClassVar[bool] = True
    ends_at_ms: int


class Paused(Event, frozen=True):
    is_open: ClassVar[bool] = True
    why: Literal["leader", "leader_lost"]
    closes_at_ms: int = 0


class Resumed(Event, frozen=True):
    is_open: ClassVar[bool] = True
    ends_at_ms: int
    """The part's end moved by the length of the pause."""


class LeaderChanged(Event, frozen=True):
    is_open: ClassVar[bool] = True
    seat: str


class MeetingClosed(Event, frozen=True):
    is_open: ClassVar[bool] = True


# --- sealed: to the room ---------------------------------------------------------------------------
class MeetingOpened(Event, frozen=True):
    """Stream `room`; `pulse_key` is cut out before it goes to any socket."""

    seats: list[SeatInfo]
    segments: list[Segment]
    ends_at_ms: int
    pulse_key: bytes
    grace_seconds: int
    closing_seconds: int


class SeatPut(Event, frozen=True):
    """Stream `room`; `signed` and `first_visit` are cut out before it goes to any socket: leaders get SeatChecked."""

    info: SeatInfo


class ListeningChosen(Event, frozen=True):
    seat: str
    listening: bool


class HandRaised(Event, frozen=True):
    """`place` says where in the queue this hand goes (0: next): nobody needs others' floor times to see the order."""

    seat: str
    place: int = 0


class HandLowered(Event, frozen=True):
    seat: str


class RoundStarted(Event, frozen=True):
    order: list[str]


class PieceOffered(Event, frozen=True):
    """The piece lies before somebody, who may take it or pass; nothing about a pass is kept open."""

    seat: str


class PieceOnTable(Event, frozen=True):
    """Nobody is offered the piece: the queue is empty, or the round is over."""


class ComesBackLater(Event, frozen=True):
    seat: str


class Said(Event, frozen=True):
    """`id` counts what was said in this meeting; `turn` is false for words outside a turn (no seconds)."""

    id: int
    seat: str
    words: str
    wants: Wants | None
    note: str
    turn: bool


class WordsTakenBack(Event, frozen=True):
    """The body and author of that `Said` are deleted in the same commit."""

    id: int


class Heard(Event, frozen=True):
    """Somebody answered what was said; who, only the speaker learns."""

    id: int


class CommitmentMade(Event, frozen=True):
    """Stream `room` if shared, else the person's own."""

    seat: str
    words: str
    witness: str | None
    shared: bool


class WitnessAsked(Event, frozen=True):
    """Stream of the witness."""

    seat: str
    words: str


class CommitmentReported(Event, frozen=True):
    """Stream `room` when last time's commitment was shared with the group, else the person's own."""

    seat: str
    outcome: Outcome


# --- sealed: to leaders -----------------------------------------------------------------------------
class DoorAnswered(Event, frozen=True):
    """Streams `leaders` and the person's own."""

    seat: str
    alone: bool
    headphones: bool
    listening: bool
    place_left: bool


class IsNotWell(Event, frozen=True):
    seat: str
    words: str


class SeatChecked(Event, frozen=True):
    """What only leaders see of a chair."""

    seat: str
    signed: bool
    first_visit: bool


class LeaderCalled(Event, frozen=True):
    seat: str


class LeaderGoes(Event, frozen=True):
    """Streams `leaders` and of the person who is gone to."""

    leader: str
    seat: str


class LowPulseNamed(Event, frozen=True):
    seat: str
    question: PulseQuestion


class AskedToLeave(Event, frozen=True):
    """Streams `leaders` and of the person asked."""

    seat: str
    by: str
    reason: str


# --- sealed: to one person -----------------------------------------------------------------------------
class CallHeard(Event, frozen=True):
    """The caller's own copy: the leaders have been called, or told that I am not well."""

    about: Literal["call", "not_well"]


class ResponseGiven(Event, frozen=True):
    """Stream of the person who said it."""

    id: int
    seat: str
    kind: ResponseKind


class MyResponse(Event, frozen=True):
    """Stream of the person who answered."""

    id: int
    kind: ResponseKind


class PrivateWordSaid(Event, frozen=True):
    """One copy in the stream of each of the two."""

    sender: str
    to: str
    words: str


class MoodGiven(Event, frozen=True):
    mood: Mood
    moment: Moment


class TakeAwayKept(Event, frozen=True):
    words: str


class AccessEnded(Event, frozen=True):
    """Stream of a person whose chair was taken away."""

    why: str


# --- nameless, to nobody ------------------------------------------------------------------------------
class PulseGiven(Event, frozen=True):
    """No author. `token` allows one answer a person and question, and joins nothing across meetings."""

    question: PulseQuestion
    value: int
    token: str


AnyEvent = (
    CameToDoor | LeftDoor | Joined | LineDropped | LineBack | SteppedOut | SteppedBack | Left | FloorTaken | FloorEnded
    | SegmentStarted | TimeExtended | Paused | Resumed | LeaderChanged | MeetingClosed | MeetingOpened | SeatPut
    | ListeningChosen | HandRaised | HandLowered | RoundStarted | PieceOffered | PieceOnTable | ComesBackLater | Said
    | WordsTakenBack | Heard | CommitmentMade | WitnessAsked | CommitmentReported | DoorAnswered | IsNotWell
    | SeatChecked | LeaderCalled | LeaderGoes | LowPulseNamed | AskedToLeave | CallHeard | ResponseGiven | MyResponse
    | PrivateWordSaid | MoodGiven | TakeAwayKept | AccessEnded | PulseGiven
)  # fmt: skip


RefusalCode = Literal[
    "not_here", "not_open", "not_signed", "not_leader", "not_yours", "not_now", "unknown_seat", "has_floor",
    "listening", "closed", "already", "paused",
]  # fmt: skip


class Refusal(Struct, frozen=True):
    """Why a room says no: a code for programs, from a closed list; the edge turns it into words."""

    code: RefusalCode
