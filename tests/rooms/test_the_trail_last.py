"""Two acts about the same rows, both of them for the trail: one waits for the other, and never each for the other.

The trail has one writer at a time (audit/services.py). An act that waits for it holds its rows; one that has it must
not wait for rows any more. SQLite has one writer altogether, so this is asked of PostgreSQL alone.
"""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from openchair.agreements.queries import last_signature
from openchair.agreements.services import withdraw
from openchair.audit.services import record
from openchair.core.errors import NotAllowed
from openchair.core.time import now
from openchair.groups.models import Meeting, Membership
from openchair.groups.services import close_group, end_membership, leave
from openchair.rooms import planning, reactions
from openchair.rooms.bench.stage import new_coordinator
from openchair.rooms.models import RoomReaction, Topic, VoiceConsent, WhereTonight
from openchair.rooms.services import leave_where_tonight, take_back_where_tonight
from openchair.rooms.voice.services import agree
from tests.rooms.live import Server, play, staged

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="rows are held one by one on PostgreSQL alone"),
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
PATIENCE = 120
"""Seconds; only a test that fails uses them up."""
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def waiting():
    """How many others wait for somebody's lock in this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITING)
        return cursor.fetchone()[0]


def at_the_same_moment(*acts):
    """Each act waits while somebody else has the trail; then they go on, the first one first. What each raised."""

    def run(act):
        try:
            act()
        except Exception as problem:  # noqa: BLE001  (whatever it was, the test shows it)
            return problem
        finally:
            connections.close_all()
        return None

    until = time.monotonic() + PATIENCE
    with ThreadPoolExecutor(len(acts)) as pool:
        with transaction.atomic():
            record(action="tests.held", actor_id=None, at=now())
            started = []
            for act in acts:
                started.append(pool.submit(run, act))
                while waiting() < len(started) and not started[-1].done():
                    assert time.monotonic() < until, "this act waits for nobody"
                    time.sleep(0.01)
        return [each.result(timeout=PATIENCE) for each in started]


def test_a_yes_to_voice_is_taken_up_while_its_membership_ends():
    room = staged(2, voice="audio")
    membership = room.people[1].membership
    assert at_the_same_moment(
        lambda: agree(membership=membership, actor=membership.person, at=now()),
        lambda: end_membership(membership=membership, actor=membership.person, at=now()),
    ) == [None, None]
    assert VoiceConsent.objects.filter(membership=membership).exists()
    assert Membership.objects.get(pk=membership.pk).ends_at is not None


def test_a_signature_is_taken_back_while_its_membership_ends():
    membership = staged(2).people[1].membership
    signature = last_signature(membership)
    assert signature is not None
    assert at_the_same_moment(
        lambda: withdraw(signature=signature, actor=membership.person, at=now()),
        lambda: end_membership(membership=membership, actor=membership.person, at=now()),
    ) == [None, None]
    assert Membership.objects.get(pk=membership.pk).ends_at is not None


def test_a_topic_is_taken_back_while_its_membership_ends():
    membership = staged(2).people[1].membership
    topic = planning.propose_topic(membership=membership, words="Sleep.", actor=membership.person, at=now())
    assert at_the_same_moment(
        lambda: planning.take_back_topic(topic=topic, actor=membership.person),
        lambda: end_membership(membership=membership, actor=membership.person, at=now()),
    ) == [None, None]
    assert not Topic.objects.exists()


def test_a_topic_is_let_wait_while_a_signature_is_taken_back():
    room = staged(2)
    leader, membership = (member.membership for member in room.people)
    signature = last_signature(membership)
    assert signature is not None
    topic = planning.propose_topic(membership=membership, words="Sleep.", actor=membership.person, at=now())
    withdrawn, waited = at_the_same_moment(
        lambda: withdraw(signature=signature, actor=membership.person, at=now()),
        lambda: planning.let_topic_wait(topic=topic, actor=leader.person, at=now()),
    )
    assert withdrawn is None
    assert isinstance(waited, NotAllowed), "it went with its membership"
    assert not Topic.objects.exists()


def test_a_group_is_closed_while_somebody_leaves_it():
    coordinator = new_coordinator(now())
    room = staged(3, coordinator=coordinator)
    last = max((member.membership for member in room.people), key=lambda each: each.pk)
    assert at_the_same_moment(
        lambda: close_group(group=room.group, actor=coordinator, at=now()),
        lambda: leave(membership=last, actor=last.person, at=now()),
    ) == [None, None]
    assert not Membership.objects.active(now()).filter(group=room.group).exists()


def test_a_note_is_taken_back_while_the_meeting_is_closed():
    room = staged(2)
    membership = room.people[1].membership

    async def story(server: Server):
        lead, _member = await server.inside(room, room.people[1])
        assert (await lead.do("close"))["t"] == "ack"

    play(story)
    # As if the process had died right after the commit of the log, and the note had been left before.
    RoomReaction.objects.update(number=0, closed_at=None)
    Meeting.objects.filter(pk=room.meeting.pk).update(closed_at=None)
    meeting = Meeting.objects.get(pk=room.meeting.pk)
    leave_where_tonight(
        meeting=meeting, membership=membership, place="Here", call="Nobody", actor=membership.person, at=now()
    )
    assert at_the_same_moment(
        lambda: reactions.take_up(meeting.pk),
        lambda: take_back_where_tonight(meeting=meeting, membership=membership, actor=membership.person, at=now()),
    ) == [None, None]
    assert not WhereTonight.objects.exists()
    assert Meeting.objects.get(pk=meeting.pk).closed_at is not None
