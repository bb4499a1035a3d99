"""Making an installation, and what refuses to start."""

import json
import os
import signal
import socket
import stat
import time
import urllib.error
import urllib.request

import pytest

from openchair import cli

from .conftest import PASSWORD, SERVER


def test_a_new_installation_is_private_and_has_no_default_account(empty):
    answer = empty.done("init")
    assert answer["operator"] is None
    assert answer["invitation"].startswith("/invitation/")
    assert empty.done("user", "list") == {"people": 0, "roles": {}, "suspended": []}
    for path in [empty.folder, *empty.folder.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_the_first_operator_can_be_made_at_once(template):
    assert template.done("user", "list")["roles"] == {"sanna": ["operator"]}


def test_the_password_stands_in_no_file(template):
    assert not [path for path, content in template.files().items() if PASSWORD.encode() in content]


def test_an_installation_is_made_once(installation):
    before = installation.files().keys()
    assert "has an operator already" in installation.refused("init")
    assert installation.files().keys() == before


def test_a_lost_root_key_is_never_replaced_by_a_new_one(installation):
    (installation.folder / "root.key").unlink()
    before = installation.files()
    words = "OPENCHAIR_ROOT_KEY_FILE" if SERVER else "put the old one back"
    assert words in installation.refused("init")
    assert not (installation.folder / "root.key").exists()
    if not SERVER:
        assert installation.files() == before


def test_a_folder_that_cannot_be_made_is_named(empty):
    empty.folder.write_text("a file")
    assert str(empty.folder) in empty.refused("init")


def test_migrating_twice_changes_nothing(installation):
    assert installation.done("migrate") == {"applied": {"default": [], "keys": [], "sessions": []}}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--workers", "0"], "--workers"),
        (["--host", "0.0.0.0"], "OPENCHAIR_BEHIND_PROXY"),
        (["--host", "192.0.2.1"], "OPENCHAIR_BEHIND_PROXY"),
        (["--port", "99999"], "--port"),
    ],
)
def test_serving_refuses_what_would_not_be_safe_CONF_8(template, arguments, words):
    assert words in template.refused("serve", *arguments)


def test_serving_refuses_several_workers_on_sqlite(template):
    if template.databases:
        pytest.skip("several workers are refused on SQLite alone; on PostgreSQL they serve")
    assert "SQLite" in template.refused("serve", "--workers", "2")


def test_serving_refuses_a_folder_without_an_installation(empty):
    assert "openchair init" in empty.refused("serve")
    assert not empty.folder.exists()


def test_serving_refuses_another_root_key_and_writes_nothing_CONF_2(installation, empty):
    (installation.folder / "root.key").write_text("1:" + "A" * 43 + "=\n")
    before = installation.files()
    assert "OPENCHAIR_ROOT_KEY_FILE" in installation.refused("serve")
    assert installation.files() == before


def test_serving_refuses_an_unfinished_restore(installation):
    (installation.folder / "restore-is-not-finished").touch()
    assert "did not finish" in installation.refused("serve")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("OPENCHAIR_MODE", "party"),
        ("OPENCHAIR_ROOT_KEY", "hello"),
        ("OPENCHAIR_SECRET_KEY", "short"),
        ("OPENCHAIR_KEY_BACKUP_DAYS", "0"),
        ("OPENCHAIR_DATABASE_URL", "mysql://somewhere/else"),
    ],
)
def test_a_wrong_variable_is_named(template, variable, value):
    template.variables = {variable: value}
    try:
        assert variable in template.refused("keys", "status")
    finally:
        template.variables = {}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, server):
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=5) as answer:
                return answer.status
        except (urllib.error.URLError, ConnectionError):
            assert server.poll() is None, server.stderr.read()
            time.sleep(0.1)
    raise AssertionError("the server did not answer")


