"""Backing up while in use, restoring elsewhere, and what never comes back (CONF-2, CONF-3, REL-3, drill D9)."""

import json
import shutil

from .conftest import bring_root_key, seal

OPEN = """
from openchair.vault import services as v
from openchair.vault.errors import KeyDestroyed
try:
    print(v.open_sealed(bytes.fromhex("{sealed}"), table="t", row="1", field="f").decode())
except KeyDestroyed:
    print("gone")
"""
DESTROY = """
from uuid import UUID
from openchair.core.time import now
from openchair.vault import services as v
v.destroy_key(key_id=UUID("{key}"), reason_code="retention_over", actor_id=None, at=now())
"""
ADD_AND_SIGN = """
from openchair.audit.services import record, sign_checkpoint
from openchair.core.time import now
for _ in range(9):
    record(action="door.opened", actor_id=None, at=now())
sign_checkpoint(at=now())
"""
WORDS = "the heron at the quiet weir"


def opened(installation, sealed):
    return installation.python(OPEN.format(sealed=sealed))


def test_a_restored_installation_reads_what_was_there_and_signs_everybody_out(installation, empty, backup):
    _, sealed, file = backup
    bring_root_key(installation, empty)
    answer = empty.done("restore", file)
    assert answer["signed_out"] is True
    assert opened(empty, sealed) == WORDS
    assert empty.done("audit", "verify")["first_bad"] is None
    assert empty.done("user", "list")["roles"] == {"sanna": ["operator"]}
    assert (empty.folder / "secret.key").read_text() != (installation.folder / "secret.key").read_text()
    assert not (empty.folder / "restore-is-not-finished").exists()
    assert empty.folder.stat().st_mode & 0o077 == 0
    trail = empty.python("from openchair.audit.models import Entry; print(Entry.objects.order_by('-number')[0].action)")
    assert trail == "installation.restored"


def test_sign_ins_made_before_the_backup_do_not_count_after_it(installation, empty, backup):
    made = """
from openchair.people.models import SignIn
from openchair.people.sessions import SessionStore
store = SessionStore(); store["x"] = 1; store.create()
print(SignIn.objects.count())
"""
    assert installation.python(made) == "1"
    bring_root_key(installation, empty)
    empty.done("restore", backup[2])
    assert empty.python("from openchair.people.models import SignIn; print(SignIn.objects.count())") == "0"


def test_what_expired_since_stays_gone_with_the_current_key_store_CONF_3(installation, empty, backup, tmp_path):
    key, sealed, file = backup
    _, kept = seal(installation, n=2)
    installation.python(DESTROY.format(key=key))
    assert opened(installation, sealed) == "gone"
    installation.done("backup", tmp_path / "tuesday")
    bring_root_key(installation, empty)
    empty.done("restore", file, "--keys", tmp_path / "tuesday.keys")
    assert opened(empty, sealed) == "gone"
    assert opened(empty, kept) == WORDS


def test_the_oldest_key_store_opens_only_what_no_list_says_is_destroyed_CONF_3(installation, empty, backup, tmp_path):
    """The documented window: an old key store without any newer list still opens; with the list it does not."""
    key, sealed, file = backup
    installation.python(DESTROY.format(key=key))
    bring_root_key(installation, empty)
    answer = empty.done("restore", file, "--destroyed", installation.folder / "destroyed.jsonl")
    assert answer["destroyed_again"] == 1
    assert opened(empty, sealed) == "gone"


def test_newer_content_with_the_oldest_key_store_destroys_again(installation, empty, backup, tmp_path):
    key, sealed, file = backup
    installation.python(DESTROY.format(key=key))
    installation.done("backup", tmp_path / "tuesday")
    bring_root_key(installation, empty)
    answer = empty.done("restore", tmp_path / "tuesday", "--keys", f"{file}.keys")
    assert answer["destroyed_again"] == 1
    assert opened(empty, sealed) == "gone"


def test_nothing_is_restored_over_a_living_installation(installation, backup):
    before = installation.files()
    assert "is not empty" in installation.refused("restore", backup[2])
    assert installation.files() == before


def test_the_trail_of_an_older_database_is_found_out_by_checkpoints_kept_elsewhere(
    installation, empty, backup, tmp_path
):
    installation.python(ADD_AND_SIGN)
    shutil.copy(installation.folder / "checkpoints.jsonl", tmp_path / "elsewhere.jsonl")
    bring_root_key(installation, empty)
    empty.done("restore", backup[2])
    ended = empty.run("audit", "verify", tmp_path / "elsewhere.jsonl")
    assert ended.returncode == 1
    assert json.loads(ended.stdout)["first_bad"]["problem"] == "truncated"


WRITE = """
import sys
from openchair.core.time import now
from openchair.audit.services import record
print("writing", flush=True)
n = 0
while True:
    record(action="door.opened", actor_id=None, at=now(), subject={"n": str(n)})
    n += 1
"""


def test_a_backup_made_while_others_write_is_one_moment_of_it(installation, empty, tmp_path):
    import subprocess
    import sys

    writer = subprocess.Popen(
        [sys.executable, "-c", "import django; django.setup()\n" + WRITE],
        env=installation.environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert writer.stdout is not None
        writer.stdout.readline()
        installation.done("backup", tmp_path / "busy")
    finally:
        writer.kill()
        writer.communicate()
    bring_root_key(installation, empty)
    empty.done("restore", tmp_path / "busy")
    verified = empty.done("audit", "verify")
    assert verified["first_bad"] is None
    assert verified["entries"] < installation.done("audit", "verify")["entries"]
