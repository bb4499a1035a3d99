"""The call beside the room: who may join, how many, and that only oneself turns anything on."""

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core.chair import Chair
from openchair.rooms.core.company import call_of, company, has_agreed
from openchair.rooms.core.decide.told import Answer, Rules, Told, here, leading, no
from openchair.rooms.core.state import State

LOST_MS = 30_000
"""How long somebody whose line dropped stays in the call: sound may still flow while the line comes back."""


def join_voice(state: State, me: Chair, command: c.JoinVoice, at: int) -> Answer:
    """Join the call, if the group has one, this person wants to be heard, and there is room."""
    if refusal := here(state, me):
        return refusal
    if state.voice_rules.voice == "off":
        return no("voice_off")
    seat = me.info.seat
    mine = state.voice.get(seat)
    if mine is not None and mine.leg == command.leg:
        return no("already")
    agreed = has_agreed(state, me.info)
    agrees = command.agreed and not agreed
    if not agreed and not agrees:
        return no("not_agreed")
    others = [other for other in state.voice if other != seat and call_of(state, other) == call_of(state, seat)]
    if len(others) >= state.voice_rules.people:
        return no("voice_full")
    told = Told(at)
    if agrees:
        told.person(seat, e.VoiceAgreed(seat, by_server=state.voice_rules.by_server), seat)
    told.room(e.VoiceJoined(seat, command.leg), seat)
    return told


def leave_voice(state: State, me: Chair, command: c.LeaveVoice, at: int) -> Answer:
    """Leave the call; a page that another page of the same person has replaced leaves nothing."""
    seat = me.info.seat
    mine = state.voice.get(seat)
    if mine is None or mine.leg != command.leg:
        return no("already")
    told = Told(at)
    told.room(e.VoiceLeft(seat), seat)
    return told


def turn_camera(state: State, me: Chair, command: c.TurnCamera, at: int) -> Answer:
    """One's own camera, where the group has pictures and not too many are on."""
    if refusal := here(state, me):
        return refusal
    seat = me.info.seat
    mine = state.voice.get(seat)
    if mine is None or state.voice_rules.voice != "video":
        return no("voice_off")
    if mine.camera == command.on:
        return no("already")
    on = sum(state.voice[other].camera for other in company(state, seat))
    if command.on and on >= state.voice_rules.cameras:
        return no("cameras_full")
    told = Told(at)
    told.room(e.CameraTurned(seat, command.on), seat)
    return told


def mute(state: State, me: Chair, command: c.Mute, at: int) -> Answer:
    """Quiet, for one person, or for all in the leader's own call but the leader."""
    if refusal := leading(state, me):
        return refusal
    if command.seat is not None and command.seat not in state.people:
        return no("unknown_seat")
    seat = me.info.seat
    mine = call_of(state, seat)
    heard = [other for other in state.voice if other != seat and call_of(state, other) == mine]
    muted = heard if command.seat is None else [command.seat]
    if not any(other in state.voice for other in muted):
        return no("not_now")
    told = Told(at)
    told.room(e.VoiceMuted(command.seat, seat), seat)
    return told


def lost_wakes(state: State) -> list[tuple[int, str]]:
    """Who is in the call without a line, and when they are taken out of it."""
    people = state.people
    return [(people[seat].line_lost_ms + LOST_MS, seat) for seat in state.voice if not people[seat].line]


RULES: Rules = {
    c.JoinVoice: join_voice,
    c.LeaveVoice: leave_voice,
    c.TurnCamera: turn_camera,
    c.Mute: mute,
}
