"""What waits in all rooms of a process is stored together, and only then told."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from openchair.rooms import log, wire
from openchair.rooms.log import Share
from openchair.rooms.room import Pending, Room

if TYPE_CHECKING:
    from openchair.rooms.hub import Hub


GATHER_SECONDS = 0.005
"""How far apart commits begin while many rooms speak at once: each costs about as much as ten messages do."""


class Commits:
    """The way of everything that happens: into the log, and then out to everybody. Lives in the event loop."""

    def __init__(self, live: "Hub") -> None:
        self._live = live
        self.writer = log.Writer()
        self._dirty: set[Room] = set()
        self._in_flight: dict[UUID, tuple[Room, Pending]] | None = None
        self._planned = False
        self._gathers_until = 0.0
        """Before this moment no commit begins: the last one carried several rooms, so more is on its way."""
        self._returned: list[UUID] | None = None
        """What failed of a commit that returned while this node was not sure of its rooms."""

    @property
    def is_busy(self) -> bool:
        """Whether anything is still on its way."""
        return self._in_flight is not None or any(room.is_waiting and not room.broken for room in self._dirty)

    def wake(self, room: Room) -> None:
        """See to it that what waits in a room is committed with the next round."""
        if room.is_waiting and not room.broken:
            self._dirty.add(room)
            self._plan()

    def _plan(self) -> None:
        if self._planned or self._in_flight is not None:
            return
        self._planned = True
        loop = self._live.loop
        if (wait := self._gathers_until - loop.time()) > 0:
            loop.call_later(wait, self.flush)
        else:
            # At the end of this turn of the loop: what arrived together is committed together.
            loop.call_soon(self.flush)

    def flush(self) -> None:
        """Hand what waits to the writer, unless it is busy or the node is not sure of its rooms."""
        self._planned = False
        if self._in_flight is not None or not self._dirty or not self._live.ownership.is_sure():
            return
        rooms, self._dirty = self._dirty, set()
        flight: dict[UUID, tuple[Room, Pending]] = {}
        for room in rooms:
            if room.broken or not room.is_waiting:
                continue
            pending = room.take_pending()
            if pending.share.entries:
                room.committing = True
                flight[room.meeting_id] = (room, pending)
            else:
                self._deliver(pending)
        if flight:
            self._in_flight = flight
            if len(flight) > 1:
                self._gathers_until = self._live.loop.time() + GATHER_SECONDS
            self.writer.submit([pending.share for _, pending in flight.values()], self._written_elsewhere)

    def go_on(self) -> None:
        """The node is sure of its rooms again: tell what was stored meanwhile, and store what waits."""
        if self._returned is not None:
            failed, self._returned = self._returned, None
            self._written(failed)
        else:
            self.flush()

    def _written_elsewhere(self, shares: Sequence[Share], failed: list[UUID]) -> None:
        self._live.loop.call_soon_threadsafe(self._written, failed)

    def _written(self, failed: list[UUID]) -> None:
        """The commit returned: now, and only now, tell everybody."""
        if not self._live.ownership.is_sure():
            # This process may have stood still: another may have told all this, and more.
            self._returned = failed
            return
        flight, self._in_flight = self._in_flight or {}, None
        lost = [flight.pop(meeting_id) for meeting_id in failed]
        for room, pending in flight.values():
            room.committing = False
            if self._live.rooms.get(room.meeting_id) is not room:
                continue  # somebody else's by now
            self._deliver(pending)
            if pending.taken_up:
                self._live.react(room.meeting_id)
        self.give_up(lost)
        if self._dirty:
            self._plan()

    @staticmethod
    def _deliver(pending: Pending) -> None:
        for listeners, frame in pending.outgoing:
            for listener in listeners:
                listener.send(frame)

    def give_up(self, lost: list[tuple[Room, Pending]]) -> None:
        """Say plainly that it was not stored, and read the room anew."""
        for room, pending in lost:
            room.committing = False
            asked = pending.asked + room.take_pending().asked
            self._dirty.discard(room)
            for line, own_id in asked:
                line.send(wire.no(own_id, "not_stored"))
            if not room.broken:
                room.broken = True
                self._live.reload_soon(room)
