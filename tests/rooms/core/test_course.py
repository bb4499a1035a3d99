"""The course of a meeting, and what happens when a leader is lost."""

import pytest

from openchair.rooms import core
from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e

from .table import EVENING, MINUTE, Table, seat


@pytest.fixture
def table() -> Table:
    """Two leaders and three members, in the open floor."""
    table = Table()
    table.admit("amara", "pell", "wren", "tove", "juniper")
    table.begin_at("open_floor")
    return table


@pytest.fixture
def alone() -> Table:
    """One leader and three members, in the open floor."""
    table = Table()
    table.admit("amara", "wren", "tove", "juniper")
    table.begin_at("open_floor")
    return table


def names(told: list[e.Event]) -> list[str]:
    """The kinds of facts, in order."""
    return [type(event).__name__ for event in told]


@pytest.mark.parametrize(
    "command",
    [c.Begin(), c.NextPart(), c.Extend(), c.Pause(), c.Resume(), c.TakeOver(), c.Close(), c.Remove("tove", "x"),
     c.Admit("okapi"), c.GivePiece("wren"), c.TakeBackPiece()],
)  # fmt: skip
def test_members_do_not_lead(table: Table, command: c.Command) -> None:
    assert table.ask("wren", command) == "not_leader"
    table.must("pell", c.Leave())
    assert table.ask("pell", command) == "not_here", "nor does a leader who is not in the room"


def test_parts_follow_each_other_and_two_who_press_at_once_skip_nothing(table: Table) -> None:
    index = table.state.index
    table.must("amara", c.NextPart(after=index))
    assert table.ask("pell", c.NextPart(after=index)) == "already"
    while table.state.index + 1 < len(table.state.segments):
        table.must("amara", c.NextPart())
    assert table.ask("amara", c.NextPart()) == "not_now"
    assert table.ask("amara", c.Begin()) == "already"


def test_nothing_runs_before_begin(table: Table) -> None:
    fresh = Table()
    fresh.admit("amara")
    for command in (c.NextPart(), c.Extend(), c.Pause(), c.Resume(), c.TakeBackPiece(), c.PassOn()):
        assert fresh.ask("amara", command) == "not_now"
    bare = Table(agenda=[])
    bare.admit("amara")
    assert bare.ask("amara", c.Begin()) == "not_now"


def test_a_pause_rests_the_floor_and_gives_the_time_and_the_turn_back(table: Table) -> None:
    table.must("wren", c.TakePiece())
    ends = table.state.part_ends_ms
    assert table.must("amara", c.Pause(), after=5_000) == [e.Paused("leader"), e.FloorEnded("wren")]
    assert table.ask("amara", c.Pause()) == "already"
    assert table.ask("wren", c.Say("x")) == "paused"
    assert table.ask("wren", c.TakePiece()) == "paused"
    table.must("amara", c.Say("A minute to breathe"))
    told = table.must("amara", c.Resume(), after=MINUTE)
    assert names(told) == ["Resumed", "PieceOffered"]
    assert told[1] == e.PieceOffered("wren")
    assert table.state.part_ends_ms == ends + (
        table.now - next(a.at_ms for a in table.log if isinstance(a.event, e.Paused))
    )
    assert table.ask("amara", c.Resume()) == "already"
    table.must("wren", c.TakePiece())
    assert table.state.people["wren"].turns == 1, "an interrupted turn is one turn"


def test_when_the_interrupted_speaker_is_gone_the_next_one_is_offered_the_piece(table: Table) -> None:
    table.must("wren", c.TakePiece())
    table.must("tove", c.RaiseHand())
    table.must("amara", c.Pause())
    table.must("wren", c.Leave())
    assert table.must("amara", c.Resume())[-1] == e.PieceOffered("tove")


def test_removing_shows_the_room_that_somebody_left_and_no_reason(table: Table) -> None:
    table.must("wren", c.TakePiece())
    told = table.must("amara", c.Remove("wren", reason="Canary reason"))
    assert names(told) == ["FloorEnded", "Left", "PieceOnTable", "AskedToLeave", "AskedToLeave"]
    assert table.view("wren")["me"]["asked_to_leave"] == {"by": "amara", "reason": "Canary reason"}
    assert "Canary" in str(table.view("pell"))
    assert "Canary" not in str(table.view("tove"))
    assert table.ask("wren", c.ComeToDoor()) == "not_here"
    assert table.ask("amara", c.Remove("wren", reason="x")) == "already"
    assert table.ask("amara", c.Remove("pell", reason="x")) == "not_yours", "leaders are equals"
    assert table.ask("amara", c.Remove("okapi", reason="x")) == "not_here"
    assert table.ask("amara", c.Remove("nobody", reason="x")) == "unknown_seat"


