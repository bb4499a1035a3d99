"""LiveKit, over its room service (Twirp, JSON) and its access tokens."""

import time
from contextlib import suppress
from datetime import datetime
from typing import Any

from openchair.rooms.voice.media.jwt import signed
from openchair.rooms.voice.media.server import GOOD_FOR, Joining, MediaServer, NoSuchRoom, ask

EMPTY_SECONDS = 300
OWN_SECONDS = 60
"""How long a token for one request of this server is good."""


class LiveKit(MediaServer):
    """Rooms of a LiveKit. `url` is where pages reach it (wss://), `address` where this server does (https://)."""

    def __init__(self, *, url: str, address: str, api_key: str, api_secret: str) -> None:
        self._url, self._address = url, address.rstrip("/")
        self._key, self._secret = api_key, api_secret

    def make_room(self, room: str, *, people: int) -> None:
        """A room for so many, without an egress: nothing leaves it to a file or a stream."""
        self._ask(
            "CreateRoom",
            {"name": room, "max_participants": people, "empty_timeout": EMPTY_SECONDS},
            {"roomCreate": True},
        )

    def admit(self, room: str, who: str, *, at: datetime, name: str = "", leads: bool = False) -> Joining:
        """A token to join one room with microphone and camera, and for nothing else."""
        until = at + GOOD_FOR
        grant = {
            "room": room, "roomJoin": True, "canPublish": True, "canSubscribe": True, "canPublishData": False,
            "canPublishSources": ["microphone", "camera"], "canUpdateOwnMetadata": False,
            "roomCreate": False, "roomList": False, "roomAdmin": False, "roomRecord": False, "ingressAdmin": False,
        }  # fmt: skip
        return Joining(self._url, room, who, self._token(who, grant, at.timestamp(), until.timestamp()), until)

    def remove(self, room: str, who: str) -> None:
        """Out of the room; the token lapses within its ten minutes."""
        with suppress(NoSuchRoom):  # gone already
            self._ask("RemoveParticipant", {"room": room, "identity": who}, {"roomAdmin": True, "room": room})

    def close_room(self, room: str) -> None:
        """Gone for everybody."""
        with suppress(NoSuchRoom):
            self._ask("DeleteRoom", {"room": room}, {"roomCreate": True})

    def _ask(self, what: str, body: dict[str, Any], grant: dict[str, Any]) -> None:
        now = time.time()
        bearer = self._token("", grant | {"roomRecord": False}, now, now + OWN_SECONDS)
        ask(f"{self._address}/twirp/livekit.RoomService/{what}", body, bearer=bearer)

    def _token(self, who: str, grant: dict[str, Any], since: float, until: float) -> str:
        claims: dict[str, Any] = {"iss": self._key, "nbf": int(since) - 5, "exp": int(until), "video": grant}
        return signed(claims | ({"sub": who} if who else {}), self._secret)
