"""Checking in and out: mood, nameless answers, commitments."""

from openchair.rooms.core.commands.base import Command, Line, Moment, Mood, Outcome, PulseQuestion, PulseValue, Seat


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


Commands = GiveMood | GivePulse | NameLowPulse | Commit | ReportCommitment | KeepTakeAway
