"""Small groups over real sockets: what is said in one stays there, under a key of its own."""

import json
import time
from datetime import timedelta
from itertools import combinations

import msgspec
import pytest

from openchair.core.time import now
from openchair.people import services as people
from openchair.rooms import hub, log, queries, small_groups
from openchair.rooms.core.commands import AskSmallGroups, KeepApart, Tap, TapBoard
from openchair.rooms.core.events import GroupSaid, ProposalNoted
from openchair.rooms.models import LogEvent
from openchair.rooms.room import now_ms
from openchair.vault.models import DataKey
from openchair.vault.services import Scope, destroy_due
from tests.rooms.core.table import Table
from tests.rooms.live import TRANSPORTS, Page, Server, in_thread, play, staged
from tests.rooms.people import coordinator_named
from tests.rooms.test_canaries import everything_in_the_databases

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


def two_groups(room) -> list[dict[str, object]]:
    """The members in groups of two."""
    seats = [who.seat for who in room.people[1:]]
    return [{"seats": seats[at : at + 2]} for at in range(0, len(seats), 2)]


async def open_groups(lead: Page, room, *pages: Page, minutes: int = 5) -> None:
    """Open groups of two and wait until everybody sits in theirs."""
    answer = await lead.do("open_small_groups", groups=two_groups(room), minutes=minutes, asks="What helps?")
    assert answer["t"] == "ack", answer
    for page in pages:
        await in_a_group(page)


async def in_a_group(page: Page) -> None:
    """Wait until somebody sits in a small group, or visits one."""
    await page.until(lambda: page.view["small"] and page.view["small"]["mine"])


def begin(*pages: Page) -> list[str]:
    """The streams these pages read beside their own and the room's."""
    return [name for page in pages for name in page.have if name.startswith("group:")]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_words_of_a_small_group_reach_its_people_and_visitors_alone(transport):
    room = staged(5)
    frames: dict[str, str] = {}

    async def story(server: Server):
        lead, *pages = await server.inside(room, *room.people[1:])
        await lead.do("begin")
        await open_groups(lead, room, *pages)
        one, two, three, four = pages
        assert begin(one, two) == ["group:1-1"] * 2
        assert begin(three, four) == ["group:1-2"] * 2
        assert begin(lead) == []
        assert (await one.do("say_in_group", group="group:1-1", words="CANARY-BEFORE"))["t"] == "ack"
        await two.hears("group_said")
        # Into a group one is not in: refused, and nothing of it is told.
        assert (await one.do("say_in_group", group="group:1-2", words="CANARY-ASTRAY"))["code"] == "not_here"
        assert (await lead.do("say_in_group", group="group:1-1", words="CANARY-ASTRAY"))["code"] == "not_here"
        assert (await lead.do("visit_group", number=1))["t"] == "ack"
        await three.hears("visit_began")
        await in_a_group(lead)
        await two.do("say_in_group", group="group:1-1", words="CANARY-DURING")
        await lead.hears("group_said")
        await lead.do("end_visit")
        await lead.until(lambda: lead.view["small"]["mine"] is None)
        await one.do("say_in_group", group="group:1-1", words="CANARY-AFTER")
        await two.hears("group_said", 3)
        await three.do("say_in_group", group="group:1-2", words="CANARY-ELSEWHERE")
        await four.hears("group_said")
        for name, page in zip(("lead", "one", "two", "three", "four"), (lead, *pages), strict=True):
            frames[name] = json.dumps(page.frames)

    play(story, transport)
    read = {name: {word for word in ("BEFORE", "DURING", "AFTER", "ELSEWHERE", "ASTRAY") if f"CANARY-{word}" in text}
            for name, text in frames.items()}  # fmt: skip
    assert read == {
        "lead": {"DURING"}, "one": {"BEFORE", "DURING", "AFTER"}, "two": {"BEFORE", "DURING", "AFTER"},
        "three": {"ELSEWHERE"}, "four": {"ELSEWHERE"},
    }  # fmt: skip


