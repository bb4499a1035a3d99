"""Plans of small groups: who sits where, what is promised of it, and what a plan is worth, counted a second time."""

import random
from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openchair.matching.small_groups.plans import make_plan, next_week, replan_week
from openchair.matching.small_groups.problem import Problem, Rounds, Worth, room_sizes, worth_of
from openchair.matching.small_groups.search import Table, improve

LITTLE = 40_000
"""Effort that takes a few milliseconds: what is asked here must hold however short the search."""


@st.composite
def problems(draw, most=24):
    people, size, weeks = draw(st.integers(2, most)), draw(st.integers(3, 4)), draw(st.integers(1, 5))
    person = st.integers(0, people - 1)
    pairs = st.sets(st.tuples(person, person).filter(lambda pair: pair[0] < pair[1]), max_size=people // 3)
    away = st.frozensets(person, max_size=max(0, people - 2) // 3)
    order = list(range(people))
    draw(st.randoms(use_true_random=False)).shuffle(order)
    return Problem(
        people,
        size,
        weeks,
        apart=frozenset(draw(pairs)),
        history=draw(st.sampled_from([(), (tuple(tuple(order[at : at + 3]) for at in range(0, people, 3)),)])),
        absent=tuple(draw(away) for _ in range(weeks)) if draw(st.booleans()) else (),
        stages=tuple(draw(st.lists(st.integers(0, 4), min_size=people, max_size=people)))
        if draw(st.booleans())
        else (),
        new=frozenset(draw(st.sets(person))) if draw(st.booleans()) else frozenset(),
    )


def counted(problem: Problem, rounds: Rounds) -> tuple[int, int, int, int]:
    """Repeats, distinct pairs, violations and objective, looking at every pair of people in every room."""
    repeats = violations = objective = 0
    distinct = set()
    for a, b in combinations(range(problem.people), 2):
        earlier = sum(a in room and b in room for week in problem.history for room in week)
        now = sum(a in room and b in room for week in rounds for room in week)
        repeats += max(0, now + earlier - 1) - max(0, earlier - 1)
        if now:
            distinct.add((a, b))
        if (a, b) in problem.apart:
            violations += now
            objective += 1000 * now
        else:
            total = now + earlier
            objective += 10 * (total * (total - 1) // 2 - earlier * (earlier - 1) // 2)
    for week in rounds:
        for room in week:
            objective += 2 * bool(problem.stages and all(problem.stages[person] < 3 for person in room))
            objective += 1 * bool(problem.new and all(person in problem.new for person in room))
    return repeats, len(distinct), violations, objective


@given(st.integers(2, 200), st.integers(2, 9))
def test_rooms_are_equal_but_for_one_and_nobody_sits_alone(people, size):
    sizes = room_sizes(people, size)
    assert sum(sizes) == people
    assert max(sizes) - min(sizes) <= 1
    fewest = 2 if people < 6 or size == 2 else 3
    assert min(sizes) >= fewest
    assert len(sizes) == max(1, round(people / size)) or people // (len(sizes) + 1) < fewest


@settings(max_examples=60)
@given(problems(), st.integers(0, 3))
def test_everybody_who_is_there_sits_in_one_room_of_the_right_size(problem, seed):
    plan = make_plan(problem, seed=seed, effort=LITTLE)
    assert len(plan.rounds) == problem.weeks
    for number, week in enumerate(plan.rounds):
        there = problem.present(number)
        assert sorted(person for room in week for person in room) == there
        assert sorted(map(len, week), reverse=True) == room_sizes(len(there), problem.size)


@settings(max_examples=60)
@given(problems(), st.integers(0, 3))
def test_a_plan_is_worth_what_a_second_count_finds_and_never_better_than_its_bounds(problem, seed):
    plan = make_plan(problem, seed=seed, effort=LITTLE)
    worth = plan.worth
    found = (worth.repeated_pairs, worth.distinct_pairs, worth.apart_violations, worth.objective)
    assert found == counted(problem, plan.rounds)
    assert worth.repeated_pairs >= worth.bound
    assert worth.objective >= worth.objective_bound
    assert 0 <= worth.ratio <= 1


@settings(max_examples=30)
@given(problems(most=14), st.integers(0, 3))
def test_no_plan_at_all_beats_the_bounds(problem, seed):
    order = random.Random(seed)
    weeks = []
    for number in range(problem.weeks):
        there = problem.present(number)
        order.shuffle(there)
        sizes = room_sizes(len(there), problem.size)
        weeks.append(tuple(tuple(there.pop() for _ in range(size)) for size in sizes))
    worth = worth_of(problem, tuple(weeks))
    assert worth.repeated_pairs >= worth.bound
    assert worth.objective >= worth.objective_bound


def in_rooms(table: Table) -> list[list[list[int]]]:
    """How often each has met those in each room; what stands for the rooms of the absent is nobody's count."""
    return [[counts[:-1] for counts in week] for week in table.near]


@settings(max_examples=40)
@given(problems(), st.randoms(use_true_random=False))
def test_the_sums_that_exchanges_keep_are_those_of_a_fresh_count(problem, chance):
    table = Table(problem, make_plan(problem, effort=1).rounds, range(problem.weeks))
    for _ in range(10):
        at = chance.randrange(problem.weeks)
        a, b = chance.sample(table.there[at], 2)
        if table.room_of[at][a] != table.room_of[at][b]:
            table.cost += table.change(at, a, b)
            table.exchange(at, a, b)
    fresh = Table(problem, tuple(tuple(map(tuple, week)) for week in table.rooms), range(problem.weeks))
    assert (table.cost, table.met, in_rooms(table)) == (fresh.cost, fresh.met, in_rooms(fresh))
    assert [kind[2] for kind in table.kinds] == [kind[2] for kind in fresh.kinds]
    worth = worth_of(problem, table.rounds())
    if not worth.apart_violations:
        assert table.cost == worth.objective


@settings(max_examples=25)
@given(problems(), st.integers(0, 3))
def test_the_same_seed_gives_the_same_plan(problem, seed):
    assert make_plan(problem, seed=seed, effort=LITTLE) == make_plan(problem, seed=seed, effort=LITTLE)


def test_another_seed_searches_elsewhere():
    problem = Problem(20, 4, 6)
    assert make_plan(problem, seed=1, effort=LITTLE).rounds != make_plan(problem, seed=2, effort=LITTLE).rounds


@settings(max_examples=30)
@given(problems(), st.randoms(use_true_random=False))
def test_what_a_plan_is_worth_does_not_depend_on_how_people_are_numbered(problem, chance):
    rounds = make_plan(problem, effort=1).rounds
    number = list(range(problem.people))
    chance.shuffle(number)
    renamed = Problem(
        problem.people,
        problem.size,
        problem.weeks,
        apart=frozenset((min(number[a], number[b]), max(number[a], number[b])) for a, b in problem.apart),
        history=tuple(tuple(tuple(number[p] for p in room) for room in week) for week in problem.history),
        absent=tuple(frozenset(number[p] for p in away) for away in problem.absent),
        stages=tuple(problem.stages[number.index(p)] for p in range(problem.people)) if problem.stages else (),
        new=frozenset(number[p] for p in problem.new),
    )
    moved = tuple(tuple(tuple(number[p] for p in room) for room in week) for week in rounds)
    assert worth_of(renamed, moved) == worth_of(problem, rounds)


def apart_pairs(people: int, rooms: int, chance: random.Random) -> frozenset[tuple[int, int]]:
    """Pairs that can be kept apart: nobody has more than half as many others to avoid as there are rooms.

    With fewer than all rooms barred for each person, equal rooms exist (Hajnal and Szemerédi 1970).
    """
    avoids: Counter[int] = Counter()
    pairs = set()
    for _ in range(chance.randint(1, people)):
        a, b = sorted(chance.sample(range(people), 2))
        if max(avoids[a], avoids[b]) < max(1, rooms // 2):
            pairs.add((a, b))
            avoids.update((a, b))
    return frozenset(pairs)


def test_people_kept_apart_never_meet_in_a_thousand_trials():
    chance = random.Random(0)
    for trial in range(1000):
        people, size, weeks = chance.randint(6, 24), chance.choice((3, 4)), chance.randint(1, 3)
        apart = apart_pairs(people, len(room_sizes(people, size)), chance)
        plan = make_plan(Problem(people, size, weeks, apart), seed=trial, effort=10_000)
        assert not any({a, b} <= set(room) for a, b in apart for week in plan.rounds for room in week)


def test_people_kept_apart_who_cannot_be_are_counted_and_the_plan_still_stands():
    plan = make_plan(Problem(6, 3, 2, frozenset(combinations(range(6), 2))), effort=LITTLE)
    worth = plan.worth
    assert (worth.apart_violations, worth.bound, worth.repeated_pairs >= 0) == (12, 0, True)


def test_a_plan_goes_on_from_the_weeks_before_without_a_repeat():
    before = make_plan(Problem(32, 4, 5)).rounds
    after = make_plan(Problem(32, 4, 5, history=before))
    assert (after.worth.repeated_pairs, after.worth.bound) == (0, 0)


def test_rooms_are_mixed_without_more_repeats_than_there_must_be():
    # Four people who come from three rooms: two of them have met, in each of the three rooms.
    stages = (4, 4, 4, *[0] * 9)
    worth = make_plan(Problem(12, 4, 2, stages=stages, new=frozenset(range(3, 12))), effort=400_000).worth
    assert (worth.repeated_pairs, worth.rooms_without_further_on, worth.rooms_all_new) == (3, 0, 0)


@pytest.mark.parametrize(("people", "size"), [(6, 3), (7, 4), (9, 3), (11, 4), (14, 3), (18, 4), (20, 4)])
def test_in_twelve_weeks_everybody_meets_everybody(people, size):
    worth = make_plan(Problem(people, size, 12), effort=1_500_000).worth
    assert worth.distinct_pairs == people * (people - 1) // 2


def test_the_search_alone_fills_seven_weeks_of_eight_rooms_without_a_repeat():
    worth = make_plan(Problem(32, 4, 7), constructions=False).worth
    assert (worth.repeated_pairs, worth.distinct_pairs) == (0, 336)


def test_a_search_that_is_stopped_says_so_and_gives_the_best_until_there():
    asked = []

    def go_on(spent, best):
        asked.append((spent, best))
        return len(asked) < 30

    plan = make_plan(Problem(20, 4, 6), go_on=go_on)
    assert not plan.complete
    assert len(asked) == 30
    assert plan.worth.objective <= asked[-1][1]
    assert [spent for spent, _ in asked] == sorted(spent for spent, _ in asked)


@settings(max_examples=40)
@given(problems(), st.data())
def test_a_week_planned_again_leaves_every_other_week_alone(problem, data):
    rounds = make_plan(problem, effort=1).rounds
    week = data.draw(st.integers(0, problem.weeks - 1))
    present = data.draw(st.sets(st.integers(0, problem.people - 1), min_size=2))
    plan = replan_week(problem, rounds, week, present, effort=LITTLE)
    assert plan.rounds[:week] + plan.rounds[week + 1 :] == rounds[:week] + rounds[week + 1 :]
    assert sorted(person for room in plan.rounds[week] for person in room) == sorted(present)
    assert sorted(map(len, plan.rounds[week]), reverse=True) == room_sizes(len(present), problem.size)
    assert plan == replan_week(problem, rounds, week, present, effort=LITTLE)


def test_somebody_who_arrives_late_is_seated_with_people_they_have_not_met():
    before = Problem(31, 4, 5)
    plan = replan_week(Problem(32, 4, 5), make_plan(before).rounds, 3, range(32))
    assert plan.worth.repeated_pairs == 0
    assert any(31 in room for room in plan.rounds[3])


def test_an_absence_keeps_apart_whoever_is_kept_apart():
    problem = Problem(40, 4, 6, apart=frozenset({(1, 2), (3, 4)}))
    rounds = make_plan(problem, effort=LITTLE).rounds
    for seed in range(20):
        away = random.Random(seed).sample(range(5, 40), 9)
        worth = replan_week(problem, rounds, 2, set(range(40)) - set(away), seed=seed).worth
        assert worth.apart_violations == 0


def test_a_week_cannot_be_planned_for_nobody_or_for_strangers():
    rounds = make_plan(Problem(8, 4, 2), effort=1).rounds
    for week, present in ((2, range(8)), (-1, range(8)), (0, [3]), (0, [3, 8])):
        with pytest.raises(ValueError, match=r"week|people"):
            replan_week(Problem(8, 4, 2), rounds, week, present)


@pytest.mark.parametrize(
    "wrong",
    [
        {"people": 1},
        {"size": 1},
        {"weeks": 0},
        {"apart": frozenset({(2, 1)})},
        {"apart": frozenset({(2, 8)})},
        {"history": (((1, 8),),)},
        {"stages": (0, 1)},
        {"stages": (5,) * 8},
        {"new": frozenset({9})},
        {"absent": (frozenset({1}),)},
        {"absent": (frozenset(range(7)), frozenset())},
    ],
)
def test_a_problem_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"people|pair|somebody|stage|away"):
        Problem(**{"people": 8, "size": 4, "weeks": 2, **wrong})


def test_one_room_leaves_nothing_to_search():
    table = Table(Problem(4, 4, 3), (((0, 1, 2, 3),),) * 3, range(3))
    rounds, spent = improve(table, least=0, effort=10**9, generator=random.Random(0))
    assert (rounds, spent) == ((((0, 1, 2, 3),),) * 3, 0)
    assert isinstance(worth_of(table.problem, rounds), Worth)


def week_by_week(problem: Problem, *, seed: int = 0) -> Rounds:
    """Weeks planned one after the other, each from those before it, as a room proposes them."""
    rounds: Rounds = ()
    for _ in range(problem.weeks):
        rounds += next_week(replace(problem, weeks=1, history=rounds), seed=seed).rounds
    return rounds


@pytest.mark.parametrize("apart", [frozenset(), frozenset({(0, 1), (2, 5)})])
@pytest.mark.parametrize("size", [3, 4])
@pytest.mark.parametrize("people", [7, 8, 12, 16, 19, 20])
def test_week_by_week_every_allowed_pair_of_up_to_twenty_meets_within_twelve(people, size, apart):
    problem = Problem(people, size, 12, apart=apart)
    worth = worth_of(problem, week_by_week(problem))
    assert (worth.distinct_pairs, worth.apart_violations) == (people * (people - 1) // 2 - len(apart), 0)


@pytest.mark.parametrize(("weeks", "pairs"), [(7, 336), (9, 432), (10, 480)])
@pytest.mark.parametrize("apart", [frozenset(), frozenset({(0, 1), (2, 5)})])
def test_eight_rooms_of_four_follow_the_known_construction_week_by_week(weeks, pairs, apart):
    problem = Problem(32, 4, weeks, apart=apart)
    worth = worth_of(problem, week_by_week(problem))
    assert (worth.distinct_pairs, worth.repeated_pairs, worth.apart_violations) == (pairs, 0, 0)


def test_one_more_week_goes_on_after_one_that_was_arranged_by_hand_and_another_seed_is_another_week():
    by_hand = (tuple(tuple(range(at, at + 4)) for at in range(0, 32, 4)),)
    problem = Problem(32, 4, 1, history=by_hand)
    first = next_week(problem)
    assert first == next_week(problem)
    assert first.rounds != next_week(problem, seed=1).rounds
    assert first.worth.repeated_pairs == 0
    with pytest.raises(ValueError, match="one week"):
        next_week(Problem(32, 4, 2))
