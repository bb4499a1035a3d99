"""What a run skipped and what failed in it, for `bin/test` to name at its end: inside a long output it is lost."""

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Add a line for each reason of a skip, and for each failure, to the files that the environment names."""
    if hasattr(terminalreporter.config, "workerinput"):  # a worker's share is in the whole run's already
        return
    stats = terminalreporter.stats
    reasons = Counter(_reason(report) for report in stats.get("skipped", ()))
    _add("OPENCHAIR_TEST_LEFT_OUT", [f"{count} skipped: {reason}" for reason, count in sorted(reasons.items())])
    broken = [*stats.get("failed", ()), *stats.get("error", ())]
    _add("OPENCHAIR_TEST_FAILED", [f"{report.nodeid} ({report.when}): {_said(report)}" for report in broken])


def _add(variable: str, said: list[str]) -> None:
    if file := os.environ.get(variable):
        with Path(file).open("a", encoding="utf-8") as lines:
            lines.writelines(f"{line}\n" for line in said)


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    words = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return " ".join(str(words).removeprefix("Skipped: ").split())


def _said(report: pytest.TestReport | pytest.CollectReport) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    return " ".join(str(crash.message if crash else report.longrepr).split())[:400]
