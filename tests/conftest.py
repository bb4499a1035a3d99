"""Shared fixtures. The environment itself is set in tests/environment.py, before Django reads its settings."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says nothing about whether it is right: timings are benchmarks, never assertions.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

pytest_plugins = ["tests.append_only", "tests.browser", "tests.cast", "tests.left_out"]


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of real input data outside the project; tests that need it skip loudly without it."""
    folder = Path(os.environ.get("OPENCHAIR_TEST_DATA") or Path(__file__).parents[2] / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"test data not found in {folder}: set OPENCHAIR_TEST_DATA")
    return folder
