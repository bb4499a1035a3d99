"""Which rooms this process owns, and whether it may still be sure of it.

A process may stand still at any moment, for longer than its lease lasts, and wake up without noticing. So nothing is
told to anybody unless the last renewal, counted from before it was asked for, is younger than the lease. Whoever is
not sure asks, learns which rooms have another owner by now, and lets go of them.
"""

import asyncio
import hashlib
import time
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from openchair.core.ids import new_id
from openchair.rooms import leases, reactions
from openchair.rooms.leases import Elsewhere, Held
from openchair.rooms.log import Owner
from openchair.rooms.room import Loaded
from openchair.rooms.watch import survived

if TYPE_CHECKING:
    from openchair.rooms.hub import Hub

RENEW_SECONDS = 1.2
LOOK_SECONDS = 0.2
"""How far apart this node looks for others that somebody asks for by name."""
SURE_SECONDS = leases.TTL_MS / 1000 - 0.5
"""How long a renewal is relied on: a little less than others wait, because clocks do not run alike."""


def clock() -> float:
    """Seconds that also pass while the process or the machine stands still."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Taken(NamedTuple):
    """A room that this node owns now, with its past."""

    owner: Owner
    loaded: Loaded


def take(meeting_id: UUID, node_id: UUID) -> Taken | Elsewhere | None:
    """Own the room of an open meeting and read its log, or learn who owns it; None when it is not open."""
    if not reactions.is_open(meeting_id):
        return None
    held = leases.claim(meeting_id, node_id)
    if not isinstance(held, Held):
        return held
    # Only now: whatever the last owner stored is in the log.
    loaded = reactions.load(meeting_id)
    if loaded is None:
        leases.release(meeting_id, node_id, held.epoch)
        return None
    return Taken(Owner(node_id, held.epoch), loaded)


def take_again(meeting_id: UUID, owner: Owner) -> Taken | Elsewhere | None:
    """Read the log of a room anew; only if it was lost meanwhile, own it anew, which a full disk would not allow."""
    if leases.held_by(owner.node_id).get(meeting_id) == owner.epoch:
        loaded = reactions.load(meeting_id)
        return None if loaded is None else Taken(owner, loaded)
    return take(meeting_id, owner.node_id)


class Ownership:
    """This process as a node among others."""

    def __init__(self, live: "Hub", node_id: UUID | None) -> None:
        self._live = live
        self.node_id = node_id or new_id()
        self.address = ""
        self.present: set[UUID] = {self.node_id}
        """The nodes that were there at the last renewal."""
        self._look: asyncio.Task[None] | None = None
        self._looked_at = 0.0
        self.ready = asyncio.Event()
        self._until = 0.0

    def is_sure(self) -> bool:
        """Whether every room this process thinks it owns is surely its own."""
        return clock() < self._until

    async def renew_for_ever(self) -> None:
        """Stay the owner; after standing still, find out what is left."""
        while True:
            with survived("renewing the lease of this node"):
                await self._renew()
            if self._until == 0.0 or self.is_sure():
                await asyncio.sleep(RENEW_SECONDS if self.ready.is_set() else 0.2)
            else:
                await asyncio.sleep(0.05)

    async def _renew(self) -> None:
        live = self._live
        before = {meeting_id: room.owner for meeting_id, room in live.rooms.items()}
        asked_at = clock()
        if not self.address:
            self.address = await live.relay.listen()
        held, self.present = await live.in_writer(_renewed, self.node_id, self.address)
        self._until = asked_at + SURE_SECONDS
        self.ready.set()
        for meeting_id, owner in before.items():
            room = live.rooms.get(meeting_id)
            if room is not None and room.owner == owner and held.get(meeting_id) != owner.epoch:
                live.lose(room)
        live.relay.keep(self.present)
        if self.is_sure():
            live.commits.go_on()

    async def knows(self, node_id: UUID) -> bool:
        """Whether a node is there: one that came since the last renewal is looked for."""
        for _ in range(2):  # a look that is under way may have begun before the node came
            if node_id in self.present:
                break
            if self._look is None or self._look.done():
                self._look = self._live.loop.create_task(self._look_around())
            # Whoever asks meanwhile waits for the same look: made-up names cost the database a few looks a second.
            await asyncio.shield(self._look)
        return node_id in self.present

    async def _look_around(self) -> None:
        await asyncio.sleep(max(0.0, self._looked_at + LOOK_SECONDS - clock()))
        self._looked_at = clock()
        with survived("looking for other nodes"):
            found = await self._live.in_thread(leases.present)
            self.present |= found  # only now: a renewal may have come between

    def prefers(self, meeting_id: UUID) -> bool:
        """Whether an open room that nobody is in falls to this node: the nodes share them without talking."""
        return max(self.present, key=lambda node_id: _lot(node_id, meeting_id), default=self.node_id) == self.node_id

    async def release(self, owner: Owner, meeting_id: UUID) -> None:
        """Let go of a room that nobody is in; if that fails, whoever wants it takes it when this node ends."""
        with survived("letting go of a room"):
            await self._live.in_thread(leases.release, meeting_id, owner.node_id, owner.epoch)
        await self._live.wakes.call("leases")

    async def leave(self) -> None:
        """Let go of everything, so that others need not wait."""
        self._until = 0.0
        with survived("leaving the other nodes"):
            await self._live.in_writer(leases.leave, self.node_id)
        await self._live.wakes.call("leases")


def _renewed(node_id: UUID, address: str) -> tuple[dict[UUID, int], set[UUID]]:
    if not leases.renew(node_id):
        leases.enrol(node_id, address)
    return leases.held_by(node_id), leases.present()


def _lot(node_id: UUID, meeting_id: UUID) -> bytes:
    return hashlib.blake2b(node_id.bytes + meeting_id.bytes, digest_size=8).digest()
