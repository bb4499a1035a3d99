"""What one person may see of a room, ready for JSON; and who gets which events.

The page keeps this view up to date by folding its own events (view/ says how). What a person may not see is not
in it at all.
"""

from collections.abc import Collection
from typing import Any

import msgspec
from msgspec.structs import replace

from openchair.rooms.core import events as e
from openchair.rooms.core.chair import Chair
from openchair.rooms.core.commands import PulseQuestion, SeatInfo
from openchair.rooms.core.company import has_agreed
from openchair.rooms.core.decide.checking import pulse_token
from openchair.rooms.core.decide.sharing import key_of
from openchair.rooms.core.small import NOT_IN_GROUPS, SmallGroup, SmallGroups
from openchair.rooms.core.state import AFTER_CLOSING_MS, KEPT_WORDS, State

View = dict[str, Any]

PULSE_QUESTIONS: tuple[PulseQuestion, ...] = ("heard", "safe")

_AT_THE_DOOR = frozenset({
    e.CameToDoor, e.LeftDoor, e.Joined, e.Left, e.LineDropped, e.LineBack, e.SteppedOut, e.SteppedBack,
    e.SegmentStarted, e.TimeExtended, e.Paused, e.Resumed, e.LeaderChanged, e.MeetingClosed, e.SeatPut,
    e.DoorLocked, e.DoorUnlocked,
})  # fmt: skip

_FOR_ALL = frozenset({e.SmallGroupsOpened, e.SmallGroupsClosed})
"""Facts after which everybody in the room sits elsewhere."""
_FRESH = _AT_THE_DOOR | _FOR_ALL | {e.AccessEnded, e.SmallGroupMoved, e.VisitBegan, e.VisitEnded}


# --- who gets what ------------------------------------------------------------------------------------
def snapshot_for(addressed: e.Addressed) -> str | None:
    """Whose view changes its kind by this fact."""
    event = addressed.event
    if isinstance(event, e.Joined | e.Left | e.SmallGroupMoved | e.VisitBegan | e.VisitEnded):
        return event.seat
    if isinstance(event, e.SeatPut):
        return event.info.seat
    if isinstance(event, e.AccessEnded):
        return addressed.stream.removeprefix("person:")
    return None


def door_changes(event: e.Event) -> bool:
    """Whether those who are not in the room see a change."""
    return type(event) in _AT_THE_DOOR


def needs_snapshot(state: State, told: list[e.Addressed], connected: Collection[str]) -> set[str]:
    """Who of those connected gets a view anew, and none of these facts one by one.

    `told` are the facts of one decision, folded already.
    """
    if not any(type(addressed.event) in _FRESH for addressed in told):
        return set()
    anew = {seat for addressed in told if (seat := snapshot_for(addressed)) is not None}
    if any(type(addressed.event) in _FOR_ALL for addressed in told):
        # Also whoever is gone by now: what they held in a small group counts from here on, and they see their own.
        anew.update(connected)
    if any(door_changes(addressed.event) for addressed in told):
        return {seat for seat in connected if seat in anew or seat not in state.readers}
    return anew.intersection(connected)


def _public(info: SeatInfo) -> SeatInfo:
    return replace(info, signed=False, first_visit=False, voice=False, voice_by_server=False, in_hall=False)


def public(event: e.Event) -> e.Event:
    """A fact of the room as it may be written to a socket."""
    if isinstance(event, e.SeatPut):
        return e.SeatPut(_public(event.info))
    if isinstance(event, e.MeetingOpened):
        seats = [_public(info) for info in event.seats]
        return replace(event, seats=seats, pulse_key=b"", checklist=[])
    return event


def positions(state: State, seat: str) -> dict[str, int]:
    """The last number of every stream this person reads."""
    counts = state.counts
    have = {"person": counts.get(e.person(seat), 0)}
    if seat in state.readers:
        have["room"] = counts.get(e.ROOM, 0)
    if seat in state.leading:
        have["leaders"] = counts.get(e.LEADERS, 0)
    if seat in state.readers and state.small is not None and (group := state.small.where(seat)) is not None:
        have[group.stream] = counts.get(group.stream, 0)
    return have


