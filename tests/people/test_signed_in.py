"""SESS-1 to SESS-4: limits, rotation, own devices, and the second step before anything of members (AUTH-4)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from openchair.core.time import now
from openchair.people import services
from openchair.people.models import Person, Role, SignIn
from openchair.people.queries import person_of_session, session_is_alive
from openchair.people.sessions import hashed
from tests.cast import AT, PASSWORD, code_now, give_code_app, new_person, new_staff

pytestmark = pytest.mark.django_db(databases="__all__")


def move_back(person, **columns):
    """As if the sign-in had begun, or somebody had last been there, that long ago."""
    SignIn.objects.filter(person_id=person.pk).update(**{name: timezone.now() - ago for name, ago in columns.items()})


def signed_in_client(client, person):
    client.force_login(person)
    return client.session.session_key


LIMITS = [
    ("member", {"last_seen_at": timedelta(minutes=59)}, True),
    ("member", {"last_seen_at": timedelta(minutes=60)}, False),
    ("member", {"started_at": timedelta(days=13, hours=23)}, True),
    ("member", {"started_at": timedelta(days=14)}, False),
    ("coordinator", {"last_seen_at": timedelta(minutes=14)}, True),
    ("coordinator", {"last_seen_at": timedelta(minutes=15)}, False),
    ("coordinator", {"started_at": timedelta(hours=11, minutes=59)}, True),
    ("coordinator", {"started_at": timedelta(hours=12)}, False),
]


@pytest.mark.parametrize(("part", "columns", "alive"), LIMITS)
def test_a_sign_in_ends_after_idling_and_after_its_whole_time(client, part, columns, alive):
    person = new_staff("runa", "coordinator") if part == "coordinator" else new_person("heron")
    key = signed_in_client(client, person)
    move_back(person, **columns)
    assert session_is_alive(key) is alive
    response = client.get("/settings/")
    assert response.status_code == (200 if alive else 302)
    if not alive:
        assert response.headers["Location"] == "/sign-in/?ended=1&next=%2Fsettings%2F"
        assert not SignIn.objects.filter(person_id=person.pk).exists()


def test_being_there_keeps_a_sign_in_alive(client):
    person = new_person("heron")
    key = signed_in_client(client, person)
    move_back(person, last_seen_at=timedelta(minutes=50))
    assert client.post("/sign-in/stay/").status_code == 204
    assert SignIn.objects.get().last_seen_at > timezone.now() - timedelta(minutes=1)
    move_back(person, last_seen_at=timedelta(minutes=50))
    services.keep_signed_in(session_key=key, at=now())
    assert SignIn.objects.get().last_seen_at > timezone.now() - timedelta(minutes=1)


def test_the_cookie_is_not_in_the_table(client):
    key = signed_in_client(client, new_person("heron"))
    row = SignIn.objects.get()
    assert row.session_key == hashed(key) != key
    assert len(key) >= 32
    client.cookies["session"] = row.session_key
    assert client.get("/settings/").status_code == 302


def test_signing_in_changes_the_cookie(client):
    new_person("heron")
    session = client.session
    session["before"] = "1"
    session.save()
    before = session.session_key
    client.cookies["session"] = before
    client.post("/sign-in/", {"login": "heron", "password": PASSWORD})
    assert client.cookies["session"].value != before
    assert not session_is_alive(before)


def test_a_new_password_ends_every_other_sign_in_and_keeps_this_device_in(client, client_of):
    person = new_person("heron")
    other = client_of(person)
    client.post("/sign-in/", {"login": "heron", "password": PASSWORD})
    old_cookie = client.cookies["session"].value
    new = "another long row of words"
    wrong = client.post("/settings/password/", {"current": "nope", "password": new, "again": new})
    assert "That is not your password." in wrong.content.decode()
    response = client.post("/settings/password/", {"current": PASSWORD, "password": new, "again": new})
    assert response.headers["Location"] == "/settings/?kept=1"
    assert client.get("/settings/").status_code == 200
    assert other.get("/settings/").status_code == 302
    assert not session_is_alive(old_cookie)
    assert Person.objects.get().check_password(new)


@pytest.fixture
def client_of():
    from django.test import Client

    def make(person):
        client = Client()
        client.force_login(person)
        return client

    return make


def test_somebody_sees_their_devices_and_ends_one_or_all_others(client, client_of):
    person, stranger = new_person("heron"), new_person("egret")
    phone, tablet, foreign = client_of(person), client_of(person), client_of(stranger)
    client.force_login(person)
    page = client.get("/settings/signed-in/").content.decode()
    assert page.count("Sign it out") == 2
    foreign_row = SignIn.objects.get(person_id=stranger.pk).session_key
    client.post("/settings/signed-in/end/", {"place": foreign_row})
    assert foreign.get("/settings/").status_code == 200
    client.post("/settings/signed-in/end/", {"place": hashed(phone.session.session_key)})
    assert [each.get("/settings/").status_code for each in (phone, tablet, client)] == [302, 200, 200]
    client.post("/settings/signed-in/end/")
    assert [each.get("/settings/").status_code for each in (tablet, client, foreign)] == [302, 200, 200]


def test_a_hash_made_anew_signs_nobody_out_and_a_new_password_does_even_if_the_rows_stayed(client):
    person = new_person("heron")
    key = signed_in_client(client, person)
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    assert (client.get("/settings/").status_code, session_is_alive(key)) == (200, True)
    person.choose_password("another long row of words")
    person.save()
    assert session_is_alive(key) is False
    assert client.get("/settings/").status_code == 302


PLACES = ("/settings/", "/my-data/identity/", "/people/", "/people/invitations/", "/settings/signed-in/")


@pytest.mark.parametrize("role", Role)
def test_staff_without_a_second_step_get_no_page_but_the_one_to_add_it(client, role):
    person = new_person("runa")
    services.grant_role(person=person, role=role, actor=None, at=AT)
    key = signed_in_client(client, person)
    for place in PLACES:
        assert client.get(place).headers.get("Location") == reverse("mfa_index"), place
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get("/sign-in/spare-key/").status_code == 200
    assert person_of_session(key) is None
    give_code_app(person)
    assert client.get("/settings/").status_code == 200
    assert person_of_session(key) == person


def test_members_need_none_and_neither_does_the_demo_which_says_so(client, settings):
    client.force_login(new_person("heron"))
    assert client.get("/settings/").status_code == 200
    person = new_person("runa")
    services.grant_role(person=person, role=Role.COORDINATOR, actor=None, at=AT)
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(person)
    assert client.get("/people/").status_code == 200
    assert "This is a demonstration" in client.get(reverse("mfa_index")).content.decode()
    client.logout()
    assert "This is a demonstration" in client.get("/sign-in/").content.decode()


def test_a_short_password_needs_the_second_step_as_well(client):
    person = new_person("heron")
    Person.objects.update(short_password=True)
    client.force_login(person)
    assert client.get("/settings/").headers["Location"] == reverse("mfa_index")


def test_adding_a_code_app_gives_recovery_codes_that_are_shown_once_and_work_once(client):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    person = new_person("heron")
    client.post("/sign-in/", {"login": "heron", "password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    assert "data:image/svg+xml;base64," in page.content.decode()
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))
    assert "That code did not fit" in client.post(reverse("mfa_activate_totp"), {"code": "000000"}).content.decode()
    added = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert added.headers["Location"] == reverse("mfa_view_recovery_codes")
    shown = client.get(reverse("mfa_view_recovery_codes"))
    codes = shown.context["unused_codes"]
    assert len(codes) == 10
    assert codes[0] not in client.get(reverse("mfa_view_recovery_codes")).content.decode()
    for expected in (302, 200):
        client.post("/sign-out/")
        client.post("/sign-in/", {"login": "heron", "password": PASSWORD})
        assert client.post("/sign-in/second-step/", {"code": codes[0]}).status_code == expected
    assert person.pk


def test_the_second_step_cannot_be_taken_away_by_who_needs_it(client):
    new_staff("runa", "coordinator")
    client.post("/sign-in/", {"login": "runa", "password": PASSWORD})
    client.post("/sign-in/second-step/", {"code": code_now()})
    page = client.post(reverse("mfa_deactivate_totp"))
    assert "Your role, or your short password, needs the second step" in page.content.decode()
    assert client.get("/people/").status_code == 200


def test_many_wrong_codes_have_to_wait_and_the_right_one_then_works_later(client):
    person = new_staff("runa", "coordinator")
    client.post("/sign-in/", {"login": "runa", "password": PASSWORD})
    for _each in range(5):
        client.post("/sign-in/second-step/", {"code": "000000"})
    page = client.post("/sign-in/second-step/", {"code": code_now()})
    assert "Too many codes did not fit" in page.content.decode()
    assert "_auth_user_id" not in client.session
    assert person.pk


def test_a_suspended_person_is_told_so_only_after_the_right_password(client):
    from openchair.people.models import Suspension

    person = new_person("heron")
    services.suspend(person=person, actor=None, reason=Suspension.Reason.ASKED, at=AT)
    wrong = client.post("/sign-in/", {"login": "heron", "password": "wrong"})
    assert "Your account rests" not in wrong.content.decode()
    right = client.post("/sign-in/", {"login": "heron", "password": PASSWORD})
    assert (right.status_code, "Your account rests" in right.content.decode()) == (403, True)
    assert "_auth_user_id" not in client.session


def test_pages_of_a_signed_in_person_are_not_kept_by_the_browser(client):
    client.force_login(new_person("heron"))
    assert client.get("/settings/").headers["Cache-Control"] == "private, no-store"


def test_cookies_are_closed_to_scripts_and_other_sites(client):
    new_person("heron")
    response = client.post("/sign-in/", {"login": "heron", "password": PASSWORD})
    cookie = response.cookies["session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_the_age_of_a_page_is_counted_for_the_notice_before_signing_out(client):
    client.force_login(new_person("heron"))
    assert client.get("/settings/").wsgi_request.idle_seconds == 3600
    client.force_login(new_staff("runa", "coordinator"))
    assert client.get("/settings/").wsgi_request.idle_seconds == 900
