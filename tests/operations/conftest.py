"""Real installations, run by the real command line, each in its own folder and on its own databases."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

ROOT = Path(__file__).parents[2]
SERVER = os.environ.get("OPENCHAIR_TEST_DATABASE_URL", "")
PASSWORD = "seven quiet herons by the weir"
DATABASES = {
    "OPENCHAIR_DATABASE_URL": "",
    "OPENCHAIR_KEYS_DATABASE_URL": "_keys",
    "OPENCHAIR_SESSIONS_DATABASE_URL": "_s",
}
# On PostgreSQL what it alone can show; the files of a backup and the demonstration, always SQLite, are shown once.
collect_ignore = ["test_backup_files.py", "test_demo.py"] if SERVER else ["test_on_postgres.py"]


class Zygote:
    """The process that runs commands for these tests; see zygote.py."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("zygote.py")],
            env={name: value for name, value in os.environ.items() if not name.startswith("OPENCHAIR_")}
            | {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "openchair.settings"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ask(self, order):
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@cache
def zygote():
    return Zygote()


@pytest.fixture(scope="session", autouse=True)
def zygote_ends():
    yield
    if zygote.cache_info().currsize:
        zygote().process.communicate()


@dataclass
class Installation:
    folder: Path
    databases: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OPENCHAIR_")}
        given = {"OPENCHAIR_DATA": str(self.folder), "DJANGO_SETTINGS_MODULE": "openchair.settings"}
        return kept | given | {"PYTHONPATH": str(ROOT)} | self.databases | self.variables

    def run(self, *arguments, stdin=""):
        return self.ask({"argv": [str(argument) for argument in arguments], "stdin": stdin})

    def ask(self, order):
        ended = zygote().ask({"environment": self.environment, "stdin": ""} | order)
        return subprocess.CompletedProcess([], ended["code"], ended["out"], ended["err"])

    def start(self, *arguments):
        return subprocess.Popen(
            [sys.executable, "-m", "openchair.cli", *map(str, arguments)],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def done(self, *arguments, stdin=""):
        """What a command answered; it must have succeeded."""
        ended = self.run(*arguments, stdin=stdin)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    def refused(self, *arguments, code=2):
        """The words with which a command refused; it must have printed no result."""
        ended = self.run(*arguments)
        assert ended.returncode == code, ended.stderr
        assert "Traceback" not in ended.stderr
        return ended.stderr

    def python(self, code):
        """Run code inside the installation; what it printed."""
        ended = self.ask({"code": code})
        assert ended.returncode == 0, ended.stderr
        return ended.stdout.strip()

    def files(self):
        """Every file with its content, to see that nothing was changed; readers mark their place in -shm files."""
        there = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return {path: path.read_bytes() for path in there if not path.name.endswith("-shm")}


def database_urls(name):
    parts = urlsplit(SERVER)
    return {variable: urlunsplit(parts._replace(path=f"/{name}{end}")) for variable, end in DATABASES.items()}


@pytest.fixture(scope="session")
def make_databases():
    """Own PostgreSQL databases where the suite runs on PostgreSQL, dropped at the end; none for SQLite."""
    made = []

    def make(name, template=None):
        if not SERVER:
            return {}
        name = f"oc_ops_{os.getpid()}_{sha256(name.encode()).hexdigest()[:12]}"
        with psycopg.connect(SERVER.replace(urlsplit(SERVER).path, "/postgres"), autocommit=True) as server:
            for end in DATABASES.values():
                copied = f' TEMPLATE "{template}{end}"' if template else ""
                server.execute(f'CREATE DATABASE "{name}{end}"{copied}')
                made.append(name + end)
        return database_urls(name)

    yield make
    if made:
        with psycopg.connect(SERVER.replace(urlsplit(SERVER).path, "/postgres"), autocommit=True) as server:
            for name in made:
                server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def template(tmp_path_factory, make_databases):
    """An installation with one operator, made once."""
    made = Installation(tmp_path_factory.mktemp("template") / "site", make_databases("template"))
    answer = made.done("init", "--operator", "sanna", stdin=PASSWORD + "\n")
    assert answer["operator"]
    return made


@pytest.fixture
def installation(template, tmp_path, make_databases, request):
    """A copy of it for one test."""
    folder = tmp_path / "site"
    shutil.copytree(template.folder, folder)
    original = urlsplit(template.databases.get("OPENCHAIR_DATABASE_URL", "")).path.strip("/")
    return Installation(folder, make_databases(request.node.name, template=original or None))


@pytest.fixture
def empty(tmp_path, make_databases, request):
    """A folder and databases with nothing in them."""
    return Installation(tmp_path / "empty", make_databases("empty_" + request.node.name))


# --- backups ---------------------------------------------------------------------------------------------
SEAL = """
from uuid import UUID
from openchair.core.time import now
from openchair.vault import services as v
key = v.create_key(scope=v.Scope.MEETING, subject_id=UUID(int={n}), retain_until=None, at=now())
print(key, v.sealer(key).seal(b"the heron at the quiet weir", table="t", row="1", field="f").hex())
"""


def seal(installation, n=1):
    return installation.python(SEAL.format(n=n)).split()


def bring_root_key(source, target):
    target.folder.mkdir(exist_ok=True)
    shutil.copy(source.folder / "root.key", target.folder / "root.key")


@pytest.fixture
def backup(installation, tmp_path):
    """A sealed text, and a backup made after it."""
    key, sealed = seal(installation)
    installation.done("backup", tmp_path / "monday")
    return key, sealed, tmp_path / "monday"
