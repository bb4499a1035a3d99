"""Allocate: a first placement by hand, the solver, an independent check, and why whoever has no place has none."""

import time
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import vstack

from openchair.matching.allocation.bound import upper_bound
from openchair.matching.allocation.checker import broken_rules
from openchair.matching.allocation.greedy import Placement, filled_up, first_come
from openchair.matching.allocation.instance import Instance, Numbers, Shares
from openchair.matching.allocation.model import Model, model_of

BEST_KEPT, MOST_PAIRS = 12, 200_000
"""Above so many allowed pairs the solver sees only each person's best groups; the bound still counts the others."""
GAP_SMALL, GAP_LARGE, SMALL_PAIRS = 0.0, 0.0005, 30_000
"""How near the bound the search goes on to; small instances are solved to the end."""
LONG_WAIT = 90
"""Days after which the fairness pass puts somebody first."""
KEPT_WORTH = 0.98
"""How much of the best worth the fairness pass must keep."""


class Why(StrEnum):
    """Why somebody has no place."""

    NO_GROUP = "no allowed group"
    FULL = "all allowed groups are full"
    BELOW_MINIMUM = "no allowed group reached its minimum"


class RulesBroken(Exception):
    """A result broke a rule and was thrown away: a mistake in the programme, never in the input."""


@dataclass(frozen=True)
class Allocation:
    """A proposal: a person decides."""

    placement: Placement
    objective: int
    bound: int
    """No placement is worth more."""
    proven: bool
    """Nothing better exists."""
    complete: bool
    """The search ended by itself: the same input and seed give the same placement anywhere."""
    unplaced: dict[int, Why]
    first_come: Placement
    """What first come, first served would have done."""

    @property
    def gap(self) -> float:
        """How far below the bound, as a share of it."""
        return (self.bound - self.objective) / self.bound if self.bound else 0.0


def allocate(instance: Instance, *, seconds: float = 10.0, seed: int = 0, fairness: bool = False) -> Allocation:
    """Place as many people as well as can be; a result that breaks a rule is thrown away (`RulesBroken`)."""
    ends = time.monotonic() + seconds
    by_hand = first_come(instance)
    whole = model_of(instance)
    pairs = _best(instance, by_hand)
    if kept_all := len(pairs) == whole.pairs:
        bound, kept = float("inf"), whole
    else:
        bound, kept = upper_bound(instance, whole, pairs), whole.only(pairs)
    gap = GAP_SMALL if kept.pairs <= SMALL_PAIRS else GAP_LARGE
    answer = _search(kept, seconds=ends - time.monotonic(), gap=gap, seed=seed)
    if kept_all:
        bound = answer.bound
    best = _better(instance, by_hand, _filled(instance, _placed(instance, pairs, answer)))
    if fairness and answer.complete:
        best = _fairer(instance, kept, pairs, best, seconds=ends - time.monotonic(), seed=seed)
    if problems := broken_rules(instance, best):
        raise RulesBroken("; ".join(problems[:5]))
    objective = instance.objective(best.items())
    # Every placement is worth a whole number, and none more than if everybody had their best.
    most = max(objective, int(np.floor(min(bound, _everybody_at_their_best(instance)) + 1e-6)))
    return Allocation(
        placement=best,
        objective=objective,
        bound=most,
        proven=objective == most,
        complete=answer.complete,
        unplaced=_why_not(instance, best),
        first_come=by_hand,
    )


# --- the solver -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Answer:
    """What the solver found in its time."""

    chosen: Shares | None
    bound: float
    complete: bool


def _best(instance: Instance, by_hand: Placement) -> Numbers:
    """The pairs that the solver sees: all of them, or of each person the best and the one a list would give."""
    if len(instance.who) <= MOST_PAIRS:
        return np.arange(len(instance.who))
    order = np.lexsort((instance.where, -instance.worth, instance.who))
    rank = np.arange(len(order)) - instance.first[instance.who[order]]
    kept = np.zeros(len(order), bool)
    kept[order[rank < BEST_KEPT]] = True
    given = np.full(len(instance.people), -1)
    given[list(by_hand)] = list(by_hand.values())
    kept |= given[instance.who] == instance.where
    kept |= np.isin(instance.who, list({one for pair in instance.together for one in pair}))
    return np.flatnonzero(kept)


