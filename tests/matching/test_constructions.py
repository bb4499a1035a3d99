"""The stored plans: every one counted, and fitted to people who are kept apart or fewer than it has points."""

import random
from itertools import combinations

import pytest

from openchair.matching.small_groups.constructions import FIELDS, STARTERS, fitted, known, plane
from openchair.matching.small_groups.plans import make_plan
from openchair.matching.small_groups.problem import Problem, pairs_of, worth_of


def assert_no_pair_meets_twice(rounds, people, size):
    for week in rounds:
        assert sorted(person for room in week for person in room) == list(range(people))
        assert {len(room) for room in week} == {size}
    pairs = list(pairs_of(rounds))
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize(("rooms", "size"), STARTERS)
def test_no_pair_of_a_starter_comes_back(rooms, size):
    assert_no_pair_meets_twice(known(rooms, size), rooms * size, size)


@pytest.mark.parametrize("q", FIELDS)
def test_a_plane_lets_every_pair_meet_once(q):
    rounds = plane(q)
    assert len(rounds) == q + 1
    assert_no_pair_meets_twice(rounds, q * q, q)
    assert len(set(pairs_of(rounds))) == q * q * (q * q - 1) // 2


def test_eight_rooms_of_four_last_the_ten_weeks_that_are_possible():
    assert len(known(8, 4)) == 10
    for weeks, pairs in ((7, 336), (9, 432), (10, 480)):
        worth = make_plan(Problem(32, 4, weeks)).worth
        assert (worth.repeated_pairs, worth.distinct_pairs) == (0, pairs)


@pytest.mark.parametrize(
    ("people", "size", "weeks"),
    [(40, 4, 12), (39, 3, 12), (30, 3, 12), (31, 4, 10), (30, 4, 10), (16, 4, 5), (49, 7, 8)],
)
def test_a_construction_fits_without_a_repeat(people, size, weeks):
    problem = Problem(people, size, weeks)
    rounds = fitted(problem, random.Random(0))
    assert rounds is not None
    assert make_plan(problem).worth.repeated_pairs == 0


def test_weeks_beyond_a_construction_begin_it_again_evenly():
    worth = make_plan(Problem(16, 4, 10)).worth
    assert (worth.repeated_pairs, worth.bound, worth.objective) == (120, 120, worth.objective_bound)


def test_names_are_given_so_that_people_kept_apart_never_meet():
    chance = random.Random(3)
    for _ in range(50):
        apart = frozenset((a, b) for a, b in zip(*[iter(chance.sample(range(32), 8))] * 2, strict=True) if a < b)
        rounds = fitted(Problem(32, 4, 10, apart), chance)
        assert rounds is not None
        worth = worth_of(Problem(32, 4, 10, apart), rounds)
        assert (worth.apart_violations, worth.repeated_pairs) == (0, 0)


def test_what_cannot_be_named_apart_is_left_to_the_search():
    apart = frozenset(combinations(range(3), 2))
    problem = Problem(32, 4, 10, apart)
    rounds = fitted(problem, random.Random(0))
    assert rounds is not None
    assert worth_of(problem, rounds).apart_violations > 0
    assert make_plan(problem, effort=200_000).worth.apart_violations == 0


def test_absences_and_unknown_shapes_have_no_construction():
    assert fitted(Problem(20, 5, 3), random.Random(0)) is None
    assert fitted(Problem(32, 4, 1, absent=(frozenset({3}),)), random.Random(0)) is None
