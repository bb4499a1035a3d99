"""Ways to share the floor: what each starts with, who is next, what waits."""

from itertools import pairwise
from typing import get_args

import pytest

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core import ways

from .table import Table

PEOPLE = ("amara", "wren", "tove", "juniper", "okapi")


def at_a(kind: str, minutes: int = 10, **more: object) -> Table:
    """Five people in a part of this kind, the only one between two readings."""
    part = c.Segment(kind, "The part", minutes, **more)  # type: ignore[arg-type]
    table = Table(agenda=[c.Segment("opening_words", "Opening", 2), part, c.Segment("closing_words", "Closing", 2)])
    table.admit(*PEOPLE)
    table.begin_at(kind)
    return table


def test_every_kind_of_part_has_its_way() -> None:
    assert set(ways.WAYS) == set(get_args(c.SegmentKind))
    assert ways.of_kind("a kind of another time") is ways.NO_FLOOR


# --- equal timed slots --------------------------------------------------------------------------------
def test_the_minutes_of_the_part_are_shared_out_among_those_who_are_there() -> None:
    table = at_a("timed_round", 10)
    started = [a.event for a in table.log if isinstance(a.event, e.RoundStarted)]
    assert sorted(started[0].order) == sorted(PEOPLE)
    assert started[0].order[-1] == "amara", "leaders last"
    assert started[0].seconds == table.state.slot_seconds == 120
    assert {table.view(name)["round"]["seconds"] for name in PEOPLE} == {120}


def test_a_time_that_the_part_names_comes_first() -> None:
    assert at_a("timed_round", 10, turn_seconds=90).state.slot_seconds == 90


def test_nobody_s_slot_grows_when_somebody_stops_early_passes_or_goes() -> None:
    table = at_a("timed_round", 10)
    first = str(table.state.offered)
    table.must(first, c.TakePiece())
    table.must(first, c.PassOn(), after=5_000)
    second = str(table.state.offered)
    table.must(second, c.PassOn())
    table.must(str(table.state.offered), c.Leave())
    assert table.view("amara")["round"]["seconds"] == 120


def test_whoever_speaks_longer_than_the_slot_is_not_cut_off() -> None:
    table = at_a("timed_round", 10)
    first = str(table.state.offered)
    table.must(first, c.TakePiece())
    table.ask(None, c.Tick(), after=600_000)
    assert table.state.holder == first
    assert table.must(first, c.Say("One thing more"))[-1].turn is True  # type: ignore[attr-defined]


def test_in_equal_slots_one_can_pass_for_now_and_come_back() -> None:
    table = at_a("timed_round", 10)
    first = str(table.state.offered)
    table.must(first, c.ComeBack())
    seen = []
    while table.state.offered is not None:
        seen.append(table.state.offered)
        table.must(table.state.offered, c.PassOn())
    assert seen[-1] == first and len(seen) == len(PEOPLE)


def test_in_equal_slots_words_beside_the_turn_wait() -> None:
    table = at_a("timed_round", 10)
    other = next(name for name in ("wren", "tove") if name != table.state.offered)
    assert table.ask(other, c.Say("Me too")) == "not_now"


def test_when_everybody_only_listens_there_is_nothing_to_share_out() -> None:
    part = c.Segment("timed_round", "The part", 10)
    table = Table(agenda=[c.Segment("opening_words", "Opening", 2), part])
    table.admit("amara", "wren", way="listen")
    table.begin_at("timed_round")
    assert (table.state.coming, table.state.slot_seconds, table.state.offered) == ([], 0, None)


def test_the_next_part_has_no_slot_any_more() -> None:
    table = at_a("timed_round", 10)
    table.must("amara", c.NextPart())
    assert table.state.slot_seconds == 0
    assert table.view("wren")["round"] is None


@pytest.mark.parametrize("kinds", [["round", "timed_round", "round"], ["timed_round", "mood_check_in", "timed_round"]])
def test_nobody_is_first_twice_running_whichever_way_the_rounds_go(kinds: list[str]) -> None:
    table = Table(agenda=[c.Segment(kind, "Part", 5) for kind in kinds])  # type: ignore[arg-type]
    table.admit("amara", "wren", "tove")
    table.must("amara", c.Begin())
    firsts = [table.state.offered]
    for _ in kinds[1:]:
        table.must("amara", c.NextPart())
        firsts.append(table.state.offered)
    assert all(one != other for one, other in pairwise(firsts))


def test_whoever_was_really_first_is_not_first_again_also_where_the_order_began_with_somebody_who_was_out() -> None:
    for away in ("wren", "tove", "juniper"):
        table = Table(agenda=[c.Segment("round", "Part", 5) for _ in range(6)])
        table.admit("amara", "wren", "tove", "juniper")
        table.must(away, c.StepOut())
        table.must("amara", c.Begin())
        firsts = [table.state.offered]
        for _ in range(5):
            table.must("amara", c.NextPart())
            firsts.append(table.state.offered)
        assert away not in firsts
        assert all(one != other for one, other in pairwise(firsts)), firsts


