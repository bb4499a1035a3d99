"""What is said is found nowhere but where it was said: not in files, not in logs (CONF-1, CONF-5, CONF-6, PSEUD-1)."""

import logging

import pytest
from django.db import connections

from openchair.core.time import now
from openchair.people.services import keep_identity
from openchair.rooms import hub, log, services
from openchair.rooms.models import LogEvent
from openchair.vault.errors import SealBroken
from tests.disk import files_of, read_apart
from tests.rooms.live import Server, play, staged

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")

CANARIES = [f"CANARY{number}QZX" for number in range(9)]


def everything_in_the_databases() -> bytes:
    """Files and write-ahead logs of SQLite; on a server every column of every table as text."""
    found = b""
    for alias in connections:
        connection = connections[alias]
        if connection.vendor == "sqlite":
            found += read_apart(*files_of(alias))
        else:
            with connection.cursor() as cursor:
                for table in connection.introspection.table_names(cursor):
                    cursor.execute(f'SELECT t::text FROM "{table}" t')
                    found += "\n".join(row[0] for row in cursor.fetchall()).encode()
    return found


def test_no_word_of_a_meeting_is_readable_in_any_file_or_log(caplog, capfd):
    caplog.set_level(logging.DEBUG)
    room = staged(4)
    anna = room.people[1]
    keep_identity(person=anna.person, at=now(), legal_name=CANARIES[8])
    services.leave_where_tonight(
        meeting=room.meeting,
        membership=anna.membership,
        place=CANARIES[0],
        call=CANARIES[1],
        actor=anna.person,
        at=now(),
    )
    frames = []

    async def story(server: Server):
        lead, page = await server.inside(room, anna)
        await page.do("say", words=CANARIES[2], note=CANARIES[3])
        await page.do("not_well", words=CANARIES[4])
        await lead.do("private_word", seat=anna.seat, words=CANARIES[5])
        await page.do("keep_take_away", words=CANARIES[6])
        await page.do("say", words=["wrong type", CANARIES[7]])
        # An error in the middle of the room's work must not carry words out either.
        live = hub.start().rooms[room.meeting.pk]
        live.tokens = None  # type: ignore[assignment]
        answer = await page.do("say", words=CANARIES[7])
        assert answer["code"] == "not_stored"
        await page.until(lambda: not live.broken)
        assert (await page.do("say", words=CANARIES[2]))["t"] == "ack"
        frames.extend([*lead.frames, *page.frames])

    play(story)
    stored = everything_in_the_databases()
    # The search itself works: what is open is found.
    assert str(room.meeting.pk).replace("-", "")[:16].encode() in stored or str(room.meeting.pk).encode() in stored
    logged = caplog.text + "".join(capfd.readouterr())
    for canary in CANARIES:
        assert canary.encode() not in stored
        assert canary not in logged
    # Who somebody is never crosses a socket.
    assert CANARIES[8] not in repr(frames)
    assert anna.person.sign_in_name not in repr(frames)
    assert str(anna.person.pk) not in repr(frames)


def test_a_body_put_in_anothers_place_does_not_open():
    room = staged()

    async def story(server: Server):
        lead, *_ = await server.inside(room)
        await lead.do("say", words="One.")
        await lead.do("say", words="Two.")

    play(story)
    one, two = LogEvent.objects.filter(meeting=room.meeting, sealed__isnull=False).order_by("-number")[:2]
    LogEvent.objects.filter(meeting=room.meeting, number=one.number).update(sealed=two.sealed)
    with pytest.raises(SealBroken):
        list(log.read(room.meeting.pk))


def test_bodies_do_not_tell_by_their_length_what_they_are():
    room = staged()

    async def story(server: Server):
        lead, *_ = await server.inside(room)
        await lead.do("raise_hand")
        await lead.do("give_mood", mood=2, moment="in")

    play(story)
    bodies = LogEvent.objects.filter(meeting=room.meeting, sealed__isnull=False).values_list("sealed", flat=True)
    lengths = {len(bytes(body or b"")) % log.PADDING for body in bodies}
    assert len(lengths) == 1
