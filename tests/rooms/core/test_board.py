"""The tap board: people in the hall without a device, taps at once and taps that come late."""

import pytest

from openchair.rooms import core
from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core.state import Echo

from .table import EVENING, MINUTE, Table, seat

HALL = ["wren", "tove", "juniper"]


def tap(do: c.TapKind, who: str = "", ago: int = 0, after: int | None = None) -> c.Tap:
    """One tap, so many milliseconds ago."""
    return c.Tap(do, who, ago, after)


def board(*taps: c.Tap) -> c.TapBoard:
    """What one tablet sends."""
    return c.TapBoard(list(taps))


def held(table: Table, who: str) -> tuple[int, int]:
    """Turns and seconds of the floor."""
    chair = table.state.people[who]
    return chair.turns, chair.floor_ms // 1000


@pytest.fixture
def hall() -> Table:
    """Amara leads from a tablet; three sit in the hall, okapi and pell are online; the floor is open."""
    table = Table()
    table.admit("amara", "pell", "okapi")
    for name in ("amara", *HALL):
        table.must("amara", board(tap("came", name)))
    table.begin_at("open_floor")
    return table


# --- coming and going -------------------------------------------------------------------------------
def test_a_member_without_a_device_is_seated_and_is_there_by_pseudonym(hall: Table) -> None:
    chair = hall.state.people["wren"]
    assert (chair.place, chair.hall, chair.line, chair.is_here) == ("inside", True, False, True)
    shown = next(one for one in hall.view("okapi")["seats"] if one["seat"] == "wren")
    assert (shown["name"], shown["hall"], shown["place"]) == ("Wren", True, "inside")
    joined = next(a for a in hall.log if isinstance(a.event, e.Joined) and a.event.seat == "wren")
    assert joined.author == "amara", "the leader tapped it, the chair is the member's"
    hall.must("amara", board(tap("went", "wren")), after=10 * MINUTE)
    assert hall.state.people["wren"].place == "gone"
    assert hall.state.people["wren"].here_ms >= 10 * MINUTE


def test_no_signature_no_seat_in_the_hall_either(hall: Table) -> None:
    assert hall.ask("amara", board(tap("came", "marlow"))) == "not_signed"
    hall.must(None, c.PutSeat(seat("marlow")))
    assert hall.must("amara", board(tap("came", "marlow")))[0] == e.Joined("marlow", "member", True)


def test_whoever_was_asked_to_leave_or_lost_the_chair_is_not_seated_by_a_tap(hall: Table) -> None:
    hall.must("amara", c.Remove("wren", "Another day."))
    assert hall.ask("amara", board(tap("came", "wren"))) == "not_here"
    hall.must(None, c.RevokeSeat("tove", "membership"))
    assert hall.ask("amara", board(tap("came", "tove"))) == "not_here"


def test_somebody_online_who_comes_into_the_hall_changes_the_place_and_nothing_else(hall: Table) -> None:
    assert hall.must("amara", board(tap("came", "okapi"))) == [e.SatInHall("okapi")]
    hall.disconnect("okapi")
    assert hall.state.people["okapi"].is_here, "whoever sits there needs no line"
    assert hall.ask("amara", board(tap("came", "okapi"))) == "already"


def test_only_leaders_tap_and_nobody_online_is_sent_away_by_a_tap(hall: Table) -> None:
    assert hall.ask("okapi", board(tap("floor", "wren"))) == "not_leader"
    assert hall.ask("amara", board(tap("went", "okapi"))) == "not_in_hall"
    assert hall.ask("amara", board(tap("came", "nobody"))) == "unknown_seat"
    assert hall.ask("amara", board(tap("floor", "linden"))) == "not_in_hall"


# --- the floor at once ------------------------------------------------------------------------------
def test_a_tap_gives_the_floor_and_the_time_is_the_members(hall: Table) -> None:
    told = hall.must("amara", board(tap("floor", "wren")))
    assert told == [e.FloorTaken("wren")]
    assert hall.log[-1].author == "amara"
    hall.must("amara", board(tap("floor", "tove")), after=40_000)
    hall.must("amara", board(tap("pass")), after=20_000)
    assert [held(hall, name) for name in ("wren", "tove", "amara")] == [(1, 40), (1, 20), (0, 0)]


