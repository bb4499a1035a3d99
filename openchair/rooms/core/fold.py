"""fold(state, event): what a fact does to the room.

A fact is never refused here: the log is the truth. A body that is missing (taken back, erased, key destroyed)
costs what was in it and nothing else; open events alone still give who was here and who held the floor.
"""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from openchair.rooms.core import events as e
from openchair.rooms.core.commands import SeatInfo
from openchair.rooms.core.state import (
    KEPT_PRIVATE,
    KEPT_WORDS,
    LEADER_PARTS,
    Call,
    Chair,
    DoorAnswers,
    MyCall,
    PrivateNote,
    Promise,
    Span,
    State,
    Word,
)


def fold(state: State, addressed: e.Addressed) -> State:
    """Change the state by one fact and return it; the fact's number is then `state.counts[stream]`."""
    at = addressed.at_ms
    if at < state.last_ms:
        at = state.last_ms
    else:
        state.last_ms = at
    stream = addressed.stream
    counts = state.counts
    counts[stream] = counts.get(stream, 0) + 1
    event = addressed.event
    _FOLDS[type(event)](state, event, at, stream)
    return state


def fold_missing(state: State, stream: str, at_ms: int) -> State:
    """Count a sealed event whose body is gone."""
    state.last_ms = max(state.last_ms, at_ms)
    state.counts[stream] = state.counts.get(stream, 0) + 1
    if stream == e.ROOM:
        # It may have been words: their id must never be given again.
        state.said += 1
    return state


def _chair(state: State, seat: str) -> Chair:
    """The chair of a seat; made up where the opening of the room is no longer readable."""
    chair = state.people.get(seat)
    if chair is None:
        chair = state.people[seat] = Chair(SeatInfo(seat=seat, name="", part="member"))
    return chair


def _owner(stream: str) -> str:
    return stream.removeprefix("person:")


def _count_time(state: State, chair: Chair, at: int) -> None:
    """Start or stop the time that somebody is here."""
    here = chair.is_here and state.phase != "closed"
    if here and chair.here_since_ms is None:
        chair.here_since_ms = at
    elif not here and chair.here_since_ms is not None:
        chair.here_ms += at - chair.here_since_ms
        chair.here_since_ms = None


def _watch_lead(state: State, seat: str, chair: Chair, at: int) -> None:
    """Note since when the one who leads is lost, or that they are back."""
    if seat != state.lead:
        return
    if chair.is_here and chair.leads:
        state.lead_lost_ms = None
    elif state.lead_lost_ms is None:
        state.lead_lost_ms = at


def _moved(state: State, seat: str, at: int) -> None:
    """Bring everything in line with where somebody is now."""
    chair = state.people[seat]
    if chair.reads:
        state.readers.add(seat)
    else:
        state.readers.discard(seat)
    if chair.reads and chair.leads:
        state.leading.add(seat)
    else:
        state.leading.discard(seat)
    _count_time(state, chair, at)
    _watch_lead(state, seat, chair, at)


def _without(seats: list[str], seat: str) -> None:
    if seat in seats:
        seats.remove(seat)


def _no_longer_waits(state: State, seat: str) -> None:
    _without(state.queue, seat)
    if state.coming is not None:
        _without(state.coming, seat)


# --- the room and its chairs ----------------------------------------------------------------------
def _meeting_opened(state: State, event: e.MeetingOpened, at: int, stream: str) -> None:
    state.opened = True
    state.people = {info.seat: Chair(info) for info in event.seats}
    state.segments = list(event.segments)
    state.ends_ms = event.ends_at_ms
    state.pulse_key = event.pulse_key
    state.grace_ms = event.grace_seconds * 1000
    state.closing_ms = event.closing_seconds * 1000


def _seat_put(state: State, event: e.SeatPut, at: int, stream: str) -> None:
    seat = event.info.seat
    chair = _chair(state, seat)
    chair.info = event.info
    if event.info.signed:
        chair.ended = None
    chair.fresh_from = state.counts[stream]
    _moved(state, seat, at)


def _access_ended(state: State, event: e.AccessEnded, at: int, stream: str) -> None:
    _chair(state, _owner(stream)).ended = event.why


