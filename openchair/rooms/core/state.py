"""What a room knows right now: the fold of its log.

`fold` changes the state in place, because it is the hot path; nothing else may change it. Times are whole
milliseconds since the epoch.
"""

from typing import Literal

from msgspec import Struct, field

from openchair.rooms.core.chair import Chair, SentNudge
from openchair.rooms.core.commands import (
    CheckItem,
    LateRule,
    Mark,
    Segment,
    TapKind,
    VoiceRules,
)
from openchair.rooms.core.small import SmallGroups

Phase = Literal["waiting", "running", "paused", "closed"]

KEPT_WORDS = 500
"""How many of the last words a room keeps at hand for those who come back; the log has them all."""
KEPT_PRIVATE = 200
KEPT_ASIDES = 200
KEPT_NUDGES = 50
KEPT_NOT_PLACED = 20
AFTER_CLOSING_MS = 15 * 60 * 1000
"""How long the closing page can still be answered."""


class Aside(Struct, frozen=True):
    """Something said among the leaders."""

    seat: str
    words: str
    at_ms: int


class Call(Struct):
    """Somebody who called a leader or is not well, as the leaders see it."""

    seat: str
    at_ms: int
    words: str = ""
    leader: str | None = None


class LeaderNote(Struct, frozen=True):
    """What a leader keeps of this meeting, read by the leaders alone."""

    words: str
    at_ms: int


class Word(Struct, gc=False):
    """Something said in the room."""

    id: int
    seat: str
    at_ms: int
    words: str | None
    wants: str | None
    note: str
    turn: bool
    read_by: str | None = None
    taken_back: bool = False
    answers: dict[str, str] | None = None
    mark: Mark | None = None
    heavy: bool = False
    feedback: dict[str, dict[str, str]] | None = None
    """By seat and kind, for the one who asked."""


class Echo(Struct, frozen=True):
    """Whose words are said back by whom, or wait to be confirmed."""

    speaker: str
    listener: str
    step: Literal["say_back", "confirm", "over"]


class HeavyTurn(Struct, frozen=True):
    """A turn that whoever has it marked as heavy."""

    note: str


class InnerWay(Struct, frozen=True):
    """A way to share the floor that was opened inside a part, and the kind with which the part goes on after it."""

    kind: str
    prompt: str
    before: str


class Question(Struct):
    """What everybody writes on before anybody speaks. Answers are kept by seat, without names by a token."""

    number: int
    words: str
    nameless: bool
    is_open: bool = True
    answers: dict[str, str] = field(default_factory=dict)


class InVoice(Struct):
    """Somebody in the call."""

    leg: str
    camera: bool = False


class Turn(Struct, frozen=True, gc=False):
    """One stretch of the floor that is over."""

    seat: str
    began_ms: int
    ended_ms: int


class Rest(Struct, frozen=True, gc=False):
    """A time that is over in which the floor of the plenary rested: a pause, or small groups."""

    began_ms: int
    ended_ms: int
    why: Literal["paused", "in_small_groups"]


class Missed(Struct, frozen=True):
    """What of a late tap could not be placed, as the leaders see it."""

    what: TapKind
    seat: str
    why: str
    other: str | None
    ms: int
    at_ms: int


class State(Struct):
    """A room."""

    opened: bool = False
    phase: Phase = "waiting"
    people: dict[str, Chair] = field(default_factory=dict)
    segments: list[Segment] = field(default_factory=list)
    pulse_key: bytes = b""
    grace_ms: int = 60_000
    closing_ms: int = 600_000
    late: LateRule = "always"
    late_minutes: int = 0
    locked: bool | None = None
    """What a leader last did with the door; None while only the group's rule counts."""
    index: int = -1
    kind: str = ""
    """Kind of the part that runs; empty before the meeting began."""
    began_ms: int = 0
    """When the first part began."""
    part_starts_ms: int = 0
    part_ends_ms: int = 0
    ends_ms: int = 0
    paused_why: str | None = None
    paused_ms: int = 0
    closes_ms: int = 0
    closed_ms: int = 0
    lead: str | None = None
    lead_lost_ms: int | None = None
    lead_offer: tuple[str, str] | None = None
    """Who offers the lead, and to whom."""
    holder: str | None = None
    since_ms: int = 0
    heavy: HeavyTurn | None = None
    """Set while a turn lasts that was marked as heavy."""
    echo: Echo | None = None
    roles: dict[str, str] = field(default_factory=dict)
    """Who has which small role."""
    time_told_ms: int = 0
    aftercare: str | None = None
    """After whose heavy share the piece rests."""
    after_care: str | None = None
    """While it rests: whom a leader gave it to meanwhile."""
    offered: str | None = None
    last_holder: str | None = None
    turns: list[Turn] = field(default_factory=list)
    """Every stretch of the floor that is over, so that a late tap does not overlap one."""
    rests: list[Rest] = field(default_factory=list)
    """Every rest of the floor that is over, so that a late tap does not run through one."""
    silence_since_ms: int | None = None
    silence_ms: int = 0
    tapped_ms: int = 0
    """The time of the last tap of the board that was placed."""
    not_placed: list[Missed] = field(default_factory=list)
    resting: str | None = None
    """Whose turn a pause interrupted."""
    coming: list[str] | None = None
    """In a round: who is still to be offered the piece, in order."""
    slot_seconds: int = 0
    """In a round of equal slots: the soft time of each turn; 0 leaves it to the part's own."""
    came_back: set[str] = field(default_factory=set)
    """Who asked in this round to be offered the piece again."""
    asked: set[str] = field(default_factory=set)
    """Before whom the piece lay in this round, for a turn of their own."""
    inner: InnerWay | None = None
    """A round that was opened inside the part that runs, until everybody was asked."""
    round_first: str | None = None
    """Who was offered the piece first in the last round."""
    queue: list[str] = field(default_factory=list)
    question: Question | None = None
    other_views: str | None = None
    """The words that invite to another view, while they do."""
    said: int = 0
    words: dict[int, Word] = field(default_factory=dict)
    not_well: list[Call] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    asked_to_leave: list[tuple[str, str, str]] = field(default_factory=list)
    suggestions: list[tuple[str, str]] = field(default_factory=list)
    """Words for the leaders, and whose they are; empty for what was put in without a name."""
    asides: list[Aside] = field(default_factory=list)
    nudges: list[SentNudge] = field(default_factory=list)
    low_pulses: list[tuple[str, str]] = field(default_factory=list)
    hints_aside: dict[str, list[int]] = field(default_factory=dict)
    """When a hint of each kind was put aside."""
    pulses: dict[str, bool] = field(default_factory=dict)
    """Tokens of the nameless answers, and whether the answer was low."""
    voice_rules: VoiceRules = VoiceRules()
    voice: dict[str, InVoice] = field(default_factory=dict)
    """Who is in the call, in the order in which they joined."""
    readers: set[str] = field(default_factory=set)
    leading: set[str] = field(default_factory=set)
    """The leaders among the readers."""
    counts: dict[str, int] = field(default_factory=dict)
    """How many events each stream has: the number of the last one."""
    small: SmallGroups | None = None
    small_rounds: int = 0
    """How often small groups were opened."""
    apart: frozenset[tuple[str, str]] = frozenset()
    """Who may not sit in one small group, each pair in order; nobody is told."""
    checklist: list[CheckItem] = field(default_factory=list)
    ticked: dict[str, str] = field(default_factory=dict)
    """Things of the checklist that are done, and by whom."""
    notes: dict[str, LeaderNote] = field(default_factory=dict)
    last_ms: int = 0
