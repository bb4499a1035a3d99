"""Signing up, in and out, by the pages."""

import pytest
from django.urls import reverse

from openchair.audit.models import Entry
from openchair.people.models import Person, SignIn
from tests.cast import PASSWORD, code_now, new_person, new_staff

pytestmark = pytest.mark.django_db(databases="__all__")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def sign_in(client, name, password=PASSWORD, **more):
    return client.post("/sign-in/", {"login": name, "password": password}, headers={"user-agent": FIREFOX}, **more)


def test_a_member_signs_in_with_the_name_they_chose_however_they_type_it(client):
    person = new_person("Quiet Heron")
    response = sign_in(client, "  QUIET   heron ")
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(person.pk)
    row = SignIn.objects.get(person_id=person.pk)
    assert row.device == "Firefox on Linux"
    assert Entry.objects.filter(action="signed_in", actor_id=person.pk).count() == 1


def test_signing_up_needs_a_name_a_password_and_nothing_else(client):
    response = client.post(
        "/sign-up/",
        {"sign_in_name": "Otter 7", "password": PASSWORD, "again": PASSWORD, "of_age": "on"},
    )
    assert (response.status_code, response.headers["Location"]) == (302, "/settings/spare-key/")
    person = Person.objects.get(sign_in_name="otter 7")
    assert person.check_password(PASSWORD)
    page = client.get("/settings/spare-key/")
    assert page.status_code == 200
    assert b"spare-key" in page.content
    assert b"spare-key" not in client.get("/settings/spare-key/").content


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password": "short", "again": "short"}, "Use 15 signs or more"),
        ({"again": PASSWORD + "x"}, "The two passwords differ"),
        ({"of_age": ""}, "These groups are for adults."),
        ({"sign_in_name": "me@example.org"}, "Choose a name that is not an e-mail address."),
        ({"sign_in_name": "<b>"}, "Use letters, digits, spaces, dots and hyphens only."),
        ({"sign_in_name": "taken name"}, "That name cannot be used."),
        ({"sign_in_name": ""}, "This field is required."),
    ],
)
def test_a_sign_up_that_cannot_be_says_what_to_change_and_makes_nobody(client, change, words):
    new_person("Taken Name")
    given = {"sign_in_name": "otter", "password": PASSWORD, "again": PASSWORD, "of_age": "on"} | change
    response = client.post("/sign-up/", given)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert Person.objects.count() == 1


def test_staff_are_asked_for_the_numbers_of_their_app_after_the_password(client):
    person = new_staff("runa", "coordinator")
    response = sign_in(client, "runa")
    assert response.headers["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    wrong = client.post("/sign-in/second-step/", {"code": "000000"})
    assert "That code did not fit" in wrong.content.decode()
    right = client.post("/sign-in/second-step/", {"code": code_now()})
    assert right.headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_code_that_was_read_over_the_shoulder_works_once(client):
    new_staff("runa", "coordinator")
    code = code_now()
    sign_in(client, "runa")
    client.post("/sign-in/second-step/", {"code": code})
    client.post("/sign-out/")
    sign_in(client, "runa")
    again = client.post("/sign-in/second-step/", {"code": code})
    assert again.status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_second_step_without_any_code_is_an_ordinary_mistake(client):
    new_staff("runa", "coordinator")
    sign_in(client, "runa")
    assert client.post("/sign-in/second-step/", {}).status_code == 200


def test_signing_out_ends_it_on_the_server_and_clears_the_device(client):
    person = new_person("heron")
    sign_in(client, "heron")
    cookie = client.cookies["session"].value
    response = client.post("/sign-out/")
    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not SignIn.objects.filter(person_id=person.pk).exists()
    client.cookies["session"] = cookie
    assert client.get("/settings/").status_code == 302


def test_looking_at_the_sign_out_page_signs_nobody_out(client):
    person = new_person("heron")
    client.force_login(person)
    assert client.get("/sign-out/").status_code == 200
    assert SignIn.objects.filter(person_id=person.pk).count() == 1
