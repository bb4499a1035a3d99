"""What Jitsi is asked, exactly, what its tokens allow, and what its pages are told (AV-2, AV-3)."""

import json
from base64 import urlsafe_b64decode
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_curve_key
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from openchair.core.time import now
from openchair.rooms.voice.media import Jitsi, Joining, NotReached, new_mark

from .http import claims_of, listening

SECRET = "a secret of more than thirty-two letters"
KEY = generate_private_key(65537, 2048)
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def server_at(address: str, pem: str = PEM) -> Jitsi:
    return Jitsi(
        url="https://meet.example.org/", address=address, domain="meet.example.org", app_id="openchair",
        secret=SECRET, key=pem, key_id="openchair/1",
    )  # fmt: skip


def admitted(leads: bool = False) -> tuple[Joining, dict[str, Any]]:
    way = server_at("").admit("room", new_mark(), at=now(), name="Wren", leads=leads)
    return way, claims_of(way.token, SECRET)


def allows(claims: dict[str, Any], feature: str) -> bool:
    """What Prosody asks (`is_feature_allowed`) before it passes a request on: what is left out, moderators may."""
    features = claims["context"]["features"]
    if feature in features:
        return features[feature] in (True, "true")
    return bool(claims["context"]["user"]["moderator"])


def test_a_token_is_for_one_person_one_room_and_ten_minutes() -> None:
    at = now()
    first, claims = admitted()
    second, others = admitted()
    assert first.who != second.who
    assert claims["context"]["user"]["id"] == first.who != others["context"]["user"]["id"]
    assert (first.url, first.room) == ("https://meet.example.org/", "room")
    assert claims["room"] == "room", "no other, and no star for all"
    assert (claims["iss"], claims["aud"], claims["sub"]) == ("openchair", "openchair", "meet.example.org")
    assert claims["exp"] == int(first.until.timestamp())
    assert claims["exp"] - claims["nbf"] <= 605
    assert timedelta(0) < first.until - at <= timedelta(minutes=10, seconds=5)


def test_a_token_says_a_pseudonym_and_nothing_else_about_a_person() -> None:
    way, claims = admitted()
    assert set(claims) == {"iss", "aud", "sub", "room", "nbf", "exp", "context"}
    assert set(claims["context"]) == {"user", "features"}
    assert claims["context"]["user"] == {"id": way.who, "name": "Wren", "moderator": False, "affiliation": "member"}


def test_only_who_leads_is_a_moderator_and_not_even_they_record() -> None:
    for leads in (False, True):
        _way, claims = admitted(leads)
        assert claims["context"]["user"]["moderator"] is leads
        assert claims["context"]["user"]["affiliation"] == ("owner" if leads else "member")
        for feature in (
            "recording", "livestreaming", "transcription", "file-upload", "outbound-call", "sip-outbound-call",
            "sip-inbound-call", "screen-sharing",
        ):  # fmt: skip
            assert not allows(claims, feature), feature
        assert not any(claims["context"]["features"].values())


def test_what_pages_are_told_records_nothing_sends_nothing_on_and_begins_in_silence() -> None:
    way, _claims = admitted(leads=True)
    told = json.loads(json.dumps(way.options["configOverwrite"]))
    assert (told["startWithAudioMuted"], told["startWithVideoMuted"]) == (True, True)
    for name in ("recordingService", "liveStreaming", "transcription", "p2p"):
        assert told[name]["enabled"] is False, name
    for name in ("fileRecordingsEnabled", "liveStreamingEnabled", "transcribingEnabled"):
        assert told[name] is False, name
    assert told["localRecording"]["disable"] is True
    assert told["localRecording"]["disableSelfRecording"] is True
    assert told["lobby"] == {"autoKnock": False, "enableChat": False}
    assert told["securityUi"]["hideLobbyButton"] is True
    assert told["disableThirdPartyRequests"] is True
    assert told["gravatar"] == {"disabled": True}
    unwanted = ("record", "stream", "lobby", "caption", "transcri", "invite", "security", "desktop", "share", "chat")
    assert not [button for button in told["toolbarButtons"] if any(word in button for word in unwanted)]


def test_nobody_makes_a_room_and_ending_one_is_asked_under_a_key_of_its_own() -> None:
    with listening() as here:
        media = server_at(here.address)
        media.make_room("room", people=12)
        assert here.asked == [], "a room is there with the first who comes"
        media.close_room("room")
        media.remove("room", "who")
    asked = [(one.method, one.path) for one in here.asked]
    assert asked == [("POST", "/end-meeting?conference=room%40conference.meet.example.org")] * 2
    head, body, signature = here.asked[0].bearer.split(".")

    def read(part: str) -> bytes:
        return urlsafe_b64decode(part + "=" * (-len(part) % 4))

    KEY.public_key().verify(read(signature), f"{head}.{body}".encode(), PKCS1v15(), SHA256())
    assert json.loads(read(head)) == {"alg": "RS256", "typ": "JWT", "kid": "openchair/1"}
    claims = json.loads(read(body))
    assert claims["exp"] - claims["nbf"] <= 65
    assert "context" not in claims, "it is nobody’s"


def test_a_room_that_is_gone_already_is_ended() -> None:
    with listening() as here:
        here.status = 404
        server_at(here.address).close_room("room")


@pytest.mark.parametrize(("status", "answer"), [(401, b""), (500, b"oops"), (200, b"no json")])
def test_a_server_that_refuses_or_babbles_is_told_as_not_reached(status: int, answer: bytes) -> None:
    with listening() as here:
        here.status, here.answer = status, answer
        with pytest.raises(NotReached):
            server_at(here.address).close_room("room")


def test_a_key_of_another_kind_is_refused_before_anything_is_asked() -> None:
    other = generate_curve_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with listening() as here, pytest.raises(TypeError):
        server_at(here.address, other).close_room("room")
    assert here.asked == []
