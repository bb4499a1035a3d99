"""An upper bound on what any allocation is worth, also where the solver saw only each person's best groups.

The relaxed programme of the kept pairs gives a price to each seat and rule. A pair that was left out can add no more
than what it is worth beyond these prices, and each person has one place at most.
"""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import vstack

from openchair.matching.allocation.instance import Instance, Numbers
from openchair.matching.allocation.model import Model


def upper_bound(instance: Instance, whole: Model, pairs: Numbers) -> float:
    """The most any allocation is worth, from the relaxed programme of some of its `pairs`; infinite if that fails."""
    kept = whole.only(pairs)
    above, below = np.isfinite(kept.high), np.isfinite(kept.low)
    found = linprog(
        -kept.worth,
        A_ub=vstack([kept.rows[above], -kept.rows[below]], format="csr"),
        b_ub=np.concatenate([kept.high[above], -kept.low[below]]),
        bounds=(0, 1),
        method="highs",
    )
    if found.status != 0:
        return float("inf")
    marginals = -found.ineqlin.marginals
    prices = np.zeros(len(kept.high))
    prices[above] += marginals[: above.sum()]
    prices[below] -= marginals[above.sum() :]
    beyond = whole.worth[: whole.pairs] - whole.rows[:, : whole.pairs].T @ prices
    beyond[pairs] = 0.0  # these are priced whole, with their own upper limit
    best = np.zeros(len(instance.people))
    np.maximum.at(best, instance.who, beyond)
    return float(best.sum() - found.fun)
