"""Groups ranked for one person: what is possible, in what order, why, and nothing about anybody else."""

from dataclasses import replace
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openchair.core.errors import InputProblem
from openchair.matching.ranking import parts
from openchair.matching.ranking.filters import Filter
from openchair.matching.ranking.parts import WEIGHTS, Part
from openchair.matching.ranking.profile import Listing, Seeker, Style
from openchair.matching.ranking.rank import Change, Times, rank, weights_for
from openchair.matching.ranking.reading import read_profiles
from openchair.matching.ranking.week import Span, seen_from, shifts, steps_of
from openchair.matching.ranking.words import AGAINST, FOR, WHY_NOT, change_words

YEAR = 2026


def ranked(seeker, *listings):
    return rank(seeker, listings, Times(listings, YEAR))


def reason(seeker, listing):
    """Why a group is not possible; None when it is."""
    excluded = ranked(seeker, listing).excluded
    return excluded[0].reason if excluded else None


def values(seeker, listing):
    (one,) = ranked(seeker, listing).groups
    return one.values


TUESDAY = Span(2 * 1440 + 19 * 60, 2 * 1440 + 20 * 60 + 30)
EVENINGS = tuple(Span(day * 1440 + 18 * 60, day * 1440 + 22 * 60) for day in range(7))


# --- filters ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("seeker", "listing", "why"),
    [
        (Seeker("a"), Listing("g", is_open=False), Filter.CLOSED),
        (Seeker("a"), Listing("g", seats=0, has_waiting_list=False), Filter.FULL),
        (Seeker("a"), Listing("g", seats=0), None),
        (Seeker("a", age=17), Listing("g", youngest=18), Filter.AGE),
        (Seeker("a", age=26), Listing("g", oldest=25), Filter.AGE),
        (Seeker("a"), Listing("g", youngest=18), None),
        (Seeker("a", languages=frozenset({"de"})), Listing("g", languages=frozenset({"en"})), Filter.LANGUAGE),
        (Seeker("a", needs=frozenset({"step_free"})), Listing("g", access=frozenset({"captions"})), Filter.ACCESS),
        (Seeker("a", identities=frozenset({"veteran"})), Listing("g", only_for=frozenset({"women"})), Filter.IDENTITY),
        (Seeker("a", available=(Span(0, 60),)), Listing("g", times=(TUESDAY,)), Filter.SCHEDULE),
        (Seeker("a", available=EVENINGS), Listing("g", times=(TUESDAY,)), None),
        (Seeker("a", minutes={"g": 50}, most_minutes=40), Listing("g", is_online=False), Filter.TRAVEL),
        (Seeker("a", minutes={"g": 50}, most_minutes=40), Listing("g", is_online=True), None),
        (Seeker("a", apart=frozenset({"b"})), Listing("g", members=frozenset({"b"})), Filter.NOT_AVAILABLE),
        (Seeker("a", apart=frozenset({"b"})), Listing("g", leaders=frozenset({"b"})), Filter.NOT_AVAILABLE),
        (Seeker("a", therapists=frozenset({"t"})), Listing("g", leaders=frozenset({"t"})), Filter.NOT_AVAILABLE),
        (Seeker("a", therapists=frozenset({"t"})), Listing("g", members=frozenset({"t"})), Filter.NOT_AVAILABLE),
        (Seeker("a", left_out=frozenset({"g"})), Listing("g"), Filter.NOT_AVAILABLE),
        (Seeker("a", on_hold=True), Listing("g"), Filter.NOT_AVAILABLE),
    ],
)
def test_each_filter_has_its_reason(seeker, listing, why):
    assert reason(seeker, listing) is why


def test_four_fifths_of_the_minutes_are_enough():
    hour = Listing("g", times=(Span(1200, 1300),))
    assert reason(Seeker("a", available=(Span(1200, 1280),)), hour) is None
    assert reason(Seeker("a", available=(Span(1200, 1275),)), hour) is Filter.SCHEDULE


