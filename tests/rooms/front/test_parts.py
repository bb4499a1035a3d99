"""The parts of the room's page that need no page, asked by node."""

import shutil
import subprocess
from pathlib import Path

import pytest


def test_the_parts_of_the_page_keep_their_promises() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on the PATH")
    told = subprocess.run(
        [node, "--test", *(str(file) for file in sorted(Path(__file__).parent.glob("*.test.mjs")))],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told.returncode == 0, told.stdout
