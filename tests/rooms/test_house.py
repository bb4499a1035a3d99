"""What a meeting does to the rest of the house: once, also after a crash; and what is gone when it closes."""

from datetime import timedelta

import pytest

from openchair.core.time import now
from openchair.goals.models import Commitment
from openchair.groups.models import Meeting
from openchair.rooms import queries, reactions, services, tasks
from openchair.rooms.core.events import FloorTaken, Joined, MeetingClosed
from openchair.rooms.models import LogEvent, RoomReaction, Topic, WhereTonight
from openchair.vault.errors import KeyDestroyed
from openchair.vault.models import DataKey, Scope
from openchair.vault.services import destroy_due, key_for, sealer
from tests.rooms.live import Server, in_thread, play, staged

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


async def to_part(lead, kind):
    """Go on until that part of the agenda runs."""
    await lead.do("begin")
    for _ in range(12):
        current = lead.heard("segment_started")[-1]["kind"]
        if current == kind:
            return
        await lead.do("next_part")
    raise AssertionError(f"there is no part {kind}")


def hold_meeting(room):
    """A short meeting with words, a turn, a commitment, pulses and an end."""

    async def story(server: Server):
        lead, anna, ben = await server.inside(room, room.people[1], room.people[2])
        await to_part(lead, "open_floor")
        await anna.do("raise_hand")
        await anna.do("take_piece")
        await anna.do("say", words="CANARY-SAID in my turn.")
        await anna.do("pass_on")
        await to_next(lead, "closing_commitments")
        answer = await anna.do("commit", words="CANARY-PROMISE", shared=True, witness=ben.seat)
        assert answer["t"] == "ack", answer
        await to_next(lead, "check_out")
        for page, value in ((lead, 4), (anna, 3), (ben, 1)):
            answer = await page.do("give_pulse", question="heard", value=value)
            assert answer["t"] == "ack", answer
        assert (await lead.do("close"))["t"] == "ack"
        await ben.hears("meeting_closed")

    play(story)


async def to_next(lead, kind):
    """On to a later part."""
    for _ in range(12):
        if lead.heard("segment_started")[-1]["kind"] == kind:
            return
        await lead.do("next_part")
    raise AssertionError(f"there is no part {kind}")


def test_a_meeting_leaves_its_traces_where_they_belong_exactly_once():
    room = staged()
    hold_meeting(room)
    meeting = Meeting.objects.get(pk=room.meeting.pk)
    assert meeting.opened_at is not None and meeting.closed_at is not None
    (commitment,) = Commitment.objects.filter(meeting=meeting)
    assert (commitment.person, commitment.words) == (room.people[1].person, "CANARY-PROMISE")
    assert commitment.witness_seat_id == room.people[2].membership.pk
    progress = RoomReaction.objects.get(meeting=meeting)
    assert progress.closed_at == meeting.closed_at
    # Lines that dropped afterwards change nothing outside the room and wait for the next event that does.
    assert progress.number >= LogEvent.objects.get(meeting=meeting, kind="meeting_closed").number
    made_at = commitment.made_at
    reactions.take_up(meeting.pk)
    assert Commitment.objects.get(meeting=meeting).made_at == made_at


def test_what_a_crash_left_undone_is_taken_up_by_the_worker():
    room = staged()
    hold_meeting(room)
    # As if the process had died right after the commit of the log.
    Commitment.objects.all().delete()
    RoomReaction.objects.update(number=0, closed_at=None)
    Meeting.objects.filter(pk=room.meeting.pk).update(closed_at=None)
    assert tasks.finish_reactions(at=now()) == 1
    assert Commitment.objects.get().words == "CANARY-PROMISE"
    assert Meeting.objects.get(pk=room.meeting.pk).closed_at is not None
    assert tasks.finish_reactions(at=now()) == 0


