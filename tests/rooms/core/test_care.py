"""Heavy shares and the moment after them, feedback in set kinds, and the suggestion box."""

import msgspec
import pytest

from openchair.rooms import core
from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e

from .table import Table

PEOPLE = ("amara", "wren", "tove", "juniper", "okapi")


@pytest.fixture
def floor() -> Table:
    """Five people in the open floor."""
    table = Table()
    table.admit(*PEOPLE)
    table.begin_at("open_floor")
    return table


# --- heavy ------------------------------------------------------------------------------------------
def test_the_room_is_told_before_the_words_come_and_the_mark_holds_for_the_turn(floor: Table) -> None:
    floor.must("wren", c.TakePiece())
    assert floor.ask("tove", c.MarkHeavy()) == "not_yours"
    assert floor.must("wren", c.MarkHeavy("a hospital")) == [e.HeavyMarked("wren", "a hospital")]
    assert floor.ask("wren", c.MarkHeavy("a hospital")) == "already"
    assert floor.view("tove")["floor"]["heavy"] == "a hospital"
    floor.must("wren", c.Say("It was a long night"))
    floor.must("wren", c.Say("And it is over"))
    assert [word["heavy"] for word in floor.view("tove")["words"]] == [True, True]


def test_words_can_be_marked_heavy_with_themselves_in_a_turn_and_beside_it(floor: Table) -> None:
    floor.must("wren", c.TakePiece())
    told = floor.must("wren", c.Say("It was a long night", note="a hospital", heavy=True))
    assert told[0] == e.HeavyMarked("wren", "a hospital")
    floor.must("wren", c.PassOn())
    floor.must("wren", c.EndAftercare())
    assert floor.must("tove", c.Say("For me too", heavy=True)) == [
        e.Said(2, "tove", "For me too", None, "", False, heavy=True)
    ]
    assert floor.view("wren")["floor"]["heavy"] is None


def test_the_note_of_a_heavy_turn_goes_with_the_words_that_brought_it(floor: Table) -> None:
    floor.must("wren", c.TakePiece())
    floor.must("wren", c.Say("It was a long night", note="a hospital", heavy=True))
    assert floor.must("wren", c.TakeBackWords(1)) == [e.WordsTakenBack(1), e.HeavyMarked("wren", "")]
    assert {floor.view(name)["floor"]["heavy"] for name in PEOPLE} == {""}


def test_a_note_of_other_words_stays_when_some_are_taken_back(floor: Table) -> None:
    floor.must("wren", c.TakePiece())
    floor.must("wren", c.Say("It was a long night", note="a hospital", heavy=True))
    floor.must("wren", c.Say("And it is over"))
    assert floor.must("wren", c.TakeBackWords(2)) == [e.WordsTakenBack(2)]
    assert floor.view("tove")["floor"]["heavy"] == "a hospital"


def test_the_mark_is_taken_back_by_whoever_has_the_turn_and_words_that_came_stay_as_they_were_said(
    floor: Table,
) -> None:
    floor.must("wren", c.TakePiece())
    assert floor.ask("wren", c.UnmarkHeavy()) == "already"
    floor.must("wren", c.MarkHeavy("a hospital"))
    floor.must("wren", c.Say("It was a long night"))
    assert floor.ask("amara", c.UnmarkHeavy()) == "not_yours"
    assert floor.must("wren", c.UnmarkHeavy()) == [e.HeavyUnmarked("wren")]
    assert {floor.view(name)["floor"]["heavy"] for name in PEOPLE} == {None}
    floor.must("wren", c.Say("And the morning was fine"))
    assert [word["heavy"] for word in floor.view("tove")["words"]] == [True, False]
    assert floor.must("wren", c.PassOn()) == [e.FloorEnded("wren"), e.PieceOnTable()]


