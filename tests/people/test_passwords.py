"""AUTH-1, AUTH-2, AUTH-3: length and a list, no rule about kinds of signs, and the answer says why."""

import socket
import unicodedata

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, identify_hasher
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as some

from openchair.people.models import Person
from openchair.people.passwords import check_password_rules, common
from openchair.people.services import change_password, sign_up
from tests.cast import AT, PASSWORD, give_code_app, new_person, new_staff

LETTERS = "bcdfghjkmnpqrstvwz äßñ漢字🜁"


def code_of(password, name="heron", second_factor=False):
    try:
        check_password_rules(password, sign_in_name=name, second_factor=second_factor)
    except ValidationError as problem:
        return problem.code
    return ""


@effort(max_examples=200, deadline=None)
@given(some.text(alphabet=LETTERS, min_size=0, max_size=90), some.booleans())
def test_length_is_counted_after_the_normal_form_and_nothing_else_is_asked(password, second_factor):
    length = len(unicodedata.normalize("NFKC", password))
    least = 8 if second_factor else 15
    code = code_of(password, second_factor=second_factor)
    assert (code == "short") == (length < least)
    if code:
        assert code in ("short", "common")


@pytest.mark.parametrize(
    "password", [PASSWORD, "x y " * 16, "é" * 3 + "wandering moss and tin" * 3, "w" * 5 + "qzrtplmnbvxk"]
)
def test_long_and_odd_passphrases_are_welcome(password):
    assert code_of(password) == ("common" if set(password.replace(" ", "")) <= set("xy") else "")


def test_the_first_three_thousand_of_the_list_are_refused_without_any_network(monkeypatch):
    def no_network(*args, **kwargs):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", no_network)
    first = sorted(common())[:3000]
    assert len(first) == 3000
    assert {code_of(password, name="zzzz", second_factor=True) for password in first} <= {"short", "common"}
    padded = {code_of((password * 15)[: len(password) * -(-15 // len(password))], name="zzzz") for password in first}
    assert padded <= {"common", "own_words"}


@pytest.mark.parametrize(
    "password",
    ["openchair is my place", "Open-Chair for everyone", "my name is Quiet Heron ok", "heron heron on the river"],
)
def test_the_words_of_the_product_and_the_account_are_refused(password):
    assert code_of(password, name="quiet heron") == "own_words"


def test_the_words_of_the_organisation_are_refused(settings):
    settings.ORGANISATION = "Harbour Network"
    assert code_of("the harbour lights go out") == "own_words"


@pytest.mark.django_db(databases="__all__")
def test_a_password_matches_however_the_device_composed_its_signs():
    person = sign_up(sign_in_name="heron", password="caf\u00e9 by the quiet weir", at=AT)
    assert person.check_password("cafe\u0301 by the quiet weir")
    assert not person.check_password("cafe by the quiet weir")


@pytest.mark.django_db(databases="__all__")
def test_sixty_four_signs_and_more_count_to_the_last():
    long = "moss tin weir lamp " * 6
    person = sign_up(sign_in_name="heron", password=long, at=AT)
    assert person.check_password(long)
    assert not person.check_password(long[:-1])


@pytest.mark.django_db(databases="__all__")
def test_passwords_are_kept_with_argon2id_and_hashed_anew_when_the_figures_change():
    person = sign_up(sign_in_name="heron", password=PASSWORD, at=AT)
    assert person.password.startswith("argon2$argon2id$v=19$m=65536,t=3,p=1$")

    class Earlier(Argon2PasswordHasher):
        time_cost, memory_cost, parallelism = 1, 8192, 1

    person.password = Earlier().encode(PASSWORD, Earlier().salt())
    person.save(update_fields=["password"])
    assert person.check_password(PASSWORD)
    kept = Person.objects.get(pk=person.pk).password
    assert "m=65536,t=3,p=1" in kept
    assert identify_hasher(kept).verify(PASSWORD, kept)


@pytest.mark.django_db(databases="__all__")
def test_a_short_password_is_only_for_somebody_who_is_always_asked_for_a_second_step():
    member, leader = new_person("heron"), new_staff("runa", "facilitator", "peer")
    with pytest.raises(ValidationError, match="Use 15 signs"):
        change_password(person=member, password="moss tin 4", at=AT)
    change_password(person=leader, password="moss tin 4", at=AT)
    assert leader.short_password
    give_code_app(member)
    change_password(person=member, password="moss tin 4", at=AT)
    assert member.short_password
    change_password(person=member, password="moss tin weir lamp", at=AT)
    assert not member.short_password
