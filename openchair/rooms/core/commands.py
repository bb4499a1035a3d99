"""What a person, or the house itself, may ask of a room.

Commands are closed types: an unknown field or kind is refused while it is read. Whoever acts is never part
of a command; the edge knows it from the connection. Commands of the house are in their own union, so that
no socket can send one.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

Seat = Annotated[str, Meta(min_length=1, max_length=40)]
"""Public id of a membership: random for each group, so that two groups cannot be joined up."""
Words = Annotated[str, Meta(min_length=1, max_length=4000)]
Line = Annotated[str, Meta(min_length=1, max_length=280)]
SaidId = Annotated[int, Meta(ge=1)]

ResponseKind = Literal["hear", "me_too", "thank_you", "with_you"]
Wants = Literal["heard", "experience", "ideas"]
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


# --- at the door --------------------------------------------------------------------------------
class ComeToDoor(Command, frozen=True):
    """Stand at the door with the answers to its questions; sent again, it changes them."""

    alone: bool = True
    headphones: bool = False
    listening: bool = False
    place_left: bool = False
    """Whether a sealed note says where this person is tonight; the note itself never enters a room."""


class NotWell(Command, frozen=True):
    """Tell the leaders, and only them, that I am not well."""

    words: Annotated[str, Meta(max_length=1000)] = ""


class Admit(Command, frozen=True):
    """Let somebody in from the door (leaders)."""

    seat: Seat


class GoTo(Command, frozen=True):
    """Say to somebody who called or is not well that a leader is coming (leaders)."""

    seat: Seat


# --- the course of the meeting (leaders) -----------------------------------------------------------
class Begin(Command, frozen=True):
    """Begin the first part of the agenda."""


class NextPart(Command, frozen=True):
    """Go on to the next part of the agenda; `after` is the part it was asked in, so that two who ask skip nothing."""

    after: int | None = None


class Extend(Command, frozen=True):
    """Give the part that is running some more minutes."""

    minutes: Annotated[int, Meta(ge=1, le=30)] = 2


class Pause(Command, frozen=True):
    """Let the floor rest."""


class Resume(Command, frozen=True):
    """Go on after a pause."""


class TakeOver(Command, frozen=True):
    """Lead from now on, when the one who leads is lost."""


class Remove(Command, frozen=True):
    """Ask somebody to leave for today, with a reason only that person and the leaders read."""

    seat: Seat
    reason: Line


class Close(Command, frozen=True):
    """Close the meeting for everybody."""


# --- the floor ------------------------------------------------------------------------------------
class RaiseHand(Command, frozen=True):
    """Ask for the floor."""


class LowerHand(Command, frozen=True):
    """Take the hand down again."""


class TakePiece(Command, frozen=True):
    """Take the talking piece that is offered, or lies on the table while nobody waits."""


class PassOn(Command, frozen=True):
    """Pass: hand the piece on, whether it was offered or held. Leaves no trace."""


class ComeBack(Command, frozen=True):
    """Pass for now and ask to be offered the piece again at the end of the round."""


class GivePiece(Command, frozen=True):
    """Give the piece to somebody (leaders)."""

    seat: Seat


class TakeBackPiece(Command, frozen=True):
    """Put the piece back on the table (leaders)."""


# --- words ----------------------------------------------------------------------------------------
class Say(Command, frozen=True):
    """Say something to everybody in the room."""

    words: Words
    wants: Wants | None = None
    note: Annotated[str, Meta(max_length=120)] = ""
    """A content note shown before the words of a heavy share."""


class Respond(Command, frozen=True):
    """Answer what somebody said in one of four set ways."""

    said: SaidId
    kind: ResponseKind


class TakeBackWords(Command, frozen=True):
    """Take back one's own words, for everybody."""

    said: SaidId


class PrivateWord(Command, frozen=True):
    """A private word: from a leader to one person, or from a person to the one who leads."""

    seat: Seat
    words: Words


class CallLeader(Command, frozen=True):
    """Ask a leader to come, seen by the leaders only."""


# --- being here -------------------------------------------------------------------------------------
class StepOut(Command, frozen=True):
    """Leave the room for a while; the chair stays."""