def _nothing(state: State, event: e.Event, at: int, stream: str) -> None:
    """A fact that matters to those who read it, and changes nothing here."""


# --- coming and going -------------------------------------------------------------------------------
def _came_to_door(state: State, event: e.CameToDoor, at: int, stream: str) -> None:
    chair = _chair(state, event.seat)
    chair.place, chair.line = "door", True


def _left_door(state: State, event: e.LeftDoor, at: int, stream: str) -> None:
    chair = _chair(state, event.seat)
    chair.place, chair.line = "absent", False


def _joined(state: State, event: e.Joined, at: int, stream: str) -> None:
    chair = _chair(state, event.seat)
    if chair.info.name == "" and event.part in LEADER_PARTS and not chair.leads:
        chair.info = replace(chair.info, part=event.part)
    chair.place, chair.line, chair.listening = "inside", True, False
    if not chair.spans or chair.spans[-1].last_number is not None:
        chair.spans.append(Span(state.counts[stream], state.said + 1))
    chair.fresh_from = state.counts[stream]
    _moved(state, event.seat, at)


def _left(state: State, event: e.Left, at: int, stream: str) -> None:
    chair = _chair(state, event.seat)
    chair.place, chair.line, chair.listening = "gone", False, False
    if chair.spans and chair.spans[-1].last_number is None:
        chair.spans[-1].last_number, chair.spans[-1].last_word = state.counts[stream], state.said
    _no_longer_waits(state, event.seat)
    _let_go(state, event.seat, at)
    _moved(state, event.seat, at)


def _line_dropped(state: State, event: e.LineDropped, at: int, stream: str) -> None:
    chair = _chair(state, event.seat)
    chair.line, chair.line_lost_ms = False, at
    _let_go(state, event.seat, at)
    _moved(state, event.seat, at)


def _line_back(state: State, event: e.LineBack, at: int, stream: str) -> None:
    _chair(state, event.seat).line = True
    _moved(state, event.seat, at)


def _stepped_out(state: State, event: e.SteppedOut, at: int, stream: str) -> None:
    _chair(state, event.seat).place = "out"
    _without(state.queue, event.seat)
    _let_go(state, event.seat, at)
    _moved(state, event.seat, at)


def _stepped_back(state: State, event: e.SteppedBack, at: int, stream: str) -> None:
    chair = _chair(state, event.seat)
    chair.place, chair.line = "inside", True
    _moved(state, event.seat, at)


def _listening_chosen(state: State, event: e.ListeningChosen, at: int, stream: str) -> None:
    _chair(state, event.seat).listening = event.listening


# --- the course -----------------------------------------------------------------------------------
def _segment_started(state: State, event: e.SegmentStarted, at: int, stream: str) -> None:
    state.phase, state.index, state.kind = "running", event.index, event.kind
    state.part_starts_ms, state.part_ends_ms = at, event.ends_at_ms
    _end_floor(state, at)
    state.offered = None
    state.resting = None
    state.coming = None
    state.came_back = set()


def _time_extended(state: State, event: e.TimeExtended, at: int, stream: str) -> None:
    state.part_ends_ms = event.ends_at_ms


def _paused(state: State, event: e.Paused, at: int, stream: str) -> None:
    if state.phase != "paused":
        state.paused_ms = at
        state.resting = state.holder or state.offered
    state.phase, state.paused_why, state.closes_ms = "paused", event.why, event.closes_at_ms
    state.offered = None


def _end_pause(state: State) -> None:
    state.paused_why, state.paused_ms, state.closes_ms = None, 0, 0
    state.resting = None


def _resumed(state: State, event: e.Resumed, at: int, stream: str) -> None:
    state.phase, state.part_ends_ms = "running", event.ends_at_ms
    _end_pause(state)


def _leader_changed(state: State, event: e.LeaderChanged, at: int, stream: str) -> None:
    state.lead, state.lead_lost_ms = event.seat, None


def _meeting_closed(state: State, event: e.MeetingClosed, at: int, stream: str) -> None:
    _end_floor(state, at)
    state.phase, state.closed_ms = "closed", at
    state.offered, state.coming = None, None
    state.queue = []
    _end_pause(state)
    for chair in state.people.values():
        _count_time(state, chair, at)


