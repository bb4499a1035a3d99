"""Every way in, and every way it is refused, over both transports (WEB-3, WEB-4)."""

import uuid

import pytest
from websockets.exceptions import InvalidStatus

from openchair.agreements.queries import current_version
from openchair.agreements.services import publish_version
from openchair.core.time import now
from openchair.groups.services import leave
from openchair.people.models import Role, Suspension
from openchair.people.services import end_all_sign_ins, grant_role, suspend
from openchair.rooms.bench.stage import new_person
from tests.rooms.live import TRANSPORTS, Server, cookie_of, in_thread, play, staged

pytestmark = [
    pytest.mark.django_db(transaction=True, databases="__all__"),
    pytest.mark.parametrize("transport", TRANSPORTS),
]


def test_two_people_hear_each_other(transport):
    room = staged()

    async def story(server: Server):
        lead, anna, ben = await server.inside(room, room.people[1], room.people[2])
        assert (await anna.do("say", words="I am glad to be here."))["t"] == "ack"
        for page in (lead, anna, ben):
            (said,) = await page.hears("said")
            assert (said["words"], said["seat"]) == ("I am glad to be here.", anna.seat)

    play(story, transport)


@pytest.mark.parametrize("origin", [None, "http://elsewhere.example", "null", "http://127.0.0.1:1", "data:,"])
def test_a_page_of_another_origin_gets_no_socket(transport, origin):
    room = staged()

    async def story(server: Server):
        with pytest.raises(InvalidStatus) as refused:
            await server.connect(room.meeting.pk, room.people[1].cookie, origin=origin)
        assert refused.value.response.status_code == 403

    play(story, transport)


def test_outsiders_strangers_and_missing_meetings_are_refused_alike(transport):
    room = staged()
    other = staged(number=1, coordinator=new_coordinator_named("other coordinator"))
    outsider = cookie_of(new_person("an outsider", now()))

    async def story(server: Server):
        answers = set()
        for meeting, cookie in (
            (room.meeting.pk, outsider),
            (room.meeting.pk, ""),
            (room.meeting.pk, "no-such-cookie"),
            (room.meeting.pk, other.people[1].cookie),
            (uuid.uuid4(), room.people[1].cookie),
            ("not-a-meeting", room.people[1].cookie),
        ):
            with pytest.raises(InvalidStatus) as refused:
                await server.connect(meeting, cookie)
            response = refused.value.response
            answers.add((response.status_code, bytes(response.body or b"")))
        assert len(answers) == 1
        assert next(iter(answers))[0] == 403

    play(story, transport)


def new_coordinator_named(name):
    """A second one, under another sign-in name."""
    person = new_person(name, now())
    grant_role(person=person, role=Role.COORDINATOR, actor=None, at=now())
    return person


def test_a_former_member_is_refused_like_a_stranger(transport):
    room = staged()
    leave(membership=room.people[1].membership, actor=room.people[1].person, at=now())

    async def story(server: Server):
        with pytest.raises(InvalidStatus):
            await server.connect(room.meeting.pk, room.people[1].cookie)

    play(story, transport)


def test_a_suspended_member_is_refused(transport):
    room = staged()
    coordinator = new_coordinator_named("who suspends")
    suspend(person=room.people[1].person, actor=coordinator, reason=next(iter(Suspension.Reason)), at=now())

    async def story(server: Server):
        with pytest.raises(InvalidStatus):
            await server.connect(room.meeting.pk, room.people[1].cookie)

    play(story, transport)


def test_without_a_signature_the_line_says_so_and_ends(transport):
    room = staged()
    version = current_version(room.group)
    assert version is not None
    publish_version(group=room.group, clauses=version.clauses, actor=version.published_by, at=now())

    async def story(server: Server):
        page = await server.page(room, room.people[1])
        await page.until(lambda: page.closed)
        assert page.why == "not_signed"
        assert [frame["t"] for frame in page.frames] == ["bye"]

    play(story, transport)


def test_before_hello_nothing_is_done_and_nothing_is_sent(transport):
    room = staged()

    async def story(server: Server):
        socket = await server.connect(room.meeting.pk, room.people[1].cookie)
        await socket.send('{"t":"do","id":"x","c":{"type":"come_to_door"}}')
        assert '"code":"hello_first"' in await socket.recv()
        await socket.close()

    play(story, transport)


def test_an_unknown_message_is_answered_and_the_line_stays(transport):
    room = staged()

    async def story(server: Server):
        (lead,) = await server.inside(room)
        answer = await lead.do("open_the_gates")
        assert (answer["t"], answer["code"]) == ("no", "unreadable")
        assert answer["words"]
        assert (await lead.do("say", words="Still here."))["t"] == "ack"

    play(story, transport)


@pytest.mark.parametrize("command", ["revoke_seat", "put_seat", "tick", "open_room", "connected"])
def test_no_socket_can_send_a_command_of_the_house(transport, command):
    room = staged()

    async def story(server: Server):
        (lead,) = await server.inside(room)
        assert (await lead.do(command, seat=room.people[1].seat, why="membership"))["code"] == "unreadable"

    play(story, transport)


def test_a_member_cannot_do_what_a_leader_does(transport):
    room = staged()

    async def story(server: Server):
        _lead, anna = await server.inside(room, room.people[1])
        for command, fields in (("begin", {}), ("close", {}), ("admit", {"seat": room.people[2].seat})):
            assert (await anna.do(command, **fields))["code"] == "not_leader"

    play(story, transport)


def test_a_frame_above_the_limit_ends_only_its_own_line(transport):
    room = staged()

    async def story(server: Server):
        lead, anna = await server.inside(room, room.people[1])
        await anna.send("x" * 40_000)
        await anna.until(lambda: anna.closed)
        assert (await lead.do("say", words="The others go on."))["t"] == "ack"

    play(story, transport)


def test_signing_out_hangs_up(transport):
    room = staged()

    async def story(server: Server):
        _lead, anna = await server.inside(room, room.people[1])
        await in_thread(end_all_sign_ins, person=room.people[1].person, actor=room.people[1].person, at=now())
        await anna.until(lambda: anna.closed, patience=5)
        assert anna.why == "signed_out"

    play(story, transport)