@pytest.mark.parametrize("ends", ["wren", "amara"])
@pytest.mark.parametrize("taken_back", [False, True])
def test_after_a_heavy_turn_the_piece_rests_until_the_speaker_or_a_leader_lets_it_go_on(
    floor: Table, ends: str, taken_back: bool
) -> None:
    floor.must("wren", c.TakePiece())
    floor.must("wren", c.MarkHeavy())
    floor.must("tove", c.RaiseHand())
    told = floor.must("amara", c.TakeBackPiece()) if taken_back else floor.must("wren", c.PassOn())
    assert told[-1] == e.AftercareBegan("wren")
    assert (floor.state.holder, floor.state.offered) == (None, None)
    assert floor.ask("juniper", c.Say("Well")) == "not_now"
    assert floor.ask("juniper", c.TakePiece()) == "not_now"
    assert floor.must("okapi", c.RaiseHand()) == [e.HandRaised("okapi", 1)]
    assert floor.ask("juniper", c.EndAftercare()) == "not_yours"
    assert floor.ask("amara", c.AskToWrite("Now?")) == "not_now"
    assert {floor.view(name)["aftercare"] for name in PEOPLE} == {"wren"}
    assert floor.must(ends, c.EndAftercare()) == [e.AftercareEnded(), e.PieceOffered("tove")]
    assert floor.ask(ends, c.EndAftercare()) == "already"


def test_a_turn_that_was_not_marked_goes_on_at_once(floor: Table) -> None:
    floor.must("wren", c.TakePiece())
    floor.must("tove", c.RaiseHand())
    assert floor.must("wren", c.PassOn()) == [e.FloorEnded("wren"), e.PieceOffered("tove")]


@pytest.mark.parametrize("act", [c.GivePiece("tove"), c.NextPart(), c.Close()])
def test_a_leader_who_goes_on_ends_the_quiet_moment(floor: Table, act: c.Command) -> None:
    floor.must("wren", c.TakePiece())
    floor.must("wren", c.MarkHeavy())
    floor.must("wren", c.PassOn())
    floor.must("amara", act)
    assert floor.state.aftercare is None
    assert floor.view("okapi")["aftercare"] is None


def share(table: Table) -> None:
    """Wren shares something heavy; juniper waits with a hand up."""
    table.must("wren", c.TakePiece())
    table.must("wren", c.MarkHeavy())
    table.must("juniper", c.RaiseHand())


@pytest.mark.parametrize("to", ["tove", "amara"])
def test_given_on_by_a_leader_the_piece_rests_first_and_then_lies_where_it_was_given(floor: Table, to: str) -> None:
    share(floor)
    assert floor.must("amara", c.GivePiece(to)) == [e.FloorEnded("wren"), e.AftercareBegan("wren", to)]
    assert {floor.view(name)["aftercare"] for name in PEOPLE} == {"wren"}
    assert floor.must("wren", c.EndAftercare()) == [e.AftercareEnded(), e.PieceOffered(to)]


def test_given_once_more_it_rests_no_longer(floor: Table) -> None:
    share(floor)
    floor.must("amara", c.GivePiece("tove"))
    assert floor.must("amara", c.GivePiece("okapi")) == [e.PieceOffered("okapi")]
    assert floor.state.aftercare is None


def test_whom_it_was_given_to_and_who_left_meanwhile_is_not_waited_for(floor: Table) -> None:
    share(floor)
    floor.must("amara", c.GivePiece("tove"))
    floor.must("tove", c.Leave())
    assert floor.must("wren", c.EndAftercare()) == [e.AftercareEnded(), e.PieceOffered("juniper")]


def test_whom_it_was_once_given_to_is_forgotten_by_the_next_quiet_moment(floor: Table) -> None:
    share(floor)
    floor.must("amara", c.GivePiece("tove"))
    floor.must("wren", c.EndAftercare())
    for command in (c.TakePiece(), c.MarkHeavy(), c.PassOn()):
        floor.must("tove", command)
    assert floor.must("tove", c.EndAftercare()) == [e.AftercareEnded(), e.PieceOffered("juniper")]


def test_the_next_part_begins_with_the_quiet_moment_and_goes_on_in_its_own_way(floor: Table) -> None:
    share(floor)
    told = floor.must("amara", c.NextPart())
    assert [type(fact) for fact in told] == [e.FloorEnded, e.SegmentStarted, e.RoundStarted, e.AftercareBegan]
    assert {floor.view(name)["aftercare"] for name in PEOPLE} == {"wren"}
    first = floor.state.coming[0] if floor.state.coming else ""
    assert floor.must("wren", c.EndAftercare()) == [e.AftercareEnded(), e.PieceOffered(first)]