def test_the_floor_passes_between_the_hall_and_those_online(hall: Table) -> None:
    hall.must("okapi", c.RaiseHand())
    hall.must("okapi", c.TakePiece())
    hall.must("amara", board(tap("floor", "wren")), after=30_000)
    hall.must("okapi", c.RaiseHand())
    assert hall.must("amara", board(tap("pass")), after=30_000)[-1] == e.PieceOffered("okapi")
    assert hall.ask("amara", board(tap("pass"))) == "not_yours", "whoever is online passes by themselves"
    hall.must("okapi", c.TakePiece())
    assert (held(hall, "wren"), hall.state.holder) == ((1, 31), "okapi")


def test_in_a_round_a_pass_in_the_hall_leaves_no_trace(hall: Table) -> None:
    while hall.state.kind != "round":
        hall.must("amara", c.NextPart())
    while hall.state.offered not in HALL:
        hall.must(hall.state.offered, c.PassOn())
    first = hall.state.offered
    told = hall.must("amara", board(tap("pass")))
    assert [type(fact) for fact in told] == [e.PieceOffered]
    assert held(hall, str(first)) == (0, 0)


def in_a_listening_round(hall: Table) -> str:
    """The first of those in the hall has the floor; everybody online has passed before."""
    hall.begin_at("listening_round")
    while hall.state.offered not in HALL:
        hall.must(str(hall.state.offered), c.PassOn())
    speaker = str(hall.state.offered)
    hall.must("amara", board(tap("floor", speaker)))
    return speaker


def test_in_the_hall_too_somebody_says_back_what_they_heard_before_it_goes_on(hall: Table) -> None:
    speaker = in_a_listening_round(hall)
    told = hall.must("amara", board(tap("pass")), after=20_000)
    echo = hall.state.echo
    assert echo is not None and (echo.speaker, echo.step) == (speaker, "say_back")
    assert told[-1] == e.PieceOffered(echo.listener)
    chosen = next(name for name in HALL if name not in (speaker, echo.listener))
    # Whoever is tapped instead says it back, and keeps their own turn.
    hall.must("amara", board(tap("floor", chosen)))
    assert hall.state.echo == Echo(speaker, chosen, "say_back")
    hall.must("amara", board(tap("pass")), after=10_000)
    assert (hall.state.echo, hall.state.offered) == (Echo(speaker, chosen, "confirm"), speaker)
    hall.must("amara", board(tap("pass")))
    view = hall.view("okapi")
    assert view["echo"] is None and view["floor"]["offered"] not in (None, speaker)
    assert chosen in (view["floor"]["offered"], *view["round"]["coming"])


def test_a_pass_in_the_hall_that_comes_late_asks_nobody_to_say_anything_back(hall: Table) -> None:
    speaker = in_a_listening_round(hall)
    hall.must("amara", board(tap("pass", ago=30_000)), after=60_000)
    assert hall.state.echo is None
    assert held(hall, speaker) == (1, 30)


def test_after_a_heavy_turn_in_the_hall_the_piece_rests_as_well(hall: Table) -> None:
    hall.must("okapi", c.RaiseHand())
    hall.must("okapi", c.TakePiece())
    hall.must("okapi", c.MarkHeavy())
    hall.must("amara", board(tap("came", "okapi")))
    assert hall.must("amara", board(tap("pass")))[-1] == e.AftercareBegan("okapi")


def test_whoever_is_seated_in_the_hall_while_a_round_goes_on_is_asked_at_its_end(hall: Table) -> None:
    hall.begin_at("round")
    hall.must("amara", board(tap("came", "linden")))
    assert (hall.state.coming or [])[-1] == "linden"


def test_silence_is_a_fact_with_a_time_in_which_nobody_holds(hall: Table) -> None:
    hall.must("amara", board(tap("floor", "wren")))
    hall.must("amara", board(tap("silence")), after=10_000)
    assert hall.view("okapi")["floor"]["silence_ms"] == hall.now
    assert hall.state.holder is None
    hall.must("amara", board(tap("silence_over")), after=60_000)
    assert (hall.state.silence_ms, hall.view("okapi")["floor"]["silence_ms"]) == (60_000, None)
    hall.must("amara", board(tap("silence")))
    hall.must("okapi", c.TakePiece(), after=5_000)
    assert hall.state.silence_ms == 65_000, "whoever takes the piece ends it"
    assert hall.ask("amara", board(tap("silence"))) == "has_floor"


