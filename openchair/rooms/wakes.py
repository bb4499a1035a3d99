"""Tells the other nodes at once that there is something to see; what it is, each asks the database.

Only words of a closed list go through Redis, no ids and nothing of anybody. Without Redis, or while it is away, the
same is seen by asking every few seconds.
"""

import asyncio
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings

from openchair.rooms.watch import survived
from openchair.vault.services import lookup_hash

if TYPE_CHECKING:
    from openchair.rooms.hub import Hub

Word = Literal["rights", "leases"]
"""Somebody's right to be here may have ended; a room may be free."""
AGAIN_SECONDS = 2.0


class Wakes:
    """One node's ear and voice among the others."""

    def __init__(self, live: "Hub") -> None:
        self._live = live
        self._redis: Any = None
        self._channel = ""

    async def listen_for_ever(self) -> None:
        """Hear the others, and come back when Redis was away."""
        if not settings.REDIS_URL:
            return
        from redis.asyncio import from_url

        # Installations may share a server; nobody else's words concern us.
        mark = await self._live.in_thread(lookup_hash, "wake channel", "rooms")
        self._channel = f"openchair-{mark.hex()[:16]}"
        self._redis = from_url(settings.REDIS_URL, socket_connect_timeout=2.0, socket_timeout=None)
        while True:
            with survived("hearing from Redis"):
                await self._listen()
            await asyncio.sleep(AGAIN_SECONDS)

    async def close(self) -> None:
        """Hang up."""
        if self._redis is not None:
            with survived("hanging up on Redis"):
                await self._redis.aclose()

    async def _listen(self) -> None:
        async with self._redis.pubsub() as ear:
            await ear.subscribe(self._channel)
            async for message in ear.listen():
                if message["type"] == "message":
                    self._heard(message["data"])

    def _heard(self, word: bytes) -> None:
        if word == b"rights":
            self._live.watch.check_soon()
        elif word == b"leases":
            self._live.arrivals.freed.set()

    async def call(self, word: Word) -> None:
        """Wake the other nodes; if it fails, they look by themselves in a few seconds."""
        if self._redis is not None:
            with survived("calling the other nodes over Redis"):
                async with asyncio.timeout(AGAIN_SECONDS):
                    await self._redis.publish(self._channel, word)
