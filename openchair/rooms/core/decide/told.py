"""What a rule tells the room, and the moves that several rules share.

A rule reads the state and tells facts; it never changes the state. Where the next fact depends on one just told
(somebody leaves, so the piece moves on), the rule says so in its arguments.
"""

from collections.abc import Callable
from typing import Any, get_args

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core import ways
from openchair.rooms.core.chair import LEADER_PARTS, Chair
from openchair.rooms.core.decide import in_groups
from openchair.rooms.core.small import SmallGroup
from openchair.rooms.core.state import State
from openchair.rooms.core.ways.base import offered

Answer = list[e.Addressed] | e.Refusal
Rules = dict[type[c.Command], Callable[[State, Chair, Any, int], Answer]]
"""The rule of each command that people send."""


class Told(list[e.Addressed]):
    """The facts of one decision, all of the same moment."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.at = at

    def room(self, event: e.Event, author: str | None = None) -> None:
        """Tell everybody in the room."""
        self.append(e.Addressed(e.ROOM, event, author, self.at))

    def leaders(self, event: e.Event, author: str | None = None) -> None:
        """Tell the leaders."""
        self.append(e.Addressed(e.LEADERS, event, author, self.at))

    def person(self, seat: str, event: e.Event, author: str | None = None) -> None:
        """Tell one person alone."""
        self.append(e.Addressed(e.person(seat), event, author, self.at))

    def group(self, group: SmallGroup, event: e.Event, author: str | None = None) -> None:
        """Tell those in one small group."""
        self.append(e.Addressed(group.stream, event, author, self.at))


def no(code: e.RefusalCode) -> e.Refusal:
    """A refusal with a code of the closed list."""
    return _REFUSALS[code]


_REFUSALS: dict[e.RefusalCode, e.Refusal] = {code: e.Refusal(code) for code in get_args(e.RefusalCode)}


# --- who may ----------------------------------------------------------------------------------------
def here(state: State, me: Chair) -> e.Refusal | None:
    """Refuse whoever is not in the room with a line that stands, and everything after closing."""
    if not me.is_here:
        return no("not_here")
    if state.phase == "closed":
        return no("closed")
    return None


def leading(state: State, me: Chair) -> e.Refusal | None:
    """Refuse whoever is not a leader in the room, and everything after closing."""
    if not me.leads:
        return no("not_leader")
    return here(state, me)


def running(state: State) -> e.Refusal | None:
    """Refuse while no part of the agenda runs, and while it waits for small groups."""
    if state.phase == "running":
        return None if state.small is None else no("in_small_groups")
    if state.phase == "waiting":
        return no("not_now")
    return no("paused" if state.phase == "paused" else "closed")


def door_is_shut(state: State, at: int) -> bool:
    """Whether nobody is let in any more who has not been in today: locked, or later than the group agreed on."""
    if state.locked is not None:
        return state.locked
    return state.late == "minutes" and 0 < state.began_ms <= at - state.late_minutes * 60_000


def lets_in(state: State, info: c.SeatInfo, at: int) -> bool:
    """The one rule of the door for every way in: through the page, by a tap, by the code on the wall."""
    chair = state.people.get(info.seat)
    return info.part in LEADER_PARTS or (chair is not None and chair.was_inside) or not door_is_shut(state, at)


# --- the piece ----------------------------------------------------------------------------------------
def has_floor(state: State) -> bool:
    """Whether the piece goes round or to raised hands now."""
    return ways.of(state).has_floor


def is_quiet(state: State) -> bool:
    """Whether words outside a turn have to wait now."""
    return ways.of(state).one_voice


def piece_is_free(state: State) -> bool:
    """Whether the piece lies on the table."""
    return state.holder is None and state.offered is None


def next_waiting(state: State, without: str | None = None) -> str | None:
    """Who is offered the piece next, in the way the floor is shared now."""
    return ways.of(state).next(state, without)


def offer_next(state: State, told: Told, without: str | None = None) -> None:
    """Offer the piece to whoever waits, or put it on the table."""
    for fact in ways.moves_on(state, without):
        told.room(fact)


def let_go(state: State, told: Told, seat: str, until_ms: int = 0, author: str | None = None) -> bool:
    """End the turn of whoever goes, here and in a small group; True if the piece has to move on."""
    in_groups.let_go(state, told, seat)
    if state.holder == seat:
        told.room(e.FloorEnded(seat, until_ms and max(until_ms, state.since_ms)), author or seat)
        return True
    return state.offered == seat


def rests(state: State, told: Told, then: str | None = None) -> bool:
    """A breath after a heavy turn that has just ended, however it ended; False after any other turn.

    Whoever moves the piece on finds it resting, once: asked again, or let go on, it goes to `then` or to who waits.
    """
    if state.holder is None or state.heavy is None:
        return False
    told.room(e.AftercareBegan(state.holder, then))
    return True


def ends_turn(state: State, told: Told, until_ms: int = 0, author: str | None = None, then: str | None = None) -> bool:
    """End the turn that lasts, if one does; True if the piece rests for a breath before it moves on."""
    if state.holder is None:
        return False
    told.room(e.FloorEnded(state.holder, until_ms), author or state.holder)
    return rests(state, told, then)


def moves_on(state: State, told: Told, seat: str) -> None:
    """The piece goes on from somebody who is not here just now and has a chair to come back to."""
    if state.holder != seat or not rests(state, told):
        offer_next(state, told, without=seat)


def goes_on(state: State, told: Told, author: str | None = None, without: str | None = None) -> None:
    """End the quiet moment after a heavy share: whoever was given the piece or is next is offered it."""
    told.room(e.AftercareEnded(), author)
    writes = state.question is not None and state.question.is_open
    if state.phase == "running" and piece_is_free(state) and not writes:
        given = state.people.get(state.after_care or "")
        chosen = given is not None and given.is_here and state.after_care != without
        for fact in offered(state.after_care) if chosen else ways.goes_to(state, without):
            told.room(fact)


def offer_to_returned(state: State, told: Told, seat: str, *, listening: bool) -> None:
    """Offer the piece to somebody who can take it again and was waited for, when nobody else is."""
    waits = seat in state.queue or (not listening and state.coming is not None and seat in state.coming)
    if waits:
        _offer_if_free(state, told, seat)


def joins_round(state: State, told: Told, seat: str) -> None:
    """Everybody is asked in a round, also somebody who comes in, or stops to only listen, while it goes on."""
    if state.coming is None or seat in state.asked or seat in state.coming:
        return
    told.room(e.AddedToRound(seat), seat)
    _offer_if_free(state, told, seat)


def _offer_if_free(state: State, told: Told, seat: str) -> None:
    is_free = state.phase == "running" and piece_is_free(state) and has_floor(state)
    if is_free and next_waiting(state, without=seat) is None:
        told.room(e.PieceOffered(seat))


# --- who leads ------------------------------------------------------------------------------------------
def lead_is_here(state: State) -> bool:
    """Whether the one who leads is in the room."""
    chair = state.people.get(state.lead) if state.lead is not None else None
    return chair is not None and chair.is_here and chair.leads


def other_leader(state: State, without: str | None) -> str | None:
    """Another leader who is in the room."""
    for seat, chair in state.people.items():
        if seat != without and chair.leads and chair.is_here:
            return seat
    return None


def resume(state: State, told: Told, arriving: str | None = None) -> None:
    """Go on where the pause began: the part gets its time back, the interrupted turn is offered again."""
    told.room(e.Resumed(state.part_ends_ms + max(0, told.at - state.paused_ms)))
    resting = state.people.get(state.resting) if state.resting is not None else None
    if state.resting is not None and resting is not None and (resting.is_here or state.resting == arriving):
        told.room(e.PieceOffered(state.resting))
    elif (waiting := next_waiting(state)) is not None:
        told.room(e.PieceOffered(waiting))


def leader_arrives(state: State, told: Told, seat: str) -> None:
    """A leader is in the room now: lead if nobody does, and go on if the room waited for a leader."""
    if state.phase == "closed":
        return
    waited_for = state.phase == "paused" and state.paused_why == "leader_lost"
    lead = state.people.get(state.lead) if state.lead is not None else None
    if seat != state.lead and (waited_for or lead is None or not lead.reads or not lead.leads):
        told.room(e.LeaderChanged(seat))
    if waited_for:
        resume(state, told, arriving=seat)


def no_longer_offered(state: State, told: Told, seat: str) -> None:
    """An offer of the lead ends when one of the two goes or is no leader any more."""
    if state.lead_offer is not None and seat in state.lead_offer:
        told.leaders(e.LeadOfferEnded())


# --- words to read out --------------------------------------------------------------------------------------
def unread(told: Told, chair: Chair) -> None:
    """Words that wait to be read out go, if there are any."""
    if chair.reading is not None:
        gone = e.ReadingTakenBack(chair.info.seat)
        told.leaders(gone, chair.info.seat)
        told.person(chair.info.seat, gone, chair.info.seat)


# --- listening partners -------------------------------------------------------------------------------------
def without_partner(state: State, told: Told, chair: Chair) -> None:
    """Those who had this person as a partner have them no more. They learn no reason: it may be theirs alone."""
    seat = chair.info.seat
    for other in chair.partners:
        told.person(other, e.PartnersGiven([one for one in state.people[other].partners if one != seat]))


# --- going ----------------------------------------------------------------------------------------------
def goes(state: State, told: Told, seat: str, until_ms: int = 0, author: str | None = None) -> None:
    """Somebody goes, from the room or from the door; piece and lead move on. A leader may have tapped it earlier."""
    chair = state.people[seat]
    author = author or seat
    if chair.place == "door":
        told.room(e.LeftDoor(seat), author)
        return
    moves_on = let_go(state, told, seat, until_ms, author)
    in_groups.leaves(state, told, seat)
    told.room(e.Left(seat, until_ms), author)
    unread(told, chair)
    if chair.partners:
        without_partner(state, told, chair)
        told.person(seat, e.PartnersGiven([]))
    no_longer_offered(state, told, seat)
    if moves_on:
        offer_next(state, told, without=seat)
    if state.aftercare == seat:
        # Nobody is left for whom the room would be quiet.
        goes_on(state, told, without=seat)
    if state.lead == seat and state.phase != "closed":
        other = other_leader(state, without=seat)
        if other is not None:
            told.room(e.LeaderChanged(other))


def closes(state: State, told: Told) -> None:
    """The meeting is over for everybody; turns that were going on end before it, for whoever reads the log."""
    if state.holder is not None:
        told.room(e.FloorEnded(state.holder), state.holder)
    in_groups.end_all(state, told)
    told.room(e.MeetingClosed())