# --- without a line ---------------------------------------------------------------------------------
def test_the_tablet_losing_its_line_changes_nothing_in_the_hall(hall: Table) -> None:
    hall.must("amara", board(tap("floor", "wren")))
    hall.disconnect("pell")
    hall.disconnect("amara")
    hall.must(None, c.Tick(), after=15 * MINUTE)
    assert (hall.state.phase, hall.state.holder, hall.state.lead) == ("running", "wren", "amara")


def test_a_board_that_never_comes_back_lets_the_room_close_an_hour_after_the_end(hall: Table) -> None:
    hall.disconnect("pell")
    hall.disconnect("amara")
    wakes = core.wakes_at(hall.state)
    assert wakes == EVENING + 150 * MINUTE
    assert e.MeetingClosed() in hall.must(None, c.Tick(), after=wakes - hall.now)


def test_a_room_that_closes_by_itself_ends_the_turn_in_the_hall_first(hall: Table) -> None:
    hall.must("amara", board(tap("floor", "wren")))
    hall.disconnect("pell")
    hall.disconnect("amara")
    wakes = core.wakes_at(hall.state)
    assert wakes is not None
    assert hall.must(None, c.Tick(), after=wakes - hall.now) == [e.FloorEnded("wren"), e.MeetingClosed()]
    assert hall.replay_open().holder is None


