"""Writing first, over real sockets: who gets what, what a fresh page finds, and what the log keeps."""

import json

import pytest

from openchair.rooms import log
from openchair.rooms.core.events import ANSWERS, AnswerWritten, NamelessAnswerWritten, Said
from openchair.rooms.models import LogEvent
from tests.rooms.live import Server, play, staged

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


def drafts(meeting_id):
    return [s for s in log.read(meeting_id) if isinstance(s.event, AnswerWritten | NamelessAnswerWritten)]


@pytest.mark.parametrize("nameless", [False, True])
def test_drafts_are_their_writer_s_alone_and_leave_the_log_when_they_are_shown(nameless):
    room = staged(4)
    people = room.people[1:]

    async def story(server: Server):
        lead, *pages = await server.inside(room, *people)
        await lead.do("begin")
        await lead.do("ask_to_write", words="What helps?", nameless=nameless)
        await pages[0].hears("question_asked")
        question = (await lead.hears("question_asked"))[0]["number"]
        await pages[0].do("write_answer", question=question, words="CANARY-FIRST")
        for number, page in enumerate(pages):
            assert (await page.do("write_answer", question=question, words=f"CANARY-{number}"))["t"] == "ack"
        await lead.hears("answers_counted", 3)
        # A page opened anew finds its own draft, and no other.
        again = await server.page(room, people[0])
        assert again.view["question"]["mine"] == "CANARY-0"
        for number, page in enumerate(pages):
            heard = json.dumps(page.frames)
            assert not [n for n in range(3) if n != number and f"CANARY-{n}" in heard]
        assert "CANARY" not in json.dumps(lead.frames)
        assert (await lead.do("reveal_answers", question=question))["t"] == "ack"
        said = await lead.hears("said", 3)
        assert {one["words"] for one in said} == {"CANARY-0", "CANARY-1", "CANARY-2"}
        assert {one["seat"] for one in said} == ({""} if nameless else {member.seat for member in people})

    play(story)
    assert drafts(room.meeting.pk) == [], "they stand in what was said, and nowhere else"
    shown = [s for s in log.read(room.meeting.pk) if isinstance(s.event, Said)]
    assert len(shown) == 3
    assert sum(s.author is not None for s in shown) == (0 if nameless else 3)
    if nameless:
        left = LogEvent.objects.filter(meeting=room.meeting, stream=ANSWERS)
        assert left.count() == 4
        assert not left.filter(token__isnull=False).exists(), "no mark of a command ties an answer to who sent it"
        assert set(left.values_list("key_id", "sealed", "seat")) == {(None, None, "")}


def test_what_is_put_away_is_kept_nowhere():
    room = staged(3)
    anna = room.people[1]

    async def story(server: Server):
        lead, page = await server.inside(room, anna)
        await lead.do("begin")
        await lead.do("ask_to_write", words="What helps?")
        question = (await page.hears("question_asked"))[0]["number"]
        await page.do("write_answer", question=question, words="CANARY")
        assert (await lead.do("put_question_away", question=question))["t"] == "ack"
        assert (await page.do("write_answer", question=question, words="CANARY"))["code"] == "not_now"
        assert (await page.do("write_answer", question=question, words="x" * 1001))["code"] == "unreadable"

    play(story)
    assert drafts(room.meeting.pk) == []
    assert not [s for s in log.read(room.meeting.pk) if isinstance(s.event, Said)]