def test_the_words_are_kept_for_the_days_the_group_chose_and_then_gone():
    room = staged()
    meeting = room.meeting
    hold_meeting(room)
    closed_at = Meeting.objects.get(pk=meeting.pk).closed_at
    assert closed_at is not None
    for scope in (Scope.MEETING, Scope.LEADERS):
        key = DataKey.objects.get(scope=scope, subject_id=meeting.pk)
        assert key.retain_until == closed_at + timedelta(days=room.group.word_retention_days)
    assert [word.words for word in queries.folded(meeting.pk).words.values()] == ["CANARY-SAID in my turn."]
    assert sorted(queries.pulses(meeting)) == [("heard", 1), ("heard", 3), ("heard", 4)]
    key_id = key_for(Scope.MEETING, meeting.pk)
    assert key_id is not None
    destroy_due(at=closed_at + timedelta(days=room.group.word_retention_days, seconds=1))
    with pytest.raises(KeyDestroyed):
        sealer(key_id)
    assert queries.pulses(meeting) == []
    assert not any(word.words for word in queries.folded(meeting.pk).words.values())
    # Attendance and the floor outlive the words.
    kinds = [type(event) for _number, _at, event in queries.open_events(meeting)]
    assert kinds.count(Joined) == 3
    assert FloorTaken in kinds and MeetingClosed in kinds


def test_open_events_hold_no_words():
    room = staged()
    hold_meeting(room)
    data = "".join(LogEvent.objects.filter(meeting=room.meeting).values_list("data", flat=True))
    assert "CANARY" not in data
    sealed = LogEvent.objects.filter(meeting=room.meeting, kind="sealed")
    assert sealed.exists()
    assert set(sealed.values_list("data", flat=True)) == {""}


def test_a_nameless_answer_has_no_author_and_no_mark_of_its_sender():
    room = staged()
    hold_meeting(room)
    answers = LogEvent.objects.filter(meeting=room.meeting, stream="answers")
    assert answers.count() == 3
    assert set(answers.values_list("token", flat=True)) == {None}
    assert set(answers.values_list("seat", flat=True)) == {""}


def test_the_note_of_where_somebody_is_goes_at_closing():
    room = staged()
    who = room.people[1]
    note = services.leave_where_tonight(
        meeting=room.meeting,
        membership=who.membership,
        place="CANARY-PLACE",
        call="My sister",
        actor=who.person,
        at=now(),
    )
    hold_meeting(room)
    assert not WhereTonight.objects.exists()
    with pytest.raises(KeyDestroyed):
        sealer(note.key_id)


def test_what_the_open_floor_asked_goes_at_closing_and_what_waits_stays():
    room = staged()
    who = room.people[1]
    for words, meeting in (("CANARY-ASKED", room.meeting), ("CANARY-WAITS", None)):
        topic = Topic(membership=who.membership, key_id=who.person.key_id, proposed_at=now(), meeting=meeting)
        topic.words = words
        topic.save()
    hold_meeting(room)
    assert [topic.words for topic in Topic.objects.all()] == ["CANARY-WAITS"]


def test_the_room_opens_once_and_only_when_it_is_due():
    room = staged()
    who = room.people[1].person
    assert services.open_room(meeting=room.meeting, actor=who, at=now()) is False
    meeting = Meeting.objects.create(
        group=room.group,
        local_date=now().date(),
        starts_at=now() + timedelta(days=1),
        ends_at=now() + timedelta(days=1, hours=1),
    )
    with pytest.raises(services.RoomIsNotDue):
        services.open_room(meeting=meeting, actor=who, at=now())
    assert not LogEvent.objects.filter(meeting=meeting).exists()
    assert services.open_room(meeting=meeting, actor=who, at=meeting.starts_at) is True
    first = LogEvent.objects.get(meeting=meeting, number=1)
    assert (first.kind, first.data, first.position) == ("sealed", "", 1)


def test_a_room_that_nobody_closes_closes_itself_when_its_time_is_over():
    room = staged()

    async def story(server: Server):
        from openchair.rooms import hub

        (lead,) = await server.inside(room)
        live = hub.start()
        tonight = live.rooms[room.meeting.pk]
        wakes = tonight.wakes_at()
        assert wakes is not None
        live._tick(live.loop.time(), wakes)
        await lead.hears("meeting_closed")
        await in_thread(reactions.take_up, room.meeting.pk)

    play(story)
    assert Meeting.objects.get(pk=room.meeting.pk).closed_at is not None