def test_a_lost_line_comes_back_to_its_small_group_and_misses_nothing():
    room = staged(5)

    async def story(server: Server):
        lead, *pages = await server.inside(room, *room.people[1:])
        await lead.do("begin")
        await open_groups(lead, room, *pages)
        one, two = pages[:2]
        await one.do("say_in_group", group="group:1-1", words="First.")
        await two.hears("group_said")
        have = dict(two.have)
        await two.leave()
        await one.hears("line_dropped")
        await one.do("say_in_group", group="group:1-1", words="While you were away.")
        again = await server.page(room, room.people[2], have=have)
        assert again.frames[0]["t"] == "resumed"
        assert [said["words"] for said in await again.hears("group_said")] == ["While you were away."]
        # Moved while the line was down: the place is another, so the page begins anew and reads no old words.
        have = dict(again.have)
        await again.leave()
        await one.hears("line_dropped", 2)
        await lead.do("move_to_groups", moves={room.people[2].seat: 2, room.people[1].seat: 2})
        moved = await server.page(room, room.people[2], have=have)
        assert moved.frames[0]["t"] == "snapshot"
        assert moved.view["small"]["mine"]["number"] == 2
        assert moved.view["small"]["mine"]["words"] == []

    play(story)


def test_time_that_is_over_calls_everybody_back_and_floor_time_counts():
    room = staged(5)

    async def story(server: Server):
        lead, *pages = await server.inside(room, *room.people[1:])
        await lead.do("begin")
        await lead.do("next_part")
        await open_groups(lead, room, *pages)
        assert (await lead.do("next_part"))["code"] == "in_small_groups"
        assert (await pages[0].do("group_floor", group="group:1-1", act="take_piece"))["t"] == "ack"
        assert (await pages[1].do("group_floor", group="group:1-1", act="take_piece"))["code"] == "not_yours"
        await lead.do("bring_back", seconds=10)
        await pages[3].hears("small_groups_ending")
        assert (await lead.do("extend_small_groups", minutes=1))["t"] == "ack"
        await lead.do("bring_back", seconds=10)
        live = hub.start().rooms[room.meeting.pk]
        assert live.state.small is not None
        live.state.small.back_ms = 1  # the countdown is over: nobody waits for it here
        await pages[0].until(lambda: pages[0].view["small"] is None, 15)
        assert pages[0].view["me"]["floor"]["turns"] == 1
        await lead.until(lambda: lead.view["small"] is None)
        assert lead.view["leaders"]["floor"][room.people[1].seat]["turns"] == 1

    play(story)


def test_people_kept_apart_are_not_available_to_each_other_and_nobody_is_told():
    room = staged(5)

    async def story(server: Server):
        lead, *pages = await server.inside(room, *room.people[1:])
        await lead.do("begin")
        one, two, three, four = (who.seat for who in room.people[1:])
        live = hub.start().rooms[room.meeting.pk]
        live.do(KeepApart([(two, one)]), now_ms())
        hub.start().wake(live)
        refused = await lead.do("open_small_groups", groups=two_groups(room), minutes=5)
        assert refused["code"] == "not_available"
        alone = [{"seats": [one, three, four]}, {"seats": [two]}]
        assert (await lead.do("open_small_groups", groups=alone, minutes=5))["code"] == "alone"
        other = [{"seats": [one, three]}, {"seats": [two, four]}]
        assert (await lead.do("open_small_groups", groups=other, minutes=5))["t"] == "ack"
        assert (await lead.do("move_to_groups", moves={three: 2, two: 1}))["code"] == "not_available"
        for page in (lead, *pages):
            told = json.dumps([frame for frame in page.frames if frame["t"] != "no"])
            assert "apart" not in told
            assert "house" not in page.have

    play(story)


