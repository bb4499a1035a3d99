"""Janus and its VideoRoom plugin, over its HTTP interface and its admin interface.

A token is signed and says of itself until when it is good, for which room and for whom: any node can tell whose it is,
and nothing about it has to be remembered here. Janus keeps the list of those a room takes, so that any node can take
one back. Janus does not look at whom a token is for; that is done here (`keep_only`).
"""

import secrets
from base64 import b64encode
from collections.abc import Collection
from datetime import datetime
from hashlib import sha1, sha256
from hmac import digest
from typing import Any, NamedTuple

from openchair.rooms.voice.media.server import GOOD_FOR, Joining, MediaServer, NotReached, ask

PLUGIN = "janus.plugin.videoroom"
ALREADY_THERE = 427
NO_SUCH_ROOM = 426
NO_SUCH_PERSON = 428


class _Whose(NamedTuple):
    """What a token says of itself. One whose room takes it was made here, so that its signature need not be asked."""

    until: int
    room: str
    who: str


class Janus(MediaServer):
    """Rooms of a Janus. `url` is where pages reach it, `address` and `admin_address` where this server does.

    `secret` stands in Janus's configuration as `api_secret`, `token_auth_secret`, `admin_secret` and `admin_key`.
    """

    def __init__(self, *, url: str, address: str, admin_address: str, secret: str) -> None:
        self._url, self._address, self._admin = url, address.rstrip("/"), admin_address.rstrip("/")
        self._secret = secret

    def make_room(self, room: str, *, people: int) -> None:
        """A room that is on no list, for those with a token; only with its secret could recording ever be asked for."""
        told = self._ask({
            "request": "create", "room": number(room), "admin_key": self._secret, "secret": self._room_secret(room),
            "is_private": True, "permanent": False, "publishers": people, "allowed": [secrets.token_hex(16)],
            "require_pvtid": True, "notify_joining": False, "audiocodec": "opus", "videocodec": "vp8",
            "audiolevel_ext": False, "bitrate": 256_000, "bitrate_cap": True, "record": False, "lock_record": True,
        })  # fmt: skip
        if told.get("videoroom") != "created" and told.get("error_code") != ALREADY_THERE:
            raise NotReached("Janus did not make the room")

    def admit(self, room: str, who: str, *, at: datetime, name: str = "", leads: bool = False) -> Joining:
        """A token for one person; those of anybody that are past their time are taken back."""
        until = at + GOOD_FOR
        token = self._token(room, who, until)
        taken = self._allowed(room, "add", [token])
        lapsed = [one for one, whose in taken.items() if whose.until <= at.timestamp()]
        if lapsed:
            self._allowed(room, "remove", lapsed)
        return Joining(self._url, str(number(room)), str(number(who)), token, until)

    def remove(self, room: str, who: str) -> None:
        """Take the tokens back first, so that nobody comes in again behind the kick; then whatever they hold open."""
        self._remove(room, str(number(who)))

    def keep_only(self, room: str, people: Collection[str]) -> None:
        """Remove whoever else is there."""
        told = self._ask({
            "request": "listparticipants", "room": number(room), "secret": self._room_secret(room),
        })  # fmt: skip
        if told.get("error_code", NO_SUCH_ROOM) != NO_SUCH_ROOM:
            raise NotReached("Janus did not tell who is in the room")
        mine = {number(who) for who in people}
        for one in told.get("participants", ()):
            if one["id"] not in mine:
                self._remove(room, str(one["id"]))

    def close_room(self, room: str) -> None:
        """Gone for everybody, and from Janus."""
        told = self._ask({"request": "destroy", "room": number(room), "secret": self._room_secret(room)})
        if told.get("error_code", NO_SUCH_ROOM) != NO_SUCH_ROOM:
            raise NotReached("Janus did not close the room")

    def answers(self) -> None:
        """Whether both interfaces are there and take the secret; NotReached when not."""
        self._ask({"request": "exists", "room": 1})
        self._ask_admin("list_sessions")

    # --- people ---------------------------------------------------------------------------------------------
    def _remove(self, room: str, who: str) -> None:
        taken = self._allowed(room, "add", [])
        theirs = [token for token, whose in taken.items() if whose.who == who]
        if theirs:
            self._allowed(room, "remove", theirs)
        told = self._ask({
            "request": "kick", "room": number(room), "secret": self._room_secret(room), "id": int(who),
        })  # fmt: skip
        if told.get("error_code", NO_SUCH_PERSON) not in (NO_SUCH_PERSON, NO_SUCH_ROOM):
            raise NotReached("Janus did not remove the person")
        self._end_sessions(str(number(room)), who)

    def _end_sessions(self, room: str, who: str) -> None:
        """A kick ends what somebody sends; what they receive ends with their sessions."""
        for session in self._ask_admin("list_sessions").get("sessions", ()):
            for handle in self._ask_admin("list_handles", session).get("handles", ()):
                info = self._ask_admin("handle_info", session, handle).get("info", {})
                whose = _read(info.get("token", ""))
                if whose is not None and (whose.room, whose.who) == (room, who):
                    self._ask_admin("destroy_session", session)
                    break

    def _token(self, room: str, who: str, until: datetime) -> str:
        """In the form that Janus reads: time, realm, what it opens; the last two are for us."""
        said = f"{int(until.timestamp())},janus,{PLUGIN},room={number(room)},who={number(who)}"
        # SHA-1 is what Janus knows; as an HMAC under a long secret it is not what breaks.
        return f"{said}:{b64encode(digest(self._secret.encode(), said.encode(), sha1)).decode()}"

    def _room_secret(self, room: str) -> str:
        """The password of a room, which never leaves this server."""
        return digest(self._secret.encode(), f"room {room}".encode(), "sha256").hex()

    def _allowed(self, room: str, action: str, tokens: list[str]) -> dict[str, _Whose]:
        """Change the list of those a room takes, and read it; a room that is gone takes nobody."""
        told = self._ask({
            "request": "allowed", "room": number(room), "secret": self._room_secret(room), "action": action,
            "allowed": tokens,
        })  # fmt: skip
        if told.get("videoroom") != "success" and (tokens or told.get("error_code") != NO_SUCH_ROOM):
            raise NotReached("Janus did not take the token")
        listed = {token: _read(token) for token in told.get("allowed", ())}
        return {token: whose for token, whose in listed.items() if whose is not None}

    # --- asking ---------------------------------------------------------------------------------------------
    def _ask(self, body: dict[str, Any]) -> dict[str, Any]:
        """One request to the plugin, in a session of its own."""
        session = self._send(self._address, {"janus": "create"})["data"]["id"]
        at = f"{self._address}/{session}"
        try:
            handle = self._send(at, {"janus": "attach", "plugin": PLUGIN})["data"]["id"]
            told = self._send(f"{at}/{handle}", {"janus": "message", "body": body})
            found = told.get("plugindata", {}).get("data", {})
            return found if isinstance(found, dict) else {}
        finally:
            self._send(at, {"janus": "destroy"})

    def _send(self, address: str, message: dict[str, Any]) -> dict[str, Any]:
        told = ask(address, message | {"transaction": secrets.token_hex(8), "apisecret": self._secret})
        if told.get("janus") != "success":
            raise NotReached("Janus refused")
        return told

    def _ask_admin(self, request: str, *place: int) -> dict[str, Any]:
        """One request to the admin interface; what is gone meanwhile answers with nothing."""
        address = "/".join([self._admin, *map(str, place)])
        told = ask(
            address, {"janus": request, "transaction": secrets.token_hex(8), "admin_secret": self._secret}
        )  # fmt: skip
        if told.get("janus") == "success":
            return told
        if place:
            return {}
        raise NotReached("the admin interface of Janus refused")


def number(mark: str) -> int:
    """Janus counts rooms and people in whole numbers that JavaScript can hold; pages count a person's the same way."""
    return int.from_bytes(sha256(mark.encode()).digest()[:8]) >> 12


def _read(token: str) -> _Whose | None:
    said = token.partition(":")[0].split(",")
    if len(said) != 5 or not said[0].isdigit():
        return None
    room, who = said[3].removeprefix("room="), said[4].removeprefix("who=")
    return _Whose(int(said[0]), room, who)
