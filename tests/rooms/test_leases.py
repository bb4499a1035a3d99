"""Who owns a room, and that nobody else stores or tells anything of it (REL-1)."""

import threading
from uuid import uuid4

import pytest
from django.db import connections, transaction

from openchair.core.time import now
from openchair.rooms import hub, leases, log
from openchair.rooms.bench.stage import new_coordinator
from openchair.rooms.core.events import ROOM, Said
from openchair.rooms.leases import Elsewhere, Held
from openchair.rooms.log import Entry, Owner, Share, to_json
from openchair.rooms.models import LogEvent, Node, RoomLease
from openchair.rooms.reactions import meeting_keys
from tests.rooms.live import Server, in_thread, play, staged

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


FAR = 1 << 52
"""A moment in milliseconds that no test lives to see."""


def a_node(address="here"):
    """A node that is there until a test says otherwise, however long the machine stands still in between."""
    node_id = uuid4()
    leases.enrol(node_id, address)
    Node.objects.filter(pk=node_id).update(expires_ms=FAR)
    return node_id


def expire(node_id):
    """As if the node had not renewed for a while."""
    Node.objects.filter(pk=node_id).update(expires_ms=1)


def something_said(room, owner):
    """What a room hands over when its leader says something."""
    meeting_id, seat = room.meeting.pk, room.people[0].seat
    keys, number = meeting_keys(meeting_id), LogEvent.objects.filter(meeting_id=meeting_id).count()
    position = LogEvent.objects.filter(meeting_id=meeting_id, stream=ROOM).count()
    event = Said(id=1, seat=seat, words="Said in the dark.", wants=None, note="", turn=False)
    assert keys is not None
    return Share(
        meeting_id, keys, [Entry(number + 1, ROOM, position + 1, event, to_json(event), seat, 1, None)], owner=owner
    )


def test_a_node_is_there_for_a_while_from_its_last_sign():
    node_id, before = uuid4(), at_the_database()
    leases.enrol(node_id, "here")
    enrolled, between = Node.objects.get(pk=node_id).expires_ms, at_the_database()
    assert before + leases.TTL_MS <= enrolled <= between + leases.TTL_MS
    assert leases.renew(node_id)
    renewed = Node.objects.get(pk=node_id).expires_ms
    assert between + leases.TTL_MS <= renewed <= at_the_database() + leases.TTL_MS


def at_the_database():
    """Its clock, which alone decides."""
    with connections["default"].cursor() as cursor:
        cursor.execute(f"SELECT {leases._clock()}")
        return cursor.fetchone()[0]


def test_a_room_has_one_owner_until_it_goes_or_lets_go():
    meeting_id = staged().meeting.pk
    one, other = a_node("one"), a_node("other")
    assert leases.claim(meeting_id, one) == Held(1)
    assert leases.claim(meeting_id, other) == Elsewhere(one, "one")
    assert leases.held_by(one) == {meeting_id: 1}
    expire(one)
    assert leases.present() & {one, other} == {other}  # a server of an earlier test may still be on its way out
    assert leases.claim(meeting_id, other) == Held(2)
    assert leases.held_by(one) == {}
    # Back again, it gets nothing back.
    assert leases.renew(one)
    assert leases.claim(meeting_id, one) == Elsewhere(other, "other")
    leases.release(meeting_id, other, 1)
    assert leases.claim(meeting_id, one) == Elsewhere(other, "other"), "an old epoch lets go of nothing"
    leases.release(meeting_id, other, 2)
    assert leases.claim(meeting_id, one) == Held(3)
    leases.leave(one)
    assert leases.claim(meeting_id, other) == Held(4)
    assert not leases.renew(one)


