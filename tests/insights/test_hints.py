"""Hints for who leads: at most one, never too early, put aside means away, and nobody is named."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from openchair.core.time import now
from openchair.insights import hints, services, words
from openchair.insights.dynamics import Attendee, Row, measure
from openchair.insights.hints import KINDS, Hint, Scene, hint
from openchair.insights.live import NOTHING_SHOWN, over_weeks
from openchair.rooms.core import events as e
from tests.insights.held import BEGIN, hold, plan, stage, talk, write

MEMBERS = ("wren", "sorrel", "ash", "linnet", "tove")
EVENLY = MEMBERS * 6


def dynamics(pattern, *, lengths=None, names=MEMBERS):
    """Everybody in the pattern takes the floor in turn, a minute each unless said otherwise."""
    rows, at = [], 0.0
    for name in pattern:
        length = (lengths or {}).get(name, 60.0)
        rows.append(Row(name, at, at + length))
        at += length + 2
    roster = [Attendee(name) for name in names] + [Attendee("runa", "facilitator")]
    return measure(rows, roster, elapsed=at)


def scene(pattern=EVENLY, **more):
    return Scene(dynamics=dynamics(pattern, lengths=more.pop("lengths", None)), has_floor=True, **more)


OFTEN = scene(lengths={"wren": 600.0})


def test_an_even_meeting_needs_no_hint():
    assert hint(scene()) is None


def test_below_twenty_turns_it_is_too_early_to_say_anything():
    waits = [hints.WAITED_LONG * 3]
    early = Scene(dynamics=dynamics(EVENLY[:19]), has_floor=True, waits=waits, member_holds_for=5000)
    assert hints.is_too_early(early.dynamics)
    assert hint(early) is None
    assert hint(replace(early, dynamics=dynamics(EVENLY[:20]))) is not None


def test_two_members_are_never_spoken_about():
    few = dynamics(("wren", "sorrel") * 15, names=("wren", "sorrel"))
    assert hint(Scene(dynamics=few, has_floor=True, waits=[9000.0])) is None


def test_who_has_waited_long_is_counted_and_not_named():
    told = hint(scene(waits=[hints.WAITED_LONG + 60, 30.0]))
    assert told == Hint("waited_long", people=1, minutes=21)
    reason, say = words.hint(told)
    assert reason.startswith("One member has not had the floor for 21 minutes.")
    assert not any(name in (reason + say).lower() for name in MEMBERS)


def test_a_round_that_runs_brings_everybody_in_by_itself():
    assert hint(scene(waits=[hints.WAITED_LONG + 60], in_round=True)) is None


def test_while_somebody_reads_out_nothing_is_said():
    assert hint(replace(scene(waits=[9000.0]), has_floor=False)) is None


def test_a_turn_is_long_by_the_clock_or_by_twice_the_time_of_the_part():
    assert hint(scene(member_holds_for=359.0)) is None
    assert hint(scene(member_holds_for=420.0)) == Hint("long_turn", people=1, minutes=7)
    assert hint(scene(member_holds_for=420.0, turn_seconds=300)) is None


def test_one_person_with_most_of_the_floor_is_told_as_that():
    told = hint(OFTEN)
    assert told is not None
    assert told.kind == "dominance"


def test_leaders_with_more_than_half_are_told_so():
    pattern = [name for member in EVENLY for name in (member, "runa")]
    told = hint(scene(pattern, lengths={"runa": 150.0}))
    assert told is not None
    assert told.kind == "facilitator_share"


def test_what_was_put_aside_stays_away_for_a_while_and_then_for_today():
    waiting = scene(waits=[9000.0])
    assert hint(replace(waiting, put_aside={"waited_long": [60.0]})) is None
    assert hint(replace(waiting, put_aside={"waited_long": [hints.ASIDE_FOR + 1]})) == hint(waiting)
    assert hint(replace(waiting, put_aside={"waited_long": [hints.ASIDE_FOR + 1, 9000.0]})) is None


def test_the_next_hint_comes_when_one_is_put_aside():
    both = replace(OFTEN, waits=(9000.0,))
    assert hint(both) == Hint("waited_long", people=1, minutes=150)
    told = hint(replace(both, put_aside={"waited_long": [10.0]}))
    assert told is not None
    assert told.kind == "dominance"


@given(
    pattern=st.lists(st.sampled_from(MEMBERS), min_size=1, max_size=60),
    waits=st.lists(st.floats(0, 10_000), max_size=5),
    held=st.one_of(st.none(), st.floats(0, 5000)),
    aside=st.dictionaries(st.sampled_from(KINDS), st.lists(st.floats(0, 5000), max_size=3)),
    shift=st.integers(1, 4),
)
def test_names_change_nothing_and_what_is_aside_is_never_told(pattern, waits, held, aside, shift):
    one = Scene(dynamics=dynamics(pattern), has_floor=True, waits=waits, member_holds_for=held, put_aside=aside)
    told = hint(one)
    other = {name: MEMBERS[(at + shift) % len(MEMBERS)] for at, name in enumerate(MEMBERS)}
    moved = dynamics([other[name] for name in pattern])
    again = hint(replace(one, dynamics=moved, waits=list(reversed(waits))))
    assert (told is None) == (again is None)
    if told is not None:
        assert not any(ago < hints.ASIDE_FOR for ago in aside.get(told.kind, []))
        assert len(one.dynamics.turns) >= 20


@pytest.mark.parametrize(
    ("first", "days", "says"),
    [
        (0, [400, 3], ""),
        (
            2,
            [400, 300, 3, 3],
            "2 people are here for the first time. Some here have been in this group for three months",
        ),
        (1, [400, 300, 200, 3], "One person is here for the first time. People here have been"),
        (0, [400, 300, 89, 60], "People here have been in this group for different lengths of time."),
        (0, [400, 300, 90], "Everybody here has been in this group for three months or longer."),
        (0, [1, 40, 89], "Nobody here has been in this group for three months yet."),
        (0, [1, 2, 29], "Everybody here came to this group within the last month."),
    ],
)
def test_the_mix_names_nobody_and_says_nothing_of_two(first, days, says):
    told = words.mix(first=first, days=days)
    assert told.startswith(says)
    assert bool(told) == bool(says)


@pytest.mark.parametrize(
    ("stages", "says"),
    [
        ([], ""),
        ([4, 4], ""),
        ([4, 3, 0, 1], "Some here have begun to change something, some are not sure yet that they want to."),
        ([4, 4, 4], "Several people here have begun to change something."),
        ([4, 1, 0], "Several people here are not sure yet whether they want to change something."),
        ([4, 2, 0], "People here are at different points of their way."),
    ],
)
def test_how_far_people_are_is_said_of_no_one_and_never_of_everybody(stages, says):
    assert words.readiness(stages) == says


# --- the page of who leads ----------------------------------------------------------------------------
def asked(client, meeting):
    return client.get(reverse("insights:beside", args=[meeting.pk]))


def quiet_linnet(on):
    """Three speak for half an hour, a fourth has been there all the time."""
    return hold(on, closed=False, present=("wren", "sorrel", "ash", "linnet"), pattern=("wren", "sorrel", "ash") * 10)


@pytest.mark.django_db(databases="__all__")
def test_a_leader_in_the_room_gets_one_hint_and_others_no_page(cast, client):
    on = stage(cast)
    meeting = quiet_linnet(on)
    client.force_login(cast.facilitator)
    told = json.loads(asked(client, meeting).content)
    assert told["hint"]["kind"] == "waited_long"
    assert "Linnet" not in json.dumps(told)
    for person in (cast.co_facilitator, cast.member, cast.coordinator):
        client.force_login(person)
        assert asked(client, meeting).status_code == 404, "not in the room, or not leading it"


@pytest.mark.django_db(databases="__all__")
def test_a_hint_put_aside_by_one_leader_is_not_told_to_the_other(cast, client):
    on = stage(cast)
    said, at = talk(on, ("wren", "sorrel", "ash") * 10)
    begins = now() - timedelta(seconds=at + 30)
    joined = [(0, e.Joined(on.seat(name), "facilitator")) for name in ("runa", "ivo")]
    joined += [(2, e.Joined(on.seat(name), "member")) for name in ("wren", "sorrel", "ash", "linnet")]
    aside = (at + 20, e.HintPutAside(on.seat("ivo"), "waited_long"), e.LEADERS)
    meeting = plan(on, begins)
    write(meeting, [*joined, (60, e.SegmentStarted(0, "open_floor", 0)), *said, aside], begins=begins)
    client.force_login(cast.facilitator)
    assert json.loads(asked(client, meeting).content)["hint"] is None


# --- over weeks ----------------------------------------------------------------------------------------
def say_yes(on, cast, *names):
    for name in names:
        seat = on.seats[name]
        services.show_over_weeks(membership=seat, actor=seat.person, at=BEGIN)


@pytest.mark.django_db(databases="__all__")
def test_weeks_show_only_those_who_said_yes_and_nobody_below_three(cast):
    on = stage(cast)
    hold(on, begins=BEGIN - timedelta(days=14), lengths={"wren": 120.0})
    hold(on, begins=BEGIN - timedelta(days=7), lengths={"wren": 120.0})
    meeting = hold(on, closed=False)
    say_yes(on, cast, "wren", "sorrel")
    assert over_weeks(meeting=meeting, at=BEGIN) == NOTHING_SHOWN
    say_yes(on, cast, "ash", "ash")
    shown = over_weeks(meeting=meeting, at=BEGIN).parts
    assert set(shown) == {on.seat("wren"), on.seat("sorrel"), on.seat("ash")}
    assert shown[on.seat("wren")] == pytest.approx(1.5, abs=0.01), "twice as long as the two others"
    services.keep_over_weeks(membership=on.seats["ash"], actor=on.seats["ash"].person, at=BEGIN)
    assert over_weeks(meeting=meeting, at=BEGIN) == NOTHING_SHOWN


@pytest.mark.django_db(databases="__all__")
def test_over_weeks_newer_meetings_count_more(cast):
    on = stage(cast)
    hold(on, begins=BEGIN - timedelta(days=14), lengths={"wren": 120.0})
    hold(on, begins=BEGIN - timedelta(days=7))
    hold(on, begins=BEGIN - timedelta(days=3), pattern=("wren", "sorrel", "ash") * 3)
    meeting = hold(on, closed=False)
    say_yes(on, cast, "wren", "sorrel", "ash")
    shown = over_weeks(meeting=meeting, at=BEGIN)
    # 1.5 of an even share, then an even one; the last had too few turns to count.
    assert shown.parts[on.seat("wren")] == pytest.approx(0.7 * 1.5 + 0.3 * 1.0, abs=0.01)
    assert not shown.quiet


FOUR = ("wren", "sorrel", "ash", "linnet")


@pytest.mark.django_db(databases="__all__")
def test_who_was_hardly_heard_twice_running_is_told_without_a_name_and_only_of_those_who_said_yes(cast, client):
    on = stage(cast)
    for days in (14, 7):
        hold(on, begins=BEGIN - timedelta(days=days), present=FOUR)
    meeting = quiet_linnet(on)
    say_yes(on, cast, "wren", "sorrel", "ash")
    assert not over_weeks(meeting=meeting, at=BEGIN).quiet, "linnet said nothing about letting it be seen"
    say_yes(on, cast, "linnet")
    assert over_weeks(meeting=meeting, at=BEGIN).quiet
    client.force_login(cast.facilitator)
    told = json.loads(asked(client, meeting).content)["quiet"]
    assert told.startswith("Somebody had hardly any of the floor at their last two meetings.")
    # Once heard again, it is over.
    hold(on, begins=BEGIN - timedelta(days=3), present=FOUR, pattern=FOUR * 6)
    assert not over_weeks(meeting=meeting, at=BEGIN).quiet


@pytest.mark.django_db(databases="__all__")
def test_a_member_says_yes_and_takes_it_back_on_the_page_of_the_group(cast, client):
    on = stage(cast)
    client.force_login(cast.member)
    where, group = reverse("insights:over_weeks", args=[on.group.pk]), reverse("groups:detail", args=[on.group.pk])
    assert "Yes, they may see it" in client.get(group).content.decode()
    assert "Thank you" in client.post(where, {"answer": "yes"}, follow=True).content.decode()
    assert "Keep it to myself from now on" in client.get(group).content.decode()
    assert "over the last meetings. You said yes on" in client.get("/my-data/").content.decode()
    client.post(where, {"answer": "no"})
    assert "Yes, they may see it" in client.get(group).content.decode()


@pytest.mark.django_db(databases="__all__")
def test_what_meetings_say_together_stands_on_the_group_s_page_for_those_who_lead_alone(cast, client):
    on = stage(cast)
    uneven = {"wren": 600.0}
    hold(on, begins=BEGIN - timedelta(days=14), lengths=uneven)
    where, said = reverse("insights:group", args=[on.group.pk]), "Over the last meetings the floor was held unevenly."
    client.force_login(cast.facilitator)
    assert said not in client.get(where).content.decode()
    hold(on, begins=BEGIN - timedelta(days=7), lengths=uneven)
    page = client.get(where).content.decode()
    assert said in page and "newer ones count more" in page
    assert "Wren" not in page
    client.force_login(cast.coordinator)
    assert said not in client.get(where).content.decode()