def test_somebody_at_the_door_can_be_asked_to_leave_too(table: Table) -> None:
    table.connect("okapi")
    table.must("okapi", c.ComeToDoor())
    assert names(table.must("amara", c.Remove("okapi", reason="x")))[0] == "LeftDoor"
    assert [s["seat"] for s in table.view("okapi")["seats"]] == ["okapi"]


def test_closing_ends_floor_and_attendance_and_keeps_the_closing_page_open_for_a_while(table: Table) -> None:
    table.must("wren", c.TakePiece())
    assert names(table.must("amara", c.Close())) == ["FloorEnded", "MeetingClosed"]
    assert table.ask("pell", c.Close()) == "already"
    here = table.state.people["wren"].here_ms
    for command in (c.Say("x"), c.TakePiece(), c.RaiseHand(), c.StepOut()):
        assert table.ask("wren", command) == "closed"
    for late in (c.GiveMood(4, "out"), c.GivePulse("heard", 4), c.KeepTakeAway("four words"), c.Commit("Ring him")):
        table.must("wren", late, after=MINUTE)
    assert table.must("wren", c.Leave()) == [e.Left("wren")]
    assert table.state.people["wren"].here_ms == here
    assert table.ask("okapi", c.ComeToDoor()) == "closed"
    assert not core.is_finished(table.state, table.state.closed_ms + 14 * MINUTE)
    assert core.is_finished(table.state, table.state.closed_ms + 15 * MINUTE)
    assert core.wakes_at(table.state) is None


# --- a leader is lost -------------------------------------------------------------------------------
def test_after_the_grace_the_co_facilitator_leads_and_the_meeting_goes_on(table: Table) -> None:
    table.must(None, c.Disconnected("amara"))
    assert core.wakes_at(table.state) == table.now + MINUTE
    assert table.must(None, c.Tick(), after=59_000) == []
    assert table.must(None, c.Tick(), after=1_000) == [e.LeaderChanged("pell")]
    assert table.state.phase == "running"
    assert table.must(None, c.Connected("amara")) == [e.LineBack("amara")]
    assert table.state.lead == "pell"


def test_another_leader_may_take_over_at_once_when_the_one_who_leads_is_lost(table: Table) -> None:
    assert table.ask("pell", c.TakeOver()) == "not_now"
    assert table.ask("amara", c.TakeOver()) == "already"
    table.must(None, c.Disconnected("amara"))
    assert table.must("pell", c.TakeOver()) == [e.LeaderChanged("pell")]
    assert core.wakes_at(table.state) is None


def test_a_leader_who_leaves_hands_over_at_once(table: Table) -> None:
    assert table.must("amara", c.Leave()) == [e.Left("amara"), e.LeaderChanged("pell")]


def test_without_any_leader_the_room_pauses_calmly_and_goes_on_when_one_is_back(alone: Table) -> None:
    alone.must("wren", c.TakePiece())
    alone.must(None, c.Disconnected("amara"))
    told = alone.must(None, c.Tick(), after=61_000)
    assert told == [e.Paused("leader_lost", alone.now + 10 * MINUTE), e.FloorEnded("wren")]
    assert alone.view("wren")["meeting"]["paused_why"] == "leader_lost"
    assert names(alone.must(None, c.Connected("amara"), after=MINUTE)) == ["LineBack", "Resumed", "PieceOffered"]


def test_any_leader_who_comes_lets_the_room_go_on(alone: Table) -> None:
    alone.must("amara", c.Leave())
    alone.must(None, c.Tick(), after=61_000)
    assert alone.state.phase == "paused"
    assert names(alone.must("pell", c.ComeToDoor()))[2:] == ["Joined", "LeaderChanged", "Resumed"]


