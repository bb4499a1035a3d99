"""Minutes and floor-holdings from the open events of a room."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openchair.insights.presence import course
from openchair.rooms.core import events as e

START = datetime(2026, 3, 11, 19, tzinfo=UTC)


def happened(*told):
    return [(number, START + timedelta(seconds=second), event) for number, (second, event) in enumerate(told, 1)]


def minutes(*told, seat="a"):
    return course(happened(*told)).people[seat].seconds / 60


def test_minutes_run_from_admission_to_leaving():
    assert (
        minutes((0, e.CameToDoor("a")), (60, e.Joined("a", "member")), (660, e.Left("a")), (900, e.MeetingClosed()))
        == 10
    )


def ms(second):
    return int((START + timedelta(seconds=second)).timestamp() * 1000)


def test_whoever_sits_in_the_hall_is_there_with_or_without_a_line():
    told = (
        (0, e.Joined("a", "member", True)), (60, e.LineBack("a")), (120, e.LineDropped("a")), (1200, e.MeetingClosed()),
    )  # fmt: skip
    assert minutes(*told) == 20
    assert course(happened(*told)).people["a"].where == "hall"


def test_what_was_tapped_without_a_line_counts_at_its_own_time():
    told = (
        (0, e.Joined("a", "member")), (10, e.SegmentStarted(0, "open_floor", 0)), (60, e.FloorTaken("a")),
        (300, e.FloorEnded("a", ms(120))), (300, e.HeldInHall("b", ms(120), ms(180))),
        (300, e.Joined("b", "member", True, ms(60))), (300, e.SilenceBegan(ms(180))), (300, e.SilenceEnded(ms(240))),
        (300, e.FloorTaken("c", ms(240))), (360, e.FloorEnded("c")), (400, e.Left("b", ms(390))),
        (600, e.MeetingClosed()),
    )  # fmt: skip
    went = course(happened(*told))
    assert [(row.speaker, row.start, row.end) for row in went.rows] == [
        ("a", 60, 120), ("b", 120, 180), ("c", 240, 360),
    ]  # fmt: skip
    assert (went.people["b"].seconds, went.people["b"].where, went.silence) == (330, "hall", 60)


def test_coming_from_online_into_the_hall_is_both_and_a_dropped_line_before_it_stays_an_absence():
    told = (
        (0, e.Joined("a", "member")), (300, e.LineDropped("a")), (600, e.SatInHall("a")), (900, e.LineDropped("a")),
        (1200, e.MeetingClosed()),
    )  # fmt: skip
    assert minutes(*told) == 15
    assert course(happened(*told)).people["a"].where == "both"


def test_a_silence_ends_with_whoever_takes_the_piece_a_pause_or_a_part():
    def silent(*ends):
        told = ((0, e.Joined("a", "member")), (60, e.SilenceBegan(ms(60))), *ends, (600, e.MeetingClosed()))
        return course(happened(*told)).silence

    assert silent((100, e.FloorTaken("a"))) == 40
    assert silent((100, e.Paused("leader"))) == 40
    assert silent((100, e.SegmentStarted(1, "round", 0))) == 40
    assert silent() == 540


def test_time_at_tables_in_the_hall_is_told_and_a_silence_ends_with_it():
    def at_tables(hall, *more):
        told = (
            (0, e.Joined("a", "member", hall)), (0, e.Joined("b", "member", hall)), (60, e.SilenceBegan(ms(60))),
            (100, e.SmallGroupsOpened(1, [["a", "b"]], ["a"], 0)), *more, (600, e.MeetingClosed()),
        )  # fmt: skip
        went = course(happened(*told))
        assert went.silence == 40
        return went.at_tables

    assert at_tables(True, (400, e.SmallGroupsClosed())) == 300
    assert at_tables(True) == 500
    assert at_tables(False, (400, e.SmallGroupsClosed())) == 0
    assert at_tables(False, (200, e.SatInHall("a")), (300, e.SmallGroupMoved("a", 2))) == 300


def test_the_close_ends_everybodys_time():
    assert minutes((0, e.Joined("a", "member")), (600, e.MeetingClosed()), (6000, e.Left("a"))) == 10


def test_coming_back_after_leaving_adds_up():
    told = (
        (0, e.Joined("a", "member")), (300, e.Left("a")), (600, e.CameToDoor("a")), (660, e.Joined("a", "member")),
        (960, e.MeetingClosed()),
    )  # fmt: skip
    assert minutes(*told) == 10


def test_time_stepped_out_is_not_counted():
    told = (
        (0, e.Joined("a", "member")), (300, e.SteppedOut("a")), (900, e.SteppedBack("a")), (1200, e.MeetingClosed()),
    )  # fmt: skip
    assert minutes(*told) == 10


def test_whoever_steps_out_and_never_comes_back_left_then():
    assert minutes((0, e.Joined("a", "member")), (300, e.SteppedOut("a")), (900, e.MeetingClosed())) == 5


def test_a_line_lost_for_a_moment_is_no_absence_and_a_long_loss_is():
    def lost(seconds):
        return minutes(
            (0, e.Joined("a", "member")), (300, e.LineDropped("a")), (300 + seconds, e.LineBack("a")),
            (1200, e.MeetingClosed()),
        )  # fmt: skip

    assert lost(59) == 20
    assert lost(60) == 20
    assert lost(300) == 15


def test_a_line_that_never_came_back_ended_the_time_when_it_was_lost():
    assert minutes((0, e.Joined("a", "member")), (300, e.LineDropped("a")), (3000, e.MeetingClosed())) == 5
    assert (
        minutes((0, e.Joined("a", "member")), (300, e.LineDropped("a")), (900, e.Left("a")), (3000, e.MeetingClosed()))
        == 5
    )


def test_stepping_out_with_a_lost_line_loses_no_minute_twice():
    told = (
        (0, e.Joined("a", "member")), (300, e.SteppedOut("a")), (310, e.LineDropped("a")), (800, e.LineBack("a")),
        (900, e.SteppedBack("a")), (1200, e.MeetingClosed()),
    )  # fmt: skip
    assert minutes(*told) == 10
    without_line_back = (*told[:3], *told[4:])
    assert minutes(*without_line_back) == 10


def test_only_the_door_is_no_attendance():
    held = course(happened((0, e.CameToDoor("a")), (60, e.LeftDoor("a")), (90, e.MeetingClosed())))
    assert held.people == {}


def test_a_clock_that_jumps_back_never_takes_time_away():
    told = [
        (1, START, e.Joined("a", "member")),
        (2, START + timedelta(minutes=10), e.FloorTaken("a")),
        (3, START - timedelta(hours=1), e.FloorEnded("a")),
        (4, START + timedelta(minutes=5), e.Left("a")),
        (5, START + timedelta(minutes=20), e.MeetingClosed()),
    ]
    held = course(told)
    assert held.people["a"].seconds == 600
    assert held.rows == ()
    assert held.ended == 1200


def test_the_floor_is_held_from_taking_to_ending_and_one_at_a_time():
    held = course(
        happened(
            (0, e.Joined("a", "member")), (0, e.Joined("b", "member")),
            (10, e.FloorTaken("a")), (40, e.FloorTaken("b")), (50, e.FloorEnded("a")), (60, e.FloorEnded("b")),
            (70, e.FloorTaken("a")), (95, e.MeetingClosed()),
        )
    )  # fmt: skip
    assert [(row.speaker, row.start, row.end) for row in held.rows] == [("a", 10, 40), ("b", 40, 60), ("a", 70, 95)]


def test_a_floor_that_rests_in_a_pause_is_not_held():
    held = course(
        happened(
            (0, e.Joined("a", "member")), (10, e.FloorTaken("a")), (40, e.Paused("leader")),
            (100, e.Resumed(0)), (130, e.FloorEnded("a")), (200, e.MeetingClosed()),
        )
    )  # fmt: skip
    assert [(row.start, row.end) for row in held.rows] == [(10, 40), (100, 130)]
    ended_with_the_pause = course(
        happened(
            (0, e.Joined("a", "member")), (10, e.FloorTaken("a")), (40, e.Paused("leader")), (40, e.FloorEnded("a")),
            (100, e.Resumed(0)), (200, e.MeetingClosed()),
        )
    )  # fmt: skip
    assert [(row.start, row.end) for row in ended_with_the_pause.rows] == [(10, 40)]


def test_leaving_ends_the_floor_and_the_measures_begin_with_the_first_part():
    held = course(
        happened(
            (0, e.Joined("lead", "facilitator")), (0, e.Joined("a", "member")), (5, e.Joined("b", "visitor")),
            (10, e.FloorTaken("lead")), (20, e.FloorEnded("lead")), (100, e.SegmentStarted(0, "round", 0)),
            (110, e.FloorTaken("a")), (150, e.Left("a")), (160, e.FloorTaken("b")), (200, e.FloorEnded("b")),
            (300, e.MeetingClosed()),
        )
    )  # fmt: skip
    figures = held.dynamics()
    assert figures.elapsed == 200
    assert figures.members["b"].talk_seconds == 40
    assert figures.facilitators["lead"].talk_seconds == 0
    assert figures.briefly_present["a"].talk_seconds == 40


def test_a_meeting_without_events_or_still_running_does_not_fail():
    empty = course([])
    assert (empty.people, empty.closed, empty.minutes) == ({}, False, 0)
    assert empty.dynamics().gini is None
    running = course(happened((0, e.Joined("a", "member")), (600, e.FloorTaken("a"))))
    assert (running.closed, running.people["a"].minutes) == (False, 10)


KINDS = [
    e.Joined, e.Left, e.SteppedOut, e.SteppedBack, e.LineDropped, e.LineBack, e.FloorTaken, e.FloorEnded, e.CameToDoor,
]  # fmt: skip


@given(
    st.lists(
        st.tuples(st.sampled_from(KINDS), st.sampled_from("abc"), st.integers(-600, 900)),
        max_size=40,
    )
)
def test_no_order_of_events_makes_time_negative_or_longer_than_the_meeting(told):
    moments, at = [], START
    for number, (kind, seat, gap) in enumerate(told, 1):
        at += timedelta(seconds=gap)
        moments.append((number, at, kind(seat, "member") if kind is e.Joined else kind(seat)))
    held = course(moments)
    for person in held.people.values():
        assert 0 <= person.seconds <= held.ended
        assert all(start < end for start, end in person.spans)
        assert all(one[1] <= two[0] for one, two in zip(person.spans, person.spans[1:], strict=False))
    assert all(row.seconds > 0 for row in held.rows)
    held.dynamics()


@pytest.mark.parametrize("seconds", [1, 29, 89])
def test_minutes_are_whole_and_nobody_was_there_for_nought(seconds):
    assert course(happened((0, e.Joined("a", "member")), (seconds, e.Left("a")))).people["a"].minutes == 1


def test_floor_in_small_groups_counts_and_interrupts_nobody():
    held = course(
        happened(
            (0, e.Joined("a", "member")), (0, e.Joined("b", "member")), (0, e.Joined("c", "member")),
            (0, e.Joined("d", "member")), (1, e.SegmentStarted(0, "open_floor", 0)),
            (10, e.SmallGroupsOpened(1, [["a", "b"], ["c", "d"]], ["a", "c"], 0)),
            (20, e.GroupFloorTaken("group:1-1", "a")), (30, e.GroupFloorTaken("group:1-2", "c")),
            (80, e.GroupFloorEnded("group:1-1", "a")), (81, e.GroupFloorTaken("group:1-1", "b")),
            (90, e.SmallGroupsClosed()), (100, e.FloorTaken("d")), (140, e.FloorEnded("d")), (200, e.MeetingClosed()),
        )
    )  # fmt: skip
    told = held.dynamics()
    assert {seat: share.talk_seconds for seat, share in told.members.items()} == {"a": 60, "b": 9, "c": 60, "d": 40}
    assert {seat: share.turns for seat, share in told.members.items()} == {"a": 1, "b": 1, "c": 1, "d": 1}
    assert told.interruptions == 0
    assert told.overlap == 0
    assert told.elapsed == 199
