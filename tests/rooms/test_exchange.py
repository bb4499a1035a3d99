"""Who gets what, in which order, exactly once, also after coming back (REL-1, D11)."""

import json

import pytest

from openchair.rooms import hub, log
from openchair.rooms.models import LogEvent
from openchair.rooms.room import KEPT_EVENTS
from tests.rooms.live import TRANSPORTS, Server, in_thread, play, serving, staged, words_of

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_what_leaders_read_never_reaches_a_member(transport):
    room = staged(4)
    anna, ben, late = room.people[1:]

    async def story(server: Server):
        lead, anna_page, ben_page = await server.inside(room, anna, ben)
        late_page = await server.page(room, late)
        await late_page.do("come_to_door", alone=False)
        await anna_page.do("call_leader")
        await ben_page.do("not_well", words="CANARY-NOT-WELL")
        await lead.do("private_word", seat=anna.seat, words="CANARY-PRIVATE")
        await lead.until(lambda: lead.heard("is_not_well") and lead.heard("leader_called"))
        await anna_page.hears("private_word_said")
        await lead.do("say", words="Everybody hears this.")
        await ben_page.hears("said")
        of_leaders = {frame["e"]["type"] for frame in lead.events if frame["s"] == "leaders"}
        assert {"door_answered", "leader_called", "is_not_well"} <= of_leaders
        for page in (anna_page, ben_page, late_page):
            assert {frame["s"] for frame in page.events} <= {"room", "person"}
            assert "leaders" not in page.have
            assert page.view["leaders"] is None
        assert "CANARY-NOT-WELL" not in json.dumps(anna_page.frames)
        assert "CANARY-PRIVATE" not in json.dumps(ben_page.frames)
        # At the door nothing of the room is heard.
        assert "Everybody hears this." not in json.dumps(late_page.frames)
        assert {frame["s"] for frame in late_page.events} <= {"person"}

    play(story, transport)


def test_a_command_sent_twice_is_done_once():
    room = staged()

    async def story(server: Server):
        _lead, anna = await server.inside(room, room.people[1])
        for _ in range(3):
            assert (await anna.do("say", own_id="once", words="Once."))["t"] == "ack"
        # Twice in one breath, before the first is stored.
        await anna.send({"t": "do", "id": "fast", "c": {"type": "say", "words": "Fast."}})
        await anna.send({"t": "do", "id": "fast", "c": {"type": "say", "words": "Fast."}})
        await anna.until(lambda: [f.get("id") for f in anna.frames].count("fast") == 2)
        assert [e["words"] for e in anna.heard("said")] == ["Once.", "Fast."]

    play(story)
    assert words_of(room.meeting.pk) == ["Once.", "Fast."]


def test_a_command_sent_again_to_a_new_process_is_still_done_once():
    room = staged()

    async def first(server: Server):
        _lead, anna = await server.inside(room, room.people[1])
        await anna.do("say", own_id="kept", words="Before the restart.")

    async def second(server: Server):
        anna = await server.page(room, room.people[1])
        assert (await anna.do("say", own_id="kept", words="Before the restart."))["t"] == "ack"
        assert (await anna.do("say", own_id="new", words="After it."))["t"] == "ack"

    play(first)
    play(second)
    assert words_of(room.meeting.pk) == ["Before the restart.", "After it."]


def test_the_same_id_of_two_people_is_two_commands():
    room = staged()

    async def story(server: Server):
        lead, anna = await server.inside(room, room.people[1])
        await lead.do("say", own_id="1", words="Mine.")
        await anna.do("say", own_id="1", words="And mine.")

    play(story)
    assert words_of(room.meeting.pk) == ["Mine.", "And mine."]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_whoever_comes_back_gets_exactly_what_was_missed(transport):
    room = staged()

    async def story(server: Server):
        lead, anna = await server.inside(room, room.people[1])
        await lead.do("say", words="One.")
        await anna.hears("said")
        have = dict(anna.have)
        await anna.leave()
        await lead.hears("line_dropped")
        await lead.do("say", words="Two.")
        await lead.do("private_word", seat=anna.seat, words="A word for you.")
        await lead.do("say", words="Three.")
        again = await server.page(room, room.people[1], have=have)
        assert again.frames[0]["t"] == "resumed"
        await again.hears("said", 2)
        assert [e["words"] for e in again.heard("said")] == ["Two.", "Three."]
        assert [e["words"] for e in again.heard("private_word_said")] == ["A word for you."]
        await again.until(lambda: again.have == {"room": lead.have["room"], "person": again.have["person"]})

    play(story, transport)


