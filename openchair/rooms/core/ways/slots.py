"""Equal timed slots: a round in which everybody has the same soft time. It tells, and never cuts off."""

from openchair.rooms.core.state import State
from openchair.rooms.core.ways.rounds import Round

SHORTEST = 60
"""Seconds below which a slot that a leader opens late in a part is not cut."""


class EqualSlots(Round):
    """The same for each: the time the part names for a turn, or the part shared out among those who are there.

    What one person leaves over is given to nobody: silence after a short turn is nobody's gain.
    """

    def seconds(self, state: State, index: int, people: int) -> int:
        """The slot, fixed when the part starts: whoever comes or goes changes nobody's time."""
        part = state.segments[index]
        return part.turn_seconds or (part.minutes * 60 // people if people else 0)

    def seconds_left(self, state: State, at: int, people: int) -> int:
        """What is left of the part, shared out: never more than it names for a turn, never less than a minute."""
        share = max(SHORTEST, (state.part_ends_ms - at) // 1000 // people)
        return min(share, state.segments[state.index].turn_seconds or share)