def test_whom_one_must_not_meet_cannot_be_told_from_any_other_reason_of_somebody_elses():
    """The group with the other person, the one with the therapist, and the one that excluded: the same words."""
    seeker = Seeker("a", apart=frozenset({"b"}), therapists=frozenset({"t"}), left_out=frozenset({"3"}), age=15)
    groups = (
        Listing("1", members=frozenset({"b"}), youngest=18),
        Listing("2", leaders=frozenset({"t"}), is_open=False),
        Listing("3", languages=frozenset({"en"})),
    )
    found = ranked(seeker, *groups)
    assert {str(WHY_NOT[one.reason]) for one in found.excluded} == {"not available"}
    assert found.change is None


def test_what_would_change_this_is_the_one_filter_that_adds_most():
    seeker = Seeker("a", available=(Span(0, 60),), languages=frozenset({"de"}), apart=frozenset({"b"}))
    english, german = frozenset({"en"}), frozenset({"de"})
    found = ranked(
        seeker,
        Listing("1", times=(TUESDAY,), languages=german),
        Listing("2", times=(TUESDAY,), languages=german),
        Listing("3", languages=english),
        Listing("4", times=(TUESDAY,), languages=english),
        *(Listing(f"b{number}", members=frozenset({"b"})) for number in range(5)),
    )
    assert found.change == Change(Filter.SCHEDULE, 2)
    assert change_words(found.change) == "With other times, 2 more groups would be possible."


# --- parts --------------------------------------------------------------------------------------------------
def test_the_parts_are_those_of_the_reference():
    seeker = Seeker(
        "a",
        themes={"grief": 1.0, "parents": 0.5},
        goals=frozenset({"talk", "sleep"}),
        style=Style(structure="open", leadership="peer", size=8),
        available=EVENINGS,
        preferred=(Span(2 * 1440 + 19 * 60, 2 * 1440 + 19 * 60 + 45),),
        minutes={"g": 30},
        stage=2,
        wishes=frozenset({"women", "young"}),
        rated={"grief": 7, "work": 3},
        most_wait=40,
    )
    listing = Listing(
        "g",
        is_online=False,
        themes={"grief": 0.5, "work": 0.5},
        goals=frozenset({"talk"}),
        style=Style(structure="open", leadership="professional", size=10),
        times=(TUESDAY,),
        stages=(1, 4, 4),
        composition=frozenset({"women"}),
        kind="grief",
        wait_days=10,
    )
    assert values(seeker, listing) == {
        Part.THEMES: 0.5 / 2.0,
        Part.GOALS: 0.5,
        Part.FORMAT: pytest.approx((1 + 0 + 0.75) / 3),
        Part.SCHEDULE: pytest.approx(0.5 + 0.5 * 0.5),
        Part.TRAVEL: exp(-1),
        Part.READINESS: 0.5,
        Part.COMFORT: 0.5,
        Part.EXPERIENCE: 1.0,
        Part.WAIT: 0.75,
    }
    (one,) = ranked(seeker, listing).groups
    own = weights_for(seeker)
    assert one.score == pytest.approx(sum(own[part] * (value or 0.0) for part, value in one.values.items()))
    assert one.confidence == pytest.approx(1.0)


def test_unknown_counts_neither_for_nor_against():
    (one,) = ranked(Seeker("a", themes={"grief": 1.0}), Listing("g", themes={"grief": 1.0})).groups
    known = WEIGHTS[Part.THEMES] + WEIGHTS[Part.COMFORT]
    assert one.score == pytest.approx(1.0)
    assert one.confidence == pytest.approx(known / sum(WEIGHTS.values()))


def test_an_empty_profile_gets_every_open_group_in_a_steady_order():
    found = ranked(
        Seeker("a"), Listing("1", name="Zinnia", wait_days=3), Listing("2", name="Aster"), Listing("3", wait_days=1)
    )
    assert [one.listing.id for one in found.groups] == ["2", "3", "1"], (
        "nothing known against it, then the shorter wait"
    )
    assert found.excluded == ()


