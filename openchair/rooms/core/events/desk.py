"""Facts among the leaders, and a nudge to one person."""

from openchair.rooms.core.commands.desk import NudgeKind
from openchair.rooms.core.events.base import Event


class LeadersTold(Event, frozen=True):
    seat: str
    words: str


class Nudged(Event, frozen=True):
    """Streams `leaders` and of the person nudged."""

    leader: str
    seat: str
    kind: NudgeKind


class LeadOffered(Event, frozen=True):
    """Stream `leaders`: the others learn of it when somebody else leads."""

    by: str
    to: str


class LeadOfferEnded(Event, frozen=True):
    """The lead stays where it is; who takes it is told by LeaderChanged."""


Facts = LeadersTold | Nudged | LeadOffered | LeadOfferEnded