def group_readers(state: State, stream: str) -> list[str]:
    """Who is in a small group now, as a member or for a visit; nobody else gets its stream."""
    group = state.small.by_stream(stream) if state.small is not None else None
    return [] if group is None else [seat for seat in (*group.members, *group.visitors) if seat in state.readers]


def may_resume(state: State, seat: str, have: dict[str, int]) -> bool:
    """Whether a page with these positions can go on with events; if not, it gets its view anew."""
    chair = state.people.get(seat)
    if chair is None or not chair.reads or not chair.spans or chair.ended is not None:
        return False
    needed = positions(state, seat)
    if have.keys() != needed.keys() or any(not 0 <= have[name] <= last for name, last in needed.items()):
        return False
    if state.small is not None and (group := state.small.where(seat)) is not None:
        # Whoever went away from a group and came back to it reads on from there, not what was said in between.
        return have["room"] >= chair.fresh_from and have[group.stream] >= group.since[seat].number
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
            "heavy": state.heavy.note if inside and state.heavy is not None else None,
            "silence_ms": state.silence_since_ms if inside else None,
        },
        "round": {
            "coming": list(state.coming), "seconds": state.slot_seconds, "came_back": seat in state.came_back,
        } if inside and state.coming is not None else None,
        "inner": {
            "kind": state.inner.kind, "prompt": state.inner.prompt,
        } if inside and state.inner is not None else None,
        "queue": list(state.queue) if inside else [],
        "aftercare": state.aftercare if inside else None,
        "echo": msgspec.to_builtins(state.echo) if inside else None,
        "roles": dict(state.roles) if inside else {},
        "question": _question(state, seat) if inside else None,
        "other_views": state.other_views if inside else None,
        "small": _small(state.small, seat) if inside and state.small is not None else None,
        "words": [
            _word(word, me.info.seat) for word in state.words.values() if me.heard(word.id)
        ] if inside else [],
        "earlier": inside and me.heard_any_until(state.said - KEPT_WORDS),
        "private": msgspec.to_builtins(me.private),
        "voice": _voice(state, inside),
        "leaders": _leaders(state) if inside and me.leads else None,
    }  # fmt: skip


def _meeting(state: State, inside: bool) -> View:
    return {
        "phase": state.phase,
        "segments": msgspec.to_builtins(state.segments) if inside else [],
        "kind": state.kind if inside else "",
        "index": state.index if state.index >= 0 else None,
        "part_starts_ms": state.part_starts_ms,
        "part_ends_ms": state.part_ends_ms,
        "ends_ms": state.ends_ms,
        "paused_why": state.paused_why,
        "paused_ms": state.paused_ms,
        "closes_ms": state.closes_ms,
        "closed_ms": state.closed_ms,
        "began_ms": state.began_ms,
        "late": state.late,
        "late_minutes": state.late_minutes,
        "locked": state.locked,
        "lead": state.lead,
    }


def _small(small: SmallGroups, seat: str) -> View:
    mine = small.where(seat)
    return {
        "round": small.round,
        "asks": small.asks,
        "opened_ms": small.opened_ms,
        "ends_ms": small.ends_ms,
        "back_ms": small.back_ms,
        "told": msgspec.to_builtins(small.told),
        "groups": [
            {
                "number": group.number, "members": list(group.members), "lead": group.lead,
                "visitors": list(group.visitors),
            }
            for group in sorted(small.groups.values(), key=lambda one: one.number) if group.members
        ],
        "mine": None if mine is None else _small_group(mine, seat),
    }  # fmt: skip


def _small_group(group: SmallGroup, seat: str) -> View:
    since = group.since[seat]
    return {
        "number": group.number,
        "stream": group.stream,
        "floor": {
            "holder": group.holder, "since_ms": group.since_ms, "offered": group.offered, "last": group.last_holder,
        },
        "queue": list(group.queue),
        "words": [
            msgspec.to_builtins(word) | NOT_IN_GROUPS
            for word in group.words.values() if word.id > since.word
        ],
    }  # fmt: skip


