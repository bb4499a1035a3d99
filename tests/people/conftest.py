"""Quick hashing for flows: how passwords are hashed in earnest is the subject of test_passwords alone."""

import pytest

from tests.people import quick_hash


@pytest.fixture(autouse=True)
def quick_hashing(request, settings):
    """Argon2id with the smallest figures."""
    if request.module.__name__.endswith("test_passwords"):
        return
    settings.PASSWORD_HASHERS = [f"{quick_hash.__name__}.QuickArgon2id"]