# --- whoever comes in while a round goes on -------------------------------------------------------------
def offered_one_after_another(table: Table) -> list[str]:
    """Everybody passes until the piece lies on the table."""
    seen = []
    while table.state.offered is not None:
        seen.append(table.state.offered)
        table.must(table.state.offered, c.PassOn())
    return seen


def test_whoever_comes_in_while_a_round_goes_on_is_asked_at_its_end() -> None:
    table = at_a("round")
    table.admit("linden")
    assert table.view("wren")["round"]["coming"][-1] == "linden"
    assert offered_one_after_another(table)[-1] == "linden"


def test_whoever_comes_in_to_listen_is_asked_when_they_would_like_to_speak_after_all() -> None:
    table = at_a("round")
    table.admit("linden", way="listen")
    assert "linden" not in (table.state.coming or [])
    assert table.must("linden", c.TakePart("speak"))[-1] == e.AddedToRound("linden")
    assert offered_one_after_another(table).count("linden") == 1


def test_whoever_had_a_turn_and_comes_back_in_is_not_asked_twice() -> None:
    table = at_a("round")
    first = str(table.state.offered)
    table.must(first, c.PassOn())
    table.must(first, c.Leave())
    table.admit(first)
    assert first not in (table.state.coming or [])
    second = str(table.state.coming and table.state.coming[0])
    table.must(second, c.Leave())
    table.admit(second)
    assert offered_one_after_another(table).count(second) == 1


def test_after_the_last_turn_of_a_round_whoever_comes_in_is_offered_the_piece_at_once() -> None:
    table = at_a("round")
    offered_one_after_another(table)
    table.admit("linden")
    assert table.state.offered == "linden"


def test_where_there_is_no_round_nobody_is_added_to_one() -> None:
    table = at_a("open_floor")
    table.admit("linden")
    assert not [a for a in table.log if isinstance(a.event, e.AddedToRound)]


# --- come back to me ---------------------------------------------------------------------------------------
def test_the_page_of_whoever_asked_to_come_back_or_lost_the_line_knows_that_this_is_used() -> None:
    table = at_a("round")
    first = str(table.state.offered)
    table.must(first, c.ComeBack())
    second = str(table.state.offered)
    table.disconnect(second)
    table.connect(second)
    for name in PEOPLE:
        assert table.view(name)["round"]["came_back"] is (name in (first, second)), name
    table.must("amara", c.NextPart())
    assert table.view(first)["round"] is None


# --- a round inside a part -----------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["round", "timed_round", "listening_round"])
@pytest.mark.parametrize("part", ["open_floor", "agreement", "check_out", "celebration"])
def test_a_round_opened_inside_a_part_asks_everybody_and_gives_the_part_back(kind: c.OpenedKind, part: str) -> None:
    table = at_a(part)
    assert table.ask("wren", c.OpenWay(kind)) == "not_leader"
    table.must("amara", c.OpenWay(kind, "What stays with you?"))
    assert table.state.kind == kind
    for name in PEOPLE:
        assert table.view(name)["inner"] == {"kind": kind, "prompt": "What stays with you?"}
    assert table.ask("amara", c.OpenWay("round")) == "already"
    other = next(name for name in ("wren", "tove") if name != table.state.offered)
    assert table.ask(other, c.Say("Beside it")) == "not_now", "one voice, as in every round"
    seen = offered_one_after_another(table)
    assert sorted(seen) == sorted(PEOPLE) and seen[-1] == "amara"
    assert (table.state.kind, table.state.inner, table.state.coming) == (part, None, None)
    assert table.view("tove")["inner"] is None and table.view("tove")["meeting"]["kind"] == part
    assert table.state.index == 1, "the agenda stays where it was"


def test_whoever_has_the_floor_keeps_it_and_the_round_goes_on_from_there() -> None:
    table = at_a("open_floor")
    table.must("wren", c.TakePiece())
    table.must("tove", c.RaiseHand())
    table.must("amara", c.OpenWay("round"))
    assert table.state.holder == "wren"
    table.must("wren", c.PassOn())
    assert "wren" not in [*(table.state.coming or []), table.state.offered]
    assert "tove" in (*(table.state.coming or []), table.state.offered)
    seen = offered_one_after_another(table)
    assert sorted(seen) == sorted(set(PEOPLE) - {"wren"}), "and nobody twice"
    assert table.state.kind == "open_floor"


def test_a_hand_that_went_up_meanwhile_is_offered_the_piece_when_the_round_is_over() -> None:
    table = at_a("open_floor")
    table.must("amara", c.OpenWay("round"))
    first = str(table.state.offered)
    table.must(first, c.PassOn())
    table.must(first, c.RaiseHand())
    seen = offered_one_after_another(table)
    assert seen[-1] == first and table.state.kind == "open_floor"


