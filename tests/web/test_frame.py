"""The frame of every page: headers, help, exit, the chosen look, and the pages for when something is in the way."""

import re
from contextlib import ExitStack

import pytest
from django.conf import settings
from django.db import OperationalError, connections
from django.test import Client, RequestFactory
from django.urls import reverse

from openchair.audit.models import Entry
from openchair.people.models import Person
from openchair.web import errors
from openchair.web.frame import LOOK_COOKIE

pytestmark = pytest.mark.django_db(databases="__all__")

OPEN = ["/", "/help/", "/sign-in/", "/find/", "/nowhere/"]
MINE = ["/", "/groups/", "/my-data/", "/reports/mine/", "/settings/", "/help/"]


def pages(cast, client):
    """Every page of the crawl with its answer."""
    for address in OPEN:
        yield address, client.get(address)
    client.force_login(cast.member)
    for address in MINE:
        yield address, client.get(address)


def test_every_answer_carries_the_strict_headers(cast, client):
    for address, answer in pages(cast, client):
        headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, address
        assert "unsafe" not in policy, address
        assert "frame-ancestors 'none'" in policy, address
        assert headers["X-Content-Type-Options"] == "nosniff", address
        assert headers["Referrer-Policy"] == "same-origin", address
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", address
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", address
        assert "camera=()" in headers["Permissions-Policy"], address
        assert "no-store" in headers["Cache-Control"], address


def test_no_page_has_a_script_or_style_inside(cast, client):
    for address, answer in pages(cast, client):
        page = answer.content.decode()
        assert re.findall(r"<script(?![^>]*\bsrc=)", page) == [], address
        assert "<style" not in page, address
        assert re.findall(r"<[^>]+\s(?:style|on\w+)=", page) == [], address


def test_no_page_names_a_file_of_another_host(cast, client):
    for address, answer in pages(cast, client):
        named = re.findall(r"""(?:src|<link[^>]+href|use href)=["']([^"']+)""", answer.content.decode())
        assert [name for name in named if not name.startswith("/")] == [], address


def test_help_and_exit_stand_on_every_page_in_that_order(cast, client):
    for address, answer in pages(cast, client):
        page = answer.content.decode()
        assert page.index('href="/help/"') < page.index("data-quick-exit"), address
        assert '<form method="post" action="/leave/"><button type="submit"' in page, address
        assert f'data-quick-exit="{settings.QUICK_EXIT_URL}"' in page, address


def test_the_way_out_is_a_setting(client, settings):
    settings.QUICK_EXIT_URL = "https://weather.example/"
    answer = client.get("/")
    assert 'data-quick-exit="https://weather.example/"' in answer.content.decode()
    assert client.post("/leave/").headers["Location"] == "https://weather.example/"


def lost(*_query):
    """What a database says that went away."""
    raise OperationalError("the database is gone")


def test_leaving_quickly_ends_the_sign_in_without_a_script(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.member)
    answer = client.post("/leave/")
    assert (answer.status_code, answer.headers["Location"]) == (302, settings.QUICK_EXIT_URL)
    assert client.get("/my-data/").status_code == 302
    assert Entry.objects.filter(action="signed_out").count() == 1


def test_the_way_out_is_no_page_to_look_at(cast, client):
    client.force_login(cast.member)
    assert client.get("/leave/").status_code == 405
    assert client.get("/my-data/").status_code == 200


def test_leaving_quickly_works_without_a_database(cast, client):
    client.force_login(cast.member)
    client.raise_request_exception = False
    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(lost))
        assert client.get("/my-data/").status_code == 500
        answer = client.post("/leave/")
    assert (answer.status_code, answer.headers["Location"]) == (302, settings.QUICK_EXIT_URL)
    assert answer.cookies[settings.SESSION_COOKIE_NAME].value == ""


def test_the_menu_names_the_page_that_is_open_at_every_width(cast, client):
    client.force_login(cast.member)
    page = client.get("/my-data/").content.decode()
    assert page.count('href="/my-data/" aria-current="page"') == 2
    assert re.search(r"<summary>.*?My data.*?</summary>", page, re.S)


