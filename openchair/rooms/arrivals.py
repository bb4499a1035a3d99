"""How a line comes to its room: here, on the node that owns it, or as soon as somebody owns it again."""

import asyncio
import contextlib
from typing import TYPE_CHECKING

from openchair.rooms.core.commands import PutSeat
from openchair.rooms.leases import Elsewhere
from openchair.rooms.line import Line
from openchair.rooms.relay import RemoteLine
from openchair.rooms.room import Room, now_ms
from openchair.rooms.watch import survived

if TYPE_CHECKING:
    from openchair.rooms.hub import Hub

FIND_SECONDS = 12.0
"""How long a line waits for a room whose owner is gone to have another one."""
FIND_AGAIN_SECONDS = 0.3


class Arrivals:
    """Lets lines sit down after their hello."""

    def __init__(self, live: "Hub") -> None:
        self._live = live
        self.freed = asyncio.Event()
        """Set when a room may have become free."""

    def welcome(self, line: Line, room: Room | None, have: dict[str, int]) -> None:
        """Let a line of ours sit down, wherever its room is."""
        if room is not None and self._live.ownership.is_sure():
            self._sit_down(line, room, have)
        else:
            self.find_soon(line, have)

    def welcome_guest(self, line: RemoteLine, have: dict[str, int]) -> None:
        """Let a line of another node sit down, if its room is here."""
        line.said_hello = True
        room = self._live.rooms.get(line.meeting_id)
        if room is not None and self._live.ownership.is_sure():
            self._sit_down(line, room, have)
        else:
            self._live.start(self._look_for_guest(line, have))

    def find_soon(self, line: Line, have: dict[str, int]) -> None:
        """Find the room of a line, here or elsewhere, and let it sit down there."""
        self._live.start(self._find(line, have))

    async def _look_for_guest(self, line: RemoteLine, have: dict[str, int]) -> None:
        with survived("seating a line of another node"):
            found = await self._live.room(line.meeting_id)
            if isinstance(found, Room) and self._live.ownership.is_sure():
                self._sit_down(line, found, have)
                return
        line.turn_away()

    async def _find(self, line: Line, have: dict[str, int]) -> None:
        live = self._live
        give_up_at = live.loop.time() + FIND_SECONDS
        while not line.ended:
            with survived("finding a room"):
                found = await live.room(line.meeting_id)
                if found is None:
                    line.end("not_open")
                elif isinstance(found, Elsewhere):
                    if await live.relay.attach(line, found, have):
                        return
                    if live.relay.is_cut_off(found.node_id):
                        line.end("elsewhere")
                elif live.ownership.is_sure():
                    self._sit_down(line, found, have)
                    return
            if live.loop.time() > give_up_at:
                line.end("restarting")
            self.freed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.freed.wait(), FIND_AGAIN_SECONDS)

    def _sit_down(self, line: Line, room: Room, have: dict[str, int]) -> None:
        if line.ended:
            return
        if room.broken:
            room.lines.setdefault(line.seat, []).append(line)  # gets its snapshot when the room is read anew
            return
        chair = room.state.people.get(line.seat)
        # Joined, signed or changed in another process since the room was opened.
        if chair is None or chair.ended is not None or chair.info != line.info:
            room.revoked.pop(line.seat, None)
            room.do(PutSeat(line.info), now_ms())
        room.attach(line, have, now_ms())
        self._live.wake(room)