def test_the_last_of_a_round_inside_a_part_can_leave_or_be_heavy_and_the_part_goes_on() -> None:
    for end in (c.Leave(), c.StepOut(), None):
        table = at_a("open_floor")
        table.must("amara", c.OpenWay("round"))
        while table.state.coming:
            table.must(str(table.state.offered), c.PassOn())
        assert table.state.offered == "amara"
        table.admit("pell")
        table.must("amara", c.PassOn())
        last = str(table.state.offered)
        assert last == "pell", "who came in meanwhile is asked as well"
        if end is not None:
            table.must(last, end)
        else:
            for command in (c.TakePiece(), c.MarkHeavy(), c.PassOn()):
                table.must(last, command)
            assert table.state.inner is not None, "a breath first"
            assert table.must(last, c.EndAftercare())[-1] == e.WayEnded("open_floor")
        assert (table.state.kind, table.state.inner) == ("open_floor", None)


def test_a_round_inside_a_part_ends_when_a_leader_says_so_and_whoever_has_the_piece_keeps_it() -> None:
    table = at_a("open_floor")
    assert table.ask("amara", c.EndWay()) == "already"
    table.must("amara", c.OpenWay("round"))
    first = str(table.state.offered)
    table.must(first, c.TakePiece())
    assert table.ask(first, c.EndWay()) == "not_leader"
    table.must("amara", c.EndWay())
    assert (table.state.kind, table.state.holder, table.state.coming) == ("open_floor", first, None)
    table.must("amara", c.OpenWay("round"))
    table.must("amara", c.NextPart())
    assert (table.state.inner, table.state.kind) == (None, "closing_words")


def test_no_round_is_opened_inside_a_round_that_goes_on_nor_while_it_is_quiet() -> None:
    table = at_a("round")
    assert table.ask("amara", c.OpenWay("round")) == "not_now"
    offered_one_after_another(table)
    table.must("amara", c.OpenWay("round"))
    assert offered_one_after_another(table), "once round and over, it can go round again"
    assert table.state.kind == "round"
    table.must("amara", c.AskToWrite("What helps?"))
    assert table.ask("amara", c.OpenWay("round")) == "not_now"


def test_equal_slots_opened_late_share_what_is_left_of_the_part() -> None:
    table = at_a("open_floor", 10, turn_seconds=180)
    table.ask("amara", c.OpenWay("timed_round"), after=5 * 60_000 - 1000)
    assert table.state.slot_seconds == 60
    table = at_a("open_floor", 60, turn_seconds=180)
    table.must("amara", c.OpenWay("timed_round"))
    assert table.state.slot_seconds == 180, "never more than a turn has here anyway"


def test_small_groups_in_the_middle_of_a_round_inside_a_part_bring_it_back() -> None:
    table = at_a("open_floor")
    table.must("amara", c.OpenWay("round"))
    lay = table.state.offered
    groups = [c.SeatedGroup(["wren", "tove"]), c.SeatedGroup(["juniper", "okapi"])]
    table.must("amara", c.OpenSmallGroups(groups, 5))
    assert table.ask("amara", c.OpenWay("round")) == "in_small_groups"
    table.must("amara", c.BringBack(10))
    table.ask(None, c.Tick(), after=11_000)
    assert (table.state.kind, table.state.offered) == ("round", lay)
    offered_one_after_another(table)
    assert table.state.kind == "open_floor"


def test_somebody_who_did_not_say_back_still_has_their_own_turn_when_nobody_else_is_left() -> None:
    table = Table(agenda=[c.Segment("open_floor", "The part", 20)])
    table.admit("amara", "wren")
    table.must("amara", c.Begin())
    table.must("amara", c.OpenWay("listening_round"))
    assert table.state.offered == "wren"
    table.must("wren", c.TakePiece())
    table.must("wren", c.PassOn())
    assert table.view("wren")["echo"]["listener"] == "amara"
    table.must("amara", c.PassOn())
    view = table.view("wren")
    assert (view["floor"]["offered"], view["echo"], view["meeting"]["kind"]) == ("amara", None, "listening_round")
    table.must("amara", c.PassOn())
    assert table.state.kind == "open_floor"


# --- a text the group brings ---------------------------------------------------------------------------------
def test_in_a_reading_the_piece_lies_before_the_reader_and_nobody_is_asked_for_hands() -> None:
    part = c.Segment("reading", "Reading", 5)
    table = Table(agenda=[c.Segment("opening_words", "Opening", 2), part, c.Segment("closing_words", "Closing", 2)])
    table.admit(*PEOPLE)
    table.must("tove", c.TakeRole("reader"))
    table.begin_at("reading")
    assert table.state.offered == "tove"
    table.must("wren", c.RaiseHand())
    table.must("tove", c.TakePiece())
    table.must("tove", c.Say("A page we chose."))
    table.must("tove", c.PassOn())
    floor = table.view("wren")["floor"]
    assert (floor["holder"], floor["offered"]) == (None, None)
    assert table.ask("wren", c.TakePiece()) == "not_now"


def test_a_reading_without_a_reader_leaves_the_piece_on_the_table_for_whoever_leads() -> None:
    table = at_a("reading")
    assert table.state.offered is None
    table.must("amara", c.TakePiece())
