"""Jitsi Meet, with the tokens of its Prosody; rooms are ended over Prosody's `mod_muc_end_meeting`.

A room of Jitsi begins with whoever comes first with a token, so there is nothing to make. Jitsi knows people by marks
of its own and can be told to remove none of ours: whoever is removed, the room ends for everybody, and those who stay
get another one.
"""

import time
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from openchair.rooms.voice.media.jwt import signed, signed_with_key
from openchair.rooms.voice.media.server import GOOD_FOR, Joining, MediaServer, NoSuchRoom, ask

FEATURES = (
    "recording", "livestreaming", "transcription", "file-upload", "outbound-call", "sip-outbound-call",
    "sip-inbound-call", "inbound-call", "screen-sharing", "flip", "list-visitors", "create-polls", "send-groupchat",
)  # fmt: skip
"""What Prosody asks a token about. All are named: what is missing would be allowed to a moderator."""
BUTTONS = ("microphone", "camera", "select-background", "tileview", "settings", "hangup")
"""A closed list, so that nothing a newer Jitsi brings appears by itself."""
OWN_SECONDS = 60
"""How long a token for one request of this server is good."""


class Jitsi(MediaServer):
    """Rooms of a Jitsi Meet. `url` is where pages reach it, `address` where this server reaches its Prosody.

    `secret` is Prosody's `app_secret` for `app_id`; `key` is the private key (PEM) of the pair whose public half,
    named `key_id`, stands at its `prosody_password_public_key_repo_url`. Its host of rooms is `conference.<domain>`.
    """

    def __init__(
        self, *, url: str, address: str, domain: str, app_id: str, secret: str, key: str = "", key_id: str = ""
    ) -> None:
        self._url, self._address, self._domain = url, address.rstrip("/"), domain
        self._app, self._secret, self._key, self._key_id = app_id, secret, key, key_id

    def make_room(self, room: str, *, people: int) -> None:
        """Nothing to do: a room is there with the first who comes, and nobody comes without a token for it."""

    def admit(self, room: str, who: str, *, at: datetime, name: str = "", leads: bool = False) -> Joining:
        """A token for one person in one room: a pseudonym and a mark, no address, no picture, and nothing recorded."""
        until = at + GOOD_FOR
        claims = {
            "iss": self._app, "aud": self._app, "sub": self._domain, "room": room,
            "nbf": int(at.timestamp()) - 5, "exp": int(until.timestamp()),
            "context": {
                "user": {"id": who, "name": name, "moderator": leads, "affiliation": "owner" if leads else "member"},
                "features": dict.fromkeys(FEATURES, False),
            },
        }  # fmt: skip
        return Joining(self._url, room, who, signed(claims, self._secret), until, options())

    def remove(self, room: str, who: str) -> None:
        """End the room: the token that is left opens an empty one."""
        self.close_room(room)

    def close_room(self, room: str) -> None:
        """Gone for everybody, without a way for pages to come back by themselves."""
        asked = urlencode({"conference": f"{room}@conference.{self._domain}"})
        try:
            ask(f"{self._address}/end-meeting?{asked}", {}, bearer=self._own_token())
        except NoSuchRoom:
            return

    def _own_token(self) -> str:
        """Login tokens are refused there; this one is signed with the key that only this server has."""
        now = int(time.time())
        claims = {
            "iss": self._app, "aud": self._app, "sub": self._domain, "room": "*",
            "nbf": now - 5, "exp": now + OWN_SECONDS,
        }  # fmt: skip
        return signed_with_key(claims, self._key, self._key_id)


def options() -> dict[str, Any]:
    """What a page passes to Jitsi's own client: everything off on entry, nothing recorded, sent on or written down."""
    return {
        "configOverwrite": {
            "startWithAudioMuted": True, "startWithVideoMuted": True, "disableRemoteMute": False,
            "requireDisplayName": False, "readOnlyName": True, "gravatar": {"disabled": True},
            "lobby": {"autoKnock": False, "enableChat": False}, "hideLobbyButton": True,
            "securityUi": {"hideLobbyButton": True, "disableLobbyPassword": True},
            "recordingService": {"enabled": False, "sharingEnabled": False, "hideStorageWarning": True},
            "recordings": {"recordAudioAndVideo": False, "suggestRecording": False, "showPrejoinWarning": False},
            "localRecording": {"disable": True, "disableSelfRecording": True, "notifyAllParticipants": True},
            "liveStreaming": {"enabled": False}, "fileRecordingsEnabled": False, "liveStreamingEnabled": False,
            "transcription": {"enabled": False, "autoTranscribeOnRecord": False, "autoCaptionOnTranscribe": False},
            "transcribingEnabled": False, "disableThirdPartyRequests": True, "disableInviteFunctions": True,
            "p2p": {"enabled": False}, "analytics": {"disabled": True}, "speakerStats": {"disabled": True},
            "disableChat": True, "disablePolls": True, "disableReactions": True, "breakoutRooms": {
                "hideAddRoomButton": True, "hideAutoAssignButton": True, "hideJoinRoomButton": True,
            },
            "remoteVideoMenu": {"disableKick": True, "disableGrantModerator": True, "disablePrivateChat": True},
            "toolbarButtons": list(BUTTONS),
        },
        "interfaceConfigOverwrite": {"DISABLE_PRESENCE_STATUS": True},
    }  # fmt: skip