def _me(state: State, me: Chair) -> View:
    door = me.door
    asked = me.asked_to_leave
    return {
        "seat": me.info.seat,
        "part": me.info.part,
        "place": me.place,
        "signed": me.info.signed,
        "was_in": me.was_inside,
        "voice": has_agreed(state, me.info),
        "door": None if door is None else {
            "alone": door.alone, "headphones": door.headphones,
            "place_left": door.place_left, "way": door.way,
        },
        "mood": {"in": me.moods.get("in"), "out": me.moods.get("out")},
        "pulses": {question: _pulse(state, me.info.seat, question) for question in PULSE_QUESTIONS},
        "commitment": None if me.promise is None else msgspec.to_builtins(me.promise),
        "take_away": me.take_away,
        "partners": list(me.partners),
        "partner_gone": me.partner_gone,
        "no_partner": me.no_partner,
        "asked_roles": dict(me.asked_roles),
        "reading": None if me.reading is None else msgspec.to_builtins(me.reading),
        "witness_for": [{"seat": seat, "words": words} for seat, words in me.witness_for.items()],
        "called": None if me.called is None else msgspec.to_builtins(me.called),
        "floor": {"turns": me.turns, "ms": me.floor_ms},
        "proposed": None if me.proposed is None else msgspec.to_builtins(me.proposed),
        "nudge": None if me.nudge is None else {
            "leader": me.nudge.leader, "kind": me.nudge.kind, "at_ms": me.nudge.at_ms,
        },
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
        "way": chair.way if inside else "speak",
        "early": inside and chair.early,
        "hall": inside and chair.hall,
        "last_commitment": info.commitment if inside else None,
        "reported": reported[0] if inside and reported and (chair is me or me.was_there(reported[1])) else None,
        "commitment": said[0] if inside and said and me.was_there(said[1]) else None,
    }  # fmt: skip


def _question(state: State, seat: str) -> View | None:
    question = state.question
    if question is None:
        return None
    return {
        "number": question.number, "words": question.words, "nameless": question.nameless, "open": question.is_open,
        "mine": question.answers.get(key_of(state, question, seat)),
    }  # fmt: skip


def _word(word: Any, seat: str) -> View:
    answers = word.answers or {}
    feedback = word.feedback or {}
    return {
        "id": word.id,
        "seat": word.seat,
        "at_ms": word.at_ms,
        "words": word.words,
        "wants": word.wants,
        "note": word.note,
        "turn": word.turn,
        "read_by": word.read_by,
        "mark": word.mark,
        "heavy": word.heavy,
        "feedback": {giver: dict(given) for giver, given in feedback.items()} if word.seat == seat else None,
        "my_feedback": dict(feedback.get(seat, {})),
        "taken_back": word.taken_back,
        "heard": bool(answers),
        "mine": answers.get(seat),
        "answers": dict(answers) if word.seat == seat else None,
    }


def _voice(state: State, inside: bool) -> View:
    people = state.voice.items() if inside else ()
    return {
        "rules": msgspec.to_builtins(state.voice_rules),
        "people": [{"seat": seat, "leg": one.leg, "camera": one.camera} for seat, one in people],
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
        "readings": sorted(
            (
                {"seat": seat, "words": chair.reading.words, "at_ms": chair.reading.at_ms}
                for seat, chair in people.items() if chair.reading is not None
            ),
            key=lambda one: (one["at_ms"], one["seat"]),
        ),
        "written": len(state.question.answers) if state.question is not None and state.question.is_open else 0,
        "suggestions": [{"words": words, "seat": seat} for words, seat in state.suggestions],
        "not_placed": msgspec.to_builtins(state.not_placed),
        "low_pulses": [{"seat": seat, "question": question} for seat, question in state.low_pulses],
        "asked_to_leave": [{"seat": seat, "by": by, "reason": reason} for seat, by, reason in state.asked_to_leave],
        "hints_aside": {kind: list(times) for kind, times in state.hints_aside.items()},
        "asides": msgspec.to_builtins(state.asides),
        "nudges": msgspec.to_builtins(state.nudges),
        "lead_offer": None if state.lead_offer is None else {"by": state.lead_offer[0], "to": state.lead_offer[1]},
        "checklist": msgspec.to_builtins(state.checklist),
        "ticked": dict(state.ticked),
        "notes": msgspec.to_builtins(state.notes),
        "floor": {
            seat: {"turns": chair.turns, "ms": chair.floor_ms} for seat, chair in people.items() if chair.turns
        },
    }  # fmt: skip
