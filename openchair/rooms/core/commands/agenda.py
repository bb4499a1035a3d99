"""What a room is opened with: its chairs and the parts of its agenda."""

from typing import Literal

from msgspec import Struct

from openchair.rooms.core.commands.base import Seat


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
    voice: bool = False
    """Whether this person agreed to be heard and seen in this group's calls."""
    voice_by_server: bool = False
    """Whether that holds also where a media server of the house passes it on."""
    in_hall: bool = False
    """Whether this person said with the code on the wall that they sit in the hall."""


SegmentKind = Literal[
    "opening_words", "agreement", "commitments", "mood_check_in", "open_floor", "round", "timed_round",
    "write_and_reveal", "listening_round", "pairs", "reading", "celebration", "closing_commitments", "check_out",
    "closing_words",
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
    nameless: bool = False
    """Where everybody writes first: whether answers are shown without names."""


class CheckItem(Struct, frozen=True):
    """One thing the leaders see to before the opening or at the closing."""

    id: str
    when: Literal["opening", "closing"]
    words: str
