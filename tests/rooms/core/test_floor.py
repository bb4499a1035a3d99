"""The talking piece, the queue and the round."""

from itertools import pairwise

import pytest

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e

from .table import AGENDA, MINUTE, Table


@pytest.fixture
def table() -> Table:
    """Six people around the table, before the first part."""
    table = Table()
    table.admit("amara", "wren", "tove", "juniper", "okapi", "pell")
    return table


@pytest.fixture
def floor(table: Table) -> Table:
    """The same in the open floor."""
    table.begin_at("open_floor")
    return table


def test_a_hand_on_a_free_floor_is_offered_the_piece_at_once(floor: Table) -> None:
    assert floor.must("wren", c.RaiseHand()) == [e.HandRaised("wren", 0), e.PieceOffered("wren")]
    assert floor.must("wren", c.TakePiece()) == [e.FloorTaken("wren")]
    assert floor.ask("wren", c.TakePiece()) == "already"
    assert floor.ask("wren", c.RaiseHand()) == "has_floor"
    assert floor.ask("tove", c.TakePiece()) == "not_yours"


def test_whoever_spoke_least_comes_first_then_shortest_then_earliest(floor: Table) -> None:
    for name, seconds in (("wren", 60), ("tove", 20)):
        floor.must(name, c.TakePiece())
        floor.must(name, c.PassOn(), after=seconds * 1000)
    floor.must("juniper", c.TakePiece())
    for name in ("wren", "tove", "okapi", "amara"):
        floor.must(name, c.RaiseHand())
    assert floor.state.queue == ["okapi", "amara", "tove", "wren"]
    assert floor.view("wren")["queue"] == ["okapi", "amara", "tove", "wren"]
    assert floor.ask("wren", c.RaiseHand()) == "already"


def test_passing_leaves_no_open_trace(floor: Table) -> None:
    before = [a for a in floor.log if a.event.is_open]
    floor.must("wren", c.RaiseHand())
    floor.must("wren", c.PassOn())
    assert [a for a in floor.log if a.event.is_open] == before
    assert floor.state.people["wren"].turns == 0


def test_words_while_offered_take_the_piece(floor: Table) -> None:
    floor.must("wren", c.RaiseHand())
    assert floor.must("wren", c.Say("Mine now")) == [
        e.FloorTaken("wren"),
        e.Said(1, "wren", "Mine now", None, "", True),
    ]
    assert floor.must("tove", c.Say("Beside it")) == [e.Said(2, "tove", "Beside it", None, "", False)]


def test_lowering_a_hand_leaves_the_queue(floor: Table) -> None:
    floor.must("wren", c.TakePiece())
    floor.must("tove", c.RaiseHand())
    floor.must("tove", c.LowerHand())
    assert floor.ask("tove", c.LowerHand()) == "already"
    assert floor.must("wren", c.PassOn()) == [e.FloorEnded("wren"), e.PieceOnTable()]


def test_the_piece_lies_on_the_table_for_whoever_reaches_for_it_unless_somebody_waits(floor: Table) -> None:
    floor.must("wren", c.TakePiece())
    floor.must("tove", c.RaiseHand())
    floor.must("amara", c.TakeBackPiece())
    assert floor.ask("amara", c.TakeBackPiece()) == "already"
    assert floor.ask("juniper", c.TakePiece()) == "not_now", "tove waits"
    assert floor.must("tove", c.TakePiece()) == [e.FloorTaken("tove")]


def test_a_leader_sends_the_piece_on_its_way_from_the_table(floor: Table) -> None:
    floor.must("wren", c.TakePiece())
    floor.must("tove", c.RaiseHand())
    assert floor.ask("amara", c.PassOn()) == "not_yours", "it is wren's turn"
    floor.must("amara", c.TakeBackPiece())
    assert floor.ask("juniper", c.PassOn()) == "not_yours"
    assert floor.must("amara", c.PassOn()) == [e.PieceOffered("tove")]
    floor.must("tove", c.PassOn())
    assert floor.ask("amara", c.PassOn()) == "not_now", "nobody waits"


def test_a_leader_gives_the_piece_and_it_may_still_be_passed(floor: Table) -> None:
    floor.must("wren", c.TakePiece())
    assert floor.must("amara", c.GivePiece("okapi")) == [e.FloorEnded("wren"), e.PieceOffered("okapi")]
    assert floor.ask("amara", c.GivePiece("okapi")) == "already"
    assert floor.must("okapi", c.PassOn()) == [e.PieceOnTable()]
    assert floor.must("amara", c.GivePiece("amara")) == [e.FloorTaken("amara")]
    assert floor.ask("wren", c.GivePiece("wren")) == "not_leader"
    assert floor.ask("amara", c.GivePiece("linden")) == "not_here"
    assert floor.ask("amara", c.GivePiece("nobody")) == "unknown_seat"


