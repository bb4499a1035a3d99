"""A real Janus: rooms, whose token opens what, who is removed and how fast, and that nothing records (AV-2, AV-3)."""

import json
import secrets
import time
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha1
from hmac import digest
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from openchair.core.time import now
from openchair.rooms.voice.media import Janus, NotReached, new_mark
from openchair.rooms.voice.media.janus import number
from openchair.rooms.voice.media.server import Joining, ask
from tests.janus import ADDRESS, ADMIN, RunningJanus, documented_configuration, running_janus


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningJanus]:
    """A Janus for these tests."""
    with running_janus(tmp_path_factory.mktemp("janus")) as janus:
        yield janus


@pytest.fixture
def janus(running: RunningJanus) -> Janus:
    """The adapter."""
    return running.adapter


class Person:
    """Somebody’s end at Janus as a page has it: with a token, and without any secret."""

    def __init__(self, way: Joining, token: str | None = None) -> None:
        self.way, self.token = way, way.token if token is None else token
        self.at = f"{ADDRESS}/{self.send(ADDRESS, janus='create')['data']['id']}"
        self.handle = self.attach()

    def attach(self) -> str:
        return f"{self.at}/{self.send(self.at, janus='attach', plugin='janus.plugin.videoroom')['data']['id']}"

    def send(self, address: str, **message: Any) -> dict[str, Any]:
        return ask(address, message | {"transaction": secrets.token_hex(6), "token": self.token})

    def now(self, **body: Any) -> dict[str, Any]:
        """A request that is answered at once."""
        found: dict[str, Any] = self.send(self.handle, janus="message", body=body)["plugindata"]["data"]
        return found

    def later(self, **body: Any) -> dict[str, Any]:
        """A request whose answer comes as an event."""
        self.send(self.handle, janus="message", body=body)
        for _ in range(5):
            with urlopen(f"{self.at}?maxev=1&token={quote(self.token)}", timeout=40) as answer:
                event = json.loads(answer.read())
            if event.get("janus") == "event":
                found: dict[str, Any] = event["plugindata"]["data"]
                return found
        raise AssertionError("no answer came")

    def join(self, **changed: Any) -> dict[str, Any]:
        way = self.way
        whole = {"request": "join", "ptype": "publisher", "room": int(way.room), "id": int(way.who), "token": way.token}
        return self.later(**(whole | changed))

    def is_there(self) -> bool:
        """Whether Janus still has this session."""
        return bool(self.send(self.at, janus="keepalive").get("janus") == "ack")


def signed(secret: str, until: datetime, *said: str) -> str:
    words = ",".join([str(int(until.timestamp())), *said])
    return f"{words}:{b64encode(digest(secret.encode(), words.encode(), sha1)).decode()}"


def test_the_document_names_every_file_and_no_interface_that_pages_could_misuse() -> None:
    files = documented_configuration()
    assert set(files) == {
        "janus.jcfg", "janus.plugin.videoroom.jcfg", "janus.transport.http.jcfg", "janus.transport.websockets.jcfg",
    }  # fmt: skip
    assert "record" not in files["janus.plugin.videoroom.jcfg"]
    assert "libjanus_recordplay.so" in files["janus.jcfg"]
    assert "admin_ws = false" in files["janus.transport.websockets.jcfg"]


def test_a_room_is_private_does_not_record_and_lets_nobody_ask_for_it(running: RunningJanus, janus: Janus) -> None:
    room = new_mark()
    janus.make_room(room, people=8)
    janus.make_room(room, people=8)  # made twice, it is one
    way = janus.admit(room, new_mark(), at=now())
    person = Person(way)
    assert person.join()["videoroom"] == "joined"
    there = int(way.room)
    assert person.now(request="exists", room=there)["exists"]
    assert there not in [one["room"] for one in person.now(request="list")["list"]], "on no list"
    listed = janus._ask({"request": "list", "admin_key": running.secret})["list"]
    (own,) = [one for one in listed if one["room"] == there]
    assert own["record"] is False
    assert own["lock_record"] is True
    assert own["max_publishers"] == 8
    for request in (
        {"request": "enable_recording", "room": there, "record": True},
        {"request": "enable_recording", "room": there, "record": True, "secret": "guessed"},
        {"request": "edit", "room": there, "new_lock_record": False},
        {"request": "allowed", "room": there, "action": "disable"},
        {"request": "rtp_forward", "room": there, "publisher_id": int(way.who), "host": "10.0.0.9", "streams": []},
        {"request": "moderate", "room": there, "id": int(way.who), "mid": "0", "mute": False},
        {"request": "destroy", "room": there},
        {"request": "kick", "room": there, "id": int(way.who)},
        {"request": "create", "room": 7},
    ):
        assert "error_code" in person.now(**request), request
    janus.close_room(room)