def test_after_a_restart_the_positions_still_hold():
    room = staged()
    have = {}

    async def first(server: Server):
        lead, anna = await server.inside(room, room.people[1])
        await lead.do("say", words="One.")
        await anna.hears("said")
        have.update(anna.have)
        await lead.do("say", words="Two.")

    async def second(server: Server):
        anna = await server.page(room, room.people[1], have=have)
        assert anna.frames[0]["t"] == "resumed"
        await anna.hears("said")
        assert [e["words"] for e in anna.heard("said")] == ["Two."]

    play(first)
    play(second)


def test_whoever_missed_more_than_is_kept_gets_the_whole_view():
    room = staged()

    async def story(server: Server):
        hub.start()._rate = 0
        lead, anna = await server.inside(room, room.people[1])
        have = dict(anna.have)
        await anna.leave()
        for number in range(KEPT_EVENTS + 5):
            await lead.do("say", words=f"Word {number}.")
        again = await server.page(room, room.people[1], have=have)
        assert again.frames[0]["t"] == "snapshot"
        assert len(again.view["words"]) == KEPT_EVENTS + 5

    play(story)


@pytest.mark.parametrize("have", [{"room": 10_000, "person": 0}, {"room": 1}, {"leaders": 3}, {"nonsense": 1}])
def test_positions_that_cannot_be_are_answered_with_a_view(have):
    room = staged()

    async def story(server: Server):
        await server.inside(room, room.people[1])
        again = await server.page(room, room.people[1], have=have)
        assert again.frames[0]["t"] == "snapshot"

    play(story)


def test_words_taken_back_are_gone_from_the_log_and_from_what_is_sent_again():
    room = staged()

    async def story(server: Server):
        lead, anna = await server.inside(room, room.people[1])
        have = dict(lead.have)
        await anna.do("say", words="CANARY I said too much.")
        (said,) = await lead.hears("said")
        await anna.do("take_back_words", said=said["id"])
        await lead.hears("words_taken_back")
        again = await server.page(room, room.people[0], have=have)
        await again.until(lambda: again.view or again.events)
        assert "CANARY" not in json.dumps(again.frames)

    play(story)
    said = [s for s in log.read(room.meeting.pk) if s.event is None]
    assert len(said) == 1
    assert said[0].author is None
    number = said[0].number
    envelope = LogEvent.objects.get(meeting=room.meeting, number=number)
    assert (envelope.key_id, envelope.sealed, envelope.seat) == (None, None, "")

    async def afterwards(server: Server):
        lead = await server.page(room, room.people[0])
        assert "CANARY" not in json.dumps(lead.frames)
        assert (await lead.do("say", words="The next has its own number."))["t"] == "ack"
        assert (await lead.hears("said"))[0]["id"] == 2

    play(afterwards)


def test_everybody_hears_everything_in_one_order():
    room = staged(4)

    async def story(server: Server):
        import asyncio

        pages = await server.inside(room, *room.people[1:])
        hub.start()._rate = 0

        async def talk(page, name):
            for number in range(25):
                await page.do("say", words=f"{name} {number}")

        await asyncio.gather(*(talk(page, name) for name, page in enumerate(pages)))
        for page in pages:
            await page.hears("said", 100)
        orders = [[e["words"] for e in page.heard("said")] for page in pages]
        assert all(order == orders[0] for order in orders)

    play(story)
    heard = words_of(room.meeting.pk)
    assert len(heard) == len(set(heard)) == 100
    for name in range(4):
        assert [w for w in heard if w.startswith(f"{name} ")] == [f"{name} {n}" for n in range(25)]


