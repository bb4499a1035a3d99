"""A waiting list is placed as well as the rules allow, and every result is counted again."""

import random
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openchair.core.errors import InputProblem
from openchair.matching.allocation import solve
from openchair.matching.allocation.checker import broken_rules
from openchair.matching.allocation.greedy import first_come
from openchair.matching.allocation.instance import Group, Instance, Rules, Waiting
from openchair.matching.allocation.reading import named_instance
from openchair.matching.allocation.solve import Why, allocate


def made(
    chance: random.Random, people: int, groups: int, *, rules: Rules | None = None, density: float = 0.6
) -> Instance:
    """An invented instance with everything in it."""
    pairs = sorted(pair for pair in product(range(people), range(groups)) if chance.random() < density)
    couples: set[tuple[int, int]] = set()
    for _ in range(people // 3 if people > 1 else 0):
        one, other = sorted(chance.sample(range(people), 2))
        couples.add((one, other))
    apart = {pair for pair in couples if chance.random() < 0.7}
    kept_out = {pair for pair in pairs if chance.random() < 0.03}
    left = [pair for pair in pairs if pair not in kept_out]
    made_groups = []
    for _ in range(groups):
        seats, present = chance.randint(0, 4), chance.randint(0, 3)
        made_groups.append(
            Group(
                seats=seats,
                minimum=chance.choice([0, 0, 2, 3, 4]),
                present=present,
                stages=tuple(chance.randint(0, 4) for _ in range(present)),
                reserved=chance.choice([0, 0, 0, min(1, seats)]),
            )
        )
    return Instance(
        groups=tuple(made_groups),
        people=tuple(
            Waiting(chance.randint(0, 300), chance.randint(-1, 4), chance.random() < 0.2) for _ in range(people)
        ),
        who=np.array([person for person, _ in left], np.int64),
        where=np.array([group for _, group in left], np.int64),
        fit=np.array([chance.random() for _ in left]),
        apart=frozenset(apart),
        kept_out=frozenset(kept_out),
        together=frozenset(couples - apart) if chance.random() < 0.5 else frozenset(),
        rules=rules or Rules(),
    )


def best_by_trying(instance: Instance) -> int:
    """What the best of all placements is worth, by looking at each."""
    choices: list[list[int | None]] = [[None] for _ in instance.people]
    for person, group in zip(instance.who.tolist(), instance.where.tolist(), strict=True):
        choices[person].append(group)
    found = 0
    for placed in product(*choices):
        placement = {person: group for person, group in enumerate(placed) if group is not None}
        if not broken_rules(instance, placement):
            found = max(found, instance.objective(placement.items()))
    return found


@pytest.mark.parametrize("seed", range(40))
def test_a_tiny_list_is_placed_as_well_as_trying_everything_finds(seed):
    chance = random.Random(seed)
    rules = Rules(bands=seed % 3 == 0, most_new=2 if seed % 4 == 0 else None)
    instance = made(chance, chance.randint(1, 7), chance.randint(1, 3), rules=rules)
    found = allocate(instance, seconds=10)
    assert found.proven
    assert found.objective == found.bound == best_by_trying(instance)


@pytest.mark.parametrize("seed", range(200))
def test_no_rule_is_broken_and_nothing_is_worse_than_first_come(seed):
    chance = random.Random(1000 + seed)
    rules = Rules(bands=seed % 5 == 0, most_new=3 if seed % 7 == 0 else None)
    instance = made(chance, chance.randint(5, 40), chance.randint(2, 9), rules=rules, density=0.4)
    found = allocate(instance, seconds=10, fairness=seed % 10 == 0)
    assert broken_rules(instance, found.placement) == []
    by_hand = first_come(instance)
    assert broken_rules(instance, by_hand) == []
    if seed % 10:
        assert found.objective >= instance.objective(by_hand.items())
    assert found.objective <= found.bound
    assert found.unplaced.keys() | found.placement.keys() == set(range(len(instance.people)))


def test_the_same_seed_gives_the_same_placement():
    instance = made(random.Random(5), 60, 8, density=0.3)
    assert allocate(instance, seed=3).placement == allocate(instance, seed=3).placement
    assert allocate(instance, seed=4).objective == allocate(instance, seed=3).objective


def test_a_bound_from_each_persons_best_groups_holds_for_all(monkeypatch):
    instance = made(random.Random(9), 60, 30, density=0.9)
    whole = allocate(instance, seconds=20)
    assert whole.proven
    monkeypatch.setattr(solve, "MOST_PAIRS", 100)
    monkeypatch.setattr(solve, "BEST_KEPT", 4)
    some = allocate(instance, seconds=20)
    assert some.objective <= whole.objective <= some.bound
    assert some.bound <= 1.1 * whole.objective
    assert broken_rules(instance, some.placement) == []


# --- the checker ------------------------------------------------------------------------------------------
def plain(groups, people, fit, **more) -> Instance:
    pairs = sorted(fit)
    return Instance(
        groups=tuple(groups),
        people=tuple(people),
        who=np.array([person for person, _ in pairs], np.int64),
        where=np.array([group for _, group in pairs], np.int64),
        fit=np.array([fit[pair] for pair in pairs], float),
        **more,
    )


ALL = {(person, 0): 0.5 for person in range(5)}
FIVE = [Waiting(stage=4) for _ in range(5)]


@pytest.mark.parametrize(
    ("instance", "placement", "words"),
    [
        (plain([Group(1)], FIVE, ALL), {0: 0, 1: 0}, "group 0 has 1 free seats and was given 2 people"),
        (plain([Group(5, minimum=4, present=1)], FIVE, ALL), {0: 0, 1: 0}, "group 0 needs 4 people and would have 3"),
        (plain([Group(5)], FIVE, {(0, 0): 1}), {1: 0}, "person 1 may not be in group 0"),
        (plain([Group(3, reserved=2)], FIVE, ALL), {0: 0, 1: 0},
         "group 0 keeps 2 seats for urgent referrals, and others sit on them"),
        (plain([Group(5)], FIVE, ALL, apart=frozenset({(0, 1)})), {0: 0, 1: 0},
         "people 0 and 1 are kept apart and share group 0"),
        (plain([Group(5)], FIVE, ALL, together=frozenset({(0, 1)})), {0: 0}, "people 0 and 1 want the same group"),
        (plain([Group(5)], FIVE, ALL, rules=Rules(most_new=1)), {0: 0, 1: 0},
         "group 0 takes 1 new people at once and was given 2"),
        (plain([Group(3)], FIVE, ALL, rules=Rules(bands=True)), {0: 0, 1: 0, 2: 0},
         "group 0 was given 3 people who are further on"),
    ],
)  # fmt: skip
def test_each_broken_rule_is_found(instance, placement, words):
    assert words in broken_rules(instance, placement)


def test_a_result_that_breaks_a_rule_is_thrown_away_whole(monkeypatch):
    instance = plain([Group(1)], FIVE, ALL)
    monkeypatch.setattr(solve, "_placed", lambda *_: {0: 0, 1: 0})
    monkeypatch.setattr(solve, "filled_up", lambda _instance, placement: placement)
    with pytest.raises(solve.RulesBroken, match="free seats"):
        allocate(instance)


# --- why somebody has no place ------------------------------------------------------------------------------
def test_each_person_without_a_place_is_told_why_and_being_kept_apart_looks_full():
    found = allocate(
        plain(
            [Group(1, present=3), Group(6, minimum=4), Group(9, present=2)],
            [Waiting(100), Waiting(1), Waiting(2), Waiting(3), Waiting(5)],
            {(0, 0): 1.0, (1, 0): 1.0, (2, 1): 1.0},
            kept_out=frozenset({(4, 2)}),
        )
    )
    assert found.placement == {0: 0}
    assert found.unplaced == {1: Why.FULL, 2: Why.BELOW_MINIMUM, 3: Why.NO_GROUP, 4: Why.FULL}


def test_the_fairness_pass_places_more_of_those_who_waited_long():
    # Two who came lately fit perfectly; the one seat each takes is the only one that the other could have.
    instance = plain(
        [Group(1, present=3, stages=(0, 4, 4)), Group(60, present=3, stages=(0, 4, 4))],
        [Waiting(91), Waiting(0), *(Waiting(0) for _ in range(59))],
        {(0, 0): 0.0, (1, 0): 1.0} | {(person, 1): 1.0 for person in range(2, 61)},
    )
    assert 1 in allocate(instance).placement
    fair = allocate(instance, fairness=True)
    assert 0 in fair.placement
    assert broken_rules(instance, fair.placement) == []


def test_who_waited_long_comes_first_also_where_one_seat_costs_much():
    # Two who belong together have the last seats; beside hundreds who are placed, giving them up is little.
    instance = plain(
        [Group(2), Group(600)],
        [Waiting(91), Waiting(0), Waiting(0), *(Waiting(0) for _ in range(600))],
        {(0, 0): 0.0, (1, 0): 1.0, (2, 0): 1.0} | {(person, 1): 1.0 for person in range(3, 603)},
        together={(1, 2)},
    )
    assert 0 not in allocate(instance).placement
    assert 0 in allocate(instance, fairness=True).placement


# --- reading ------------------------------------------------------------------------------------------------
GOOD = {
    "groups": [{"id": "north", "seats": 2, "minimum": 2, "members": ["m1"], "stages": [3]}, {"id": 7, "seats": 1}],
    "people": [{"id": "a", "waiting_days": 12, "stage": 1}, {"id": "b"}, {"id": 3}],
    "fit": {"a": {"north": 0.5, "7": 1}, "b": {"north": 1.0}, "3": {"7": 0}},
    "apart": [["a", "b"], ["m1", "a"]],
}


def test_names_of_any_kind_become_numbers_and_a_member_keeps_somebody_out():
    named = named_instance(GOOD, file="x")
    instance = named.instance
    assert (named.people, named.groups) == (("a", "b", 3), ("north", 7))
    assert list(zip(instance.who.tolist(), instance.where.tolist(), strict=True)) == [(0, 1), (1, 0), (2, 1)]
    assert instance.apart == {(0, 1)}
    assert instance.kept_out == {(0, 0)}
    assert instance.groups[0] == Group(seats=2, minimum=2, present=1, stages=(3,))
    assert instance.people[0] == Waiting(days=12, stage=1)


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"groups": None}, "groups", "give a list"),
        ({"people": [{"id": "a"}, {"id": "a"}]}, "people[1].id", "'a' is there twice"),
        ({"groups": [{"id": "north", "seats": -1}]}, "groups[0].seats", "whole number"),
        ({"groups": [{"id": "north", "seats": 1, "reserved": 2}]}, "groups[0].reserved", "only 1 are free"),
        ({"people": [{"id": "a", "stage": 5}]}, "people[0].stage", "0 to 4"),
        ({"people": [{"id": "a", "waiting_days": -1}]}, "people[0].waiting_days", "0 or more"),
        ({"fit": {"zoe": {}}}, "fit.zoe", "nobody who waits"),
        ({"fit": {"a": {"south": 1}}}, "fit.a.south", "no group"),
        ({"fit": {"a": {"north": 1.5}}}, "fit.a.north", "from 0 to 1"),
        ({"apart": [["a", "zoe"]]}, "apart[0]", "'zoe'"),
        ({"apart": [["a", "a"]]}, "apart[0]", "two different people"),
        ({"together": [["a", "b"]]}, "together", "'a' and 'b' are to be together and kept apart"),
        ({"rules": {"bands": 1}}, "rules.bands", "true or false"),
    ],
)
def test_what_cannot_be_read_is_named(change, field, words):
    with pytest.raises(InputProblem) as caught:
        named_instance(GOOD | change, file="waiting.json")
    assert (caught.value.file, caught.value.field) == ("waiting.json", field)
    assert words in caught.value.message


@given(st.integers(0, 10_000))
def test_what_nobody_said_does_not_matter(seed):
    """Numbers of days beyond the longest wait and unknown stages change no placement."""
    chance = random.Random(seed)
    instance = made(chance, 5, 2)
    longer = Instance(
        **{
            name: getattr(instance, name) for name in ("groups", "who", "where", "fit", "apart", "kept_out", "together")
        },
        people=tuple(Waiting(one.days + 500, one.stage, one.urgent) for one in instance.people),
    )
    assert np.array_equal(longer.worth, np.rint(900 + 1000 * instance.fit))
