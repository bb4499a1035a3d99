"""Checking in and out: mood, nameless answers, commitments, what I take away.

All of it can still be done for a while after closing, by whoever was inside.
"""

import hmac

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core.chair import Chair, Promise
from openchair.rooms.core.decide.told import Answer, Rules, Told, here, no
from openchair.rooms.core.state import State


def pulse_token(pulse_key: bytes, seat: str, question: str) -> str:
    """The once-only token of a nameless answer; without the meeting's key it says nothing about anybody."""
    return hmac.digest(pulse_key, f"{question} {seat}".encode(), "sha256").hex()[:32]


def give_mood(state: State, me: Chair, command: c.GiveMood, at: int) -> Answer:
    """How it is for me, seen by me only; said again, the newer counts."""
    if not me.was_inside and (command.moment == "out" or me.place != "door"):
        return no("not_here")
    seat = me.info.seat
    if me.moods.get(command.moment) == command.mood:
        return no("already")
    told = Told(at)
    told.person(seat, e.MoodGiven(command.mood, command.moment), seat)
    return told


def give_pulse(state: State, me: Chair, command: c.GivePulse, at: int) -> Answer:
    """A nameless answer, once for each question; nothing of it goes into anybody's own stream."""
    if not me.was_inside:
        return no("not_here")
    token = pulse_token(state.pulse_key, me.info.seat, command.question)
    if token in state.pulses:
        return no("already")
    return [e.Addressed(e.ANSWERS, e.PulseGiven(command.question, command.value, token), None, at)]


def name_low_pulse(state: State, me: Chair, command: c.NameLowPulse, at: int) -> Answer:
    """Let the leaders know that a low answer was mine."""
    if not me.was_inside:
        return no("not_here")
    seat = me.info.seat
    if not state.pulses.get(pulse_token(state.pulse_key, seat, command.question), False):
        return no("not_now")
    if (seat, command.question) in state.low_pulses:
        return no("already")
    told = Told(at)
    told.leaders(e.LowPulseNamed(seat, command.question), seat)
    return told


def commit(state: State, me: Chair, command: c.Commit, at: int) -> Answer:
    """One small thing until next time; the witness, if any, gets it in these words."""
    if not me.was_inside or (command.shared and not me.reads):
        return no("not_here")
    if state.phase == "waiting":
        return no("not_now")
    seat = me.info.seat
    if me.promise == Promise(command.words, command.witness, command.shared):
        return no("already")
    if command.witness is not None:
        witness = state.people.get(command.witness)
        if witness is None or command.witness == seat:
            return no("unknown_seat")
        if not witness.reads:
            return no("not_here")
    told = Told(at)
    made = e.CommitmentMade(seat, command.words, command.witness, command.shared)
    if command.shared:
        told.room(made, seat)
    else:
        told.person(seat, made, seat)
    if command.witness is not None:
        told.person(command.witness, e.WitnessAsked(seat, command.words), seat)
    return told


def report_commitment(state: State, me: Chair, command: c.ReportCommitment, at: int) -> Answer:
    """How last time's commitment went: for the room only if the room heard it then."""
    if refusal := here(state, me):
        return refusal
    if me.reported is not None and me.reported[0] == command.outcome:
        return no("already")
    seat = me.info.seat
    told = Told(at)
    reported = e.CommitmentReported(seat, command.outcome)
    if me.info.commitment is not None:
        told.room(reported, seat)
    else:
        told.person(seat, reported, seat)
    return told


def keep_take_away(state: State, me: Chair, command: c.KeepTakeAway, at: int) -> Answer:
    """One thing I take away, kept to myself."""
    if not me.was_inside:
        return no("not_here")
    if me.take_away == command.words:
        return no("already")
    seat = me.info.seat
    told = Told(at)
    told.person(seat, e.TakeAwayKept(command.words), seat)
    return told


RULES: Rules = {
    c.GiveMood: give_mood,
    c.GivePulse: give_pulse,
    c.NameLowPulse: name_low_pulse,
    c.Commit: commit,
    c.ReportCommitment: report_commitment,
    c.KeepTakeAway: keep_take_away,
}
