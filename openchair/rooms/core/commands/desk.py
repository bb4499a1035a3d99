"""The leaders among themselves: words, a nudge to one person, handing the lead on."""

from typing import Annotated, Literal

from msgspec import Meta

from openchair.rooms.core.commands.base import Command, Seat

Aside = Annotated[str, Meta(min_length=1, max_length=1000)]
NudgeKind = Literal["closing_sentence", "like_a_turn", "own_experience", "stay_with_us", "breather"]
"""Set phrases for one person; the page has their words in each language."""


class TellLeaders(Command, frozen=True):
    """Say something to the other leaders alone (leaders)."""

    words: Aside


class Nudge(Command, frozen=True):
    """Send one person a set phrase that nobody else in the room sees (leaders)."""

    seat: Seat
    kind: NudgeKind


class OfferLead(Command, frozen=True):
    """Offer the lead to another leader who is here (whoever leads)."""

    seat: Seat


class AcceptLead(Command, frozen=True):
    """Lead from now on, as it was offered."""


class PutBackLead(Command, frozen=True):
    """Leave the lead where it is: by whom it was offered to, or by who offered it."""


Commands = TellLeaders | Nudge | OfferLead | AcceptLead | PutBackLead