def test_two_tabs_of_one_person_both_hear_and_one_may_close():
    room = staged()

    async def story(server: Server):
        lead, anna = await server.inside(room, room.people[1])
        second = await server.page(room, room.people[1])
        await lead.do("say", words="To both.")
        await anna.hears("said")
        await second.hears("said")
        await second.leave()
        await lead.do("say", words="To one.")
        await anna.hears("said", 2)
        assert not lead.heard("line_dropped")

    play(story)


def test_rooms_are_committed_together_and_each_keeps_its_own_numbers():
    from openchair.core.time import now
    from openchair.rooms.bench.stage import new_coordinator

    coordinator = new_coordinator(now())
    rooms = [staged(2, number=number, coordinator=coordinator) for number in range(3)]

    async def story(server: Server):
        import asyncio

        pages = [(await server.inside(room, room.people[1]))[1] for room in rooms]
        await asyncio.gather(*(page.do("say", words=f"Room {n}") for n, page in enumerate(pages)))

    play(story)
    for number, room in enumerate(rooms):
        assert words_of(room.meeting.pk) == [f"Room {number}"]
        numbers = list(
            LogEvent.objects.filter(meeting=room.meeting).order_by("number").values_list("number", flat=True)
        )
        assert numbers == list(range(1, len(numbers) + 1))


def test_the_clock_of_a_replay_is_refused_in_ordinary_operation():
    room = staged()

    async def story(server: Server):
        (lead,) = await server.inside(room)
        await lead.send({"t": "do", "id": "then", "at": 5, "c": {"type": "say", "words": "Long ago."}})
        assert (await lead.answer("then"))["code"] == "own_clock"

    play(story)


def test_a_clock_that_jumps_back_never_turns_the_order_round(settings):
    settings.REPLAY_CLOCK = True
    room = staged()

    async def story(server: Server):
        (lead,) = await server.inside(room)
        late = lead.events[-1]["at"] + 60_000 if lead.events else 4_000_000_000_000
        for own_id, at in (("a", late), ("b", 5), ("c", late + 1)):
            await lead.send({"t": "do", "id": own_id, "at": at, "c": {"type": "say", "words": own_id}})
            assert (await lead.answer(own_id))["t"] == "ack"
        await lead.hears("said", 3)
        assert [f["at"] - late for f in lead.events if f["e"]["type"] == "said"] == [0, 0, 1]

    play(story)


def test_a_second_owner_fails_instead_of_forking_the_order():
    """Two processes that both think they own a room: the unique numbers stop one, which reads the log anew."""
    room = staged()

    async def story(server: Server):
        async with serving() as same_hub_later:
            assert same_hub_later.port != server.port
            lead, anna = await server.inside(room, room.people[1])
            await lead.do("say", words="First.")
            await in_thread(_append_behind_its_back, room.meeting.pk)
            refused = await lead.do("say", own_id="second", words="Second.")
            assert (refused["t"], refused["code"]) == ("no", "not_stored")
            await lead.until(lambda: "From elsewhere." in json.dumps(lead.view))
            assert (await lead.do("say", own_id="second", words="Second."))["t"] == "ack"
            await anna.until(lambda: "Second." in json.dumps(anna.frames))

    play(story)
    assert words_of(room.meeting.pk) == ["First.", "From elsewhere.", "Second."]


def _append_behind_its_back(meeting_id):
    """What another process would do."""
    from openchair.rooms.core import decide, fold
    from openchair.rooms.core.commands import Say
    from openchair.rooms.log import Entry, Share, store, to_json
    from openchair.rooms.queries import folded
    from openchair.rooms.reactions import meeting_keys

    state = folded(meeting_id)
    number = LogEvent.objects.filter(meeting_id=meeting_id).count()
    outcome, keys = decide(state, state.lead, Say("From elsewhere."), state.last_ms), meeting_keys(meeting_id)
    assert isinstance(outcome, list) and keys is not None
    (said,) = outcome
    fold(state, said)
    position = state.counts[said.stream]
    entry = Entry(number + 1, said.stream, position, said.event, to_json(said.event), said.author, said.at_ms, None)
    assert store([Share(meeting_id, keys, [entry])]) == []
