"""Notes of leaders outlive the evening for those who lead, the newest alone, and go with the meeting's key."""

import json

import pytest

from openchair.core.time import now
from openchair.groups.models import Meeting, Membership, Part
from openchair.rooms import log
from openchair.rooms.core.events import LEADERS, NoteKept
from openchair.rooms.models import LogEvent
from openchair.rooms.queries import leaders_papers
from openchair.vault.services import Scope, destroy_key, key_for
from tests.rooms.live import Server, play, staged

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


def test_of_each_note_the_newest_alone_stays_and_members_never_get_one():
    room = staged(2)
    lead_person, member = room.people

    async def story(server: Server):
        lead, page = await server.inside(room, member)
        for words in ("CANARY-FIRST", "CANARY-SECOND", "CANARY-THIRD"):
            assert (await lead.do("keep_note", words=words))["t"] == "ack"
        assert (await lead.do("tick_item", item="opening1", done=True))["t"] == "ack"
        assert (await page.do("keep_note", words="CANARY-MINE"))["code"] == "not_leader"
        assert (await page.do("tick_item", item="opening1", done=False))["code"] == "not_leader"
        assert (await lead.do("keep_note", words="x" * 4001))["code"] == "unreadable"
        # Back on another device: everything is there.
        again = await server.page(room, lead_person)
        assert again.view["leaders"]["notes"][lead_person.seat]["words"] == "CANARY-THIRD"
        assert again.view["leaders"]["ticked"] == {"opening1": lead_person.seat}
        assert [item["id"] for item in again.view["leaders"]["checklist"]][:2] == ["opening1", "opening2"]
        fresh = await server.page(room, member)
        for frames in (page.frames, fresh.frames):
            assert "CANARY" not in json.dumps(frames)
            assert "checklist" not in json.dumps(frames)

    play(story)
    stored = list(log.read(room.meeting.pk, stream=LEADERS))
    kept = [each.event.words for each in stored if isinstance(each.event, NoteKept)]
    assert kept == ["CANARY-THIRD"]
    gone = [each.number for each in stored if each.event is None]
    assert len(gone) == 2
    assert not LogEvent.objects.filter(meeting=room.meeting, number__in=gone, sealed__isnull=False).exists()


def test_after_the_evening_notes_are_read_until_the_key_is_gone():
    room = staged(2)

    async def story(server: Server):
        (lead,) = await server.inside(room)
        await lead.do("keep_note", words="Ask about the heating.")
        await lead.do("tick_item", item="closing1", done=True)

    play(story)
    meeting = Meeting.objects.select_related("group").get(pk=room.meeting.pk)
    lead_seat = Membership.objects.get(pk=room.people[0].seat)
    papers = leaders_papers(meeting, reader=lead_seat)
    assert [note.words for note in papers.notes] == ["Ask about the heating."]
    assert len(papers.left_open) == 9
    assert papers.kept_until is not None
    assert papers.kept_until > now()
    key_id = key_for(Scope.LEADERS, meeting.pk)
    assert key_id is not None
    destroy_key(key_id=key_id, reason_code="retention_over", actor_id=None, at=now())
    papers = leaders_papers(meeting, reader=lead_seat)
    assert papers.notes == []
    assert papers.left_open == []
    assert papers.kept_until is None


def test_what_members_tell_those_who_lead_is_read_afterwards_by_those_who_led_and_nobody_else(client):
    room = staged(4)
    leader, wren, tove, ash = room.people

    async def story(server: Server):
        lead, first, second, third = await server.inside(room, wren, tove, ash)
        assert (await lead.do("begin"))["t"] == "ack"
        assert (await lead.do("close"))["t"] == "ack"
        # All of it is given after the end, when the room itself is gone from the leaders' page.
        for page in (first, second):
            assert (await page.do("give_pulse", question="safe", value=0))["t"] == "ack"
        assert (await first.do("name_low_pulse", question="safe"))["t"] == "ack"
        assert (await third.do("give_pulse", question="heard", value=1))["t"] == "ack"
        assert (await third.do("name_low_pulse", question="heard"))["t"] == "ack"
        assert (await second.do("put_suggestion", words="CANARY-NAMELESS", named=False))["t"] == "ack"
        assert (await third.do("put_suggestion", words="CANARY-NAMED", named=True))["t"] == "ack"

    play(story)
    meeting = Meeting.objects.select_related("group").get(pk=room.meeting.pk)
    seats = {who: Membership.objects.get(pk=who.seat) for who in (leader, wren, tove, ash)}
    papers = leaders_papers(meeting, reader=seats[leader])
    assert {(low.name, low.question) for low in papers.low_answers} == {
        (seats[wren].pseudonym, "safe"), (seats[ash].pseudonym, "heard"),
    }  # fmt: skip
    assert [(put.words, put.name) for put in papers.suggestions] == [
        ("CANARY-NAMELESS", ""), ("CANARY-NAMED", seats[ash].pseudonym),
    ]  # fmt: skip

    address = f"/meetings/{meeting.pk}/notes/"
    client.force_login(leader.person)
    page = client.get(address).content.decode()
    assert f"{seats[wren].pseudonym} did not feel safe at this meeting, and wants you to know." in page
    assert f"{seats[ash].pseudonym} did not feel heard at this meeting" in page
    assert "CANARY-NAMELESS" in page
    assert seats[tove].pseudonym not in page, "who left it nameless is nowhere"
    client.force_login(wren.person)
    assert client.get(address).status_code == 404

    # Whoever leads only later reads the notes, and nothing that was told to others in confidence.
    Membership.objects.filter(pk=tove.seat).update(part=Part.CO_FACILITATOR)
    later = leaders_papers(meeting, reader=Membership.objects.get(pk=tove.seat))
    assert (later.led, later.low_answers, later.suggestions) == (False, [], [])
    client.force_login(tove.person)
    page = client.get(address).content.decode()
    assert "CANARY" not in page
    assert "did not feel" not in page

    key_id = key_for(Scope.LEADERS, meeting.pk)
    assert key_id is not None
    destroy_key(key_id=key_id, reason_code="retention_over", actor_id=None, at=now())
    papers = leaders_papers(meeting, reader=seats[leader])
    assert (papers.low_answers, papers.suggestions) == ([], [])
