"""Reading the files of a live SQLite database as somebody who carries the disk away would.

In a process of its own: when a process closes any handle of a database file, the system drops all locks that this
process holds on it. A server beside it then believes to be the last reader and deletes the write-ahead log under the
test's own connections, which fail with "disk I/O error" from then on (https://www.sqlite.org/howtocorrupt.html, 2.2).
"""

import subprocess
from pathlib import Path

from django.db import connections


def read_apart(*files: Path) -> bytes:
    """What stands in these files, one after the other; those that are not there are passed over."""
    there = [str(file) for file in files if file.is_file()]
    return subprocess.run(["cat", "--", *there], stdout=subprocess.PIPE, check=True).stdout if there else b""


def files_of(alias: str) -> list[Path]:
    """The file of a SQLite database, with its log and its index of the log."""
    path = Path(str(connections[alias].settings_dict["NAME"]))
    return sorted(path.parent.glob(path.name + "*"))
