"""Every role on every address equals the written table; a new address without a row fails (AUTHZ-1, AUTHZ-2)."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from openchair.core.errors import NotAllowed
from openchair.core.policy import public
from openchair.core.time import now
from tests.architecture.matrix import ANYBODY, NOBODY, SUSPENDED, Row, rows
from tests.architecture.standings import STANDINGS
from tests.cast import PARTS, Cast, new_person

pytestmark = pytest.mark.django_db(databases="__all__")
TABLE = rows()
EVERY_PART = (*PARTS, *STANDINGS, SUSPENDED, NOBODY)


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Every address of the site with its view."""
    for entry in (resolver or get_resolver()).url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield address, entry.callback
        else:
            yield from addresses(entry, address)


def test_every_view_names_its_policy():
    unnamed = sorted(address for address, view in addresses() if not callable(getattr(view, "policy", None)))
    assert unnamed == []


def test_every_address_has_a_row_and_every_row_an_address():
    known = {address for address, _view in addresses()}
    assert sorted(known - set(TABLE)) == [], "add a row in tests/architecture/matrix/"
    assert sorted(set(TABLE) - known) == [], "take these rows out of tests/architecture/matrix/"


def test_only_addresses_for_anybody_are_public():
    marked = {address for address, view in addresses() if getattr(view, "policy", None) is public}
    assert marked == {address for address, row in TABLE.items() if row.who == ANYBODY or row.secret}


def spelled(address: str, kwargs: Mapping[str, object]) -> str:
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(kwargs[found[1]]), address)


def client_of(part: str, cast: Cast) -> Client:
    client = Client(raise_request_exception=True)
    if part == SUSPENDED:
        from openchair.people.models import Suspension
        from openchair.people.services import suspend

        person = new_person("resting one")
        client.force_login(person)
        suspend(person=person, actor=None, reason=Suspension.Reason.ASKED, at=now() - timedelta(minutes=1))
    elif part in STANDINGS:
        client.force_login(STANDINGS[part](cast))
    elif part != NOBODY:
        client.force_login(cast.everybody[part])
    return client


def outcome(client: Client, row: Row, url: str, cast: Cast) -> tuple[str, bytes]:
    """What came back: an answer, nothing at this address, or the request to sign in first."""
    data = dict(row.data(cast)) if row.data else {}
    try:
        response = (
            client.generic(row.method, url) if row.method == "PUT" else getattr(client, row.method.lower())(url, data)
        )
    except NotAllowed:
        return "refused with an error page", b""
    body = response.getvalue()
    body = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", body)
    if response.status_code == 404:
        return "not there", body
    if response.status_code in (301, 302) and response.headers["Location"].startswith("/sign-in/?next="):
        return "sign in first", body
    return ("answer" if response.status_code < 500 else f"error {response.status_code}"), body


@pytest.mark.parametrize("address", sorted(TABLE))
def test_everybody_gets_what_the_table_says(address, cast):
    row = TABLE[address]
    kwargs = dict(row.objects(cast)) if row.objects else {}
    got = {}
    for part in EVERY_PART:
        client = client_of(part, cast)
        got[part] = outcome(client, row, spelled(address, kwargs), cast)[0]
    signed_out = "not there" if row.secret else "sign in first"
    expected = {
        part: "answer" if part in row.who else signed_out if part in (NOBODY, SUSPENDED) else "not there"
        for part in EVERY_PART
    }
    # A secret address is the same for whoever holds it.
    assert got == expected


@pytest.mark.parametrize("address", sorted(address for address, row in TABLE.items() if row.objects))
def test_what_is_foreign_looks_exactly_like_what_is_missing(address, cast):
    row = TABLE[address]
    assert row.objects is not None
    kwargs = dict(row.objects(cast))
    missing = {name: uuid4() if isinstance(value, UUID) else "no-such-thing" for name, value in kwargs.items()}
    for part in EVERY_PART:
        if part in row.who and not row.secret:
            client = client_of(part, cast)
            assert outcome(client, row, spelled(address, missing), cast)[0] == "not there", part
        elif part not in row.who and part not in (NOBODY, SUSPENDED):
            client = client_of(part, cast)
            foreign = outcome(client, row, spelled(address, kwargs), cast)
            absent = outcome(client, row, spelled(address, missing), cast)
            assert foreign == absent, part