def test_nobodys_stage_can_be_read_from_a_small_group():
    def alone(stage):
        return values(Seeker("a", stage=0), Listing("g", stages=(stage, stage)))[Part.READINESS]

    assert [alone(stage) for stage in range(5)] == [None] * 5


def test_what_a_person_finds_important_moves_three_weights_at_most():
    own = weights_for(Seeker("a", heavier={Part.WAIT: 2.0, Part.GOALS: 0.5}))
    assert own[Part.WAIT] / own[Part.TRAVEL] == pytest.approx(2.0)
    assert sum(own.values()) == pytest.approx(1.0)


def test_three_reasons_for_and_two_against_in_whole_sentences():
    seeker = Seeker(
        "a",
        themes={"grief": 1.0},
        goals=frozenset({"talk"}),
        style=Style(structure="open"),
        online=0.0,
        rated={"grief": 1},
    )
    listing = Listing(
        "g",
        themes={"grief": 1.0},
        goals=frozenset({"talk"}),
        style=Style(structure="open"),
        is_online=True,
        kind="grief",
        wait_days=180,
    )
    (one,) = ranked(seeker, listing).groups
    # Nobody wished for company, so there is nothing to tell of it.
    assert one.speaks_for == (Part.THEMES, Part.FORMAT, Part.GOALS)
    assert one.speaks_against == (Part.WAIT, Part.TRAVEL)
    for words in (*FOR.values(), *AGAINST.values()):
        assert str(words).endswith(".")
    assert FOR.keys() == AGAINST.keys() == set(Part)
    assert WHY_NOT.keys() == set(Filter)


# --- properties ---------------------------------------------------------------------------------------------
SHARE = st.one_of(st.none(), st.floats(0, 1))
VALUES = st.fixed_dictionaries(dict.fromkeys(Part, SHARE))


@given(st.lists(VALUES, min_size=2, max_size=6), st.sampled_from(list(Part)), st.floats(0, 1), st.data())
def test_raising_any_known_part_never_lowers_the_rank(tables, part, more, data):
    number = data.draw(st.integers(0, len(tables) - 1))
    if tables[number][part] is None:
        tables[number][part] = 0.0
    raised = [dict(table) for table in tables]
    raised[number][part] = max(more, tables[number][part])

    def place(of):
        given_values = iter(of)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("openchair.matching.ranking.rank.values_of", lambda *_: next(given_values))
            found = ranked(Seeker("a"), *(Listing(str(at), name=f"{at}") for at in range(len(of))))
        return [one.listing.id for one in found.groups].index(str(number))

    assert place(raised) <= place(tables)


PLACES = st.builds(
    Listing,
    id=st.uuids().map(str),
    is_open=st.booleans(),
    themes=st.dictionaries(st.sampled_from(["grief", "work", "sleep"]), st.floats(0, 1)),
    wait_days=st.one_of(st.none(), st.floats(0, 300)),
    members=st.frozensets(st.sampled_from(["b", "c", "d"])),
    stages=st.lists(st.integers(0, 4), max_size=6).map(tuple),
)


@given(st.lists(PLACES, max_size=8, unique_by=lambda one: one.id), st.sampled_from(["b", "c"]))
def test_leaving_out_an_excluded_group_changes_nothing_for_the_others(groups, other):
    seeker = Seeker("a", themes={"grief": 1.0, "work": 0.2}, stage=2, apart=frozenset({other}))
    found = ranked(seeker, *groups)
    gone = {one.group for one in found.excluded}
    again = ranked(seeker, *(group for group in groups if group.id not in gone))
    assert again.groups == found.groups
    assert again.excluded == ()


