"""Facts among the leaders, and a nudge as the one it was for keeps it."""

from collections.abc import Callable
from typing import Any

from openchair.rooms.core import events as e
from openchair.rooms.core.chair import SentNudge
from openchair.rooms.core.fold.moves import chair_of
from openchair.rooms.core.state import KEPT_ASIDES, KEPT_NUDGES, Aside, State


def _leaders_told(state: State, event: e.LeadersTold, at: int, stream: str) -> None:
    state.asides.append(Aside(event.seat, event.words, at))
    del state.asides[:-KEPT_ASIDES]


def _nudged(state: State, event: e.Nudged, at: int, stream: str) -> None:
    sent = SentNudge(event.seat, event.leader, event.kind, at)
    if stream == e.LEADERS:
        state.nudges.append(sent)
        del state.nudges[:-KEPT_NUDGES]
    else:
        chair_of(state, event.seat).nudge = sent


def _lead_offered(state: State, event: e.LeadOffered, at: int, stream: str) -> None:
    state.lead_offer = (event.by, event.to)


def _lead_offer_ended(state: State, event: e.LeadOfferEnded, at: int, stream: str) -> None:
    state.lead_offer = None


FOLDS: dict[type[e.Event], Callable[[State, Any, int, str], None]] = {
    e.LeadersTold: _leaders_told,
    e.Nudged: _nudged,
    e.LeadOffered: _lead_offered,
    e.LeadOfferEnded: _lead_offer_ended,
}
