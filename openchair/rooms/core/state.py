"""What a room knows right now: the fold of its log.

`fold` changes the state in place, because it is the hot path; nothing else may change it. Times are whole
milliseconds since the epoch.
"""

from typing import Literal

from msgspec import Struct, field

from openchair.rooms.core.commands import Moment, Mood, Outcome, SeatInfo, Segment

Place = Literal["absent", "door", "inside", "out", "gone"]
Phase = Literal["waiting", "running", "paused", "closed"]

KEPT_WORDS = 500
"""How many of the last words a room keeps at hand for those who come back; the log has them all."""
KEPT_PRIVATE = 200
AFTER_CLOSING_MS = 15 * 60 * 1000
"""How long the closing page can still be answered."""

LEADER_PARTS = frozenset({"facilitator", "co_facilitator"})
ROUNDS = frozenset({"mood_check_in", "commitments", "round", "closing_commitments"})
OPEN_FLOORS = frozenset({"open_floor", "celebration"})
READINGS = frozenset({"opening_words", "agreement", "closing_words"})


class DoorAnswers(Struct, frozen=True):
    """What somebody said at the door."""

    alone: bool
    headphones: bool
    listening: bool
    place_left: bool
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


class MyCall(Struct):
    """The caller's own copy of a call."""

    about: Literal["call", "not_well"]
    at_ms: int
    leader: str | None = None


class Call(Struct):
    """Somebody who called a leader or is not well, as the leaders see it."""

    seat: str
    at_ms: int
    words: str = ""
    leader: str | None = None


class Word(Struct, gc=False):
    """Something said in the room."""

    id: int
    seat: str
    at_ms: int
    words: str | None
    wants: str | None
    note: str
    turn: bool
    taken_back: bool = False
    answers: dict[str, str] | None = None


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
    listening: bool = False
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
    moods: dict[Moment, Mood] = field(default_factory=dict)
    promise: Promise | None = None
    said_promise: tuple[str, int] | None = None
    """The words of the commitment the room heard, and their number in the stream `room`."""
    reported: tuple[Outcome, int] | None = None
    """How last time's commitment went, and the number in the stream `room`; 0 where the room was not told."""
    take_away: str | None = None
    witness_for: dict[str, str] = field(default_factory=dict)
    called: MyCall | None = None
    private: list[PrivateNote] = field(default_factory=list)

    @property
    def leads(self) -> bool:
        """Whether this is a leader's chair."""
        return self.info.part in LEADER_PARTS

    @property
    def reads(self) -> bool:
        """Whether this person gets what is said in the room."""
        return self.place in ("inside", "out")

    @property
    def is_here(self) -> bool:
        """Inside, with a line that stands."""
        return self.line and self.place == "inside"

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


class State(Struct):
    """A room."""

    opened: bool = False
    phase: Phase = "waiting"
    people: dict[str, Chair] = field(default_factory=dict)
    segments: list[Segment] = field(default_factory=list)
    pulse_key: bytes = b""
    grace_ms: int = 60_000
    closing_ms: int = 600_000
    index: int = -1
    kind: str = ""
    """Kind of the part that runs; empty before the meeting began."""
    part_starts_ms: int = 0
    part_ends_ms: int = 0
    ends_ms: int = 0
    paused_why: str | None = None
    paused_ms: int = 0
    closes_ms: int = 0
    closed_ms: int = 0
    lead: str | None = None
    lead_lost_ms: int | None = None
    holder: str | None = None
    since_ms: int = 0
    offered: str | None = None
    last_holder: str | None = None
    resting: str | None = None
    """Whose turn a pause interrupted."""
    coming: list[str] | None = None
    """In a round: who is still to be offered the piece, in order."""
    came_back: set[str] = field(default_factory=set)
    """Who asked in this round to be offered the piece again."""
    round_first: str | None = None
    """Who was offered the piece first in the last round."""
    queue: list[str] = field(default_factory=list)
    said: int = 0
    words: dict[int, Word] = field(default_factory=dict)
    not_well: list[Call] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    asked_to_leave: list[tuple[str, str, str]] = field(default_factory=list)
    low_pulses: list[tuple[str, str]] = field(default_factory=list)
    pulses: dict[str, bool] = field(default_factory=dict)
    """Tokens of the nameless answers, and whether the answer was low."""
    readers: set[str] = field(default_factory=set)
    leading: set[str] = field(default_factory=set)
    """The leaders among the readers."""
    counts: dict[str, int] = field(default_factory=dict)
    """How many events each stream has: the number of the last one."""
    last_ms: int = 0