@pytest.mark.parametrize("going", [c.Leave(), c.StepOut(), c.Disconnected("wren")])
@pytest.mark.parametrize("has_taken", [True, False])
def test_whoever_goes_while_it_is_their_turn_moves_the_piece_on(
    floor: Table, going: c.Command, has_taken: bool
) -> None:
    floor.must("wren", c.RaiseHand())
    if has_taken:
        floor.must("wren", c.TakePiece())
    floor.must("tove", c.RaiseHand())
    floor.must(None if isinstance(going, c.Disconnected) else "wren", going)
    assert (floor.state.holder, floor.state.offered) == (None, "tove")


def test_a_hand_stays_up_while_the_line_is_down_and_is_offered_when_it_is_back(floor: Table) -> None:
    floor.must("wren", c.TakePiece())
    floor.must("tove", c.RaiseHand())
    floor.must(None, c.Disconnected("tove"))
    assert floor.must("wren", c.PassOn()) == [e.FloorEnded("wren"), e.PieceOnTable()]
    assert floor.must(None, c.Connected("tove")) == [e.LineBack("tove"), e.PieceOffered("tove")]


def test_one_persons_turns_in_a_row_are_one_turn(floor: Table) -> None:
    for _ in range(3):
        floor.must("wren", c.TakePiece())
        floor.must("wren", c.PassOn(), after=10_000)
    assert (floor.state.people["wren"].turns, floor.state.people["wren"].floor_ms) == (1, 30_000)


def test_a_listener_may_raise_a_hand_and_take_what_is_offered_but_not_reach_for_the_piece(floor: Table) -> None:
    floor.must("wren", c.TakePart("listen"))
    assert floor.ask("wren", c.TakePiece()) == "listening"
    floor.must("wren", c.RaiseHand())
    assert floor.must("wren", c.Say("One thing"))[0] == e.FloorTaken("wren")


# --- rounds ---------------------------------------------------------------------------------------
def test_a_round_offers_the_piece_to_everybody_once_leaders_last(table: Table) -> None:
    table.must("okapi", c.TakePart("listen"))
    table.begin_at("round")
    offered = []
    while table.state.offered is not None:
        offered.append(table.state.offered)
        table.must(table.state.offered, c.PassOn())
    assert sorted(offered[:3]) == ["juniper", "tove", "wren"]
    assert sorted(offered[3:]) == ["amara", "pell"]


def test_the_order_of_a_round_is_the_same_for_the_same_meeting_and_nobody_is_first_twice_running() -> None:
    agenda = [c.Segment("round", f"Round {n}", 5) for n in range(12)]
    orders = []
    for _ in range(2):
        table = Table(agenda=agenda)
        table.admit("amara", "wren", "tove", "juniper")
        table.must("amara", c.Begin())
        for _part in agenda[1:]:
            table.must("amara", c.NextPart())
        orders.append([a.event.order for a in table.log if isinstance(a.event, e.RoundStarted)])
    assert orders[0] == orders[1]
    firsts = [order[0] for order in orders[0]]
    assert all(one != other for one, other in pairwise(firsts))
    assert len({tuple(order) for order in orders[0]}) > 3, "orders are shuffled"


def test_come_back_to_me_is_offered_once_more_at_the_end(table: Table) -> None:
    table.begin_at("round")
    first = table.state.offered
    assert first is not None
    assert table.must(first, c.ComeBack())[0] == e.ComesBackLater(first)
    for _ in range(5):
        assert table.state.offered not in (None, first)
        table.must(table.state.offered, c.PassOn())
        if table.state.offered == first:
            break
    assert table.state.offered == first
    assert table.ask(first, c.ComeBack()) == "already"
    assert table.must(first, c.PassOn()) == [e.PieceOnTable()]


def test_the_last_one_in_a_round_cannot_put_off_what_nobody_else_waits_for(table: Table) -> None:
    table.begin_at("round")
    for _ in range(5):
        table.must(table.state.offered, c.PassOn())
    assert table.ask(table.state.offered, c.ComeBack()) == "not_now"


def test_come_back_belongs_to_rounds(floor: Table) -> None:
    floor.must("wren", c.RaiseHand())
    assert floor.ask("wren", c.ComeBack()) == "not_now"
    assert floor.ask("tove", c.ComeBack()) == "not_yours"


