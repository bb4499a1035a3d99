"""The environment of the tests, set before Django reads its settings (a conftest would be too late for that).

Loaded by `-p tests.environment` in pyproject.toml: an own data folder, a root key, and the databases that
OPENCHAIR_TEST_DATABASE_URL and OPENCHAIR_TEST_REDIS_URL name. Tests never touch a real installation.
"""

import os
import secrets
import shutil
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="openchair-tests-"))
os.environ["OPENCHAIR_DATA"] = str(_folder)
os.environ["OPENCHAIR_MODE"] = "test"
os.environ["OPENCHAIR_ROOT_KEY"] = secrets.token_hex(32)
# A relay is named, so that groups can choose voice; tests with calls start their own.
os.environ["OPENCHAIR_TURN_URLS"] = "turn:relay.example.org"
os.environ["OPENCHAIR_TURN_SECRET"] = secrets.token_hex(32)
os.environ["OPENCHAIR_SECRET_KEY"] = secrets.token_urlsafe(48)
if url := os.environ.get("OPENCHAIR_TEST_DATABASE_URL"):
    os.environ["OPENCHAIR_DATABASE_URL"] = url
    os.environ["OPENCHAIR_KEYS_DATABASE_URL"] = url + "_keys"
    os.environ["OPENCHAIR_SESSIONS_DATABASE_URL"] = url + "_sessions"
if url := os.environ.get("OPENCHAIR_TEST_REDIS_URL"):
    os.environ["OPENCHAIR_REDIS_URL"] = url


def pytest_sessionfinish() -> None:
    """Leave nothing of the tests behind."""
    shutil.rmtree(_folder, ignore_errors=True)
