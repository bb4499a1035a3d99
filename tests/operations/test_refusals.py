"""What a command refuses, in words, with nothing written: no installation, another root key, a full disk."""

import argparse
import json
import subprocess
import sys

import pytest

from openchair import cli
from openchair.operations.commands import MODULES
from openchair.operations.commands import register as register_operations

from .conftest import PASSWORD, SERVER

FEED = [{"slug": "a", "name": "A", "day": 3, "time": "19:00", "formatted_address": "1 High Street, Leeds, LS1, UK"}]


@pytest.fixture
def feed(tmp_path):
    file = tmp_path / "feed.json"
    file.write_text(json.dumps(FEED))
    return file


# --- no installation ---------------------------------------------------------------------------------------
def test_check_of_a_folder_that_does_not_exist_says_so_and_makes_nothing(empty):
    ended = empty.run("check")
    assert ended.returncode == 1
    [line] = map(json.loads, ended.stdout.splitlines())
    assert (line["check"], line["state"], line["mend"]) == ("installation", "problem", "Run: openchair init")
    assert str(empty.folder) in line["words"]
    assert "How to mend: Run: openchair init" in ended.stderr
    assert not empty.folder.exists()
    empty.done("init")


@pytest.mark.parametrize("command", ["check", "serve", "migrate", "keys status", "audit verify", "meetings export"])
def test_what_looks_for_an_installation_in_an_empty_folder_leaves_it_empty(empty, command):
    empty.folder.mkdir()
    ended = empty.run(*command.split())
    assert ended.returncode == (1 if command == "check" else 2)
    assert "openchair init" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert list(empty.folder.iterdir()) == []


def test_check_of_a_sound_installation_writes_nothing(installation):
    before = installation.files()
    installation.run("check")
    after = installation.files()
    assert after == before


@pytest.mark.skipif(bool(SERVER), reason="only SQLite has files that can be missing")
@pytest.mark.parametrize(
    ("name", "mend"),
    [("content", "openchair restore"), ("keys", "openchair restore"), ("sessions", "openchair migrate")],
)
def test_a_database_file_that_is_missing_is_named_and_not_made(installation, name, mend):
    file = installation.folder / f"{name}.sqlite3"
    file.unlink()
    ended = installation.run("check")
    assert ended.returncode == 1
    assert str(file) in ended.stdout
    assert mend in ended.stdout
    assert mend in installation.refused("serve")
    assert not file.exists()


def test_meeting_lists_are_refused_without_an_installation(empty, feed):
    for command in (["import", feed], ["export"]):
        assert "openchair init" in empty.refused("meetings", *command)
    assert not empty.folder.exists()


def test_meeting_lists_are_refused_under_another_root_key(installation, feed):
    (installation.folder / "root.key").write_text("1:" + "A" * 43 + "=\n")
    before = installation.files()
    for command in (["import", feed], ["export"]):
        assert "OPENCHAIR_ROOT_KEY_FILE" in installation.refused("meetings", *command)
    assert installation.files() == before


# --- making one --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "password", "words"),
    [
        ("sanna", "short", "--operator"), ("sanna", "password123", "tried first"), ("sanna", "", "no password"),
        ("sanna@example.org", PASSWORD, "e-mail"), ("x", PASSWORD, "three signs"),
    ],
)  # fmt: skip
def test_an_operator_who_will_not_do_leaves_nothing_behind(empty, name, password, words):
    ended = empty.run("init", "--operator", name, stdin=password + "\n")
    assert ended.returncode == 2
    assert words in ended.stderr
    assert ended.stdout == ""
    assert not empty.folder.exists()


def test_a_wrong_setting_is_named_before_anything_is_made(empty):
    empty.variables = {"OPENCHAIR_MODE": "party"}
    assert "OPENCHAIR_MODE" in empty.refused("init")
    assert not empty.folder.exists()


# --- where it is -------------------------------------------------------------------------------------------
def leaves(parser, words=()):
    """Every command with the words that lead to it."""
    parts = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not parts:
        yield words, parser
    for part in parts:
        for name, sub in part.choices.items():
            yield from leaves(sub, (*words, name))


def test_every_command_and_part_of_one_takes_the_folder_after_its_name():
    found = dict(leaves(cli.parser()))
    assert {("serve",), ("meetings", "import"), ("keys", "destroy-due"), ("bench", "rooms"), ("demo",)} <= found.keys()
    for words, parser in found.items():
        assert "--data DIR" in parser.format_help(), words


@pytest.mark.parametrize(
    ("line", "folder"),
    [
        ("user list", None), ("--data a user list", "a"), ("user --data a list", "a"), ("user list --data a", "a"),
        ("--data a user list --data b", "b"), ("demo --no-serve --data=a", "a"),
    ],
)  # fmt: skip
def test_the_folder_may_stand_before_or_after_the_command(line, folder):
    assert cli.parser().parse_args(line.split()).data == folder


def test_a_folder_named_after_the_command_is_the_one_that_is_used(installation, tmp_path):
    folder, elsewhere = installation.folder, tmp_path / "elsewhere"
    (tmp_path / "named").write_text(str(elsewhere))
    installation.folder = elsewhere
    installation.variables = {"OPENCHAIR_DATA_FILE": str(tmp_path / "named")}
    assert installation.done("user", "list", "--data", folder)["roles"] == {"sanna": ["operator"]}
    assert not elsewhere.exists()


def test_every_module_of_commands_that_is_named_exists():
    top = argparse.ArgumentParser()
    register_operations(top.add_subparsers())
    assert "replay" not in MODULES


# --- what the world does -----------------------------------------------------------------------------------
@pytest.mark.skipif(bool(SERVER), reason="only SQLite has files that can be damaged")
@pytest.mark.parametrize("command", ["keys status", "meetings export", "serve", "migrate"])
def test_a_damaged_database_is_told_in_words(installation, command):
    for waiting in installation.folder.glob("content.sqlite3-*"):
        waiting.unlink()  # a log of writes may hold the whole database
    (installation.folder / "content.sqlite3").write_bytes(b"no database at all " * 1000)
    words = installation.refused(*command.split())
    assert "file is not a database" in words
    assert "openchair restore" in words


def test_a_database_that_does_not_answer_is_told_in_words(installation):
    installation.variables = {"OPENCHAIR_DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    assert "a database cannot be used" in installation.refused("keys", "status")


@pytest.mark.parametrize("arguments", [["keys", "status"], ["meetings", "export"]])
def test_a_result_that_finds_no_room_is_told_in_words(installation, arguments):
    with open("/dev/full", "w") as full:  # noqa: PTH123
        ended = subprocess.run(
            [sys.executable, "-m", "openchair.cli", *arguments], check=False,
            env=installation.environment, stdout=full, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    assert ended.returncode == 2
    assert ended.stderr == "openchair: the result could not be read or written (No space left on device)\n"


@pytest.mark.parametrize("port", ["99999", "0", "-1"])
@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_that_is_none_is_refused(template, command, port):
    assert "between 1 and 65535" in template.refused(command, "--port", port)
