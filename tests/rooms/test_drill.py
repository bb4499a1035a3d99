"""Short versions of the drills on real servers: what holds on any machine. Times and sizes are for `bench drill`."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from openchair.cli import main
from openchair.rooms.bench import own_servers
from openchair.rooms.bench.clients.chair import page_back_off
from openchair.rooms.bench.drills import database_away, flood, killed, nodes, redis_away, soak, storm

SERVER = os.environ.get("OPENCHAIR_TEST_DATABASE_URL", "")
# The drills make databases of their own beside one that is always there; without a server it is SQLite.
POSTGRESQL = urlunsplit(urlsplit(SERVER)._replace(path="/postgres")) if SERVER else ""
SOCKET_JS = Path(own_servers.__file__).parents[1] / "static" / "rooms" / "socket.js"


def broken_promises(found: dict[str, Any]) -> list[str]:
    """What had to hold and did not."""
    assert found["acknowledged"] > 0
    assert found["must"], "a drill says what has to hold"
    return [words for words, holds in found["must"].items() if not holds]


def needs(program: Callable[[], Any], words: str) -> None:
    """Leave a drill out, and say so, where what it breaks is not there."""
    if program() is None:
        pytest.skip(words)


@pytest.mark.slow
def test_killed_five_times_nothing_acknowledged_is_lost():
    assert broken_promises(killed.drill(kills=5, rooms=4, members=5, database=POSTGRESQL, seed=20261122)) == []


@pytest.mark.slow
@pytest.mark.skipif(bool(SERVER), reason="drill D4 brings its own PostgreSQL (it ran with SQLite)")
def test_while_the_database_is_away_nothing_is_lost_and_help_is_there():
    needs(own_servers.postgresql_programs, "drill D4: no PostgreSQL programs (apt-get install postgresql)")
    assert broken_promises(database_away.drill(rooms=2, members=3, gap=2.0)) == []


@pytest.mark.slow
@pytest.mark.skipif(bool(SERVER), reason="drill D5 brings its own Redis (it ran with SQLite)")
def test_redis_may_die_and_forget():
    needs(own_servers.redis_program, "drill D5: no Redis on the path (apt-get install redis-server)")
    assert broken_promises(redis_away.drill(rooms=2, members=3, gap=1.0)) == []


@pytest.mark.slow
@pytest.mark.skipif(bool(SERVER), reason="drill D6 brings its own PostgreSQL and Redis (it ran with SQLite)")
def test_of_three_nodes_two_do_not_hear_each_other_one_stands_still_and_one_dies():
    needs(own_servers.postgresql_programs, "drill D6: no PostgreSQL programs (apt-get install postgresql)")
    needs(own_servers.redis_program, "drill D6: no Redis on the path (apt-get install redis-server)")
    assert broken_promises(nodes.drill(rooms=2, members=3, gap=6.0)) == []


@pytest.mark.slow
def test_everybody_who_was_cut_comes_back_and_has_what_they_missed():
    assert broken_promises(storm.drill(rooms=5, members=5, database=POSTGRESQL)) == []


@pytest.mark.slow
def test_three_who_misbehave_disturb_nobody_else_and_who_did_not_read_reads_on():
    assert broken_promises(flood.drill(rooms=2, members=6, seconds=10, database=POSTGRESQL)) == []


@pytest.mark.slow
@pytest.mark.skipif(bool(SERVER), reason="drill D12 backs files up (it ran with SQLite)")
def test_meeting_after_meeting_is_held_while_the_house_is_kept():
    assert broken_promises(soak.drill(rooms=2, members=3, minutes=0.1, waves=2)) == []


def test_the_clients_of_a_drill_come_back_as_the_page_does():
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on the PATH")
    asked = [(tries, chance) for tries in range(12) for chance in (0.0, 0.5, 0.999)]
    calls = ",".join(f"backOff({tries}, () => {chance})" for tries, chance in asked)
    script = f"import {{ backOff }} from {str(SOCKET_JS)!r}; console.log([{calls}].join(' '))"
    told = subprocess.run([node, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    of_page = [int(ms) for ms in told.stdout.split()]
    assert of_page == [pytest.approx(page_back_off(tries, chance) * 1000, abs=1) for tries, chance in asked]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["D1", "--kills", "0"], "--kills"),
        (["D4", "--kills", "3"], "no such measure"),
        (["D8", "--rooms", "-1"], "--rooms"),
        (["D4", "--database", "postgres://here/there"], "brings its own servers"),
        (["D8", "--database", "mysql://here/there"], "must be a postgres:// address"),
    ],
)
def test_a_drill_that_cannot_be_held_is_refused_in_words(words, complaint, capsys):
    assert main(["bench", "drill", *words]) == 2
    assert complaint in capsys.readouterr().err


def test_a_machine_without_postgresql_is_told_plainly(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(own_servers, "DEBIAN", tmp_path)
    assert main(["bench", "drill", "D4"]) == 2
    assert "no PostgreSQL on this machine" in capsys.readouterr().err
