"""One seat of the circle, whoever sits on it, and what is theirs alone. Part of the fold (see state.py)."""

from typing import Literal

from msgspec import Struct, field

from openchair.rooms.core.commands import Moment, Mood, NudgeKind, Outcome, SeatInfo, Way
from openchair.rooms.core.small import Proposal

Place = Literal["absent", "door", "inside", "out", "gone"]

LEADER_PARTS = frozenset({"facilitator", "co_facilitator"})


class DoorAnswers(Struct, frozen=True):
    """What somebody said at the door."""

    alone: bool
    headphones: bool
    way: Way
    place_left: bool
    at_ms: int


class Reading(Struct, frozen=True):
    """Words that wait for a leader to read them out."""

    words: str
    at_ms: int


class Promise(Struct, frozen=True):
    """One small thing until next time."""

    words: str
    witness: str | None
    shared: bool


class PrivateNote(Struct, frozen=True):
    """A private word as one of the two keeps it."""

    sender: str
    to: str
    words: str
    at_ms: int


class SentNudge(Struct, frozen=True):
    """A set phrase that a leader sent to one person."""

    seat: str
    leader: str
    kind: NudgeKind
    at_ms: int


class MyCall(Struct):
    """The caller's own copy of a call."""

    about: Literal["call", "not_well"]
    at_ms: int
    leader: str | None = None


class Span(Struct):
    """A time in the room, in numbers of the stream `room` and in ids of words; open while it lasts."""

    number: int
    word: int
    last_number: int | None = None
    last_word: int | None = None


class Chair(Struct):
    """One seat of the circle and whoever sits on it."""

    info: SeatInfo
    place: Place = "absent"
    line: bool = False
    line_lost_ms: int = 0
    hall: bool = False
    """Sits in the hall: here by a leader's word, with or without a line."""
    left_ms: int = 0
    """When this person last left."""
    way: Way = "speak"
    early: bool = False
    """Whether this person has said that they go before the end."""
    reading: Reading | None = None
    """What this person wrote for a leader to read out, until somebody does."""
    ended: str | None = None
    """Why the chair was taken away, if it was."""
    asked_to_leave: tuple[str, str] | None = None
    """By whom and why; who was asked to leave does not come back today."""
    spans: list[Span] = field(default_factory=list)
    """The times this person was in the room: decide what they were there to hear."""
    fresh_from: int = 0
    """The number in the stream `room` from which a page of this person can go on by events."""
    here_ms: int = 0
    here_since_ms: int | None = None
    turns: int = 0
    floor_ms: int = 0
    door: DoorAnswers | None = None
    proposed: Proposal | None = None
    """The small groups the house proposed to this leader last."""
    moods: dict[Moment, Mood] = field(default_factory=dict)
    promise: Promise | None = None
    said_promise: tuple[str, int] | None = None
    """The words of the commitment the room heard, and their number in the stream `room`."""
    reported: tuple[Outcome, int] | None = None
    """How last time's commitment went, and the number in the stream `room`; 0 where the room was not told."""
    take_away: str | None = None
    witness_for: dict[str, str] = field(default_factory=dict)
    partners: list[str] = field(default_factory=list)
    """Listening partners for this meeting: one, or two where the number of people is odd."""
    partner_gone: bool = False
    """Had a partner and has none any more; why, nobody is told."""
    no_partner: bool = False
    asked_roles: dict[str, str] = field(default_factory=dict)
    """Roles somebody was asked to take, and by whom."""
    called: MyCall | None = None
    private: list[PrivateNote] = field(default_factory=list)
    nudge: SentNudge | None = None
    """The last phrase a leader sent to this person alone."""

    @property
    def leads(self) -> bool:
        """Whether this is a leader's chair."""
        return self.info.part in LEADER_PARTS

    @property
    def listening(self) -> bool:
        """Whether this person is here to listen: never offered the piece unless they ask for it."""
        return self.way == "listen"

    @property
    def reads(self) -> bool:
        """Whether this person gets what is said in the room."""
        return self.place in ("inside", "out")

    @property
    def is_here(self) -> bool:
        """Inside, with a line that stands or a seat in the hall."""
        return self.place == "inside" and (self.line or self.hall)

    @property
    def was_inside(self) -> bool:
        """Whether this person was admitted at any time today."""
        return bool(self.spans)

    def was_there(self, number: int) -> bool:
        """Whether this person was in the room when that event of the stream `room` happened."""
        return any(s.number <= number and (s.last_number is None or number <= s.last_number) for s in self.spans)

    def heard(self, word: int) -> bool:
        """Whether this person was in the room when those words were said."""
        return any(s.word <= word and (s.last_word is None or word <= s.last_word) for s in self.spans)

    def heard_any_until(self, word: int) -> bool:
        """Whether anything up to those words was said while this person was in the room."""
        return any(s.word <= word and (s.last_word is None or s.word <= s.last_word) for s in self.spans)