def test_in_a_round_words_wait_for_their_turn_except_the_leaders(table: Table) -> None:
    table.begin_at("round")
    other = next(name for name in ("wren", "tove") if name != table.state.offered)
    assert table.ask(other, c.Say("Me too")) == "not_now"
    assert table.must("amara", c.Say("Take your time"))[-1].turn is False  # type: ignore[attr-defined]
    assert table.must(table.state.offered, c.Say("Well"))[-1].turn is True  # type: ignore[attr-defined]


def test_a_dropped_line_does_not_cost_the_turn_in_a_round(table: Table) -> None:
    table.begin_at("round")
    first = table.state.offered
    assert first is not None
    told = table.must(None, c.Disconnected(first))
    assert told[:2] == [e.LineDropped(first), e.ComesBackLater(first)]
    table.must(None, c.Connected(first))
    seen = []
    while table.state.offered is not None:
        seen.append(table.state.offered)
        table.must(table.state.offered, c.PassOn())
    assert seen[-1] == first


def test_hands_raised_in_a_round_come_after_it(table: Table) -> None:
    table.must("okapi", c.TakePart("listen"))
    table.begin_at("round")
    table.must("okapi", c.RaiseHand())
    seen = []
    while table.state.offered is not None:
        seen.append(table.state.offered)
        table.must(table.state.offered, c.PassOn())
    assert seen[-1] == "okapi"


def test_a_listener_who_joins_in_again_is_offered_the_piece_when_the_round_waits_for_nobody_else(table: Table) -> None:
    table.begin_at("round")
    skipped = [name for name in table.state.coming or [] if name not in ("amara", "pell")][-1]
    table.must(skipped, c.TakePart("listen"))
    while table.state.offered is not None:
        table.must(table.state.offered, c.PassOn())
    assert table.state.coming == [skipped]
    assert table.must(skipped, c.TakePart("speak"))[-1] == e.PieceOffered(skipped)


# --- parts without floor ----------------------------------------------------------------------------
def test_in_readings_leaders_speak_and_members_wait(table: Table) -> None:
    table.must("amara", c.Begin())
    assert table.state.kind == "opening_words"
    assert table.ask("wren", c.Say("hello")) == "not_now"
    assert table.ask("wren", c.TakePiece()) == "not_now"
    table.must("amara", c.Say("We come as we are."))
    table.must("amara", c.GivePiece("wren"))
    assert table.must("wren", c.Say("We come as we are."))[0] == e.FloorTaken("wren")
    assert table.must("wren", c.PassOn())[-1] == e.PieceOnTable()


def test_a_hand_raised_before_the_open_floor_is_offered_when_it_starts(table: Table) -> None:
    table.begin_at("mood_check_in")
    while table.state.offered is not None:
        table.must(table.state.offered, c.PassOn())
    table.must("amara", c.TakePiece())
    table.must("tove", c.RaiseHand())
    assert table.must("amara", c.NextPart())[-1] == e.PieceOffered("tove")


def test_a_new_part_ends_the_turn_and_puts_the_piece_back(floor: Table) -> None:
    floor.must("wren", c.TakePiece())
    told = floor.must("amara", c.NextPart(), after=5_000)
    assert told[0] == e.FloorEnded("wren")
    assert isinstance(told[1], e.SegmentStarted)
    assert floor.state.people["wren"].floor_ms == 5_000


def test_before_the_meeting_begins_people_talk_and_no_piece_goes_round(table: Table) -> None:
    assert table.must("wren", c.Say("hello"))[0].turn is False  # type: ignore[attr-defined]
    assert table.ask("wren", c.TakePiece()) == "not_now"
    assert table.must("wren", c.RaiseHand()) == [e.HandRaised("wren", 0)]


def test_floor_times_are_seen_by_oneself_and_the_leaders_alone(floor: Table) -> None:
    floor.must("wren", c.TakePiece())
    floor.must("wren", c.PassOn(), after=42_000)
    assert floor.view("wren")["me"]["floor"] == {"turns": 1, "ms": 42_000}
    assert floor.view("amara")["leaders"]["floor"] == {"wren": {"turns": 1, "ms": 42_000}}
    assert "42000" not in str(floor.view("tove"))


def test_extra_minutes_count_from_the_end_or_from_now_when_it_is_past(floor: Table) -> None:
    ends = floor.state.part_ends_ms
    assert floor.must("amara", c.Extend(2)) == [e.TimeExtended(ends + 2 * MINUTE)]
    floor.must("amara", c.Say("time"), after=40 * MINUTE)
    assert floor.must("amara", c.Extend(2)) == [e.TimeExtended(floor.now + 2 * MINUTE)]


def test_the_agenda_of_these_tests_has_every_manner_of_part() -> None:
    assert {part.kind for part in AGENDA} >= {"opening_words", "open_floor", "round", "check_out"}
