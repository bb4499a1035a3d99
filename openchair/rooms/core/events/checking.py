"""Facts about moods, nameless answers and commitments."""

from openchair.rooms.core.commands.base import Moment, Mood, Outcome, PulseQuestion
from openchair.rooms.core.events.base import Event


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


class MoodGiven(Event, frozen=True):
    mood: Mood
    moment: Moment


class TakeAwayKept(Event, frozen=True):
    words: str


class PulseGiven(Event, frozen=True):
    """No author. `token` allows one answer a person and question, and joins nothing across meetings."""

    question: PulseQuestion
    value: int
    token: str


class LowPulseNamed(Event, frozen=True):
    seat: str
    question: PulseQuestion


Facts = CommitmentMade | WitnessAsked | CommitmentReported | MoodGiven | TakeAwayKept | PulseGiven | LowPulseNamed
