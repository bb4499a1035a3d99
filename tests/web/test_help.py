"""Help now: opens for anybody, asks no database, and says whether somebody has checked the numbers."""

import json
import re

import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import CaptureQueriesContext

from openchair.audit.models import Entry
from openchair.core.errors import InputProblem, NotAllowed
from openchair.core.time import now
from openchair.web import help as numbers
from openchair.web.services import ListHasChanged, review_help_lines

open_page = pytest.mark.django_db(databases="__all__")


@pytest.fixture(autouse=True)
def _no_list_of_its_own():
    yield
    for file in (numbers.own_file(), numbers.review_file()):
        file.unlink(missing_ok=True)


@open_page
@pytest.mark.parametrize(
    "address", ["/help/", "/help/?country=PT", "/help/?country=nowhere", "/offline/", "/worker.js"]
)
def test_help_asks_no_database_even_with_a_sign_in_cookie(cast, client, address):
    client.force_login(cast.member)
    captured = [CaptureQueriesContext(connection) for connection in connections.all()]
    for context in captured:
        context.__enter__()
    answer = client.get(address)
    for context in captured:
        context.__exit__(None, None, None)
    assert answer.status_code == 200
    assert [query["sql"] for context in captured for query in context] == []
    assert settings.SESSION_COOKIE_NAME not in answer.cookies


def test_the_first_number_is_that_of_the_house_s_own_country(client, settings):
    settings.TIME_ZONE = "Europe/Lisbon"
    page = client.get("/help/").content.decode()
    assert '<option value="PT" selected>' in page
    assert page.index('href="tel:112"') < page.index("<select")
    assert " selected" not in client.get("/help/?country=").content.decode()


def test_the_most_urgent_stands_first(client):
    page = client.get("/help/").content.decode()
    heads = re.findall(r"<h2[^>]*>(.*?)</h2>", page)
    assert [head[:18] for head in heads] == [
        "If a life is in da",
        "If you might hurt ",
        "If you would like ",
        "While you wait",
    ]


@pytest.mark.parametrize(
    ("country", "tel", "sms"),
    [("GB", "tel:116123", "sms:85258?&amp;body=SHOUT"), ("US", "tel:988", "sms:741741?&amp;body=HOME")],
)
def test_numbers_can_be_called_and_texted(client, country, tel, sms):
    page = client.get("/help/", {"country": country}).content.decode()
    assert f'href="{tel}"' in page
    assert f'href="{sms}"' in page


def test_every_line_that_ships_has_a_source_a_date_and_a_number_to_dial():
    for country in numbers.lines().countries.values():
        assert country.lines["emergency"], country.name
        assert country.lines["urgent"], country.name
        for lines in country.lines.values():
            for line in lines:
                assert line.source.startswith("https://")
                assert line.noted.year >= 2026
                assert re.fullmatch(r"\+?\d+", line.tel or line.sms)
                assert (line.tel or line.sms).lstrip("+") in re.sub(r"\D", "", line.tel + line.number)


def test_numbers_nobody_checked_say_so(client):
    assert numbers.are_reviewed() is False
    assert "Not reviewed yet" in client.get("/help/").content.decode()


@open_page
def test_a_coordinator_checks_the_list_and_the_page_says_when(cast, client):
    client.force_login(cast.coordinator)
    page = client.get("/help-lines/")
    client.post("/help-lines/", {"digest": page.context["known"].digest})
    assert numbers.are_reviewed() is True
    assert Entry.objects.filter(action="help_lines_reviewed", actor_id=cast.coordinator.pk).count() == 1
    assert "Last checked" in client.get("/help/").content.decode()
    assert cast.coordinator.sign_in_name not in numbers.review_file().read_text(encoding="utf-8")


@open_page
def test_a_changed_list_counts_as_not_checked(cast):
    review_help_lines(digest=numbers.lines().digest, actor=cast.coordinator, at=now())
    own = json.loads(numbers.SHIPPED.read_text(encoding="utf-8"))
    own["countries"] = [country for country in own["countries"] if country["code"] == "PT"]
    numbers.own_file().write_text(json.dumps(own), encoding="utf-8")
    assert list(numbers.lines().countries) == ["PT"]
    assert numbers.are_reviewed() is False


@open_page
def test_a_list_that_changed_while_it_was_checked_is_not_passed(cast, client):
    with pytest.raises(ListHasChanged):
        review_help_lines(digest="something else", actor=cast.coordinator, at=now())
    client.force_login(cast.coordinator)
    assert "The list has changed" in client.post("/help-lines/", {"digest": "old"}).content.decode()
    assert numbers.are_reviewed() is False
    assert not Entry.objects.filter(action="help_lines_reviewed").exists()


@open_page
def test_only_a_coordinator_may_say_that_numbers_are_checked(cast):
    for part, person in cast.everybody.items():
        if part != "coordinator":
            with pytest.raises(NotAllowed):
                review_help_lines(digest=numbers.lines().digest, actor=person, at=now())
    assert numbers.are_reviewed() is False


@pytest.mark.parametrize(
    "text", ["", "[]", '{"countries": [{}]}', '{"countries": [{"code": "PT", "name": "Portugal", "urgent": [{}]}]}']
)
def test_a_list_that_cannot_be_read_is_named(text):
    numbers.own_file().write_text(text, encoding="utf-8")
    with pytest.raises(InputProblem, match=r"help-lines\.json"):
        numbers.lines()