def test_a_small_group_has_a_key_of_its_own_and_without_it_nothing_can_be_read():
    room = staged(5)

    async def story(server: Server):
        lead, *pages = await server.inside(room, *room.people[1:])
        await lead.do("begin")
        await open_groups(lead, room, *pages)
        await pages[0].do("say_in_group", group="group:1-1", words="CANARY-ONE", note="CANARY-NOTE")
        await pages[2].do("say_in_group", group="group:1-2", words="CANARY-TWO")
        await pages[3].do("take_back_in_group", group="group:1-2", said=1)
        await pages[2].do("say_in_group", group="group:1-2", words="CANARY-BACK")
        assert (await pages[2].do("take_back_in_group", group="group:1-2", said=2))["t"] == "ack"
        await pages[0].do("group_floor", group="group:1-1", act="take_piece")
        await lead.do("close")
        await in_thread(lambda: None)

    play(story)
    meeting = room.meeting
    assert b"CANARY" not in everything_in_the_databases()
    said = [stored.event for stored in log.read(meeting.pk) if isinstance(stored.event, GroupSaid)]
    assert [word.words for word in said] == ["CANARY-ONE", "CANARY-TWO"], "taken back is gone from the log"
    keys = DataKey.objects.filter(scope=Scope.SMALL_GROUP)
    assert keys.count() == 2
    of_groups = LogEvent.objects.filter(meeting=meeting, stream__startswith="group:", sealed__isnull=False)
    assert set(of_groups.values_list("key_id", flat=True)) == {key.key_id for key in keys}
    meeting.refresh_from_db()
    assert meeting.closed_at is not None
    last_day = meeting.closed_at + timedelta(days=room.group.word_retention_days)
    assert {key.retain_until for key in keys} == {last_day}
    destroy_due(at=max(last_day, now()) + timedelta(seconds=1))
    assert not [stored for stored in log.read(meeting.pk) if isinstance(stored.event, GroupSaid)]
    # Who sat where, and who held the floor, outlive the words.
    kinds = [type(event).__name__ for _number, _at, event in queries.open_events(meeting)]
    assert {"SmallGroupsOpened", "GroupFloorTaken", "SmallGroupsClosed", "MeetingClosed"} <= set(kinds)


async def proposal(lead: Page, *, size: int, seed: int = 0) -> list[list[str]]:
    """Ask the house for small groups, and wait for its answer."""
    before = len(lead.heard("small_groups_proposed"))
    assert (await lead.do("ask_small_groups", size=size, seed=seed))["t"] == "ack"
    told = await lead.hears("small_groups_proposed", before + 1)
    return [group["seats"] for group in told[-1]["groups"]]


def pairs_in(groups: list[list[str]]) -> set[frozenset[str]]:
    """Everybody who meets somebody."""
    return {frozenset(pair) for group in groups for pair in combinations(group, 2)}


def test_the_house_proposes_pairs_who_have_not_met_and_never_those_kept_apart():
    room = staged(9)
    one, other = room.people[1], room.people[2]
    people.keep_apart(one=one.person, other=other.person, actor=coordinator_named("Ora"), at=now())

    async def story(server: Server):
        lead, *pages = await server.inside(room, *room.people[1:])
        await lead.do("begin")
        met: set[frozenset[str]] = set()
        for _ in range(3):
            groups = await proposal(lead, size=2)
            assert sorted(seat for group in groups for seat in group) == sorted(who.seat for who in room.people[1:])
            assert not pairs_in(groups) & met
            assert frozenset((one.seat, other.seat)) not in pairs_in(groups)
            assert await proposal(lead, size=2) == groups, "the same seed, the same groups"
            met |= pairs_in(groups)
            sitting = [{"seats": group} for group in groups]
            assert (await lead.do("open_small_groups", groups=sitting, minutes=5))["t"] == "ack"
            await in_a_group(pages[0])
            await lead.do("bring_back", seconds=10)
            live = hub.start().rooms[room.meeting.pk]
            assert live.state.small is not None
            live.state.small.back_ms = 1
            await pages[0].until(lambda: pages[0].view["small"] is None, 15)
        # By hand: what the house would not do is not available, also where no proposal was asked for.
        together = [{"seats": [one.seat, other.seat]}]
        assert (await lead.do("check_places", groups=together))["code"] == "not_available"
        assert (await lead.do("check_places", groups=[{"seats": [one.seat, room.people[3].seat]}]))["t"] == "ack"
        assert not any("apart" in json.dumps(page.frames) for page in (lead, *pages))

    play(story)
    noted = [stored.event for stored in log.read(room.meeting.pk) if isinstance(stored.event, ProposalNoted)]
    for snapshot in (msgspec.json.decode(note.snapshot, type=small_groups.Snapshot) for note in noted):
        again = small_groups.propose(snapshot)
        assert again == small_groups.propose(snapshot)
        assert (again.snapshot) in [note.snapshot for note in noted]