@given(st.lists(PLACES, max_size=8, unique_by=lambda one: one.id), st.permutations(["b", "c", "d"]))
def test_who_is_in_a_group_makes_no_difference_to_whoever_is_kept_from_nobody(groups, names):
    others = dict(zip(["b", "c", "d"], names, strict=True))
    seeker = Seeker("a", themes={"grief": 1.0}, stage=1)
    swapped = [replace(group, members=frozenset(others[name] for name in group.members)) for group in groups]

    def told(found):
        return [(one.listing.id, one.score, one.speaks_for, one.speaks_against) for one in found.groups], found.excluded

    assert told(ranked(seeker, *groups)) == told(ranked(seeker, *swapped))


# --- times --------------------------------------------------------------------------------------------------
def test_a_time_is_seen_on_the_persons_own_clock_over_the_whole_year():
    assert shifts("Europe/Berlin", "Europe/London", YEAR) == ((-12, 1.0),)
    apart = dict(shifts("Europe/Berlin", "America/New_York", YEAR))
    assert set(apart) == {-72, -60}, "for some weeks only one of them has changed its clock"
    assert sum(apart.values()) == pytest.approx(1.0)
    assert apart[-60] == pytest.approx(4 / 52, abs=0.03)
    berlin = steps_of([Span(2 * 1440 + 19 * 60, 2 * 1440 + 20 * 60)])
    seen = seen_from(berlin, zone="Europe/Berlin", by="Asia/Kolkata", year=YEAR)
    assert seen[(2 * 1440 + 22 * 60 + 30) // 5] == pytest.approx(30 / 52, abs=0.03)


def test_a_night_that_runs_into_the_next_week_is_whole():
    week = steps_of([Span(6 * 1440 + 23 * 60, 7 * 1440 + 60)])
    assert week.sum() == 24
    assert week[0] == week[-1] == 1.0


@pytest.mark.parametrize(
    "written",
    ["tue 19:00-20:30", "Tuesday 19:00 - 20:30", {"day": 2, "start": "19:00", "end": "20:30"},
     {"day": "Tue", "start": "19:00", "end": "20:30"}],
)  # fmt: skip
def test_times_are_written_in_either_way(written):
    _, (listing,) = read_profiles({"people": [], "groups": [{"id": 1, "times": [written]}]}, file="x")
    assert listing.times == (TUESDAY,)


def test_labels_of_ones_own_are_compared_as_they_are():
    whole = {
        "people": [{"id": "a", "available": ["late", "noon"]}],
        "groups": [{"id": 1, "times": ["late"]}, {"id": 2, "times": ["dawn"]}],
    }
    (seeker,), listings = read_profiles(whole, file="x")
    found = ranked(seeker, *listings)
    assert [one.listing.id for one in found.groups] == [1]
    assert [(one.group, one.reason) for one in found.excluded] == [(2, Filter.SCHEDULE)]


@pytest.mark.parametrize(
    ("person", "field"),
    [
        ({"available": [{"day": 7, "start": "19:00", "end": "20:00"}]}, "people[0].available[0].day"),
        ({"available": [{"day": 1, "start": "25:00", "end": "20:00"}]}, "people[0].available[0].start"),
        ({"available": [{"day": 1, "start": "19:00", "end": "19:00"}]}, "people[0].available[0]"),
        ({"available": ["tue 19:00-20:00", "late"]}, "people[0].available[1]"),
        ({"timezone": "Mars/Olympus"}, "people[0].timezone"),
        ({"themes": {"grief": 2}}, "people[0].themes.grief"),
        ({"weights": {"luck": 2}}, "people[0].weights"),
        ({"languages": "de"}, "people[0].languages"),
        ({"age": "old"}, "people[0].age"),
    ],
)
def test_what_cannot_be_read_is_named(person, field):
    with pytest.raises(InputProblem) as caught:
        read_profiles({"people": [{"id": "a"} | person], "groups": []}, file="x")
    assert caught.value.field == field


def test_the_weights_are_one_for_each_part():
    assert WEIGHTS.keys() == set(Part)
    assert parts.themes({"a": 1.0}, {"b": 1.0}) == 0.0