def test_a_leader_who_asks_for_the_part_after_it_goes_on_without_waiting(floor: Table) -> None:
    share(floor)
    floor.must("amara", c.NextPart())
    floor.must("amara", c.NextPart())
    assert floor.state.aftercare is None


@pytest.mark.parametrize("tap", [c.Tap("floor", "tove"), c.Tap("next_part")])
def test_tapped_on_in_the_hall_the_piece_rests_too(floor: Table, tap: c.Tap) -> None:
    floor.must("amara", c.TapBoard([c.Tap("came", "tove")]))
    share(floor)
    told = floor.must("amara", c.TapBoard([tap]))
    assert told[-1] == e.AftercareBegan("wren", tap.seat or None)
    assert (floor.state.holder, floor.state.offered) == (None, None)
    # Tapped again, it is so.
    floor.must("amara", c.TapBoard([tap]))
    assert floor.state.aftercare is None


@pytest.mark.parametrize("tap", ["pass", "silence"])
def test_after_a_heavy_turn_in_the_hall_the_piece_rests_before_it_is_passed_on(floor: Table, tap: c.TapKind) -> None:
    floor.must("amara", c.TapBoard([c.Tap("came", "wren")]))
    share(floor)
    told = floor.must("amara", c.TapBoard([c.Tap(tap)]))
    assert told[:2] == [e.FloorEnded("wren"), e.AftercareBegan("wren")]
    assert floor.state.offered is None


def test_a_late_tap_records_who_spoke_next_and_keeps_nobody_waiting(floor: Table) -> None:
    floor.must("amara", c.TapBoard([c.Tap("came", "wren"), c.Tap("came", "tove")]))
    share(floor)
    floor.must("amara", c.TapBoard([c.Tap("floor", "tove", 30_000)]), after=60_000)
    assert (floor.state.holder, floor.state.aftercare) == ("tove", None)


def test_whoever_steps_out_of_a_heavy_turn_has_a_quiet_moment(floor: Table) -> None:
    share(floor)
    assert floor.must("wren", c.StepOut()) == [e.FloorEnded("wren"), e.SteppedOut("wren"), e.AftercareBegan("wren")]
    assert floor.must("amara", c.EndAftercare()) == [e.AftercareEnded(), e.PieceOffered("juniper")]


def test_a_line_lost_in_a_heavy_turn_is_waited_for_in_quiet(floor: Table) -> None:
    share(floor)
    floor.disconnect("wren")
    assert floor.state.aftercare == "wren"
    assert floor.must(None, c.Tick(), after=floor.state.grace_ms) == [e.AftercareEnded(), e.PieceOffered("juniper")]


def test_a_pause_in_a_heavy_turn_is_quiet_and_the_turn_is_offered_again_after_it(floor: Table) -> None:
    share(floor)
    assert floor.must("amara", c.Pause())[-1] == e.AftercareBegan("wren")
    assert floor.must("amara", c.Resume())[-1] == e.PieceOffered("wren")
    assert floor.state.aftercare is None


def test_whoever_leaves_in_a_heavy_turn_leaves_no_quiet_moment_behind(floor: Table) -> None:
    share(floor)
    assert floor.must("wren", c.Leave())[-1] == e.PieceOffered("juniper")
    assert floor.state.aftercare is None


def test_small_groups_wait_for_a_heavy_turn_and_the_moment_after_it(floor: Table) -> None:
    share(floor)
    groups = c.OpenSmallGroups([c.SeatedGroup(["tove", "okapi"])], 5)
    assert floor.ask("amara", groups) == "heavy_turn"
    floor.must("wren", c.PassOn())
    assert floor.ask("amara", groups) == "not_now"
    floor.must("wren", c.EndAftercare())
    floor.must("amara", groups)


def rest(table: Table) -> None:
    """Wren shared something heavy; tove waits with a hand up."""
    table.must("wren", c.TakePiece())
    table.must("wren", c.MarkHeavy())
    table.must("tove", c.RaiseHand())
    table.must("wren", c.PassOn())


