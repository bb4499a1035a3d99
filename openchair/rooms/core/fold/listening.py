"""Facts about saying back what was heard, and about listening partners."""

from collections.abc import Callable
from typing import Any

from openchair.rooms.core import events as e
from openchair.rooms.core.fold.moves import chair_of, owner
from openchair.rooms.core.state import Echo, State


def _listening_moved(state: State, event: e.ListeningMoved, at: int, stream: str) -> None:
    state.echo = None if event.step == "over" else Echo(event.speaker, event.listener, event.step)


def _partners_given(state: State, event: e.PartnersGiven, at: int, stream: str) -> None:
    chair = chair_of(state, owner(stream))
    chair.partners, chair.partner_gone = list(event.partners), not event.partners


def _partner_left(state: State, event: e.PartnerLeft, at: int, stream: str) -> None:
    chair = chair_of(state, owner(stream))
    chair.partners, chair.partner_gone, chair.no_partner = [], False, True


def _partner_wanted(state: State, event: e.PartnerWanted, at: int, stream: str) -> None:
    chair_of(state, owner(stream)).no_partner = False


FOLDS: dict[type[e.Event], Callable[[State, Any, int, str], None]] = {
    e.ListeningMoved: _listening_moved,
    e.PartnersGiven: _partners_given,
    e.PartnerLeft: _partner_left,
    e.PartnerWanted: _partner_wanted,
}
