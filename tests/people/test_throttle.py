"""AUTH-5, AUTH-6: guesses get slower, nobody is locked out for good, and unknown names answer like known ones."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.signals import user_login_failed

from openchair.audit.models import Entry
from openchair.people import throttle
from openchair.people.models import Attempts, Suspension
from openchair.people.services import suspend
from tests.cast import AT, PASSWORD, new_person

pytestmark = pytest.mark.django_db(databases="__all__")
HERE, THERE = "203.0.113.0/24", "198.51.100.0/24"


def tries(count, name="heron", source=HERE, at=AT):
    for _each in range(count):
        throttle.failed("sign_in", name=name, source=source, at=at)


def wait(name="heron", source=HERE, at=AT):
    return throttle.waiting("sign_in", name=name, source=source, at=at)


def test_the_first_tries_are_free_and_then_the_wait_doubles_up_to_an_end():
    waits = []
    for _each in range(14):
        tries(1)
        waits.append(wait().total_seconds())
    assert waits == [0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900, 900]


def test_the_wait_runs_out_and_a_day_later_everything_is_forgotten():
    tries(9)
    assert wait(at=AT + timedelta(seconds=239)) > timedelta()
    assert wait(at=AT + timedelta(seconds=240)) <= timedelta()
    tries(1, at=AT + timedelta(hours=25))
    assert wait(at=AT + timedelta(hours=25)) == timedelta()


def test_a_stranger_cannot_keep_somebody_out_of_their_own_network():
    throttle.succeeded("sign_in", name="heron", source=HERE, at=AT - timedelta(days=10))
    tries(200, source=THERE)
    assert wait(source=HERE) == timedelta()
    assert wait(source=THERE) > timedelta(minutes=10)


def test_from_a_new_network_the_person_waits_minutes_and_never_longer():
    tries(200, source=THERE)
    assert wait(source=HERE) == timedelta(minutes=5)


def test_one_try_each_against_two_hundred_names_is_slowed_by_its_source():
    for number in range(200):
        tries(1, name=f"name {number}")
    assert wait(name="never tried") == timedelta(minutes=60)
    assert wait(name="never tried", source=THERE) == timedelta()


def test_an_own_success_between_guesses_does_not_wipe_the_source():
    tries(40, name="victim")
    throttle.succeeded("sign_in", name="mallory", source=HERE, at=AT)
    assert wait(name="another") > timedelta()


def test_tries_while_waiting_do_not_make_the_wait_longer(client):
    new_person("heron")
    for _each in range(5):
        client.post("/sign-in/", {"login": "heron", "password": "wrong"})
    before = sorted(Attempts.objects.values_list("bucket", "failures"))
    for _each in range(20):
        assert client.post("/sign-in/", {"login": "heron", "password": "wrong"}).status_code == 429
    assert sorted(Attempts.objects.values_list("bucket", "failures")) == before
    assert Entry.objects.filter(action="sign_in_refused").count() == 5


def test_the_right_password_works_after_the_wait(client):
    person = new_person("heron")
    for _each in range(5):
        client.post("/sign-in/", {"login": "heron", "password": "wrong"})
    refused = client.post("/sign-in/", {"login": "heron", "password": PASSWORD})
    assert (refused.status_code, int(refused.headers["Retry-After"]) <= 15) == (429, True)
    Attempts.objects.update(last_failed_at=AT)
    assert client.post("/sign-in/", {"login": "heron", "password": PASSWORD}).headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(person.pk)


def plain(response, name):
    body = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)
    return response.status_code, body.replace(name.encode(), b"NAME"), sorted(response.headers)


def test_known_unknown_and_resting_names_answer_alike(client):
    new_person("heron")
    resting = new_person("egret")
    suspend(person=resting, actor=None, reason=Suspension.Reason.ASKED, at=AT)
    answers = {
        name: [plain(client.post("/sign-in/", {"login": name, "password": "wrong"}), name) for _each in range(7)]
        for name in ("heron", "egret", "plovr")
    }
    assert answers["heron"] == answers["plovr"] == answers["egret"]
    assert [status for status, _body, _headers in answers["heron"]] == [200] * 5 + [429] * 2


def test_an_unknown_name_costs_one_hash_like_a_known_one(client, monkeypatch):
    from django.contrib.auth.hashers import get_hasher

    new_person("heron")
    hashed: list[str] = []
    hasher = type(get_hasher())

    def counted(act):
        original = getattr(hasher, act)

        def wrapper(self, *args, **kwargs):
            hashed.append(act)
            return original(self, *args, **kwargs)

        return wrapper

    for act in ("encode", "verify"):
        monkeypatch.setattr(hasher, act, counted(act))
    counts = []
    for name in ("heron", "nobody"):
        hashed.clear()
        client.post("/sign-in/", {"login": name, "password": "wrong"})
        counts.append(len(hashed))
    assert counts == [1, 1]


def test_nothing_that_was_typed_or_any_address_is_kept(client, caplog):
    told = []

    def listen(sender, credentials, **kwargs):
        told.append(credentials)

    user_login_failed.connect(listen)
    client.post("/sign-in/", {"login": "canary-name", "password": "canary-password"}, REMOTE_ADDR="203.0.113.77")
    user_login_failed.disconnect(listen)
    assert len(told) == 1
    kept = repr(list(Attempts.objects.values_list())) + repr(list(Entry.objects.values_list())) + caplog.text
    for secret in ("canary", "203.0.113"):
        assert secret not in kept
    from axes.models import AccessAttempt, AccessFailureLog, AccessLog

    assert [model.objects.count() for model in (AccessAttempt, AccessFailureLog, AccessLog)] == [0, 0, 0]


def test_sign_ups_from_one_source_are_slowed_too(client):
    for _each in range(30):
        assert client.post("/sign-up/", {}).status_code == 200
    assert client.post("/sign-up/", {}).status_code == 429


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::9", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("unix:", ""),
        ("", ""),
    ],
)
def test_an_address_is_cut_to_its_network(rf, address, network):
    assert throttle.source_of(rf.get("/", REMOTE_ADDR=address)) == network
