"""The files of a backup: what they show, what opens them, and what damage does. The same on either database."""

import json
import random
from pathlib import Path

import pytest

from .conftest import bring_root_key


def test_neither_file_shows_anything_CONF_1(installation, backup):
    _, _, file = backup
    for path in (file, Path(f"{file}.keys")):
        content = path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
        assert all(canary not in content for canary in (b"heron", b"sanna", b"SQLite", b"audit_entry", b"PGDMP"))


def test_content_alone_opens_nothing_CONF_2(installation, empty, backup):
    Path(f"{backup[2]}.keys").unlink()
    bring_root_key(installation, empty)
    assert ".keys" in empty.refused("restore", backup[2])
    assert sorted(path.name for path in empty.folder.iterdir()) == ["root.key"]


@pytest.mark.parametrize("how", ["missing", "another", "another version", "unreadable"])
def test_without_the_right_root_key_nothing_is_changed(installation, empty, backup, how):
    empty.folder.mkdir()
    text = {"another": "1:" + "A" * 43 + "=", "another version": "2:" + "A" * 43 + "=", "unreadable": "hello"}.get(how)
    if text:
        (empty.folder / "root.key").write_text(text)
    before = empty.files()
    beside = sorted(empty.folder.parent.iterdir())
    assert "OPENCHAIR_ROOT_KEY" in empty.refused("restore", backup[2])
    assert empty.files() == before
    assert sorted(empty.folder.parent.iterdir()) == beside


def test_a_new_root_key_closes_the_window_at_once(installation, empty, backup):
    installation.done("keys", "rotate", "--destroy-old")
    bring_root_key(installation, empty)
    assert "another root key" in empty.refused("restore", backup[2])


def test_a_backup_is_never_overwritten_and_a_missing_folder_is_named(installation, backup, tmp_path):
    before = backup[2].read_bytes()
    assert "exists already" in installation.refused("backup", backup[2])
    assert backup[2].read_bytes() == before
    assert "no such folder" in installation.refused("backup", tmp_path / "nowhere" / "monday")
    assert not list(tmp_path.glob("*.unfinished"))


def test_damage_anywhere_is_named_and_nothing_is_put_in_place(installation, empty, backup):
    bring_root_key(installation, empty)
    whole = backup[2].read_bytes()
    chance = random.Random(7)
    damaged = [
        whole[: len(whole) // 2],
        whole[:-1],
        whole + b"x",
        b"something else entirely",
        b"",
        whole.replace(b'"kind"', b'"KIND"', 1),
    ]
    for _ in range(3):
        place = chance.randrange(len(whole))
        damaged.append(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    for content in damaged:
        backup[2].write_bytes(content)
        assert str(backup[2]) in empty.refused("restore", backup[2])
        assert sorted(path.name for path in empty.folder.iterdir()) == ["root.key"]
    backup[2].write_bytes(whole)
    empty.done("restore", backup[2])


def test_the_two_files_cannot_be_taken_for_each_other(installation, empty, backup):
    bring_root_key(installation, empty)
    assert "holds keys" in empty.refused("restore", f"{backup[2]}.keys", "--keys", backup[2])
    assert "cannot be read" in empty.refused("restore", backup[2], "--destroyed", "/nowhere/list")


def test_old_files_of_keys_go_and_nothing_else(installation, backup, tmp_path):
    old, strange = tmp_path / "monday.keys", tmp_path / "strange.keys"
    strange.write_text("somebody else's file")
    magic, header, rest = old.read_bytes().split(b"\n", 2)
    aged = json.loads(header) | {"made_at": "2020-01-01T00:00:00+00:00"}
    old.write_bytes(b"\n".join([magic, json.dumps(aged).encode(), rest]))
    answer = installation.done("backup", tmp_path / "tuesday")
    assert answer["removed"] == [str(old)]
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {
        "monday", "strange.keys", "tuesday", "tuesday.keys",
    }  # fmt: skip
