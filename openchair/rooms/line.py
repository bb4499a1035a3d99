"""One connection of one person to one room, whatever carries it."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING
from uuid import UUID

from openchair.rooms.access import Grant, SignInMark
from openchair.rooms.voice.signals import Allowance
from openchair.rooms.wire import Frame

if TYPE_CHECKING:
    from openchair.rooms.relay import Relayed

BURST_SECONDS = 4
"""How many seconds' worth of messages a line may send at once."""
BACKLOG = 512 * 1024
"""Bytes that may wait for one reader. Whoever falls further behind is cut, and resumes by position."""
LAST_SECONDS = 5.0
"""How long the last frames may take."""
HELLO_SECONDS = 15.0
"""How long a line may stand without saying hello."""
SILENT_SECONDS = 45.0
"""After how much silence of its page a line counts as lost."""


class Line(ABC):
    """What a hub needs of a connection. A transport supplies `send`, and `hang_up`."""

    __slots__ = (
        "_allowance",
        "_counted_at",
        "ended",
        "info",
        "meeting_id",
        "mistakes",
        "relay",
        "said_hello",
        "seat",
        "sign_in",
        "signals",
    )

    def __init__(self, grant: Grant) -> None:
        self.meeting_id: UUID = grant.meeting_id
        self.info = grant.info
        self.seat = grant.info.seat
        self.sign_in: SignInMark | None = grant.sign_in
        self.relay: Relayed | None = None
        """The way to a room that another node owns."""
        self.said_hello = False
        self.ended = False
        self.mistakes = 0
        self.signals = Allowance()
        self._allowance = -1.0
        self._counted_at = 0.0

    @abstractmethod
    def send(self, frame: Frame) -> None:
        """Put a frame on its way; never waits. A reader too slow for it is cut and comes back by position."""

    @abstractmethod
    def hang_up(self, why: str) -> None:
        """Send a goodbye if there is room for it, and close."""

    def end(self, why: str) -> None:
        """Close this line and say why; nothing is sent or taken after that."""
        if not self.ended:
            self.ended = True
            self.hang_up(why)

    def end_if_silent(self) -> None:
        """Close a line that stands without having said hello."""
        if not self.said_hello:
            self.end("too_much")

    def keep_alive(self, now: float) -> None:  # noqa: B027  (most transports need nothing here)
        """See whether the other end is still there; transports that do so by themselves do nothing."""

    def may_send(self, now: float, rate: int) -> bool:
        """Whether one more message keeps within so many a second, with short bursts above it."""
        most = float(rate * BURST_SECONDS)
        allowance = most if self._allowance < 0 else min(most, self._allowance + (now - self._counted_at) * rate)
        self._counted_at = now
        if allowance < 1:
            self._allowance = allowance
            return False
        self._allowance = allowance - 1
        return True
