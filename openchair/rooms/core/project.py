"""What one person may see of a room, ready for JSON; and who gets which events.

The page keeps this view up to date by folding its own events (view.py says how). What a person may not see is not
in it at all.
"""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.structs import replace

from openchair.rooms.core import events as e
from openchair.rooms.core.commands import PulseQuestion
from openchair.rooms.core.decide.checking import pulse_token
from openchair.rooms.core.state import AFTER_CLOSING_MS, KEPT_WORDS, Chair, State

View = dict[str, Any]

PULSE_QUESTIONS: tuple[PulseQuestion, ...] = ("heard", "safe")

_AT_THE_DOOR = frozenset({
    e.CameToDoor, e.LeftDoor, e.Joined, e.Left, e.LineDropped, e.LineBack, e.SteppedOut, e.SteppedBack,
    e.SegmentStarted, e.TimeExtended, e.Paused, e.Resumed, e.LeaderChanged, e.MeetingClosed, e.SeatPut,
})  # fmt: skip

_FRESH = _AT_THE_DOOR | {e.AccessEnded}


# --- who gets what ------------------------------------------------------------------------------------
def snapshot_for(addressed: e.Addressed) -> str | None:
    """Whose view changes its kind by this fact."""
    event = addressed.event
    if isinstance(event, e.Joined | e.Left):
        return event.seat
    if isinstance(event, e.SeatPut):
        return event.info.seat
    if isinstance(event, e.AccessEnded):
        return addressed.stream.removeprefix("person:")
    return None


def door_changes(event: e.Event) -> bool:
    """Whether those who are not in the room see a change."""
    return type(event) in _AT_THE_DOOR


def needs_snapshot(state: State, told: list[e.Addressed], connected: Iterable[str]) -> set[str]:
    """Who of those connected gets a view anew, and none of these facts one by one.

    `told` are the facts of one decision, folded already.
    """
    if not any(type(addressed.event) in _FRESH for addressed in told):
        return set()
    anew = {seat for addressed in told if (seat := snapshot_for(addressed)) is not None}
    if any(door_changes(addressed.event) for addressed in told):
        return {seat for seat in connected if seat in anew or seat not in state.readers}
    return anew.intersection(connected)


def public(event: e.Event) -> e.Event:
    """A fact of the room as it may be written to a socket."""
    if isinstance(event, e.SeatPut):
        return e.SeatPut(replace(event.info, signed=False, first_visit=False))
    if isinstance(event, e.MeetingOpened):
        seats = [replace(info, signed=False, first_visit=False) for info in event.seats]
        return replace(event, seats=seats, pulse_key=b"")
    return event


def positions(state: State, seat: str) -> dict[str, int]:
    """The last number of every stream this person reads."""
    counts = state.counts
    have = {"person": counts.get(e.person(seat), 0)}
    if seat in state.readers:
        have["room"] = counts.get(e.ROOM, 0)
    if seat in state.leading:
        have["leaders"] = counts.get(e.LEADERS, 0)
    return have


def may_resume(state: State, seat: str, have: dict[str, int]) -> bool:
    """Whether a page with these positions can go on with events; if not, it gets its view anew."""
    chair = state.people.get(seat)
    if chair is None or not chair.reads or not chair.spans or chair.ended is not None:
        return False
    needed = positions(state, seat)
    if have.keys() != needed.keys() or any(not 0 <= have[name] <= last for name, last in needed.items()):
        return False
    return have["room"] >= chair.fresh_from


def is_finished(state: State, now_ms: int) -> bool:
    """Whether the room may go: closed, and the time for the closing page is over."""
    return state.phase == "closed" and now_ms >= state.closed_ms + AFTER_CLOSING_MS


# --- the view -------------------------------------------------------------------------------------------
def project(state: State, seat: str) -> View:
    """The room as this person may see it now."""
    me = state.people[seat]
    inside = me.reads and me.ended is None
    # Presence exists only inside a meeting: whoever is gone for today sees nobody any more.
    is_gone = me.place == "gone" or me.ended is not None or me.asked_to_leave is not None
    return {
        "meeting": _meeting(state, inside),
        "me": _me(state, me),
        "seats": [_seat(chair, me, inside) for chair in state.people.values() if chair is me or not is_gone],
        "floor": {
            "holder": state.holder if inside else None,
            "since_ms": state.since_ms if inside else 0,
            "offered": state.offered if inside else None,
            "last": state.last_holder if inside else None,
        },
        "round": {"coming": list(state.coming)} if inside and state.coming is not None else None,
        "queue": list(state.queue) if inside else [],
        "words": [
            _word(word, me.info.seat) for word in state.words.values() if me.heard(word.id)
        ] if inside else [],
        "earlier": inside and me.heard_any_until(state.said - KEPT_WORDS),
        "private": msgspec.to_builtins(me.private),
        "leaders": _leaders(state) if inside and me.leads else None,
    }  # fmt: skip


