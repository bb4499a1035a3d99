"""Hints for who leads: they come from figures outside the core; here is only that one was put aside."""

from typing import Literal

from openchair.rooms.core.commands.base import Command

HintKind = Literal["long_turn", "waited_long", "dominance", "uneven", "facilitator_share", "two_person_exchange"]


class PutHintAside(Command, frozen=True):
    """Not now: leave a hint of this kind away for a while (leaders)."""

    kind: HintKind
