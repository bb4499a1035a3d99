"""Copying a database while it is in use, and putting a copy into an empty one."""

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

from django.db import DatabaseError, connections

from openchair.core.errors import InputProblem


def file_name(alias: str) -> str:
    """What the copy of a database is called inside a backup."""
    stem = {"default": "content", "keys": "keys"}[alias]
    return f"{stem}.sqlite3" if is_sqlite(alias) else f"{stem}.pgdump"


def is_sqlite(alias: str) -> bool:
    """Whether this database is a file."""
    return connections[alias].vendor == "sqlite"


def database_file(alias: str) -> Path:
    """The file of a SQLite database."""
    return Path(str(connections[alias].settings_dict["NAME"]))


def copy_database(alias: str, target: Path) -> None:
    """One consistent copy, while others read and write."""
    if is_sqlite(alias):
        source = sqlite3.connect(f"file:{database_file(alias)}?mode=ro", uri=True)
        copy = sqlite3.connect(target)
        try:
            source.backup(copy)  # in one step: a copy in parts would start over at every write
        finally:
            copy.close()
            source.close()
    else:
        _postgres("pg_dump", alias, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def refuse_unless_empty(alias: str) -> None:
    """A restore never overwrites anything."""
    if is_sqlite(alias):
        if database_file(alias).exists():
            raise InputProblem("exists already. Restore into an empty folder", file=str(database_file(alias)))
        return
    connection = connections[alias]
    try:
        tables = connection.introspection.table_names()
    except DatabaseError as problem:
        raise InputProblem(
            f"the database for {alias} does not answer ({type(problem).__name__}). Make it first, empty"
        ) from problem
    finally:
        connection.close()
    if tables:
        raise InputProblem(
            f"the database {connection.settings_dict['NAME']} for {alias} is not empty. Restore into a new one"
        )


def refuse_if_damaged(alias: str, copy: Path) -> None:
    """Look into the copy before anything is put in place."""
    if not is_sqlite(alias):
        _run([_tool("pg_restore"), "--list", str(copy)], {}, "cannot be read by pg_restore")
        return
    database = sqlite3.connect(f"file:{copy}?mode=ro", uri=True)
    try:
        sound = database.execute("PRAGMA quick_check").fetchone()[0] == "ok"
    except sqlite3.DatabaseError:
        sound = False
    finally:
        database.close()
    if not sound:
        raise InputProblem("the database in this backup is damaged. Use an older backup", file=copy.name)


def put_in_place(alias: str, copy: Path) -> None:
    """Fill the empty database from the copy."""
    if is_sqlite(alias):
        database_file(alias).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.move(copy, database_file(alias))
    else:
        _postgres(
            "pg_restore", alias, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(copy)
        )


def _postgres(name: str, alias: str, *arguments: str) -> None:
    place = connections[alias].settings_dict
    environment = {"PGPASSWORD": str(place["PASSWORD"])} if place["PASSWORD"] else {}
    target = [f"--dbname={place['NAME']}", "--no-password"]
    for option, key in (("host", "HOST"), ("port", "PORT"), ("username", "USER")):
        if place[key]:
            target.append(f"--{option}={place[key]}")
    _run([_tool(name), *target, *arguments], environment, f"{name} failed")


def _tool(name: str) -> str:
    if path := shutil.which(name):
        return path
    raise InputProblem(f"{name} is not on the PATH. Install the PostgreSQL client of the server's version or newer")


def _run(command: list[str], environment: dict[str, str], trouble: str) -> None:
    done = subprocess.run(  # noqa: S603  (a fixed tool, no shell)
        command, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise InputProblem(f"{trouble}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'no words'}")
