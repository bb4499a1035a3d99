"""What a run skipped, for `bin/test` to name at its end: a skip inside a long output is as good as silent."""

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Add a line for each reason to the file that OPENCHAIR_TEST_LEFT_OUT names."""
    file = os.environ.get("OPENCHAIR_TEST_LEFT_OUT")
    if not file or hasattr(terminalreporter.config, "workerinput"):  # a worker's share is in the whole run's already
        return
    reasons = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", ()))
    with Path(file).open("a", encoding="utf-8") as lines:
        for reason, count in sorted(reasons.items()):
            lines.write(f"{count} skipped: {reason}\n")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    words = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return " ".join(str(words).removeprefix("Skipped: ").split())
