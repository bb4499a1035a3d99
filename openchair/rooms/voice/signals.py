"""What two pages of one call tell each other to find a way for sound: read, sifted, handed on, and forgotten.

It goes from one line to the lines of one other person who is in the same call, and nowhere else: it is no event, waits
for no commit, is in no log, and no line of it is ever written.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from openchair.rooms.core.commands import Seat
from openchair.rooms.core.commands.voice import Leg
from openchair.rooms.core.company import share_a_call
from openchair.rooms.core.state import State
from openchair.rooms.voice.candidates import NotPassedOn, relayed, sift

MOST_WAYS = 16
BYTES_PER_SECOND = 24 * 1024
"""What one connection may tell others; joining a full call takes some 100 KiB in its first seconds."""
BURST_BYTES = 256 * 1024


class Description(Struct, tag="description", tag_field="k", forbid_unknown_fields=True, frozen=True):
    """An offer or an answer."""

    type: Literal["offer", "answer", "rollback"]
    sdp: Annotated[str, Meta(max_length=14_000)] = ""


class Way(Struct, forbid_unknown_fields=True, frozen=True):
    """One candidate."""

    candidate: Annotated[str, Meta(max_length=400)]
    mid: Annotated[str, Meta(max_length=16, pattern="^[A-Za-z0-9]*$")] = "0"
    line: Annotated[int, Meta(ge=0, le=8)] = 0


class Ways(Struct, tag="ways", tag_field="k", forbid_unknown_fields=True, frozen=True):
    """Candidates that were found meanwhile."""

    ways: Annotated[list[Way], Meta(min_length=1, max_length=MOST_WAYS)]


class Microphone(Struct, tag="microphone", tag_field="k", forbid_unknown_fields=True, frozen=True):
    """Whether my microphone is on, so that the other page can show it."""

    on: bool


class Signal(Struct, tag="signal", tag_field="t", forbid_unknown_fields=True, frozen=True):
    """Something one page of a call tells one other page of it."""

    id: Annotated[str, Meta(min_length=1, max_length=36)]
    leg: Leg
    to: Seat
    to_leg: Leg
    d: Description | Ways | Microphone


class Handed(Struct, tag="signal", tag_field="t", frozen=True):
    """The same as the other page gets it."""

    seat: str
    leg: str
    to_leg: str
    d: Description | Ways | Microphone


class Refused(Exception):
    """This cannot be handed on; `code` is one of wire.WORDS."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def hand_on(state: State, seat: str, signal: Signal) -> Handed | None:
    """What the other page gets of it; None when nothing is left to tell."""
    if state.voice_rules.by_server:
        raise Refused("not_in_call")  # pages send to the media server, and have nothing to tell each other
    mine, theirs = state.voice.get(seat), state.voice.get(signal.to)
    if mine is None or theirs is None or mine.leg != signal.leg or theirs.leg != signal.to_leg:
        raise Refused("not_in_call")
    if not share_a_call(state, seat, signal.to):
        raise Refused("not_in_call")
    told = _sifted(signal.d)
    return None if told is None else Handed(seat, signal.leg, signal.to_leg, told)


def _sifted(told: Description | Ways | Microphone) -> Description | Ways | Microphone | None:
    if isinstance(told, Description):
        if told.type == "rollback":
            return Description("rollback")
        try:
            return Description(told.type, sift(told.sdp).sdp)
        except NotPassedOn as problem:
            raise Refused("unreadable") from problem
    if isinstance(told, Ways):
        # An empty one says that there are no more.
        kept = [
            Way(way, each.mid, each.line)
            for each in told.ways
            if (way := "" if not each.candidate else relayed(each.candidate)) is not None
        ]
        return Ways(kept) if kept else None
    return told


class Allowance:
    """How much one connection may still tell others right now."""

    __slots__ = ("_at", "_left")

    def __init__(self) -> None:
        self._left, self._at = float(BURST_BYTES), 0.0

    def takes(self, size: int, now: float) -> bool:
        """Whether so many bytes more keep within the limit."""
        self._left = min(BURST_BYTES, self._left + (now - self._at) * BYTES_PER_SECOND)
        self._at = now
        if size > self._left:
            return False
        self._left -= size
        return True