# --- the floor ------------------------------------------------------------------------------------
def _end_floor(state: State, at: int) -> None:
    if state.holder is None:
        return
    chair = _chair(state, state.holder)
    chair.floor_ms += at - state.since_ms
    state.holder, state.since_ms = None, 0


def _let_go(state: State, seat: str, at: int) -> None:
    """Whoever goes holds nothing, also in a log where the end of the turn was lost."""
    if state.holder == seat:
        _end_floor(state, at)
    if state.offered == seat:
        state.offered = None


def _floor_taken(state: State, event: e.FloorTaken, at: int, stream: str) -> None:
    _end_floor(state, at)
    seat = event.seat
    state.holder, state.since_ms, state.offered = seat, at, None
    if state.last_holder != seat:
        _chair(state, seat).turns += 1
    state.last_holder = seat
    _no_longer_waits(state, seat)


def _floor_ended(state: State, event: e.FloorEnded, at: int, stream: str) -> None:
    _end_floor(state, at)


def _hand_raised(state: State, event: e.HandRaised, at: int, stream: str) -> None:
    _without(state.queue, event.seat)
    state.queue.insert(event.place, event.seat)


def _hand_lowered(state: State, event: e.HandLowered, at: int, stream: str) -> None:
    _without(state.queue, event.seat)


def _round_started(state: State, event: e.RoundStarted, at: int, stream: str) -> None:
    state.coming = list(event.order)
    state.round_first = event.order[0] if event.order else None


def _piece_offered(state: State, event: e.PieceOffered, at: int, stream: str) -> None:
    state.offered = event.seat
    _no_longer_waits(state, event.seat)


def _piece_on_table(state: State, event: e.PieceOnTable, at: int, stream: str) -> None:
    state.offered = None


def _comes_back_later(state: State, event: e.ComesBackLater, at: int, stream: str) -> None:
    state.came_back.add(event.seat)
    if state.coming is not None:
        _without(state.coming, event.seat)
        state.coming.append(event.seat)


# --- words ----------------------------------------------------------------------------------------
def _said(state: State, event: e.Said, at: int, stream: str) -> None:
    number = event.id
    words = state.words
    words[number] = Word(number, event.seat, at, event.words, event.wants, event.note, event.turn)
    if number == state.said + 1:
        words.pop(number - KEPT_WORDS, None)
    else:
        # Ids skip where bodies are missing.
        for old in [old for old in words if old <= number - KEPT_WORDS]:
            del words[old]
    state.said = number


def _words_taken_back(state: State, event: e.WordsTakenBack, at: int, stream: str) -> None:
    state.said = max(state.said, event.id)
    word = state.words.get(event.id)
    if word is not None:
        word.words, word.note, word.wants, word.taken_back = None, "", None, True


def _response_given(state: State, event: e.ResponseGiven, at: int, stream: str) -> None:
    word = state.words.get(event.id)
    if word is not None:
        if word.answers is None:
            word.answers = {}
        word.answers[event.seat] = event.kind


def _private_word_said(state: State, event: e.PrivateWordSaid, at: int, stream: str) -> None:
    kept = _chair(state, _owner(stream)).private
    kept.append(PrivateNote(event.sender, event.to, event.words, at))
    if len(kept) > KEPT_PRIVATE:
        del kept[0]


# --- checking in and out ----------------------------------------------------------------------------
def _mood_given(state: State, event: e.MoodGiven, at: int, stream: str) -> None:
    _chair(state, _owner(stream)).moods[event.moment] = event.mood


def _pulse_given(state: State, event: e.PulseGiven, at: int, stream: str) -> None:
    state.pulses[event.token] = event.value <= 1


def _low_pulse_named(state: State, event: e.LowPulseNamed, at: int, stream: str) -> None:
    state.low_pulses.append((event.seat, event.question))


def _commitment_made(state: State, event: e.CommitmentMade, at: int, stream: str) -> None:
    chair = _chair(state, event.seat)
    chair.promise = Promise(event.words, event.witness, event.shared)
    if stream == e.ROOM:
        chair.said_promise = (event.words, state.counts[stream])


def _witness_asked(state: State, event: e.WitnessAsked, at: int, stream: str) -> None:
    asked = _chair(state, _owner(stream)).witness_for
    asked.pop(event.seat, None)
    asked[event.seat] = event.words