def _search(model: Model, *, seconds: float, gap: float, seed: int) -> Answer:
    if seconds <= 0 or not model.pairs:
        return Answer(None, float("inf"), complete=not model.pairs)
    order = np.arange(len(model.worth))
    if seed:  # the solver itself has no seed to set: another order of the columns is another way to go
        np.random.default_rng(seed).shuffle(order)
    found = milp(
        -model.worth[order],
        constraints=LinearConstraint(model.rows[:, order], model.low, model.high),
        bounds=Bounds(0, 1),
        integrality=model.whole[order],
        options={"time_limit": seconds, "mip_rel_gap": gap},
    )
    chosen = None
    if found.x is not None:
        chosen = np.empty(len(order))
        chosen[order] = found.x
    dual = getattr(found, "mip_dual_bound", None)
    return Answer(chosen, float("inf") if dual is None else -float(dual), complete=found.status == 0)


def _placed(instance: Instance, pairs: Numbers, answer: Answer) -> Placement:
    if answer.chosen is None:
        return {}
    taken = pairs[answer.chosen[: len(pairs)] > 0.5]
    return dict(zip(instance.who[taken].tolist(), instance.where[taken].tolist(), strict=True))


def _filled(instance: Instance, placement: Placement) -> Placement:
    """Whoever was left out and fits where somebody already is: a search that was cut short leaves seats free."""
    if not placement:
        return placement
    filled = filled_up(instance, placement)
    return _better(instance, placement, filled)


def _better(instance: Instance, one: Placement, other: Placement) -> Placement:
    return other if instance.objective(other.items()) >= instance.objective(one.items()) else one


def _fairer(
    instance: Instance, model: Model, pairs: Numbers, best: Placement, *, seconds: float, seed: int
) -> Placement:
    """First as many of those who waited long as can be, without giving up more than a little of the worth."""
    long = np.array([one.days > LONG_WAIT for one in instance.people])
    least = KEPT_WORTH * instance.objective(best.items())
    # One more of them is worth more than all that may be given up, and than all that a better search could add.
    most = min(float(np.abs(model.worth).sum()), float(_everybody_at_their_best(instance)))
    first = np.zeros(len(model.worth))
    first[: model.pairs] = np.where(long[instance.who[pairs]], most - least + 1, 0.0)
    # The new row says: at least so much of what the best is worth.
    kept = replace(
        model,
        worth=model.worth + first,
        rows=vstack([model.rows, model.worth[np.newaxis, :]], format="csc"),
        low=np.append(model.low, least),
        high=np.append(model.high, np.inf),
    )
    answer = _search(kept, seconds=seconds, gap=GAP_SMALL, seed=seed)
    found = _placed(instance, pairs, answer)
    many = [sum(bool(long[person]) for person in placement) for placement in (best, found)]
    return found if many[1] > many[0] else best


def _everybody_at_their_best(instance: Instance) -> int:
    best = np.zeros(len(instance.people), np.int64)
    np.maximum.at(best, instance.who, instance.worth)
    return int(best.sum())


# --- why ----------------------------------------------------------------------------------------------------
def _why_not(instance: Instance, placement: Placement) -> dict[int, Why]:
    """Why whoever has no place has none. Being kept apart looks like a full group: neither side learns of the other."""
    kept_out = {person for person, _ in instance.kept_out}
    running = set(placement.values())
    found = {}
    for person in range(len(instance.people)):
        if person in placement:
            continue
        groups = instance.groups_of(person).tolist()
        if person in kept_out or any(group in running or instance.groups[group].needs <= 1 for group in groups):
            found[person] = Why.FULL
        else:
            found[person] = Why.BELOW_MINIMUM if groups else Why.NO_GROUP
    return found
