"""Facts about saying back what was heard, and about listening partners."""

from typing import Literal

from openchair.rooms.core.events.base import Event

ListeningStep = Literal["say_back", "confirm", "over"]


class ListeningMoved(Event, frozen=True):
    """Whose words are said back, by whom, and where that is: it is said, it is confirmed, or it is over."""

    speaker: str
    listener: str
    step: ListeningStep


class HeardRight(Event, frozen=True):
    """Whoever spoke says: yes, that is it."""

    seat: str


class PartnersDrawn(Event, frozen=True):
    """Everybody is told that partners are drawn; who, each learns alone."""


class PartnersGiven(Event, frozen=True):
    """Stream of one person: their listening partners today, or none any more."""

    partners: list[str]


class PartnerLeft(Event, frozen=True):
    """The own copy of having no partner today."""


class PartnerWanted(Event, frozen=True):
    """The own copy of having taken that back."""


Facts = ListeningMoved | HeardRight | PartnersDrawn | PartnersGiven | PartnerLeft | PartnerWanted
