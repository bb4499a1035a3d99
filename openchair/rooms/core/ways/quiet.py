"""Times in which no piece goes anywhere and words wait: everybody writes, or rests after a heavy share."""

from typing import ClassVar

from openchair.rooms.core.ways.base import Way


class Quiet(Way):
    """Nobody speaks until it is over: independent answers first, or a breath before it goes on."""

    one_voice: ClassVar[bool] = True
