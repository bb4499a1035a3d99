"""The floor: asking for the talking piece, taking it, passing it on."""

from openchair.rooms.core.commands.base import Command, Seat


class RaiseHand(Command, frozen=True):
    """Ask for the floor."""


class LowerHand(Command, frozen=True):
    """Take the hand down again."""


class TakePiece(Command, frozen=True):
    """Take the talking piece that is offered, or lies on the table while nobody waits."""


class PassOn(Command, frozen=True):
    """Pass: hand the piece on, whether it was offered or held. Leaves no trace."""


class ComeBack(Command, frozen=True):
    """Pass for now and ask to be offered the piece again at the end of the round."""


class GivePiece(Command, frozen=True):
    """Give the piece to somebody (leaders)."""

    seat: Seat


class TakeBackPiece(Command, frozen=True):
    """Put the piece back on the table (leaders)."""


Commands = RaiseHand | LowerHand | TakePiece | PassOn | ComeBack | GivePiece | TakeBackPiece