def test_a_leader_lets_it_go_on_while_the_line_of_the_speaker_is_lost(floor: Table) -> None:
    rest(floor)
    floor.disconnect("wren")
    assert floor.must("amara", c.EndAftercare()) == [e.AftercareEnded(), e.PieceOffered("tove")]


def test_the_quiet_moment_waits_for_a_lost_line_and_then_ends_by_itself(floor: Table) -> None:
    rest(floor)
    floor.disconnect("wren")
    wakes = core.wakes_at(floor.state)
    assert wakes == floor.now + floor.state.grace_ms
    assert floor.must(None, c.Tick(), after=floor.state.grace_ms - 1) == []
    assert floor.must(None, c.Tick(), after=1) == [e.AftercareEnded(), e.PieceOffered("tove")]
    assert {floor.view(name)["aftercare"] for name in PEOPLE if name != "wren"} == {None}


def test_whoever_is_back_in_time_keeps_their_quiet_moment(floor: Table) -> None:
    rest(floor)
    floor.disconnect("wren")
    floor.connect("wren")
    assert core.wakes_at(floor.state) is None
    assert floor.state.aftercare == "wren"


@pytest.mark.parametrize("by", ["wren", "amara"])
def test_the_quiet_moment_ends_when_the_speaker_leaves(floor: Table, by: str) -> None:
    rest(floor)
    told = floor.must(by, c.Leave() if by == "wren" else c.Remove("wren", reason="Later more."))
    assert told[:3] == [e.Left("wren"), e.AftercareEnded(), e.PieceOffered("tove")]


def test_without_anybody_waiting_the_piece_lies_free_after_the_speaker_left(floor: Table) -> None:
    floor.must("wren", c.TakePiece())
    floor.must("wren", c.MarkHeavy())
    floor.must("wren", c.PassOn())
    assert floor.must("wren", c.Leave()) == [e.Left("wren"), e.AftercareEnded()]
    floor.must("tove", c.TakePiece())


def test_in_a_pause_a_quiet_moment_that_ends_offers_nothing_before_it_goes_on(floor: Table) -> None:
    rest(floor)
    floor.must("amara", c.Pause())
    assert floor.must("wren", c.Leave()) == [e.Left("wren"), e.AftercareEnded()]
    assert floor.must("amara", c.Resume())[-1] == e.PieceOffered("tove")


def test_whoever_steps_out_before_a_heavy_share_is_seen_as_stepped_out_and_no_more(floor: Table) -> None:
    floor.must("wren", c.TakePiece())
    floor.must("wren", c.MarkHeavy())
    assert floor.must("tove", c.StepOut()) == [e.SteppedOut("tove")]


def test_the_floor_time_of_a_heavy_turn_ends_before_the_quiet_moment(floor: Table) -> None:
    floor.must("wren", c.TakePiece())
    floor.must("wren", c.MarkHeavy())
    floor.must("wren", c.PassOn(), after=20_000)
    floor.must("wren", c.EndAftercare(), after=60_000)
    assert floor.state.people["wren"].floor_ms == 21_000


# --- feedback -----------------------------------------------------------------------------------------
def test_how_it_came_across_is_told_to_the_one_who_asked_alone(floor: Table) -> None:
    floor.must("wren", c.Say("I told my sister", "feedback"))
    floor.must("tove", c.GiveFeedback(1, "landed", "The sigh before it"))
    floor.must("tove", c.GiveFeedback(1, "would_ask", "What did she say?"))
    floor.must("tove", c.GiveFeedback(1, "landed", "The long sigh before it"))
    assert floor.ask("tove", c.GiveFeedback(1, "landed", "The long sigh before it")) == "already"
    given = {"landed": "The long sigh before it", "would_ask": "What did she say?"}
    assert floor.view("wren")["words"][0]["feedback"] == {"tove": given}
    assert floor.view("tove")["words"][0]["my_feedback"] == given
    for name in ("amara", "juniper", "okapi"):
        assert "sigh" not in "".join(floor.pages[name].received)


