"""Many things at once: a flood from one person, two who lead, somebody taken out in the middle of a sentence (D11)."""

import asyncio
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from openchair.core.time import now
from openchair.groups.services import add_leader
from openchair.people.models import Role, Training
from openchair.people.services import grant_role
from openchair.rooms import hub
from openchair.rooms.bench.stage import new_coordinator
from openchair.rooms.line import BURST_SECONDS
from tests.cast import give_code_app
from tests.rooms.live import TRANSPORTS, Server, play, staged, words_of

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_five_hundred_messages_from_one_person_are_slowed_or_end_the_line_and_the_others_go_on(transport):
    coordinator = new_coordinator(now())
    room, other = (staged(3, number=number, coordinator=coordinator) for number in range(2))

    async def story(server: Server):
        lead, anna = await server.inside(room, room.people[1])
        (elsewhere,) = await server.inside(other)

        async def flood():
            for number in range(500):
                if anna.closed:
                    return
                frame = {"t": "do", "id": f"flood {number}", "c": {"type": "say", "words": f"flood {number}"}}
                try:
                    await anna.send(frame)
                except ConnectionClosed:
                    return

        flooding = asyncio.create_task(flood())
        for number in range(10):
            assert (await lead.do("say", words=f"calm {number}"))["t"] == "ack"
            assert (await elsewhere.do("say", words=f"calm {number}"))["t"] == "ack"
        await flooding
        refused = [frame for frame in anna.frames if frame["t"] == "no"]
        assert refused and {frame["code"] for frame in refused} == {"too_fast"}
        await anna.ends()
        assert anna.why == "too_much"
        # Back again, and what was acknowledged is there once, in her order.
        again = await server.page(room, room.people[1])
        assert (await again.do("say", words="Sorry."))["t"] == "ack"

    play(story, transport)
    said = [words for words in words_of(room.meeting.pk) if words.startswith("flood")]
    burst = 10 * BURST_SECONDS - 2  # her hello and her knock came before
    assert burst <= len(said) < 250
    assert said == sorted(said, key=lambda words: int(words.split()[1]))
    assert len(said) == len(set(said))
    assert len(words_of(other.meeting.pk)) == 10


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_two_leaders_press_at_once_and_the_meeting_moves_on_once(transport):
    coordinator = new_coordinator(now())
    room = staged(4, coordinator=coordinator)
    second = room.people[1]
    grant_role(person=second.person, role=Role.FACILITATOR, training=Training.PEER, actor=None, at=now())
    give_code_app(second.person)
    add_leader(group=room.group, person=second.person, pseudonym="", actor=coordinator, at=now(), helps=True)

    async def story(server: Server):
        lead = await server.page(room, room.people[0])
        assert (await lead.do("come_to_door"))["t"] == "ack"
        co_lead = await server.page(room, second)
        assert (await co_lead.do("come_to_door"))["t"] == "ack"
        ben = await server.page(room, room.people[2])
        assert (await ben.do("come_to_door"))["t"] == "ack"
        # Both let the same person in, with one breath.
        answers = await asyncio.gather(*(page.do("admit", seat=ben.seat) for page in (lead, co_lead)))
        assert sorted(answer["t"] for answer in answers) in (["ack", "no"], ["ack", "ack"])
        await ben.is_inside()
        assert [event["seat"] for event in lead.heard("joined")].count(ben.seat) == 1
        answers = await asyncio.gather(*(page.do("begin") for page in (lead, co_lead)))
        assert "ack" in {answer["t"] for answer in answers}
        assert {answer.get("code") for answer in answers} <= {None, "already", "not_now"}
        for page in (lead, co_lead, ben):
            await page.hears("segment_started")
        started = len(lead.heard("segment_started"))
        assert (await ben.do("call_leader"))["t"] == "ack"
        await lead.hears("leader_called")
        assert len(lead.heard("segment_started")) == started == 1
        assert hub.start().rooms[room.meeting.pk].state.phase == "running"

    play(story, transport)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_somebody_taken_out_in_the_middle_of_a_sentence_says_no_more_and_nobody_else_is_disturbed(transport):
    room = staged(4)

    async def story(server: Server):
        lead, anna, ben = await server.inside(room, room.people[1], room.people[2])

        async def talk():
            said = 0
            while not anna.closed:
                try:
                    answer = await anna.do("say", words=f"sentence {said}")
                except (AssertionError, ConnectionClosed):
                    return said
                if answer["t"] == "no":
                    return said
                said += 1
            return said

        talking = asyncio.create_task(talk())
        await lead.hears("said", 5)
        assert (await lead.do("remove", seat=anna.seat, reason="Not tonight."))["t"] == "ack"
        acknowledged = await talking
        assert (await ben.do("say", words="We go on."))["t"] == "ack"
        await lead.until(lambda: lead.heard("said")[-1]["words"] == "We go on.")
        heard = [event["words"] for event in ben.heard("said")]
        sentences = [words for words in heard if words.startswith("sentence")]
        # All that was acknowledged was heard, in order, and nothing after the end.
        assert sentences[:acknowledged] == [f"sentence {number}" for number in range(acknowledged)]
        assert len(sentences) <= acknowledged + 1
        assert heard[-1] == "We go on."

    play(story, transport)


