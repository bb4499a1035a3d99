"""Generalised assignment: each job to one agent, within what each agent can do, as cheaply as can be.

The core of any allocation with seats, in the form whose best results are published, so that the solver can be
compared. Source: the OR-Library's files of generalised assignment problems; see the design's reference.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array

Table = NDArray[np.int64]


@dataclass(frozen=True)
class Assignment:
    """Which agent does each job."""

    agents: tuple[int, ...] | None
    """None when no way was found in the time, or there is none."""
    cost: int | None
    bound: int
    """No way costs less."""
    possible: bool
    """False when it is proven that there is no way."""


@dataclass(frozen=True)
class Jobs:
    """`cost[agent, job]` and `effort[agent, job]`, and how much each agent can do."""

    cost: Table
    effort: Table
    capacity: Table


def assign(jobs: Jobs, *, seconds: float) -> Assignment:
    """The cheapest assignment found in the time, and what no assignment goes below."""
    agents, many = jobs.cost.shape
    column = np.arange(agents * many)
    once = csc_array((np.ones(len(column)), (column % many, column)), shape=(many, len(column)))
    within = csc_array((jobs.effort.ravel().astype(float), (column // many, column)), shape=(agents, len(column)))
    found = milp(
        jobs.cost.ravel().astype(float),
        constraints=[LinearConstraint(once, 1, 1), LinearConstraint(within, -np.inf, jobs.capacity)],
        bounds=Bounds(0, (jobs.effort <= jobs.capacity[:, np.newaxis]).ravel().astype(float)),
        integrality=np.ones(len(column)),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    dual = getattr(found, "mip_dual_bound", None)
    least = int(jobs.cost.min(axis=0).sum())
    bound = least if dual is None or not np.isfinite(dual) else max(least, int(np.ceil(dual - 1e-6)))
    if found.x is None:
        return Assignment(None, None, bound, possible=found.status != 2)
    chosen = tuple(int(agent) for agent in found.x.reshape(agents, many).argmax(axis=0))
    used = np.bincount(chosen, weights=jobs.effort[list(chosen), range(many)], minlength=agents)
    if (used > jobs.capacity).any():
        raise AssertionError("the solver gave an agent more than it can do")
    cost = int(jobs.cost[list(chosen), range(many)].sum())
    return Assignment(chosen, cost, min(bound, cost), possible=True)
