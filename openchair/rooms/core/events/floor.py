"""Facts about the talking piece. Only who held it stays readable."""

from typing import ClassVar

from openchair.rooms.core.events.base import Event


class FloorTaken(Event, frozen=True, omit_defaults=True):
    is_open: ClassVar[bool] = True
    seat: str
    since_ms: int = 0
    """Since when, where it was tapped in the hall before the room heard of it; 0 for now."""


class FloorEnded(Event, frozen=True, omit_defaults=True):
    is_open: ClassVar[bool] = True
    seat: str
    until_ms: int = 0
    """Until when, where it was tapped before the room heard of it; 0 for now."""


class HandRaised(Event, frozen=True):
    """`place` says where in the queue this hand goes (0: next): nobody needs others' floor times to see the order."""

    seat: str
    place: int = 0


class HandLowered(Event, frozen=True):
    seat: str


class RoundStarted(Event, frozen=True):
    """`seconds` is the soft time of each turn where everybody has the same; 0 leaves it to the part's own."""

    order: list[str]
    seconds: int = 0


class PieceOffered(Event, frozen=True):
    """The piece lies before somebody, who may take it or pass; nothing about a pass is kept open."""

    seat: str


class PieceOnTable(Event, frozen=True):
    """Nobody is offered the piece: the queue is empty, or the round is over."""


class ComesBackLater(Event, frozen=True):
    seat: str


class AddedToRound(Event, frozen=True):
    """Somebody came in, or would like to speak after all, while a round goes on: they are asked at its end."""

    seat: str


Facts = (
    FloorTaken | FloorEnded | HandRaised | HandLowered | RoundStarted | PieceOffered | PieceOnTable | ComesBackLater
    | AddedToRound
)  # fmt: skip