def test_a_chosen_look_stands_on_every_page_and_is_remembered_for_help(cast, client):
    Person.objects.filter(pk=cast.member.pk).update(theme="dark", contrast="more", text_size="larger")
    client.force_login(cast.member)
    answer = client.get("/")
    assert (
        '<html lang="en" dir="ltr" data-theme="dark" data-contrast="more" data-text-size="larger">'
        in answer.content.decode()
    )
    assert answer.cookies[LOOK_COOKIE].value == "dark.more.larger"
    assert answer.cookies[LOOK_COOKIE]["httponly"]
    assert 'data-theme="dark" data-contrast="more" data-text-size="larger"' in client.get("/help/").content.decode()


@pytest.mark.parametrize("cookie", ["", "dark", "purple.most.huge", '"><script>', "." * 5000])
def test_a_look_that_nobody_offers_is_left_out(client, cookie):
    client.cookies[LOOK_COOKIE] = cookie
    page = client.get("/help/").content.decode()
    assert page.startswith(
        '<!doctype html>\n<html lang="en" dir="ltr"' + (' data-theme="dark">' if cookie == "dark" else ">")
    )


def test_right_to_left_turns_the_page_round(client):
    from django.utils import translation

    from openchair.web.templatetags.openchair import icon

    with translation.override("ar"):
        page = errors.not_found(RequestFactory().get("/")).content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert 'class="icon icon--way"' in icon("exit", way=True)


@pytest.mark.parametrize(
    "view", [errors.bad_request, errors.not_allowed, errors.not_found, errors.broken, errors.stale_form]
)
def test_a_page_for_trouble_asks_no_database_and_keeps_help_and_exit(view, django_assert_num_queries):
    for alias in ("default", "keys", "sessions"):
        with django_assert_num_queries(0, using=alias):
            page = view(RequestFactory().get("/somewhere/")).content.decode()
    assert 'href="/help/"' in page
    assert "data-quick-exit" in page


def test_a_wrong_an_old_and_a_foreign_address_get_the_same_words(cast, client):
    client.force_login(cast.outsider)
    answers = [
        client.get(address)
        for address in (
            "/nowhere/",
            "/groups/00000000-0000-4000-8000-000000000000/leaving/",
            reverse("groups:leave", args=[cast.group.pk]),
        )
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({answer.content for answer in answers}) == 1
    assert "There is no chair at this address" in answers[0].content.decode()


def test_a_form_without_its_token_changes_nothing_and_says_so(cast):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.member)
    answer = strict.post("/sign-out/")
    assert answer.status_code == 403
    assert "This page waited too long" in answer.content.decode()
    assert strict.get("/my-data/").status_code == 200


def test_a_broken_page_says_nothing_about_why(cast, monkeypatch):
    def fails(*args):
        raise RuntimeError("words of somebody")

    monkeypatch.setattr("openchair.web.views.welcome.open_tables", fails)
    answer = Client(raise_request_exception=False).get("/?words=private")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()
    assert "private" not in answer.content.decode()
    assert "words of somebody" not in answer.content.decode()


def test_an_address_under_a_foreign_name_is_refused_in_words(client):
    answer = client.get("/", HTTP_HOST="elsewhere.example")
    assert answer.status_code == 400
    assert "That could not be read" in answer.content.decode()


def test_the_worker_keeps_help_and_nothing_of_anybody(client):
    answer = client.get("/worker.js")
    assert answer.headers["Content-Type"] == "text/javascript"
    found = re.search(r"const HELP = \[(.*?)\]", answer.content.decode())
    assert found is not None
    kept = found.group(1)
    assert {name for name in re.findall(r'"([^"]+)"', kept) if not name.startswith("/static/")} == {
        "/help/",
        "/offline/",
    }


def test_the_notice_before_signing_out_knows_how_long(cast, client):
    client.force_login(cast.member)
    page = client.get("/").content.decode()
    assert f'data-idle="{60 * settings.IDLE_MINUTES_MEMBERS}"' in page
    client.force_login(cast.facilitator)
    assert f'data-idle="{60 * settings.IDLE_MINUTES_STAFF}"' in client.get("/").content.decode()
    assert "<still-there" not in client.get("/help/").content.decode()
