"""Words to be read out, over real sockets: who gets them, and what the log keeps of them."""

import json

import pytest

from openchair.rooms import log
from openchair.rooms.core.events import ReadingAsked, Said
from openchair.rooms.models import LogEvent
from tests.rooms.live import Server, play, staged

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


def waiting_words(meeting_id):
    return [stored.event.words for stored in log.read(meeting_id) if isinstance(stored.event, ReadingAsked)]


def test_words_to_read_out_reach_leaders_alone_and_leave_the_log_when_they_are_read_or_taken_back():
    room = staged(3)
    anna, ben = room.people[1:]

    async def story(server: Server):
        lead, anna_page, ben_page = await server.inside(room, anna, ben)
        await anna_page.do("take_part", way="read_out")
        await anna_page.do("ask_to_read", words="CANARY-FIRST")
        await anna_page.do("ask_to_read", words="CANARY-SECOND")
        await lead.hears("reading_asked", 2)
        assert (await ben_page.do("read_out", seat=anna.seat))["code"] == "not_leader"
        assert (await lead.do("read_out", seat=anna.seat))["t"] == "ack"
        said = (await ben_page.hears("said"))[0]
        assert (said["seat"], said["words"], said["read_by"]) == (anna.seat, "CANARY-SECOND", room.people[0].seat)
        await anna_page.do("ask_to_read", words="CANARY-THIRD")
        await anna_page.do("take_back_reading")
        await anna_page.do("ask_to_read", words="CANARY-FOURTH")
        assert (await lead.do("close"))["t"] == "ack"
        heard = json.dumps(ben_page.frames)
        assert not [word for word in ("FIRST", "THIRD", "FOURTH") if f"CANARY-{word}" in heard]
        # A fresh page of the leader finds nothing that waits: the room can be read anew from what is left.
        again = await server.page(room, room.people[0])
        assert again.view["leaders"]["readings"] == []

    play(story)
    assert waiting_words(room.meeting.pk) == []
    assert [s.event.words for s in log.read(room.meeting.pk) if isinstance(s.event, Said)] == ["CANARY-SECOND"]
    numbers = set(LogEvent.objects.filter(meeting=room.meeting, sealed__isnull=False).values_list("number", flat=True))
    missing = [s.number for s in log.read(room.meeting.pk) if s.event is None]
    # Four times asked, each in two streams.
    assert len(missing) == 8
    assert not numbers & set(missing)
