"""What LiveKit is asked, exactly, and what its tokens allow (AV-2, AV-3)."""

from datetime import timedelta

import pytest

from openchair.core.time import now
from openchair.rooms.voice.media import LiveKit, NotReached, new_mark

from .http import Listening, claims_of, listening

SECRET = "a secret of more than thirty-two letters"


def server_at(here: Listening) -> LiveKit:
    return LiveKit(url="wss://media.example.org", address=here.address, api_key="key", api_secret=SECRET)


def test_each_request_goes_to_its_address_with_a_grant_for_it_alone() -> None:
    with listening() as here:
        media = server_at(here)
        media.make_room("room", people=12)
        media.remove("room", "who")
        media.close_room("room")
    path = "/twirp/livekit.RoomService/"
    assert [(one.method, one.path, one.body) for one in here.asked] == [
        ("POST", path + "CreateRoom", {"name": "room", "max_participants": 12, "empty_timeout": 300}),
        ("POST", path + "RemoveParticipant", {"room": "room", "identity": "who"}),
        ("POST", path + "DeleteRoom", {"room": "room"}),
    ]
    grants = [claims_of(one.bearer, SECRET) for one in here.asked]
    assert [claims["video"] for claims in grants] == [
        {"roomCreate": True, "roomRecord": False},
        {"roomAdmin": True, "room": "room", "roomRecord": False},
        {"roomCreate": True, "roomRecord": False},
    ]
    assert all(claims["iss"] == "key" and claims["exp"] - claims["nbf"] <= 65 for claims in grants)


def test_a_token_is_for_one_person_one_room_ten_minutes_and_nothing_that_records() -> None:
    at = now()
    with listening() as here:
        first = server_at(here).admit("room", new_mark(), at=at)
        second = server_at(here).admit("room", new_mark(), at=at)
    assert here.asked == [], "a token is made here"
    assert first.who != second.who
    assert first.url == "wss://media.example.org"
    claims = claims_of(first.token, SECRET)
    assert claims["sub"] == first.who
    assert timedelta(0) < first.until - at <= timedelta(minutes=10)
    assert claims["exp"] == int(first.until.timestamp())
    allowed = {name for name, value in claims["video"].items() if value is True}
    assert allowed == {"roomJoin", "canPublish", "canSubscribe"}
    assert claims["video"]["roomRecord"] is False
    assert claims["video"]["canPublishSources"] == ["microphone", "camera"], "no screen is shared"
    assert set(claims) == {"iss", "sub", "nbf", "exp", "video"}, "no name, no metadata"


@pytest.mark.parametrize(("status", "answer"), [(401, b"{}"), (500, b"oops"), (200, b"no json"), (200, b"[]")])
def test_a_server_that_refuses_or_babbles_is_told_as_not_reached(status: int, answer: bytes) -> None:
    with listening() as here:
        here.status, here.answer = status, answer
        with pytest.raises(NotReached):
            server_at(here).make_room("room", people=3)


def test_a_server_that_is_away_is_told_as_not_reached() -> None:
    with listening() as here:
        media = server_at(here)
    with pytest.raises(NotReached):
        media.close_room("room")


def test_whoever_is_gone_already_is_gone() -> None:
    with listening() as here:
        here.status, here.answer = 404, b'{"code":"not_found"}'
        server_at(here).remove("room", "who")
        server_at(here).close_room("room")
        with pytest.raises(NotReached):
            server_at(here).make_room("room", people=3)
