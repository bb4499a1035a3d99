"""Shared set-up: an own data folder, a root key, and the databases the environment names."""

import os
import secrets
import tempfile
from pathlib import Path

# Before Django reads its settings: tests never touch a real installation.
_folder = Path(tempfile.mkdtemp(prefix="openchair-tests-"))
os.environ["OPENCHAIR_DATA"] = str(_folder)
os.environ["OPENCHAIR_MODE"] = "test"
os.environ["OPENCHAIR_ROOT_KEY"] = secrets.token_hex(32)
os.environ["OPENCHAIR_SECRET_KEY"] = secrets.token_urlsafe(48)
if url := os.environ.get("OPENCHAIR_TEST_DATABASE_URL"):
    os.environ["OPENCHAIR_DATABASE_URL"] = url
    os.environ["OPENCHAIR_KEYS_DATABASE_URL"] = url + "_keys"
    os.environ["OPENCHAIR_SESSIONS_DATABASE_URL"] = url + "_sessions"
if url := os.environ.get("OPENCHAIR_TEST_REDIS_URL"):
    os.environ["OPENCHAIR_REDIS_URL"] = url

import shutil  # noqa: E402

import pytest  # noqa: E402

pytest_plugins = ["tests.append_only", "tests.cast"]


def pytest_sessionfinish() -> None:
    """Leave nothing of the tests behind."""
    shutil.rmtree(_folder, ignore_errors=True)


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of real input data outside the project; tests that need it skip loudly without it."""
    folder = Path(os.environ.get("OPENCHAIR_TEST_DATA") or Path(__file__).parents[2] / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"test data not found in {folder}: set OPENCHAIR_TEST_DATA")
    return folder
