"""A new root key: every data key is wrapped anew, and no interruption loses one (CONF-4, drill D2)."""

import os
import random
import subprocess
import sys
import time
from uuid import uuid4

import pytest
from django.conf import settings as installation
from django.db import connections

from openchair.audit.models import Entry
from openchair.vault import rotation, services
from openchair.vault.errors import RootKeyMissing, WrongRootKey
from openchair.vault.models import DataKey, Scope
from openchair.vault.root import new_root_key, root_keys, wrap, write_root_key_file
from openchair.vault.rotation import rotate_root
from openchair.vault.sealers import forget_everything
from openchair.vault.store import unwrapped

from .conftest import AT

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def root_file(settings, tmp_path):
    settings.ROOT_KEY = ""
    settings.ROOT_KEY_FILE = tmp_path / "root.key"
    write_root_key_file(settings.ROOT_KEY_FILE, [new_root_key()])
    return settings.ROOT_KEY_FILE


def seal_under_new_keys(count):
    sealed = []
    for n in range(count):
        key_id = services.create_key(scope=Scope.MEETING, subject_id=uuid4(), retain_until=None, at=AT)
        sealed.append(services.sealer(key_id).seal(str(n).encode(), table="t", row=str(n), field="f"))
    return sealed


def all_open(sealed):
    forget_everything()
    return all(
        services.open_sealed(text, table="t", row=str(n), field="f") == str(n).encode() for n, text in enumerate(sealed)
    )


def versions():
    return set(DataKey.objects.values_list("root_version", flat=True))


def test_all_keys_move_to_the_new_root_and_the_old_one_can_go(root_file):
    sealed = seal_under_new_keys(7)
    done = rotate_root(at=AT)
    assert (done.root_version, done.rewrapped, done.resumed, done.old_versions_removed) == (2, 7, False, [])
    assert versions() == {2}
    assert all_open(sealed)
    assert rotation.remove_old_versions() == [1]
    assert sorted(root_keys().versions) == [2]
    assert all_open(sealed)
    assert Entry.objects.filter(action="root_key.rotated").count() == 1
    assert root_file.stat().st_mode & 0o777 == 0o600


def test_the_old_root_no_longer_opens_anything(root_file, settings):
    seal_under_new_keys(2)
    old = root_file.read_text()
    rotate_root(at=AT, destroy_old=True)
    root_file.write_text(old)
    forget_everything()
    with pytest.raises(WrongRootKey):
        services.check_root_key()


def test_an_interrupted_rotation_goes_on_where_it_was(root_file):
    sealed = seal_under_new_keys(5)
    rotation._add_version()
    first = DataKey.objects.order_by("key_id").first()
    assert first is not None
    first.root_version, first.nonce, first.wrapped = wrap(unwrapped(first), key_id=first.key_id, scope=first.scope)
    first.save()
    assert all_open(sealed)
    assert rotation.remove_old_versions() == []
    done = rotate_root(at=AT, destroy_old=True)
    assert (done.root_version, done.rewrapped, done.resumed) == (2, 4, True)
    assert versions() == {2}
    assert all_open(sealed)


def test_keys_made_meanwhile_are_made_under_the_new_root(root_file):
    seal_under_new_keys(1)
    rotation._add_version()
    seal_under_new_keys(1)
    assert versions() == {1, 2}


def test_a_root_key_in_a_variable_is_changed_by_hand(settings):
    settings.ROOT_KEY = new_root_key(1)
    sealed = seal_under_new_keys(3)
    with pytest.raises(RootKeyMissing, match="OPENCHAIR_ROOT_KEY"):
        rotate_root(at=AT)
    settings.ROOT_KEY += "," + new_root_key(2)
    done = rotate_root(at=AT, destroy_old=True)
    assert (done.root_version, done.rewrapped, done.resumed) == (2, 3, True)
    assert all_open(sealed)


ROTATE = """
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = {default!r}
settings.DATABASES["keys"]["NAME"] = {keys!r}
settings.ROOT_KEY = ""
settings.ROOT_KEY_FILE = {root!r}
django.setup()
from openchair.core.time import now
from openchair.vault import rotation
rotation.BATCH = 3
print("ready", flush=True)
rotation.rotate_root(at=now(), destroy_old=True)
"""


@pytest.mark.slow
@pytest.mark.django_db(databases="__all__", transaction=True)
def test_killed_at_any_moment_every_text_still_opens_and_one_version_is_left_CONF_4(root_file):
    sealed = seal_under_new_keys(60)
    program = ROTATE.format(
        default=str(connections["default"].settings_dict["NAME"]),
        keys=str(connections["keys"].settings_dict["NAME"]),
        root=str(root_file),
    )
    chance = random.Random(5)
    killed = 0
    for _ in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=installation.ROOT.parent, env=os.environ
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.08))
        process.kill()
        killed += process.wait() != 0
        process.stdout.close()
        assert all_open(sealed)
    assert killed
    rotate_root(at=AT, destroy_old=True)
    assert len(versions()) == 1
    assert sorted(root_keys().versions) == sorted(versions())
    assert all_open(sealed)
