"""Heavy shares and the moment after them, feedback in set kinds, and the suggestion box."""

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core.chair import Chair
from openchair.rooms.core.decide.told import Answer, Rules, Told, goes_on, here, no, running
from openchair.rooms.core.state import State


def mark_heavy(state: State, me: Chair, command: c.MarkHeavy, at: int) -> Answer:
    """Let the others know before the words come, so that they can step out; nobody is told who does."""
    if refusal := here(state, me) or running(state):
        return refusal
    seat = me.info.seat
    if state.holder != seat:
        return no("not_yours")
    if state.heavy is not None and state.heavy.note == command.note:
        return no("already")
    told = Told(at)
    told.room(e.HeavyMarked(seat, command.note), seat)
    return told


def unmark_heavy(state: State, me: Chair, command: c.UnmarkHeavy, at: int) -> Answer:
    """Take the mark back: the turn goes on like any other, and the piece goes on after it at once."""
    if refusal := here(state, me) or running(state):
        return refusal
    seat = me.info.seat
    if state.holder != seat:
        return no("not_yours")
    if state.heavy is None:
        return no("already")
    told = Told(at)
    told.room(e.HeavyUnmarked(seat), seat)
    return told


def end_aftercare(state: State, me: Chair, command: c.EndAftercare, at: int) -> Answer:
    """It goes on: whoever was next is offered the piece now."""
    if refusal := here(state, me):
        return refusal
    if state.aftercare is None:
        return no("already")
    seat = me.info.seat
    if state.aftercare != seat and not me.leads:
        return no("not_yours")
    told = Told(at)
    goes_on(state, told, seat)
    return told


def care_wakes(state: State) -> int | None:
    """When a quiet moment ends by itself: the one it is for lost their line and did not come back."""
    chair = state.people.get(state.aftercare) if state.aftercare is not None else None
    if chair is None or chair.line or chair.hall or state.small is not None:
        return None
    return chair.line_lost_ms + state.grace_ms


def give_feedback(state: State, me: Chair, command: c.GiveFeedback, at: int) -> Answer:
    """How it came across, for the one who asked alone; said again in the same kind, the newer counts."""
    if not me.reads:
        return no("not_here")
    if state.phase == "closed":
        return no("closed")
    seat = me.info.seat
    word = state.words.get(command.said)
    if word is None or word.taken_back or word.wants != "feedback" or not me.heard(word.id):
        return no("not_now")
    if word.seat == seat:
        return no("not_yours")
    if word.feedback is not None and word.feedback.get(seat, {}).get(command.kind) == command.words:
        return no("already")
    told = Told(at)
    told.person(word.seat, e.FeedbackGiven(word.id, seat, command.kind, command.words), seat)
    told.person(seat, e.MyFeedback(word.id, command.kind, command.words), seat)
    return told


def put_suggestion(state: State, me: Chair, command: c.PutSuggestion, at: int) -> Answer:
    """For the leaders, during the meeting and for a while after it. The same words come in once."""
    if not me.was_inside:
        return no("not_here")
    name = me.info.seat if command.named else ""
    if (command.words, name) in state.suggestions:
        return no("already")
    told = Told(at)
    told.leaders(e.SuggestionPut(command.words, name), name or None)
    return told


RULES: Rules = {
    c.MarkHeavy: mark_heavy,
    c.UnmarkHeavy: unmark_heavy,
    c.EndAftercare: end_aftercare,
    c.GiveFeedback: give_feedback,
    c.PutSuggestion: put_suggestion,
}