def test_serving_runs_the_jobs_and_signs_the_trail_when_it_stops(installation):
    port = free_port()
    server = installation.start("serve", "--port", port)
    try:
        assert wait_for(port, server) == 200
        assert f"port {port}" in installation.refused("serve", "--port", port)
    finally:
        server.send_signal(signal.SIGTERM)
        out, err = server.communicate(timeout=30)
    assert server.returncode == 0, err
    assert out == ""
    lines = (installation.folder / "checkpoints.jsonl").read_text().splitlines()
    assert json.loads(lines[-1])["number"] == installation.done("audit", "verify")["entries"]


def test_a_worker_ends_quietly_and_does_each_job_once(installation):
    first = installation.done("worker", "--once")["ran"]
    assert {"audit.checkpoint", "groups.plan_meetings", "vault.destroy_due"} <= set(first)
    again = installation.done("worker", "--once")["ran"]
    assert "people.forget_sign_ins" not in again
    worker = installation.start("worker")
    worker.stderr.readline()
    worker.terminate()
    worker.communicate(timeout=30)
    assert worker.returncode == 0


def check_lines(installation):
    ended = installation.run("check")
    return ended.returncode, {line["check"]: line for line in map(json.loads, ended.stdout.splitlines())}


def test_a_sound_installation_passes_every_question(installation):
    installation.variables = {"OPENCHAIR_MODE": "development"}
    code, lines = check_lines(installation)
    assert {name: line["state"] for name, line in lines.items() if line["state"] != "ok"} == {}
    assert code == 0
    assert {"configuration", "keys", "databases", "migrations", "trail", "mail", "clock", "disk"} <= set(lines)


def test_production_waits_for_the_crisis_numbers(installation):
    code, lines = check_lines(installation)
    assert code == 1
    assert {name for name, line in lines.items() if line["state"] == "problem"} == {"crisis numbers"}


def test_each_problem_says_how_to_mend_it(installation):
    installation.folder.chmod(0o755)
    (installation.folder / "root.key").write_text("1:" + "A" * 43 + "=\n")
    (installation.folder / "root.key").chmod(0o644)
    (installation.folder / "mail").rmdir()
    (installation.folder / "mail").write_text("in the way")
    (installation.folder / "secret.key").unlink()
    code, lines = check_lines(installation)
    assert code == 1
    sick = {name for name, line in lines.items() if line["state"] == "problem"}
    assert sick == {"configuration", "crisis numbers", "folder", "keys", "mail", "trail"}
    assert all(line["mend"] for line in lines.values() if line["state"] == "problem")


def test_check_names_databases_that_do_not_answer(installation):
    variable = "OPENCHAIR_SESSIONS_DATABASE_URL"
    installation.databases = installation.databases | {variable: "postgres://nobody@127.0.0.1:1/none"}
    code, lines = check_lines(installation)
    assert code == 1
    assert lines["databases"]["state"] == "problem"


def test_the_command_line_can_hand_out_what_keeps_a_site_governable(installation):
    answer = installation.done("user", "invite", "--role", "coordinator")
    assert answer["invitation"].startswith("/invitation/")
    installation.refused("user", "invite", "--role", "facilitator")
    assert "nobody" in installation.refused("user", "suspend", "unknown", "--reason", "account")
    installation.done("user", "suspend", "sanna", "--reason", "account")
    assert installation.done("user", "list")["suspended"] == ["sanna"]
    installation.done("user", "revoke", "sanna", "--role", "operator")
    assert installation.done("user", "list")["roles"] == {}
    assert "does not hold" in installation.refused("user", "revoke", "sanna", "--role", "operator")
    assert installation.done("audit", "verify")["first_bad"] is None


@pytest.mark.parametrize(
    "command",
    ["init", "migrate", "serve", "worker", "check", "backup", "restore", "purge", "keys", "audit", "user", "bench"],
)
def test_every_command_has_help_with_an_example(command, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"])
    assert ended.value.code == 0
    assert "example" in capsys.readouterr().out.lower()


def test_nothing_of_the_environment_leaks_into_these_tests():
    assert os.environ["OPENCHAIR_MODE"] == "test"
