"""The leaders among themselves: words, a nudge to one person, handing the lead on."""

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core.chair import Chair
from openchair.rooms.core.decide.told import Answer, Rules, Told, leading, no
from openchair.rooms.core.state import State

NUDGE_AGAIN_MS = 5 * 60 * 1000
"""How long the same phrase is not sent to the same person again, by whichever leader."""


def tell_leaders(state: State, me: Chair, command: c.TellLeaders, at: int) -> Answer:
    """Say something to the other leaders, also after closing, while they are still together."""
    if not me.leads:
        return no("not_leader")
    if not me.reads:
        return no("not_here")
    told = Told(at)
    told.leaders(e.LeadersTold(me.info.seat, command.words), me.info.seat)
    return told


def nudge(state: State, me: Chair, command: c.Nudge, at: int) -> Answer:
    """Send one person a set phrase; two leaders who have the same thought send it once."""
    if refusal := leading(state, me):
        return refusal
    chair = state.people.get(command.seat)
    if chair is None:
        return no("unknown_seat")
    if chair.leads:
        # Leaders have their own words among themselves.
        return no("not_yours")
    if not chair.reads:
        return no("not_here")
    for sent in state.nudges:
        if (sent.seat, sent.kind) == (command.seat, command.kind) and at < sent.at_ms + NUDGE_AGAIN_MS:
            return no("already")
    told = Told(at)
    nudged = e.Nudged(me.info.seat, command.seat, command.kind)
    told.leaders(nudged, me.info.seat)
    told.person(command.seat, nudged, me.info.seat)
    return told


def offer_lead(state: State, me: Chair, command: c.OfferLead, at: int) -> Answer:
    """Offer the lead; offered to somebody else, that offer counts."""
    if refusal := leading(state, me):
        return refusal
    seat = me.info.seat
    chair = state.people.get(command.seat)
    if chair is None:
        return no("unknown_seat")
    if not chair.leads:
        return no("not_leader")
    if state.lead != seat:
        return no("not_yours")
    if command.seat == seat or state.lead_offer == (seat, command.seat):
        return no("already")
    if not chair.is_here:
        return no("not_here")
    told = Told(at)
    told.leaders(e.LeadOffered(seat, command.seat), seat)
    return told


def accept_lead(state: State, me: Chair, command: c.AcceptLead, at: int) -> Answer:
    """Lead from now on: the whole room sees who leads."""
    if refusal := leading(state, me):
        return refusal
    seat = me.info.seat
    if state.lead == seat:
        return no("already")
    if state.lead_offer is None or state.lead_offer[1] != seat:
        return no("not_now")
    told = Told(at)
    told.room(e.LeaderChanged(seat))
    return told


def put_back_lead(state: State, me: Chair, command: c.PutBackLead, at: int) -> Answer:
    """End an offer that was not accepted."""
    if refusal := leading(state, me):
        return refusal
    if state.lead_offer is None:
        return no("already")
    if me.info.seat not in state.lead_offer:
        return no("not_yours")
    told = Told(at)
    told.leaders(e.LeadOfferEnded(), me.info.seat)
    return told


RULES: Rules = {
    c.TellLeaders: tell_leaders,
    c.Nudge: nudge,
    c.OfferLead: offer_lead,
    c.AcceptLead: accept_lead,
    c.PutBackLead: put_back_lead,
}
