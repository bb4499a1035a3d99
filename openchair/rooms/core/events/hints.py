"""Facts about hints for who leads."""

from openchair.rooms.core.commands.hints import HintKind
from openchair.rooms.core.events.base import Event


class HintPutAside(Event, frozen=True):
    """Stream `leaders`: for all of them, so that two are not told the same again."""

    seat: str
    kind: HintKind
