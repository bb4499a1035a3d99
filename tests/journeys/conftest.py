"""Journeys run against the server as it is served, with its own socket protocol, and not against a stand-in."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connections

from tests.browser import Browse
from tests.journeys.house import running_house


@pytest.fixture(scope="module")
def server(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `openchair serve` over this test run's databases."""
    if connections["default"].vendor != "sqlite":
        pytest.skip("the browser tests run on SQLite; the journeys below the browser run on both")
    with running_house(tmp_path_factory.mktemp("house")) as house:
        yield house.address


@pytest.fixture
def browse(browse: Browse) -> Iterator[Browse]:
    """Journeys cut the line and leave quickly on purpose: what the browser says about that is no fault of a page."""
    yield browse
    meant = ("ERR_INTERNET_DISCONNECTED", settings.QUICK_EXIT_URL)
    browse.faults[:] = [fault for fault in browse.faults if not any(words in fault for words in meant)]