def test_a_token_is_for_one_person_one_room_and_ten_minutes(running: RunningJanus, janus: Janus) -> None:
    room, other, at = new_mark(), new_mark(), now()
    for one in (room, other):
        janus.make_room(one, people=3)
    lapsed = janus.admit(room, new_mark(), at=at - timedelta(minutes=11))
    way = janus.admit(room, new_mark(), at=at)
    assert timedelta(0) < way.until - at <= timedelta(minutes=10)
    assert f"room={way.room},who={way.who}" in way.token
    for wrong in ("guessed", "", lapsed.token, way.token.replace("who=", "who=1"), way.token[:-2]):
        with pytest.raises((NotReached, KeyError)):
            Person(way, wrong)
    # Signed well and not given out for this room: it opens the door of Janus and not the room's.
    strange = signed(running.secret, at + timedelta(minutes=5), "janus", "janus.plugin.videoroom", "room=1", "who=1")
    for token in (strange, janus.admit(other, new_mark(), at=at).token, "", "guessed"):
        assert Person(way).join(token=token).get("error_code"), token
    assert Person(way).join()["videoroom"] == "joined"
    assert Person(way).join().get("error_code"), "one person is there once"
    for one in (room, other):
        janus.close_room(one)


def test_a_page_gets_at_no_other_plugin_and_at_no_secret_interface(janus: Janus) -> None:
    room = new_mark()
    janus.make_room(room, people=3)
    way = janus.admit(room, new_mark(), at=now())
    person = Person(way)
    for plugin in ("janus.plugin.recordplay", "janus.plugin.streaming"):
        assert person.send(person.at, janus="attach", plugin=plugin)["janus"] == "error"
    assert ask(ADMIN, {"janus": "list_sessions", "transaction": "t", "token": way.token})["janus"] == "error"
    janus.close_room(room)


def test_whoever_is_removed_is_out_at_once_from_any_node_and_does_not_come_in_again(
    running: RunningJanus, janus: Janus
) -> None:
    room, who = new_mark(), new_mark()
    janus.make_room(room, people=4)
    way, other = janus.admit(room, who, at=now()), janus.admit(room, new_mark(), at=now())
    again = janus.admit(room, who, at=now() + timedelta(seconds=1))
    leaves, stays = Person(way), Person(other)
    assert leaves.join()["videoroom"] == "joined"
    assert stays.join()["videoroom"] == "joined"

    begun = time.monotonic()
    running.adapter.remove(room, who)  # an adapter that gave out neither of the tokens
    taken = time.monotonic() - begun
    assert taken < 5, taken
    there = stays.now(request="listparticipants", room=int(way.room))["participants"]
    assert [one["id"] for one in there] == [int(other.who)]
    assert not leaves.is_there(), "what they receive ends with their session"
    assert stays.is_there()
    for old in (way, again):
        assert Person(old).join().get("error_code")
    janus.remove(room, who)  # gone already: nothing to do
    janus.close_room(room)
    janus.close_room(room)
    janus.remove(room, who)
    assert Person(other).join().get("error_code")


def test_whoever_left_the_plugin_and_kept_the_session_loses_that_too(janus: Janus) -> None:
    """A page that is changed could say goodbye to be on no list, and go on listening."""
    room, who = new_mark(), new_mark()
    janus.make_room(room, people=3)
    person = Person(janus.admit(room, who, at=now()))
    person.join()
    assert person.later(request="leave")["videoroom"] == "event"
    assert person.is_there()
    janus.remove(room, who)
    assert not person.is_there()
    janus.close_room(room)


def test_nobody_stays_whom_the_house_does_not_know_to_be_there(janus: Janus) -> None:
    room, known, unknown = new_mark(), new_mark(), new_mark()
    janus.make_room(room, people=3)
    stays, goes = (Person(janus.admit(room, who, at=now())) for who in (known, unknown))
    for person in (stays, goes):
        assert person.join()["videoroom"] == "joined"
    janus.keep_only(room, {known, new_mark()})
    assert stays.is_there()
    assert not goes.is_there()
    assert number(known) == int(stays.way.who)
    janus.close_room(room)
    janus.keep_only(room, set())  # gone: nobody is there


def test_with_a_wrong_secret_nothing_is_done(janus: Janus) -> None:
    stranger = Janus(url="", address=ADDRESS, admin_address=ADMIN, secret="wrong")
    for act in (lambda: stranger.make_room(new_mark(), people=3), stranger.answers):
        with pytest.raises(NotReached):
            act()
    with pytest.raises(NotReached):
        stranger._ask_admin("list_sessions")


def test_a_janus_that_is_away_is_told_as_not_reached() -> None:
    away = Janus(url="", address="http://127.0.0.1:9/janus", admin_address="http://127.0.0.1:9/admin", secret="s")
    for act in (lambda: away.admit("room", "who", at=now()), lambda: away.remove("room", "who"), away.answers):
        with pytest.raises(NotReached):
            act()


def test_a_person_has_the_number_that_pages_count_too() -> None:
    """tests/rooms/front/server.test.mjs says the same of the same mark."""
    assert number("leg-of-wren") == 3157037979574852