def _commitment_reported(state: State, event: e.CommitmentReported, at: int, stream: str) -> None:
    number = state.counts[stream] if stream == e.ROOM else 0
    _chair(state, event.seat).reported = (event.outcome, number)


def _take_away_kept(state: State, event: e.TakeAwayKept, at: int, stream: str) -> None:
    _chair(state, _owner(stream)).take_away = event.words


# --- leaders --------------------------------------------------------------------------------------
def _door_answered(state: State, event: e.DoorAnswered, at: int, stream: str) -> None:
    _chair(state, event.seat).door = DoorAnswers(event.alone, event.headphones, event.listening, event.place_left, at)


def _latest(calls: list[Call], call: Call) -> None:
    """One entry for each person: the last call replaces the one before."""
    calls[:] = [other for other in calls if other.seat != call.seat]
    calls.append(call)


def _is_not_well(state: State, event: e.IsNotWell, at: int, stream: str) -> None:
    _latest(state.not_well, Call(event.seat, at, event.words))


def _leader_called(state: State, event: e.LeaderCalled, at: int, stream: str) -> None:
    _latest(state.calls, Call(event.seat, at))


def _call_heard(state: State, event: e.CallHeard, at: int, stream: str) -> None:
    _chair(state, _owner(stream)).called = MyCall(event.about, at)


def _leader_goes(state: State, event: e.LeaderGoes, at: int, stream: str) -> None:
    if stream == e.LEADERS:
        for call in (*state.not_well, *state.calls):
            if call.seat == event.seat and call.leader is None:
                call.leader = event.leader
    else:
        chair = _chair(state, event.seat)
        if chair.called is None:
            chair.called = MyCall("call", at)
        chair.called.leader = event.leader


def _asked_to_leave(state: State, event: e.AskedToLeave, at: int, stream: str) -> None:
    if stream == e.LEADERS:
        state.asked_to_leave.append((event.seat, event.by, event.reason))
    else:
        _chair(state, event.seat).asked_to_leave = (event.by, event.reason)


_FOLDS: dict[type[e.Event], Callable[[State, Any, int, str], None]] = {
    e.MeetingOpened: _meeting_opened,
    e.SeatPut: _seat_put,
    e.SeatChecked: _nothing,
    e.AccessEnded: _access_ended,
    e.CameToDoor: _came_to_door,
    e.LeftDoor: _left_door,
    e.Joined: _joined,
    e.Left: _left,
    e.LineDropped: _line_dropped,
    e.LineBack: _line_back,
    e.SteppedOut: _stepped_out,
    e.SteppedBack: _stepped_back,
    e.ListeningChosen: _listening_chosen,
    e.SegmentStarted: _segment_started,
    e.TimeExtended: _time_extended,
    e.Paused: _paused,
    e.Resumed: _resumed,
    e.LeaderChanged: _leader_changed,
    e.MeetingClosed: _meeting_closed,
    e.FloorTaken: _floor_taken,
    e.FloorEnded: _floor_ended,
    e.HandRaised: _hand_raised,
    e.HandLowered: _hand_lowered,
    e.RoundStarted: _round_started,
    e.PieceOffered: _piece_offered,
    e.PieceOnTable: _piece_on_table,
    e.ComesBackLater: _comes_back_later,
    e.Said: _said,
    e.WordsTakenBack: _words_taken_back,
    e.Heard: _nothing,
    e.ResponseGiven: _response_given,
    e.MyResponse: _nothing,
    e.PrivateWordSaid: _private_word_said,
    e.MoodGiven: _mood_given,
    e.PulseGiven: _pulse_given,
    e.LowPulseNamed: _low_pulse_named,
    e.CommitmentMade: _commitment_made,
    e.WitnessAsked: _witness_asked,
    e.CommitmentReported: _commitment_reported,
    e.TakeAwayKept: _take_away_kept,
    e.DoorAnswered: _door_answered,
    e.IsNotWell: _is_not_well,
    e.LeaderCalled: _leader_called,
    e.CallHeard: _call_heard,
    e.LeaderGoes: _leader_goes,
    e.AskedToLeave: _asked_to_leave,
}