# --- hostile frames -------------------------------------------------------------------------------------------
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30)
ANYTHING = st.recursive(
    SCALARS, lambda deeper: st.lists(deeper, max_size=4) | st.dictionaries(st.text(max_size=8), deeper, max_size=4)
)
KINDS = st.sampled_from(["say", "admit", "remove", "begin", "close", "raise_hand", "pass_on", "come_to_door", "tick"])
NEARLY = st.fixed_dictionaries(
    {"t": st.sampled_from(["do", "hello", "ack", "snapshot"]) | ANYTHING},
    optional={
        "id": st.text(max_size=40) | ANYTHING,
        "c": st.fixed_dictionaries({"type": KINDS}, optional={"words": ANYTHING, "seat": ANYTHING, "mood": ANYTHING})
        | ANYTHING,
        "have": st.dictionaries(st.sampled_from(["room", "leaders", "person", "x"]), st.integers(), max_size=3)
        | ANYTHING,
        "at": ANYTHING,
    },
)
FRAMES = st.binary(max_size=200) | st.text(max_size=200) | NEARLY.map(json.dumps) | ANYTHING.map(json.dumps)


def is_sendable(frame):
    """What a socket carries as text; lone surrogates never leave a browser."""
    return isinstance(frame, bytes) or not any("\ud800" <= letter <= "\udfff" for letter in frame)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_whatever_a_hostile_page_sends_no_room_notices_and_nothing_fails_inside(transport, caplog):
    coordinator = new_coordinator(now())
    room, other = (staged(3, number=number, coordinator=coordinator) for number in range(2))

    @given(st.lists(FRAMES.filter(is_sendable), min_size=1, max_size=20))
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    def collected(frames):
        scripts.append(frames)

    scripts: list[list[str | bytes]] = []
    collected()

    async def story(server: Server):
        hub.start()._rate = 0
        lead, anna = await server.inside(room, room.people[1])
        (elsewhere,) = await server.inside(other)
        for number, frames in enumerate(scripts):
            socket = await server.connect(room.meeting.pk, room.people[2].cookie)
            try:
                await socket.send('{"t":"hello"}')
                for frame in frames:
                    await socket.send(frame)
            except ConnectionClosed:
                pass
            finally:
                await socket.close()
            for page in (lead, elsewhere):
                assert (await page.do("say", words=f"{number}"))["t"] == "ack"
        await anna.hears("said", len(scripts))
        assert not any(page.closed for page in (lead, anna, elsewhere))

    play(story, transport)
    assert len(words_of(other.meeting.pk)) == len(scripts)
    assert [record.getMessage() for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")] == []