def test_taps_that_waited_are_placed_at_their_own_times(hall: Table) -> None:
    hall.must("amara", board(tap("floor", "wren")))
    since = hall.now
    hall.disconnect("amara")
    hall.now += 100_000
    hall.connect("amara")
    now = hall.now + 1000
    told = hall.must(
        "amara",
        board(tap("floor", "tove", 80_000), tap("silence", ago=50_000), tap("came", "linden", 45_000),
              tap("floor", "juniper", 20_000)),
    )  # fmt: skip
    assert told == [
        e.FloorEnded("wren", now - 80_000),
        e.HeldInHall("tove", now - 80_000, now - 50_000),
        e.SilenceBegan(now - 50_000),
        e.Joined("linden", "visitor", True, now - 45_000),
        e.SilenceEnded(now - 20_000),
        e.FloorTaken("juniper", now - 20_000),
    ]
    assert held(hall, "wren") == (1, (now - 80_000 - since) // 1000)
    assert held(hall, "tove") == (1, 30)
    assert hall.state.silence_ms == 30_000
    hall.must("amara", board(tap("pass")), after=10_000)
    assert held(hall, "juniper") == (1, 30)
    assert hall.state.people["linden"].here_since_ms == now - 45_000


def test_what_somebody_online_held_meanwhile_stands_and_the_rest_is_said(hall: Table) -> None:
    hall.disconnect("amara")
    hall.must("okapi", c.RaiseHand(), after=20_000)
    hall.must("okapi", c.TakePiece())
    took = hall.now
    hall.must("okapi", c.PassOn(), after=30_000)
    passed = hall.now
    hall.now += 30_000
    hall.connect("amara")
    now = hall.now + 1000
    told = hall.must("amara", board(tap("floor", "wren", now - took + 10_000), tap("pass", ago=now - passed - 10_000)))
    assert told[:2] == [
        e.HeldInHall("wren", took - 10_000, took), e.HeldInHall("wren", passed, passed + 10_000),
    ]  # fmt: skip
    assert told[2] == e.NotPlaced("floor", "wren", "has_floor", "okapi", passed - took)
    assert hall.view("pell")["leaders"]["not_placed"][0]["other"] == "okapi"
    assert "not_placed" not in str(hall.view("okapi"))
    assert (held(hall, "okapi"), held(hall, "wren")[1]) == ((1, 30), 20)


def test_a_late_tap_never_takes_the_floor_from_somebody_online(hall: Table) -> None:
    hall.disconnect("amara")
    hall.must("okapi", c.TakePiece(), after=20_000)
    hall.must("okapi", c.Say("I go on."), after=40_000)
    hall.connect("amara")
    told = hall.must("amara", board(tap("floor", "wren", 30_000)))
    assert told == [e.NotPlaced("floor", "wren", "has_floor", "okapi", 30_000)]
    assert hall.state.holder == "okapi"
    # A fresh tap is an act of a leader who sees it.
    assert hall.must("amara", board(tap("floor", "wren")))[-1] == e.FloorTaken("wren")


def test_a_late_turn_before_whom_the_piece_lies_keeps_that_persons_turn(hall: Table) -> None:
    while hall.state.kind != "round":
        hall.must("amara", c.NextPart())
    while hall.state.offered != "okapi":
        hall.must("amara", board(tap("pass"))) if hall.state.offered in HALL else hall.must(
            str(hall.state.offered), c.PassOn()
        )
    told = hall.must("amara", board(tap("floor", "wren", 20_000)), after=30_000)
    assert e.ComesBackLater("okapi") in told
    assert "okapi" in (hall.state.coming or [])


# --- a rest of the plenary ----------------------------------------------------------------------------
def groups_for(hall: Table, minutes: int) -> tuple[int, int]:
    """Pell opens small groups from online and calls everybody back; when that was."""
    hall.must("pell", c.OpenSmallGroups([c.SeatedGroup(["wren", "tove"]), c.SeatedGroup(["juniper", "okapi"])], 30))
    opened = hall.now
    hall.must("pell", c.BringBack(10), after=minutes * MINUTE - 10_000)
    hall.must(None, c.Tick(), after=10_000)
    assert hall.state.small is None
    return opened, hall.now


def test_a_late_turn_ends_where_small_groups_begin(hall: Table) -> None:
    hall.disconnect("amara")
    began = hall.now
    hall.now += MINUTE
    hall.must("pell", c.OpenSmallGroups([c.SeatedGroup(["wren", "tove"]), c.SeatedGroup(["juniper", "okapi"])], 30))
    opened = hall.now
    hall.now += 9 * MINUTE
    hall.connect("amara")
    now = hall.now + 1000
    assert hall.must("amara", board(tap("floor", "wren", now - began))) == [e.HeldInHall("wren", began, opened)]
    assert held(hall, "wren") == (1, (opened - began) // 1000)
    assert hall.state.holder is None


def test_a_late_turn_does_not_run_through_groups_that_are_over(hall: Table) -> None:
    hall.disconnect("amara")
    began = hall.now
    hall.now += MINUTE
    opened, _ = groups_for(hall, 10)
    hall.must(None, c.Tick(), after=MINUTE)
    hall.connect("amara")
    now = hall.now + 1000
    told = hall.must("amara", board(tap("floor", "wren", now - began), tap("pass", ago=30_000)))
    assert told[0] == e.HeldInHall("wren", began, opened)
    assert not [fact for fact in told if isinstance(fact, e.NotPlaced)]
    assert held(hall, "wren") == (1, (opened - began) // 1000)


def test_a_turn_before_the_groups_does_not_begin_again_after_them(hall: Table) -> None:
    hall.disconnect("amara")
    began = hall.now
    hall.now += MINUTE
    opened, _ = groups_for(hall, 10)
    hall.connect("amara")
    now = hall.now + 1000
    assert hall.must("amara", board(tap("floor", "wren", now - began))) == [e.HeldInHall("wren", began, opened)]
    assert hall.state.holder is None


def test_a_turn_tapped_while_groups_were_open_counts_from_when_everybody_is_back(hall: Table) -> None:
    hall.disconnect("amara")
    opened, closed = groups_for(hall, 10)
    tapped = opened + 6 * MINUTE
    hall.now += 2 * MINUTE
    hall.connect("amara")
    now = hall.now + 1000
    told = hall.must("amara", board(tap("floor", "tove", now - tapped)))
    assert told == [
        e.FloorTaken("tove", closed),
        e.NotPlaced("floor", "tove", "in_small_groups", None, closed - tapped),
    ]


def test_a_late_tap_while_groups_are_open_is_said_and_not_lost(hall: Table) -> None:
    hall.must("pell", c.OpenSmallGroups([c.SeatedGroup(["wren", "tove"]), c.SeatedGroup(["juniper", "okapi"])], 30))
    assert hall.ask("amara", board(tap("floor", "wren")), after=MINUTE) == "in_small_groups"
    told = hall.must("amara", board(tap("floor", "wren", 20_000), tap("pass", ago=8_000)), after=MINUTE)
    assert told == [e.NotPlaced("floor", "wren", "in_small_groups", None, 12_000)]
    assert hall.state.holder is None


def test_whoever_was_online_first_is_named_and_the_groups_too(hall: Table) -> None:
    hall.disconnect("amara")
    hall.must("okapi", c.TakePiece(), after=MINUTE)
    took = hall.now
    hall.now += MINUTE
    opened, _ = groups_for(hall, 5)
    hall.connect("amara")
    now = hall.now + 1000
    told = hall.must("amara", board(tap("floor", "wren", now - took + 20_000), tap("pass", ago=30_000)))
    assert told[:2] == [
        e.HeldInHall("wren", took - 20_000, took),
        e.NotPlaced("floor", "wren", "has_floor", "okapi", opened - took),
    ]


def test_a_late_turn_ends_where_a_pause_began_that_is_over(hall: Table) -> None:
    hall.disconnect("amara")
    began = hall.now
    hall.must("pell", c.Pause(), after=MINUTE)
    paused = hall.now
    hall.must("pell", c.Resume(), after=5 * MINUTE)
    hall.connect("amara")
    now = hall.now + 1000
    assert hall.must("amara", board(tap("floor", "wren", now - began))) == [e.HeldInHall("wren", began, paused)]


def test_silence_is_over_when_groups_open_and_a_late_one_too(hall: Table) -> None:
    hall.must("amara", board(tap("silence")))
    hall.now += MINUTE - 1000
    groups_for(hall, 5)
    assert (hall.state.silence_since_ms, hall.state.silence_ms) == (None, MINUTE)
    assert hall.view("pell")["floor"]["silence_ms"] is None
    hall.disconnect("amara")
    began = hall.now
    hall.now += MINUTE
    opened, _ = groups_for(hall, 5)
    hall.connect("amara")
    now = hall.now + 1000
    assert hall.must("amara", board(tap("silence", ago=now - began))) == [
        e.SilenceBegan(began), e.SilenceEnded(opened),
    ]  # fmt: skip


# --- nonsense ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("ago", [86_400_000, 10**15, -86_400_000])
def test_a_tablet_that_tells_nonsense_about_time_does_no_harm(hall: Table, ago: int) -> None:
    hall.must("amara", board(tap("floor", "wren")))
    hall.must("amara", board(tap("floor", "tove", ago), tap("floor", "juniper", ago)), after=60_000)
    for name in HALL:
        assert 0 <= held(hall, name)[1] <= 60
    assert sum(held(hall, name)[1] for name in HALL) <= 60
    assert hall.log[-1].at_ms == hall.now


def test_taps_count_in_their_order_whatever_they_say(hall: Table) -> None:
    hall.must(
        "amara", board(tap("floor", "wren", 10_000), tap("floor", "tove", 60_000), tap("pass", ago=4_000)), after=90_000
    )
    assert (held(hall, "wren"), held(hall, "tove")) == ((0, 0), (1, 6))


def test_one_bad_tap_among_many_is_said_and_the_others_count(hall: Table) -> None:
    told = hall.must(
        "amara",
        board(tap("floor", "linden", 50_000), tap("came", "marlow", 40_000), tap("came", "ghost", 30_000),
              tap("floor", "wren", 20_000), tap("pass", ago=10_000)),
        after=60_000,
    )  # fmt: skip
    assert [(fact.seat, fact.why) for fact in told if isinstance(fact, e.NotPlaced)] == [
        ("linden", "not_in_hall"), ("marlow", "not_signed"), ("ghost", "unknown_seat"),
    ]  # fmt: skip
    assert held(hall, "wren") == (1, 10)


def test_before_the_meeting_and_after_it_there_is_no_floor_to_tap(hall: Table) -> None:
    table = Table()
    table.admit("amara")
    table.must("amara", board(tap("came", "wren")))
    assert table.ask("amara", board(tap("floor", "wren"))) == "not_now"
    hall.must("amara", c.Close())
    assert hall.ask("amara", board(tap("floor", "wren", 60_000))) == "closed"


def test_the_next_part_ends_the_turn_when_it_was_tapped(hall: Table) -> None:
    hall.must("amara", board(tap("floor", "wren")))
    index = hall.state.index
    told = hall.must("amara", board(tap("next_part", ago=20_000, after=index)), after=60_000)
    assert told[0] == e.FloorEnded("wren", hall.now - 20_000)
    assert held(hall, "wren") == (1, 40)
    assert hall.ask("amara", board(tap("next_part", after=index))) == "already"


# --- a door that is shut ----------------------------------------------------------------------------
@pytest.fixture
def shut(request: pytest.FixtureRequest) -> Table:
    """A hall whose door is shut, by a leader or by the group's ten minutes; Wren was in and went."""
    table = Table(late="minutes", late_minutes=10) if request.param == "late" else Table()
    table.admit("amara")
    for name in ("amara", "wren"):
        table.must("amara", board(tap("came", name)))
    table.must("amara", board(tap("went", "wren")))
    table.begin_at("open_floor")
    if request.param == "late":
        table.now += 10 * MINUTE
    else:
        table.must("amara", c.LockDoor())
    return table


BY_EITHER = pytest.mark.parametrize("shut", ["late", "lock"], indirect=True)


@BY_EITHER
def test_one_rule_of_the_door_for_the_page_the_tap_and_the_code(shut: Table) -> None:
    shut.connect("okapi")
    shut.must("okapi", c.ComeToDoor())
    assert shut.ask("amara", c.Admit("okapi")) == "locked"
    assert shut.ask("amara", board(tap("came", "tove"))) == "locked"
    told = shut.must(None, c.PutSeat(seat("juniper", in_hall=True)))
    assert not [fact for fact in told if isinstance(fact, e.Joined)]
    assert [shut.state.people[name].place for name in ("okapi", "tove", "juniper")] == ["door", "absent", "absent"]

    shut.must("amara", c.UnlockDoor())
    shut.must("amara", board(tap("came", "tove")))
    assert shut.must(None, c.PutSeat(seat("linden", "visitor", in_hall=True)))[-1] == e.Joined(
        "linden", "visitor", True
    )


@BY_EITHER
def test_whoever_was_in_today_comes_back_by_tap_and_by_code(shut: Table) -> None:
    shut.must("amara", board(tap("came", "wren")))
    shut.must("amara", board(tap("went", "wren")))
    told = shut.must(None, c.PutSeat(seat("wren", in_hall=True)))
    assert told[-1] == e.Joined("wren", "member", True)


@BY_EITHER
def test_a_leader_sits_down_in_a_hall_whose_door_is_shut(shut: Table) -> None:
    told = shut.must(None, c.PutSeat(seat("pell", "co_facilitator", in_hall=True)))
    assert e.Joined("pell", "co_facilitator", True) in told


def test_a_tap_from_before_the_ten_minutes_were_over_seats_though_it_comes_late() -> None:
    table = Table(late="minutes", late_minutes=10)
    table.admit("amara")
    table.must("amara", board(tap("came", "amara")))
    table.must("amara", c.Begin())
    table.now += 11 * MINUTE
    taps = board(tap("came", "wren", ago=5 * MINUTE), tap("came", "tove"))
    told = table.must("amara", taps)
    assert [fact.seat for fact in told if isinstance(fact, e.Joined)] == ["wren"]
    assert e.NotPlaced("came", "tove", "locked", None, 0) in told


# --- the code on the wall ---------------------------------------------------------------------------
def test_whoever_used_the_code_sits_in_the_hall_once(hall: Table) -> None:
    told = hall.must(None, c.PutSeat(seat("linden", "visitor", first_visit=True, in_hall=True)))
    assert told[-1] == e.Joined("linden", "visitor", True)
    hall.connect("linden")
    assert hall.view("linden")["me"]["place"] == "inside"
    hall.must("linden", c.Leave())
    assert hall.ask(None, c.PutSeat(seat("linden", "visitor", first_visit=True, in_hall=True))) == "already"
    assert hall.state.people["linden"].place == "gone"


def test_the_code_brings_nobody_in_who_has_not_signed_or_was_asked_to_leave(hall: Table) -> None:
    hall.must(None, c.PutSeat(seat("marlow", signed=False, in_hall=True)))
    assert hall.state.people["marlow"].place == "absent"
    hall.must(None, c.PutSeat(seat("marlow", in_hall=True)))
    assert hall.state.people["marlow"].hall
    hall.must("amara", c.Remove("okapi", "Another day."))
    hall.ask(None, c.PutSeat(seat("okapi", away="", in_hall=True)))
    assert hall.state.people["okapi"].place == "gone"