def test_a_leader_who_steps_out_is_waited_for_and_steps_back_in_as_leader(alone: Table) -> None:
    alone.must("amara", c.StepOut())
    alone.must(None, c.Tick(), after=61_000)
    assert alone.state.paused_why == "leader_lost"
    assert names(alone.must("amara", c.StepBack())) == ["SteppedBack", "Resumed"]
    assert alone.state.lead == "amara"


def test_a_pause_by_a_leader_who_is_then_lost_does_not_hold_the_room_for_ever(alone: Table) -> None:
    alone.must("amara", c.Pause())
    paused = alone.state.paused_ms
    alone.must(None, c.Disconnected("amara"))
    assert names(alone.must(None, c.Tick(), after=61_000)) == ["Paused"]
    assert alone.state.paused_ms == paused
    assert core.wakes_at(alone.state) == alone.now + 10 * MINUTE
    assert alone.must(None, c.Tick(), after=10 * MINUTE) == [e.MeetingClosed()]


def test_a_room_that_nobody_began_closes_by_itself(alone: Table) -> None:
    fresh = Table()
    assert core.wakes_at(fresh.state) == EVENING + 100 * MINUTE
    assert fresh.must(None, c.Tick(), after=101 * MINUTE) == [e.MeetingClosed()]
    assert fresh.must(None, c.Tick()) == []


def test_a_leader_lost_before_the_beginning_is_only_replaced() -> None:
    fresh = Table()
    fresh.admit("amara", "wren")
    fresh.must(None, c.Disconnected("amara"))
    assert fresh.must(None, c.Tick(), after=5 * MINUTE) == []
    fresh.must("pell", c.ComeToDoor())
    assert fresh.must(None, c.Tick()) == [e.LeaderChanged("pell")]


def test_a_leader_who_is_made_a_member_hands_over(table: Table) -> None:
    told = table.must(None, c.PutSeat(seat("amara", "member")))
    assert told[-1] == e.LeaderChanged("pell")
    assert table.state.leading == {"pell"}
    assert table.view("amara")["leaders"] is None


# --- time and lines ---------------------------------------------------------------------------------
def test_a_clock_that_jumps_back_makes_no_time_negative(table: Table) -> None:
    table.must("wren", c.TakePiece())
    table.must("wren", c.PassOn(), after=-3_600_000)
    assert table.state.people["wren"].floor_ms == 0
    assert [a.at_ms for a in table.log] == sorted(a.at_ms for a in table.log)


def test_attendance_counts_the_time_in_the_room_with_a_line(table: Table) -> None:
    fresh = Table()
    fresh.admit("amara", "wren")
    joined = fresh.now
    fresh.must(None, c.Disconnected("wren"), after=10 * MINUTE)
    fresh.must(None, c.Connected("wren"), after=5 * MINUTE)
    fresh.must("wren", c.StepOut(), after=10 * MINUTE)
    fresh.must("wren", c.StepBack(), after=5 * MINUTE)
    fresh.must("wren", c.Leave(), after=10 * MINUTE)
    assert fresh.now - joined == 40 * MINUTE
    assert fresh.state.people["wren"].here_ms == 30 * MINUTE


def test_lines_of_people_who_are_not_here_mean_nothing(table: Table) -> None:
    before = len(table.log)
    table.must(None, c.Connected("okapi"))
    table.must(None, c.Disconnected("okapi"))
    table.must(None, c.Connected("wren"))
    assert len(table.log) == before, "presence exists only inside a meeting"
    assert table.ask(None, c.Connected("nobody")) == "unknown_seat"
    assert table.ask(None, c.Disconnected("nobody")) == "unknown_seat"


def test_stepping_out_and_back_keeps_the_chair_and_the_words(table: Table) -> None:
    table.must("wren", c.StepOut())
    assert table.ask("wren", c.StepOut()) == "already"
    assert table.ask("wren", c.Say("x")) == "not_here"
    table.must("tove", c.Say("while you were out"))
    assert table.view("wren")["words"][-1]["words"] == "while you were out"
    table.must("wren", c.StepBack())
    assert table.ask("wren", c.StepBack()) == "already"
    assert table.ask("okapi", c.StepBack()) == "not_here"
    table.must("wren", c.Leave())
    assert table.ask("wren", c.Leave()) == "already"
