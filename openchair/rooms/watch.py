"""What a hub looks after by itself: whose right to be here ended elsewhere, and which open rooms nobody lives in."""

import asyncio
import contextlib
import gc
import logging
from typing import TYPE_CHECKING

from openchair.rooms import access, reactions
from openchair.rooms.calls import SETTLE_SECONDS, Settling
from openchair.rooms.voice import media

if TYPE_CHECKING:
    from openchair.rooms.hub import Hub

logger = logging.getLogger(__name__)

CHECK_SECONDS = 3.0
"""How often it is asked whether memberships and sign-ins still hold: with the time it takes, well under 5 s."""
KEEP_SECONDS = 120.0
"""How often being in a meeting is counted as using a sign-in."""
TIDY_SECONDS = 2.0
"""How soon memory is tidied after the last line is gone."""
TEND_SECONDS = 300.0
"""How often open rooms without a live process are looked for."""


class survived:  # noqa: N801  (reads as what it does: with survived("a tick"))
    """One room's or one moment's trouble must not end the others: it is logged, by its class only, and life goes on.

    The message of an exception may quote what somebody said; its class says enough.
    """

    def __init__(self, what: str) -> None:
        self.what = what

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        if kind is None or not issubclass(kind, Exception):
            return False
        logger.error("rooms: %s failed: %s", self.what, kind.__name__)
        return True


class Watch:
    """Looks after the rights of everybody connected to one hub."""

    def __init__(self, live: "Hub") -> None:
        self.live = live
        # What was loaded by now stays for ever, and what a room makes is freed by counting: the collector of cycles
        # need not walk through thousands of lines several times a second.
        gc.freeze()
        gc.set_threshold(20_000, 20, 50)
        self._now = asyncio.Event()
        self._keep_at = 0.0

    def check_soon(self) -> None:
        """See now, not in a few seconds, whose right to be here has ended."""
        self._now.set()

    async def tidy_for_ever(self) -> None:
        """Let the collector of cycles see everything whenever nobody is connected and nobody can be kept waiting.

        A connection that ended is such a cycle: without this, an evening's lines would stay until the next busy one.
        """
        were_lines = False
        while True:
            await asyncio.sleep(TIDY_SECONDS)
            are_lines = bool(self.live.all_lines())
            if were_lines and not are_lines:
                gc.collect()
            were_lines = are_lines

    async def check_for_ever(self) -> None:
        """See what other processes changed: memberships, signatures, suspensions, sign-ins."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._now.wait(), CHECK_SECONDS)
            self._now.clear()
            # While the database is away, nothing can be stored or sent either.
            with survived("checking who may be here"):
                await self._check()

    async def _check(self) -> None:
        live = self.live
        lines = live.all_lines()
        seats = {seat for room in live.rooms.values() for seat, c in room.state.people.items() if c.ended is None}
        if seats:
            for seat, why in (await live.in_thread(access.ended_seats, seats)).items():
                live.revoke(seat, why)
        marks = {line.sign_in for line in lines if line.sign_in is not None}
        if not marks:
            return
        over = await live.in_thread(access.ended_sign_ins, marks)
        for line in lines:
            if line.sign_in in over:
                line.end("signed_out")
        if live.loop.time() >= self._keep_at:
            self._keep_at = live.loop.time() + KEEP_SECONDS
            await live.in_thread(access.keep_sign_ins, marks - over)

    async def settle_for_ever(self) -> None:
        """See that whoever left a call is out of it on the media server too."""
        settling = Settling()
        while media.is_set_up():
            await asyncio.sleep(SETTLE_SECONDS)
            with survived("settling calls"):
                await settling.settle(self.live.rooms)

    async def tend_for_ever(self) -> None:
        """See that every open room has an owner, also those whose people have not come back after a restart."""
        while True:
            with survived("looking for open rooms"):
                await self.live.ownership.ready.wait()
                for meeting_id in await self.live.in_thread(reactions.open_meetings):
                    if self.live.ownership.prefers(meeting_id):
                        await self.live.room(meeting_id)
            await asyncio.sleep(TEND_SECONDS)