def test_a_stale_owner_stores_nothing_and_the_others_of_the_same_commit_do():
    coordinator = new_coordinator(now())
    room, other = staged(2, coordinator=coordinator), staged(2, number=1, coordinator=coordinator)
    node, thief = a_node(), a_node()
    taken, own = (leases.claim(meeting.pk, node) for meeting in (room.meeting, other.meeting))
    assert isinstance(own, Held) and isinstance(taken, Held)
    shares = [something_said(room, Owner(node, taken.epoch)), something_said(other, Owner(node, own.epoch))]
    RoomLease.objects.filter(meeting=room.meeting).update(node_id=thief, epoch=taken.epoch + 1)
    assert log.store(shares) == [room.meeting.pk]
    assert [said(room), said(other)] == [[], ["Said in the dark."]]
    # The same node under a later epoch is another owner too.
    RoomLease.objects.filter(meeting=room.meeting).update(node_id=node, epoch=taken.epoch + 2)
    assert log.store(shares[:1]) == [room.meeting.pk]
    assert said(room) == []
    assert log.store([shares[0]._replace(owner=Owner(node, taken.epoch + 2))]) == []
    assert said(room) == ["Said in the dark."]


def said(room):
    return [stored.event.words for stored in log.read(room.meeting.pk) if isinstance(stored.event, Said)]


def test_a_new_owner_waits_for_a_commit_of_the_old_one_that_is_under_way():
    meeting_id = staged().meeting.pk
    old, new = a_node(), a_node()
    leases.claim(meeting_id, old)
    expire(old)
    order = []

    def take_over():
        try:
            leases.claim(meeting_id, new)
            order.append("taken")
        finally:
            connections.close_all()

    with transaction.atomic():
        assert leases.not_held(old, {meeting_id: 1}) == set()
        thread = threading.Thread(target=take_over)
        thread.start()
        thread.join(0.3)
        order.append("committing")
    thread.join(20)
    assert order == ["committing", "taken"]
    with transaction.atomic():
        assert leases.not_held(old, {meeting_id: 1}) == {meeting_id}


def rob(meeting_id):
    """Another node takes a room, as after this one stood still for too long."""
    thief = a_node("127.0.0.1:1")
    RoomLease.objects.filter(meeting_id=meeting_id).update(node_id=thief, epoch=99)


def test_a_room_that_was_lost_is_let_go_before_anything_is_acknowledged():
    room = staged()

    async def story(server: Server):
        lead, anna = await server.inside(room, room.people[1])
        live = hub.start()
        await in_thread(rob, room.meeting.pk)
        await lead.send({"t": "do", "id": "late", "c": {"type": "say", "words": "Too late."}})
        for page in (lead, anna):
            await page.ends()
            assert page.why == "restarting"
            assert not page.heard("said")
        assert [f for f in lead.frames if f.get("id") == "late" and f["t"] == "ack"] == []
        assert room.meeting.pk not in live.rooms

    play(story)
    assert said(room) == []


def test_a_node_that_is_not_sure_tells_nothing_not_even_what_it_remembers():
    room = staged()

    async def story(server: Server):
        lead, anna = await server.inside(room, room.people[1])
        await lead.do("say", own_id="once", words="Once.")
        await anna.hears("said")
        live = hub.start()
        before = len(anna.frames)
        live.ownership._until = 0.0
        await in_thread(rob, room.meeting.pk)
        # Done before, and known to this process; but whether it still has a say, it does not know.
        answer = await lead.do("say", own_id="once", words="Once.")
        assert (answer["t"], answer["code"]) == ("no", "not_stored")
        await anna.until(lambda: anna.closed)
        assert [frame["t"] for frame in anna.frames[before:]] == ["bye"]

    play(story)


def test_a_node_that_came_since_the_last_renewal_is_known_when_it_is_asked_for():
    async def story(_server: Server):
        ownership = hub.start().ownership
        await ownership.ready.wait()
        come = await in_thread(a_node)
        assert not await ownership.knows(uuid4())
        assert await ownership.knows(come)

    play(story)


def test_an_orderly_end_lets_go_of_everything():
    room = staged()

    async def story(server: Server):
        await server.inside(room, room.people[1])
        lease = await in_thread(RoomLease.objects.get, meeting=room.meeting)
        assert lease.node_id == hub.start().ownership.node_id

    play(story)
    assert RoomLease.objects.get(meeting=room.meeting).node_id is None
    assert not Node.objects.exists()