def _meeting(state: State, inside: bool) -> View:
    return {
        "phase": state.phase,
        "segments": msgspec.to_builtins(state.segments) if inside else [],
        "index": state.index if state.index >= 0 else None,
        "part_starts_ms": state.part_starts_ms,
        "part_ends_ms": state.part_ends_ms,
        "ends_ms": state.ends_ms,
        "paused_why": state.paused_why,
        "paused_ms": state.paused_ms,
        "closes_ms": state.closes_ms,
        "closed_ms": state.closed_ms,
        "lead": state.lead,
    }


def _me(state: State, me: Chair) -> View:
    door = me.door
    asked = me.asked_to_leave
    return {
        "seat": me.info.seat,
        "part": me.info.part,
        "place": me.place,
        "signed": me.info.signed,
        "door": None if door is None else {
            "alone": door.alone, "headphones": door.headphones,
            "listening": door.listening, "place_left": door.place_left,
        },
        "mood": {"in": me.moods.get("in"), "out": me.moods.get("out")},
        "pulses": {question: _pulse(state, me.info.seat, question) for question in PULSE_QUESTIONS},
        "commitment": None if me.promise is None else msgspec.to_builtins(me.promise),
        "take_away": me.take_away,
        "witness_for": [{"seat": seat, "words": words} for seat, words in me.witness_for.items()],
        "called": None if me.called is None else msgspec.to_builtins(me.called),
        "floor": {"turns": me.turns, "ms": me.floor_ms},
        "asked_to_leave": None if asked is None else {"by": asked[0], "reason": asked[1]},
        "ended": me.ended,
    }  # fmt: skip


def _pulse(state: State, seat: str, question: PulseQuestion) -> str | None:
    low = state.pulses.get(pulse_token(state.pulse_key, seat, question))
    if low is None:
        return None
    if (seat, question) in state.low_pulses:
        return "named"
    return "low" if low else "given"


def _seat(chair: Chair, me: Chair, inside: bool) -> View:
    info = chair.info
    said = chair.said_promise
    reported = chair.reported
    return {
        "seat": info.seat,
        "name": info.name,
        "part": info.part,
        "pronouns": info.pronouns,
        "place": chair.place,
        "line": chair.line,
        "away": info.away,
        "listening": inside and chair.listening,
        "last_commitment": info.commitment if inside else None,
        "reported": reported[0] if inside and reported and (chair is me or me.was_there(reported[1])) else None,
        "commitment": said[0] if inside and said and me.was_there(said[1]) else None,
    }  # fmt: skip


def _word(word: Any, seat: str) -> View:
    answers = word.answers or {}
    return {
        "id": word.id,
        "seat": word.seat,
        "at_ms": word.at_ms,
        "words": word.words,
        "wants": word.wants,
        "note": word.note,
        "turn": word.turn,
        "taken_back": word.taken_back,
        "heard": bool(answers),
        "mine": answers.get(seat),
        "answers": dict(answers) if word.seat == seat else None,
    }


def _leaders(state: State) -> View:
    people = state.people
    return {
        "door": {seat: msgspec.to_builtins(chair.door) for seat, chair in people.items() if chair.door is not None},
        "checks": {
            seat: {"signed": chair.info.signed, "first_visit": chair.info.first_visit}
            for seat, chair in people.items()
        },
        "not_well": [
            {"seat": call.seat, "words": call.words, "at_ms": call.at_ms, "leader": call.leader}
            for call in state.not_well
        ],
        "calls": [{"seat": call.seat, "at_ms": call.at_ms, "leader": call.leader} for call in state.calls],
        "low_pulses": [{"seat": seat, "question": question} for seat, question in state.low_pulses],
        "asked_to_leave": [{"seat": seat, "by": by, "reason": reason} for seat, by, reason in state.asked_to_leave],
        "floor": {
            seat: {"turns": chair.turns, "ms": chair.floor_ms} for seat, chair in people.items() if chair.turns
        },
    }  # fmt: skip
