"""Saying back what was heard, and listening partners for a meeting."""

import hmac
from collections.abc import Collection, Sequence

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core import ways
from openchair.rooms.core.chair import Chair
from openchair.rooms.core.decide.told import Answer, Rules, Told, here, leading, no, running, without_partner
from openchair.rooms.core.state import State
from openchair.rooms.core.ways.listening import over

TRIES = 40
"""Orders that are tried so that nobody is left without a partner because of two who are kept apart."""


def offer_to_say_back(state: State, me: Chair, command: c.OfferToSayBack, at: int) -> Answer:
    """Say back what was heard in place of whoever is asked, while they have not begun."""
    if refusal := here(state, me) or running(state):
        return refusal
    seat, echo = me.info.seat, state.echo
    if echo is None or echo.step != "say_back" or state.offered != echo.listener or seat == echo.speaker:
        return no("not_now")
    if seat == echo.listener:
        return no("already")
    told = Told(at)
    told.room(e.ListeningMoved(echo.speaker, seat, "say_back"), seat)
    told.room(e.PieceOffered(seat))
    return told


def confirm_heard(state: State, me: Chair, command: c.ConfirmHeard, at: int) -> Answer:
    """Yes, that is it; then it goes on."""
    if refusal := here(state, me) or running(state):
        return refusal
    seat, echo = me.info.seat, state.echo
    if echo is None or echo.step != "confirm" or echo.speaker != seat or state.offered != seat:
        return no("not_now")
    told = Told(at)
    told.room(e.HeardRight(seat), seat)
    told.room(over(state))
    for fact in ways.moves_on(state, without=seat):
        told.room(fact)
    return told


# --- partners -----------------------------------------------------------------------------------------
def drawn(seats: Sequence[str], key: bytes, apart: Collection[tuple[str, str]] = ()) -> list[list[str]]:
    """Pairs, and one of three where the number is odd: the same for the same key, never two who are kept apart."""
    kept = {frozenset(pair) for pair in apart}
    best: tuple[int, list[list[str]]] | None = None
    for attempt in range(TRIES):
        found, left = _pairs(_shuffled(seats, key, attempt), kept)
        if best is None or left < best[0]:
            best = (left, found)
        if left == 0:
            break
    return best[1] if best is not None else []


def _shuffled(seats: Sequence[str], key: bytes, attempt: int) -> list[str]:
    return sorted(seats, key=lambda seat: hmac.digest(key, f"partners {attempt} {seat}".encode(), "sha256"))


def _pairs(order: list[str], kept: set[frozenset[str]]) -> tuple[list[list[str]], int]:
    """Each with the first they may sit with; who is left over joins two others, if they may."""
    found: list[list[str]] = []
    alone: list[str] = []
    waiting = list(order)
    while waiting:
        one = waiting.pop(0)
        other = next((seat for seat in waiting if frozenset((one, seat)) not in kept), None)
        if other is None:
            alone.append(one)
        else:
            waiting.remove(other)
            found.append([one, other])
    left = 0
    for one in alone:
        room = next(
            (pair for pair in found if len(pair) == 2 and all(frozenset((one, seat)) not in kept for seat in pair)),
            None,
        )
        if room is None:
            left += 1
        else:
            room.append(one)
    return found, left


def draw_partners(state: State, me: Chair, command: c.DrawPartners, at: int) -> Answer:
    """Draw partners among the members who are here and want one; drawn again, everybody gets somebody else."""
    if refusal := leading(state, me):
        return refusal
    seats = [seat for seat, chair in state.people.items() if chair.is_here and not chair.leads and not chair.no_partner]
    if len(seats) < 2:
        return no("too_few")
    key = hmac.digest(state.pulse_key, b"partners %d" % sum(state.counts.values()), "sha256")
    told = Told(at)
    told.room(e.PartnersDrawn(), me.info.seat)
    given = {
        seat: [other for other in group if other != seat] for group in drawn(seats, key, state.apart) for seat in group
    }
    for seat, chair in state.people.items():
        if seat in given or chair.partners:
            told.person(seat, e.PartnersGiven(given.get(seat, [])))
    return told


def leave_partner(state: State, me: Chair, command: c.LeavePartner, at: int) -> Answer:
    """No partner today; the other one learns only that there is none any more."""
    if not me.was_inside:
        return no("not_here")
    if me.no_partner:
        return no("already")
    seat = me.info.seat
    told = Told(at)
    told.person(seat, e.PartnerLeft(), seat)
    without_partner(state, told, me)
    return told


def want_partner(state: State, me: Chair, command: c.WantPartner, at: int) -> Answer:
    """Have a partner after all, the next time they are drawn; asked or told is nobody."""
    if refusal := here(state, me):
        return refusal
    if not me.no_partner:
        return no("already")
    told = Told(at)
    told.person(me.info.seat, e.PartnerWanted(), me.info.seat)
    return told


RULES: Rules = {
    c.OfferToSayBack: offer_to_say_back,
    c.ConfirmHeard: confirm_heard,
    c.DrawPartners: draw_partners,
    c.LeavePartner: leave_partner,
    c.WantPartner: want_partner,
}
