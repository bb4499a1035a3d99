"""The page shares the floor in the same ways as the server."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from openchair.rooms.core import ways

SCRIPT = Path(__file__).parents[3] / "openchair" / "rooms" / "static" / "rooms" / "ways.js"


def test_the_page_knows_the_way_of_every_kind_of_part_as_the_core_does() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on the PATH")
    program = f"import({json.dumps(SCRIPT.as_uri())}).then(found => console.log(JSON.stringify(found.WAYS)))"
    told = subprocess.run([node, "-e", program], capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(told.stdout) == {
        kind: {"floor": way.has_floor, "one_voice": way.one_voice} for kind, way in ways.WAYS.items()
    }