def test_nobody_gives_feedback_that_was_not_asked_for(floor: Table) -> None:
    floor.must("wren", c.Say("Just so", "heard"))
    assert floor.ask("tove", c.GiveFeedback(1, "landed", "It")) == "not_now"
    floor.must("wren", c.Say("Tell me", "feedback"))
    assert floor.ask("wren", c.GiveFeedback(2, "landed", "Myself")) == "not_yours"
    assert floor.ask("tove", c.GiveFeedback(9, "landed", "Nothing")) == "not_now"
    floor.must("wren", c.TakeBackWords(2))
    assert floor.ask("tove", c.GiveFeedback(2, "landed", "It")) == "not_now"


# --- inside a small group -----------------------------------------------------------------------------
GROUP = "group:1-1"


@pytest.fixture
def pair(floor: Table) -> Table:
    """Wren and tove in a small group, juniper and okapi in another."""
    pairs = [c.SeatedGroup(["wren", "tove"]), c.SeatedGroup(["juniper", "okapi"])]
    floor.must("amara", c.OpenSmallGroups(pairs, 5))
    return floor


def test_heavy_words_are_folded_in_a_small_group_too_and_no_quiet_moment_follows(pair: Table) -> None:
    pair.must("wren", c.GroupFloor(GROUP, "take_piece"))
    assert pair.must("wren", c.SayInGroup(GROUP, "It was a long night", note="a hospital", heavy=True)) == [
        e.GroupSaid(1, "wren", "It was a long night", None, "a hospital", True, heavy=True)
    ]
    pair.must("wren", c.SayInGroup(GROUP, "And it is over"))
    assert [word["heavy"] for word in pair.view("tove")["small"]["mine"]["words"]] == [True, False]
    assert pair.ask("wren", c.MarkHeavy()) == "in_small_groups"
    told = pair.must("wren", c.GroupFloor(GROUP, "pass_on"))
    assert told == [e.GroupFloorEnded(GROUP, "wren"), e.GroupPieceOffered(None)]


def test_nobody_in_a_small_group_is_asked_for_what_cannot_be_given_there(pair: Table) -> None:
    asks = {"type": "say_in_group", "group": GROUP, "words": "Tell me", "wants": "feedback"}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(asks, c.PersonCommand)
    assert msgspec.convert(asks | {"wants": "ideas"}, c.PersonCommand) == c.SayInGroup(GROUP, "Tell me", "ideas")


def test_a_log_in_which_a_small_group_was_asked_how_it_came_across_still_folds(pair: Table) -> None:
    old = {"type": "group_said", "id": 1, "seat": "wren", "words": "x", "wants": "feedback", "note": "", "turn": False}
    core.fold(pair.state, e.Addressed(GROUP, msgspec.convert(old, e.AnyEvent), "wren", pair.now))
    (word,) = core.project(pair.state, "tove")["small"]["mine"]["words"]
    assert (word["wants"], word["heavy"], word["feedback"], word["my_feedback"]) == ("feedback", False, None, None)
    assert pair.ask("tove", c.GiveFeedback(1, "landed", "It")) == "not_now"


# --- the suggestion box -------------------------------------------------------------------------------
def test_the_box_is_read_by_leaders_alone_and_carries_a_name_only_where_one_was_put(floor: Table) -> None:
    floor.must("wren", c.PutSuggestion("A pause in the middle"))
    floor.must("tove", c.PutSuggestion("Shorter rounds", named=True))
    assert floor.view("amara")["leaders"]["suggestions"] == [
        {"words": "A pause in the middle", "seat": ""},
        {"words": "Shorter rounds", "seat": "tove"},
    ]
    put = [(a.stream, a.author) for a in floor.log if isinstance(a.event, e.SuggestionPut)]
    assert put == [(e.LEADERS, None), (e.LEADERS, "tove")]
    for name in ("wren", "tove", "juniper"):
        assert "middle" not in "".join(floor.pages[name].received)


def test_the_box_is_open_after_closing_and_takes_the_same_words_once(floor: Table) -> None:
    floor.must("amara", c.Close())
    floor.must("wren", c.PutSuggestion("Thank you"))
    assert floor.ask("wren", c.PutSuggestion("Thank you")) == "already"
    assert floor.ask("linden", c.PutSuggestion("I was not there")) == "not_here"
