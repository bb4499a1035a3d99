"""What a package knows about whether the installation is fit for people. `openchair check` asks every package.

    @health_check("crisis numbers")
    def crisis_numbers_are_reviewed() -> Iterator[Problem]: ...

Such functions live in a package's `health` module. Nothing yielded means all is well.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Something that is not as it must be, and what to do about it."""

    words: str
    mend: str


Check = Callable[[], Iterable[Problem]]
_checks: dict[str, Check] = {}


def health_check(name: str) -> Callable[[Check], Check]:
    """Register a question for `openchair check`."""

    def register(check: Check) -> Check:
        _checks[name] = check
        return check

    return register


def health_checks() -> dict[str, Check]:
    """Every registered question, in the order of registration."""
    return dict(_checks)
