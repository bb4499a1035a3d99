"""PSEUD-1, CONF-1: who somebody is stands in no file, page, log or session but their own page."""

import io
import logging
import secrets

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import connections

from openchair.people.masking import masked
from openchair.people.models import Identity, Look
from openchair.people.services import (
    change_settings,
    invite,
    keep_emergency_contact,
    keep_identity,
    reveal_identity,
)
from openchair.vault.errors import KeyDestroyed
from openchair.vault.services import destroy_key, lookup_hash
from tests import disk
from tests.cast import AT, CODE_APP_SECRET, PASSWORD, new_person, new_staff
from tests.disk import read_apart

CANARY = "canary" + secrets.token_hex(8)


def planted():
    person = new_person("heron")
    keep_identity(
        person=person,
        legal_name=f"{CANARY}-name",
        email=f"{CANARY}-mail@example.org",
        phone=f"{CANARY}-phone",
        birth_date="1981-02-03",
        at=AT,
    )
    keep_emergency_contact(
        person=person, name=f"{CANARY}-kin", phone=f"{CANARY}-kinphone", relation=f"{CANARY}-relation", at=AT
    )
    change_settings(person=person, access_needs=f"{CANARY}-needs", at=AT)
    return person


def files_of(alias):
    """Every byte a database keeps: the file and its log, or all rows where there is no file."""
    connection = connections[alias]
    if connection.vendor == "sqlite":
        return read_apart(*disk.files_of(alias))
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found).encode()


@pytest.mark.django_db(databases="__all__", transaction=True)
def test_identity_is_in_no_database_file(client):
    person = planted()
    client.force_login(person)
    assert f"{CANARY}-name" in client.get("/my-data/identity/").content.decode()
    leaked = {alias: files_of(alias).count(CANARY.encode()) for alias in connections}
    assert leaked == dict.fromkeys(leaked, 0)
    assert b"heron" in files_of("default"), "the search itself finds what is kept in the open"


@pytest.mark.django_db(databases="__all__")
def test_only_the_person_reads_their_own_pages(client):
    person, other = planted(), new_person("egret")
    places = ("/my-data/identity/", "/my-data/emergency-contact/", "/settings/")
    client.force_login(person)
    assert [CANARY in client.get(place).content.decode() for place in places] == [True, True, True]
    client.force_login(other)
    assert [CANARY in client.get(place).content.decode() for place in places] == [False, False, False]


@pytest.mark.django_db(databases="__all__")
def test_a_coordinators_page_shows_nothing_sealed_until_it_is_opened_on_record(client):
    person, coordinator = planted(), new_staff("runa", "coordinator")
    client.force_login(coordinator)
    assert CANARY not in client.get(f"/people/{person.pk}/").content.decode()
    refused = client.post(f"/people/{person.pk}/reveal/", {"what": "identity", "reason": "duty"})
    assert refused.headers["Location"].startswith("/sign-in/again/code/")
    assert not Look.objects.exists()


@pytest.mark.django_db(databases="__all__")
def test_without_the_key_nobody_opens_it():
    person = planted()
    destroy_key(key_id=person.key_id, reason_code="erasure", actor_id=person.id, at=AT)
    with pytest.raises(KeyDestroyed):
        _opened = Identity.objects.get(person=person).legal_name


@pytest.mark.django_db(databases="__all__")
def test_an_address_is_found_by_hash_however_it_is_written():
    person = new_person("heron")
    keep_identity(person=person, email=" Ana@Example.org ", at=AT)
    wanted = lookup_hash("people.email", "ana@example.org").hex()
    assert Identity.objects.get(email_hash=wanted).person == person
    keep_identity(person=person, email="", at=AT)
    assert Identity.objects.get().email_hash == ""


@pytest.mark.django_db(databases="__all__")
def test_the_secret_of_the_code_app_is_sealed_and_no_address_is_kept():
    person = new_staff("runa", "coordinator")
    kept = Authenticator.objects.get(user=person)
    assert CODE_APP_SECRET not in repr(kept.data)
    assert EmailAddress.objects.count() == 0


@pytest.mark.django_db(databases="__all__")
def test_what_a_person_is_called_in_logs_says_nothing():
    person = new_person("heron")
    assert "heron" not in f"{person} {person!r}"


@pytest.mark.django_db(databases="__all__")
def test_the_token_of_a_link_is_in_no_log(client, monkeypatch):
    coordinator = new_staff("runa", "coordinator")
    _invitation, token = invite(actor=coordinator, at=AT)
    handler = next(each for each in logging.getLogger().handlers if each.get_name() == "stderr")
    assert isinstance(handler, logging.StreamHandler)
    stream = io.StringIO()
    # Not setStream: it flushes the old one, which another test's capture may have closed.
    monkeypatch.setattr(handler, "stream", stream)
    client.get(f"/invitation/{token}/")
    logging.getLogger("uvicorn.access").warning('127.0.0.1 - "GET /invitation/%s/ HTTP/1.1" 200', token)
    told = stream.getvalue()
    assert token not in told
    assert "/invitation/…/" in told


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/invitation/abc/", "/invitation/…/"),
        ("GET /reset/abc?x HTTP", "GET /reset/…?x HTTP"),
        ("/sign-in/demo/abc/", "/sign-in/demo/…/"),
        ("/settings/", "/settings/"),
    ],
)
def test_secret_addresses_are_masked_and_others_are_not(address, kept):
    assert masked(address) == kept


@pytest.mark.django_db(databases="__all__")
def test_a_password_is_in_no_database_file_and_no_log(client, caplog):
    client.post("/sign-up/", {"sign_in_name": "otter", "password": PASSWORD, "again": PASSWORD, "of_age": "on"})
    assert b"seven quiet lamps" not in b"".join(files_of(alias) for alias in connections)
    assert "seven quiet lamps" not in caplog.text


@pytest.mark.django_db(databases="__all__")
def test_a_reveal_of_nothing_is_on_record_too():
    person, supervisor = new_person("heron"), new_staff("pell", "supervisor")
    assert reveal_identity(person=person, actor=supervisor, reason=Look.Reason.LAW, at=AT) is None
    assert Look.objects.count() == 1
