"""Making keys, finding them, and the root key that wraps them."""

import asyncio
import secrets
from datetime import timedelta
from uuid import uuid4

import pytest

from openchair.audit.models import Entry
from openchair.vault import services
from openchair.vault.errors import KeyDestroyed, KeyExists, KeyIsPast, RootKeyMissing, SealBroken, WrongRootKey
from openchair.vault.models import DataKey, Scope
from openchair.vault.root import new_root_key, parse_root_keys
from openchair.vault.sealers import forget_everything

from .conftest import AT

pytestmark = pytest.mark.django_db(databases="__all__")


def make(scope=Scope.MEETING, subject_id=None, retain_until=None):
    return services.create_key(scope=scope, subject_id=subject_id or uuid4(), retain_until=retain_until, at=AT)


def test_a_new_key_is_found_by_its_subject_and_recorded():
    subject = uuid4()
    key_id = make(subject_id=subject)
    assert services.key_for(Scope.MEETING, subject) == key_id
    assert services.key_for(Scope.LEADERS, subject) is None
    entry = Entry.objects.get(action="key.created")
    assert entry.subject == f'{{"key_id":"{key_id}","scope":"meeting","subject_id":"{subject}"}}'


def test_the_store_holds_wrapped_keys_only():
    key_id = make()
    row = DataKey.objects.get(key_id=key_id)
    assert len(row.wrapped) == 48
    assert row.root_version == 1


@pytest.mark.parametrize("scope", [Scope.MEETING, Scope.LEADERS, Scope.PERSON, Scope.INCIDENT])
def test_a_subject_has_one_key_at_a_time(scope):
    subject = uuid4()
    make(scope, subject)
    with pytest.raises(KeyExists):
        make(scope, subject)
    assert DataKey.objects.filter(subject_id=subject).count() == 1


def test_a_groups_key_rolls_and_the_earlier_one_still_opens():
    group = uuid4()
    first = make(Scope.GROUP, group)
    held = services.sealer(first)
    sealed = held.seal(b"words", table="t", row="1", field="f")
    second = make(Scope.GROUP, group)
    assert services.key_for(Scope.GROUP, group) == second != first
    assert services.open_sealed(sealed, table="t", row="1", field="f") == b"words"
    with pytest.raises(KeyIsPast):
        held.seal(b"more", table="t", row="1", field="f")


def test_ensuring_a_key_makes_it_once():
    person = uuid4()
    one = services.ensure_key(scope=Scope.PERSON, subject_id=person, retain_until=None, at=AT)
    other = services.ensure_key(scope=Scope.PERSON, subject_id=person, retain_until=None, at=AT)
    assert one == other


def test_retention_can_be_set_and_is_recorded():
    key_id = make()
    services.set_retention(key_id=key_id, retain_until=AT + timedelta(days=3))
    assert DataKey.objects.get(key_id=key_id).retain_until == AT + timedelta(days=3)
    assert Entry.objects.filter(action="key.retention_set").count() == 1


def test_a_key_moved_to_another_row_of_the_store_opens_nothing():
    one, other = make(), make()
    theirs = DataKey.objects.get(key_id=other)
    DataKey.objects.filter(key_id=one).update(wrapped=theirs.wrapped, nonce=theirs.nonce)
    forget_everything()
    with pytest.raises(WrongRootKey):
        services.sealer(one)


def test_a_key_given_another_scope_opens_nothing():
    key_id = make(Scope.LEADERS)
    DataKey.objects.filter(key_id=key_id).update(scope=Scope.MEETING)
    with pytest.raises(WrongRootKey):
        services.sealer(key_id)


def test_an_unknown_key_is_as_good_as_destroyed():
    with pytest.raises(KeyDestroyed):
        services.sealer(uuid4())


def test_another_root_key_is_refused_by_name_and_nothing_is_written_CONF_2(settings):
    make()
    before = list(DataKey.objects.order_by("key_id").values_list("key_id", "wrapped"))
    entries = Entry.objects.count()
    settings.ROOT_KEY = secrets.token_hex(32)
    forget_everything()
    with pytest.raises(WrongRootKey, match="OPENCHAIR_ROOT_KEY_FILE"):
        services.check_root_key()
    assert [(key, bytes(w)) for key, w in DataKey.objects.order_by("key_id").values_list("key_id", "wrapped")] == [
        (key, bytes(w)) for key, w in before
    ]
    with pytest.raises(WrongRootKey):
        make()
    with pytest.raises(WrongRootKey):
        services.installation_secret("anything")
    assert DataKey.objects.count() == len(before)
    assert Entry.objects.count() == entries


def test_a_missing_root_version_is_named(settings):
    make()
    settings.ROOT_KEY = new_root_key(7)
    with pytest.raises(WrongRootKey, match="version 1"):
        services.check_root_key()


def test_no_root_key_at_all_is_refused(settings, tmp_path):
    settings.ROOT_KEY = ""
    settings.ROOT_KEY_FILE = tmp_path / "root.key"
    with pytest.raises(RootKeyMissing, match="openchair init"):
        services.check_root_key()


@pytest.mark.parametrize(
    "text",
    ["", "hello", "1:short", "0:" + "A" * 44, f"{new_root_key(2)} {new_root_key(2)}", "zz" * 32],
    ids=["empty", "a word", "too short", "version 0", "a version twice", "no digits"],
)
def test_an_unreadable_root_key_is_refused_without_repeating_it(text):
    with pytest.raises(RootKeyMissing) as problem:
        parse_root_keys(text)
    assert "OPENCHAIR_ROOT_KEY" in str(problem.value)
    assert not text or text not in str(problem.value)


def test_several_versions_may_stand_in_one_value():
    keys = parse_root_keys(f"{new_root_key(1)}, {new_root_key(3)}\n")
    assert sorted(keys.versions) == [1, 3]
    assert keys.current == 3
    assert "versions" not in repr(keys)


def test_equal_values_have_equal_hashes_for_one_purpose_only():
    one = services.lookup_hash("email", "mara@example.org")
    assert one == services.lookup_hash("email", "mara@example.org")
    assert one != services.lookup_hash("email", "tilo@example.org")
    assert one != services.lookup_hash("phone", "mara@example.org")


def test_a_sealer_can_be_asked_for_on_the_event_loop():
    async def ask():
        with pytest.raises(KeyDestroyed):
            services.sealer(uuid4())

    asyncio.run(ask())


def test_sealed_text_of_one_row_does_not_open_in_another():
    sealer = services.sealer(make())
    sealed = sealer.seal(b"words", table="t", row="1", field="f")
    with pytest.raises(SealBroken):
        services.open_sealed(sealed, table="t", row="2", field="f")
