"""What a package wants done from time to time. It says so in its `tasks` module; operations runs it.

    @scheduled("groups.plan_meetings", every=timedelta(hours=1))
    def plan_coming_meetings(*, at: datetime) -> int: ...

A job is run once for each period by one process, again when it failed, and once more when its process died. It must
therefore be safe to run twice. It returns how many things it did.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


class Run(Protocol):
    """A job's function: takes the moment, answers how many things it did."""

    def __call__(self, *, at: datetime) -> int: ...


@dataclass(frozen=True)
class Job:
    """Something to do once in every period."""

    name: str
    every: timedelta
    run: Run
    purges: bool
    """Whether it removes what is past its time; `openchair purge --due` runs all of these at once."""


_jobs: dict[str, Job] = {}


def scheduled(name: str, *, every: timedelta, purges: bool = False) -> Callable[[Run], Run]:
    """Register a function to be run once in every period."""

    def register(run: Run) -> Run:
        if name in _jobs and _jobs[name].run is not run:
            raise ValueError(f"two jobs are named {name}")
        _jobs[name] = Job(name, every, run, purges)
        return run

    return register


def jobs() -> list[Job]:
    """Every registered job, by name."""
    return [_jobs[name] for name in sorted(_jobs)]