def test_whoever_comes_late_is_placed_and_the_others_stay_where_they_are():
    room = staged(8)

    async def story(server: Server):
        lead, *pages = await server.inside(room, *room.people[1:7])
        await lead.do("begin")
        sitting = await proposal(lead, size=3)
        await lead.do("open_small_groups", groups=[{"seats": group} for group in sitting], minutes=5)
        await in_a_group(pages[0])
        late = await server.page(room, room.people[7])
        await late.do("come_to_door")
        await lead.do("admit", seat=room.people[7].seat)
        await late.is_inside()
        assert late.view["small"]["mine"] is None
        groups = await proposal(lead, size=3)
        assert (
            sum(len(set(now_) & set(before)) for now_ in groups for before in sitting if set(now_) & set(before)) == 6
        )
        assert {len(group) for group in groups} == {3, 4}
        assert all(any(set(before) <= set(group) for group in groups) for before in sitting)

    play(story)


# --- hall and online --------------------------------------------------------------------------------------
def planned(hall: str, online: str, *, seated: tuple[str, ...] = (), apart: tuple[str, ...] = ()):
    """What the house proposes for these people, one letter each, in twos or threes."""
    question = small_groups.Question("amara", 3, 0, [*hall, *online], [], [list(room) for room in seated], [*hall])
    pairs = [(pair[0], pair[1]) for pair in apart]
    told = small_groups.propose(small_groups.Snapshot(question, [], pairs, {}, {}))
    return sorted("".join(sorted(group.seats)) for group in told.groups), told.left


def test_hall_and_online_are_planned_apart_and_nobody_sits_alone():
    groups, left = planned("abcdef", "pqrst")
    assert left == []
    assert sorted("".join(groups)) == [*"abcdefpqrst"]
    for group in groups:
        assert len(group) > 1
        assert set(group) <= set("abcdef") or set(group) <= set("pqrst")


def test_whoever_would_be_alone_in_the_hall_or_online_is_left_to_the_leader_and_never_put_with_the_others():
    groups, left = planned("a", "pqrstu")
    assert ("".join(groups).find("a"), left) == (-1, ["a"])
    assert planned("ab", "p") == (["ab"], ["p"])
    assert planned("a", "p") == ([], ["a", "p"])


def test_what_a_leader_mixed_by_hand_stays_and_late_comers_join_their_own_side():
    groups, left = planned("abcd", "pqrs", seated=("ap", "bc", "qr"))
    assert (groups, left) == (["ap", "bcd", "qrs"], [])
    assert planned("abc", "pqr", seated=("ab", "pqr")) == (["abc", "pqr"], [])
    # Only online there are tables: whoever comes alone into the hall waits for a leader's hand.
    assert planned("a", "pqrs", seated=("pq", "rs")) == (["pq", "rs"], ["a"])
    groups, left = planned("ab", "pqr", seated=("pqr",))
    assert (groups, left) == (["ab", "pqr"], [])


def test_kept_apart_holds_on_either_side():
    groups, left = planned("abcdef", "pqrst", apart=("ab", "pq", "pr"))
    assert left == []
    assert not [group for group in groups if {"a", "b"} <= set(group) or {"p", "q"} <= set(group)]
    assert planned("ab", "pqr", apart=("ab",)) == ([], [])


def test_people_who_keep_coming_meet_week_after_week_and_a_proposal_takes_no_half_second():
    seats = [f"s{number:02}" for number in range(32)]
    history: list[list[list[str]]] = []
    for _ in range(9):
        seats = [*seats[7:], *seats[:7]]  # they come in another order
        question = small_groups.Question("amara", 4, 0, list(seats), [], [])
        began = time.process_time()
        told = small_groups.propose(small_groups.Snapshot(question, history, [], {}, {}))
        assert time.process_time() - began < 0.5
        assert told.again == 0
        history.append([group.seats for group in told.groups])


def test_the_room_knows_who_sits_in_the_hall():
    table = Table()
    table.admit("amara", "wren", "tove", "okapi")
    table.must("amara", TapBoard([Tap("came", "wren")]))
    asked = small_groups.question_of(table.state, "amara", AskSmallGroups(3))
    assert (asked.hall, asked.seats) == (["wren"], ["wren", "tove", "okapi"])
