"""Whatever people do in whatever order while small groups are open, what holds in a room holds, and more."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e

from .table import Table
from .test_state_machine import LEADERS, Meeting, anybody, everybody, waits

SEATED = ["wren", "tove", "okapi", "juniper", "linden"]
around_groups = st.sampled_from(
    [
        c.HandOnGroup("wren"), c.HandOnGroup("tove"), c.ExtendSmallGroups(2), c.ExtendSmallGroups(2), c.BringBack(30),
        c.VisitGroup(1), c.VisitGroup(2), c.VisitGroup(2), c.EndVisit(), c.TellGroups("Halfway."),
    ]
)  # fmt: skip


acts = st.sampled_from(["raise_hand", "raise_hand", "lower_hand", "take_piece", "take_piece", "pass_on"])


class MeetingInGroups(Meeting):
    """The same people, who sit in small groups from the start."""

    def __init__(self) -> None:
        super().__init__()
        self.group_words: dict[tuple[str, int], str] = {}
        self.apart_since = 0

    @initialize(listening=st.booleans(), part=st.sampled_from(["open_floor", "mood_check_in"]))
    def the_room_fills(self, listening: bool, part: str | None) -> None:
        super().the_room_fills(listening, part)
        self.table.admit("linden", "pell")
        pairs = [c.SeatedGroup(SEATED[:2]), c.SeatedGroup(SEATED[2:], "linden")]
        self.table.must("amara", c.OpenSmallGroups(pairs, 5, "What helps?"))

    def in_group(self, stream: str) -> set[str]:
        """Who is in a small group by the log alone, without asking the state."""
        inside: dict[str, int] = {}
        visits: dict[str, int] = {}
        round_ = 0
        for event in (addressed.event for addressed in self.table.log):
            if isinstance(event, e.SmallGroupsOpened):
                inside = {name: number for number, group in enumerate(event.groups, 1) for name in group}
                visits, round_ = {}, event.round
            elif isinstance(event, e.SmallGroupMoved):
                inside[event.seat] = event.to
            elif isinstance(event, e.VisitBegan):
                visits[event.seat] = event.number
            elif isinstance(event, e.VisitEnded):
                visits.pop(event.seat, None)
            elif isinstance(event, e.SmallGroupsClosed):
                inside, visits = {}, {}
        return {
            name for name, number in {**inside, **visits}.items() if number and stream == f"group:{round_}-{number}"
        }

    @rule(data=st.data(), size=st.sampled_from([2, 2, 3]), wait=waits)
    def small_groups_open(self, data: st.DataObject, size: int, wait: int) -> None:
        people = data.draw(st.permutations(sorted(self.in_the_room() - set(LEADERS))))
        groups = [c.SeatedGroup(people[at : at + size]) for at in range(0, len(people), size)] or [c.SeatedGroup([])]
        if len(groups) > 1 and len(groups[-1].seats) == 1:
            groups[-2:] = [c.SeatedGroup([*groups[-2].seats, *groups[-1].seats])]
        command = c.OpenSmallGroups(groups, data.draw(st.sampled_from([1, 5])), "What helps?")
        self.ask(self.somebody_who_may(data, command), command, wait)

    @rule(who=anybody, groups=st.lists(st.lists(anybody, max_size=3), min_size=1, max_size=3))
    def anybody_tries_to_open(self, who: str, groups: list[list[str]]) -> None:
        self.ask(who, c.OpenSmallGroups([c.SeatedGroup(group) for group in groups], 5))

    @rule(data=st.data(), moves=st.dictionaries(anybody, st.integers(0, 4), min_size=1, max_size=3))
    def people_move(self, data: st.DataObject, moves: dict[str, int]) -> None:
        self.ask(self.somebody_who_may(data, c.MoveToGroups(moves)), c.MoveToGroups(moves))

    @rule(commands=st.lists(around_groups, min_size=2, max_size=5), data=st.data())
    def around_the_groups(self, commands: list[Any], data: st.DataObject) -> None:
        for command in commands:
            self.ask(self.somebody_who_may(data, command), command)

    @rule(who=anybody, command=around_groups, wait=waits)
    def anybody_tries_around_the_groups(self, who: str, command: Any, wait: int) -> None:
        self.ask(who, command, wait)

    @rule(data=st.data(), who=anybody, apt=st.booleans())
    def says_in_a_group(self, data: st.DataObject, who: str, apt: bool) -> None:
        small = self.table.state.small
        streams = [group.stream for group in small.groups.values()] if small else []
        stream = data.draw(st.sampled_from([*streams, "group:1-1", "group:9-9"]))
        word = self.canary(self.in_group(stream))
        command = c.SayInGroup(stream, word, note=word, heavy=apt)
        told = self.ask(self.somebody_who_may(data, command) if apt else who, command)
        if isinstance(told, list):
            assert isinstance(told[-1], e.GroupSaid)
            self.group_words[stream, told[-1].id] = word

    @rule(data=st.data(), acts=st.lists(acts, min_size=3, max_size=7))
    def the_piece_of_a_group(self, data: st.DataObject, acts: list[Any]) -> None:
        small = self.table.state.small
        stream = data.draw(
            st.sampled_from([group.stream for group in small.groups.values()] if small else ["group:1-1"])
        )
        for act in acts:
            self.ask(self.somebody_who_may(data, c.GroupFloor(stream, act)), c.GroupFloor(stream, act))

    @rule(data=st.data())
    @precondition(lambda self: self.group_words)
    def takes_back_in_a_group(self, data: st.DataObject) -> None:
        stream, number = data.draw(st.sampled_from(sorted(self.group_words)))
        command = c.TakeBackInGroup(stream, number)
        if isinstance(self.ask(self.somebody_who_may(data, command), command), list):
            self.taken_back.add(self.group_words[stream, number])

    @rule(data=st.data(), who=anybody, size=st.sampled_from([2, 3]))
    def the_house_proposes(self, data: st.DataObject, who: str, size: int) -> None:
        asked = c.AskSmallGroups(size)
        if isinstance(self.ask(self.somebody_who_may(data, asked), asked), list):
            people = c.SeatedGroup(sorted(self.in_the_room() - set(LEADERS)))
            word = self.canary(set())
            self.ask(None, c.ProposeSmallGroups(who, size, [people], 0, word))
            self.ask(self.somebody_who_may(data, c.CheckPlaces([people])), c.CheckPlaces([people]))

    @rule(pairs=st.lists(st.tuples(everybody, everybody).filter(lambda pair: pair[0] != pair[1]), max_size=2))
    def somebody_is_kept_apart(self, pairs: list[tuple[str, str]]) -> None:
        self.ask(None, c.KeepApart(pairs))
        self.apart_since = len(self.table.log)

    @invariant()
    def nobody_is_in_two_small_groups_or_alone_in_one(self) -> None:
        small = self.table.state.small
        for group in small.groups.values() if small else ():
            assert len(group.members) != 1, "alone"
            assert set(group.since) == {*group.members, *group.visitors}
            assert {*group.members, *group.visitors} == self.in_group(group.stream)
            assert set(group.visitors) <= self.table.state.leading
            assert set(group.members) <= self.in_the_room()
            assert group.lead in group.members if group.members else group.lead is None
            assert {group.holder, group.offered, *group.queue} <= {*group.members, None}
            assert group.holder is None or group.holder not in (group.offered, *group.queue)
        seated = [name for group in (small.groups.values() if small else ()) for name in group.members]
        assert len(seated) == len(set(seated))

    @invariant()
    def nobody_who_is_kept_apart_is_brought_together(self) -> None:
        # What stood when it became known stays until somebody is moved; nothing new brings them together.
        small = self.table.state.small
        for addressed in self.table.log[self.apart_since :]:
            event = addressed.event
            for one, other in self.table.state.apart:
                if isinstance(event, e.SmallGroupsOpened):
                    assert not any(one in group and other in group for group in event.groups)
                elif isinstance(event, e.SmallGroupMoved) and event.to and event.seat in (one, other) and small:
                    there = [group.members for group in small.groups.values() if one in group.members]
                    assert not there or other not in there[0]


MeetingInGroups.TestCase.settings = settings(
    max_examples=60, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
test_whatever_people_do_in_small_groups = MeetingInGroups.TestCase


def test_a_part_in_twos_ends_in_a_round_with_everybody() -> None:
    agenda = [c.Segment("opening_words", "Opening words", 2), c.Segment("pairs", "In twos", 10, "What helps you?")]
    table = Table(agenda=agenda)
    table.admit("amara", "wren", "tove", "okapi", "juniper", "linden")
    table.begin_at("pairs")
    assert table.ask("wren", c.TakePiece()) == "not_now"
    twos = [c.SeatedGroup(["wren", "tove"]), c.SeatedGroup(["okapi", "juniper", "linden"])]
    table.must("amara", c.OpenSmallGroups(twos, 5))
    assert table.ask("amara", c.NextPart()) == "in_small_groups"
    table.must("amara", c.BringBack(10))
    assert table.ask(None, c.Tick(), after=9_000) == []
    told = table.must(None, c.Tick(), after=1_000)
    kinds = [type(event) for event in told]
    assert kinds == [e.SmallGroupsClosed, e.RoundStarted, e.PieceOffered]
    assert table.state.kind == "round"
    assert set(told[1].order) == {"amara", "wren", "tove", "okapi", "juniper", "linden"}  # type: ignore[attr-defined]
    assert table.view("wren")["meeting"]["kind"] == "round"


def test_who_waits_alone_for_a_lost_line_comes_back_to_everybody() -> None:
    table = Table()
    table.admit("amara", "wren", "tove", "okapi", "juniper", "linden")
    table.begin_at("open_floor")
    table.must("amara", c.OpenSmallGroups([c.SeatedGroup(["wren", "tove"]), c.SeatedGroup(["okapi", "juniper"])], 30))
    table.disconnect("tove")
    assert table.ask(None, c.Tick(), after=50_000) == []
    told = table.must(None, c.Tick(), after=10_000)
    assert {(event.seat, event.to) for event in told if isinstance(event, e.SmallGroupMoved)} == {
        ("wren", 0), ("tove", 0),
    }  # fmt: skip
    # Whoever goes leaves nobody behind.
    table.must("okapi", c.Leave())
    assert table.view("juniper")["small"]["mine"] is None


def test_a_group_that_begins_while_somebody_is_offered_the_piece_gives_it_back_afterwards() -> None:
    table = Table()
    table.admit("amara", "wren", "tove")
    table.begin_at("mood_check_in")
    offered = table.state.offered
    table.must("amara", c.OpenSmallGroups([c.SeatedGroup(["wren", "tove"])], 5))
    assert table.state.offered is None
    table.must("amara", c.BringBack(10))
    table.must(None, c.Tick(), after=11_000)
    assert table.state.offered == offered


def test_people_are_placed_again_after_every_group_was_dissolved_and_led_by_whom_the_leader_chose() -> None:
    table = Table()
    table.admit("amara", "wren", "tove", "okapi", "juniper")
    table.begin_at("open_floor")
    table.must("amara", c.OpenSmallGroups([c.SeatedGroup(["wren", "tove"]), c.SeatedGroup(["okapi", "juniper"])], 30))
    table.must("amara", c.MoveToGroups(dict.fromkeys(("wren", "tove", "okapi", "juniper"), 0)))
    assert table.view("amara")["small"]["groups"] == []
    table.must("amara", c.MoveToGroups({"wren": 1, "okapi": 1, "tove": 2, "juniper": 2}))
    table.must("amara", c.HandOnGroup("okapi"))
    assert [(group["members"], group["lead"]) for group in table.view("wren")["small"]["groups"]] == [
        (["wren", "okapi"], "okapi"), (["tove", "juniper"], "tove"),
    ]  # fmt: skip
    assert table.view("okapi")["small"]["mine"]["words"] == []