class StepBack(Command, frozen=True):
    """Come back after stepping out."""


class Listen(Command, frozen=True):
    """Say whether I am here to listen only."""

    listening: bool


class Leave(Command, frozen=True):
    """Leave the meeting."""


# --- checking in and out ----------------------------------------------------------------------------
class GiveMood(Command, frozen=True):
    """How it is for me, on arrival or at the end; seen by me only."""

    mood: Mood
    moment: Moment


class GivePulse(Command, frozen=True):
    """A nameless answer to 'Did you feel heard?' or 'Did you feel safe?'."""

    question: PulseQuestion
    value: PulseValue


class NameLowPulse(Command, frozen=True):
    """Let the leader know that a low answer was mine."""

    question: PulseQuestion


class Commit(Command, frozen=True):
    """One small thing until next time; `shared` says it to the room, else it stays with me and my witness."""

    words: Line
    witness: Seat | None = None
    shared: bool = True


class ReportCommitment(Command, frozen=True):
    """Say how last time's commitment went."""

    outcome: Outcome


class KeepTakeAway(Command, frozen=True):
    """One thing I take away, kept to myself."""

    words: Line


PersonCommand = (
    ComeToDoor | NotWell | Admit | GoTo | Begin | NextPart | Extend | Pause | Resume | TakeOver | Remove | Close
    | RaiseHand | LowerHand | TakePiece | PassOn | ComeBack | GivePiece | TakeBackPiece
    | Say | Respond | TakeBackWords | PrivateWord | CallLeader
    | StepOut | StepBack | Listen | Leave
    | GiveMood | GivePulse | NameLowPulse | Commit | ReportCommitment | KeepTakeAway
)  # fmt: skip


# --- commands of the house ----------------------------------------------------------------------------
class SeatInfo(Struct, frozen=True):
    """What a room knows about a chair before anybody sits on it."""

    seat: Seat
    name: str
    """The pseudonym of this group."""
    part: Literal["member", "visitor", "facilitator", "co_facilitator"]
    pronouns: str = ""
    signed: bool = False
    """Whether a valid signature under the current agreement exists."""
    away: str | None = None
    """None: expected. Otherwise what the group may be told of the absence, '' for nothing but 'away'."""
    commitment: str | None = None
    """Last time's commitment, when it was shared with the group."""
    first_visit: bool = False


SegmentKind = Literal[
    "opening_words", "agreement", "commitments", "mood_check_in", "open_floor", "round", "celebration",
    "closing_commitments", "check_out", "closing_words",
]  # fmt: skip


class Segment(Struct, frozen=True):
    """One part of the agenda."""

    kind: SegmentKind
    title: str
    minutes: int
    prompt: str = ""
    script: list[str] = []
    """Paragraphs read out by the one who leads: opening words, the agreement's points, closing words."""
    turn_seconds: int = 0
    """A soft time for one turn; 0 for none. It tells, and never cuts off."""


class OpenRoom(Command, frozen=True):
    """Open the room of a meeting with its chairs and its agenda."""

    seats: list[SeatInfo]
    segments: list[Segment]
    ends_at_ms: int
    pulse_key: bytes
    """Random for each meeting: makes the once-only tokens of nameless answers."""
    grace_seconds: int = 60
    """How long a lost leader is waited for before the room pauses."""
    closing_seconds: int = 600
    """How long a paused room without leader waits before it closes kindly."""


class PutSeat(Command, frozen=True):
    """Add a chair or change what is known about it (signed, came late to the group, gave notice)."""

    info: SeatInfo


class RevokeSeat(Command, frozen=True):
    """Take a chair away at once: the membership, the signature or the session ended."""

    seat: Seat
    why: Literal["membership", "signature", "suspended"]


class Connected(Command, frozen=True):
    """A person's line is up."""

    seat: Seat


class Disconnected(Command, frozen=True):
    """A person's last line dropped."""

    seat: Seat


class Tick(Command, frozen=True):
    """Time went by: the lost leader's grace, the kind closing of a paused room."""


HouseCommand = OpenRoom | PutSeat | RevokeSeat | Connected | Disconnected | Tick

person_command = msgspec.json.Decoder(PersonCommand)
