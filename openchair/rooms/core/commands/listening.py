"""Listening: saying back what one heard, and a listening partner for the meeting."""

from openchair.rooms.core.commands.base import Command


class OfferToSayBack(Command, frozen=True):
    """Be the one who says back what was heard, before whoever is asked has begun."""


class ConfirmHeard(Command, frozen=True):
    """Yes, that is it: I was understood."""


class DrawPartners(Command, frozen=True):
    """Draw listening partners for this meeting (leaders)."""


class LeavePartner(Command, frozen=True):
    """Have no listening partner today; nobody is asked why."""


class WantPartner(Command, frozen=True):
    """Have one after all, the next time partners are drawn."""


Commands = OfferToSayBack | ConfirmHeard | DrawPartners | LeavePartner | WantPartner
