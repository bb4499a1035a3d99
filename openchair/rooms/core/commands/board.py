"""The tap board: one tablet in the hall, signed in as one leader, for those who are there without a device."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from openchair.rooms.core.commands.base import Command

TapKind = Literal["floor", "pass", "silence", "silence_over", "came", "went", "next_part"]


class Tap(Struct, frozen=True, forbid_unknown_fields=True):
    """One tap, and how long ago it was by a clock of the tablet that only ever goes on."""

    do: TapKind
    seat: Annotated[str, Meta(max_length=40)] = ""
    """Who has the floor, came or went; empty for the others."""
    ago_ms: int = 0
    """Whatever it says, the tap counts as no later than now and no earlier than the tap before it."""
    after: int | None = None
    """For `next_part`: the part it was tapped in, so that it skips nothing."""


class TapBoard(Command, frozen=True):
    """What was tapped, in its order: one tap at once, or all that waited for the line (leaders)."""

    taps: Annotated[list[Tap], Meta(min_length=1, max_length=100)]
