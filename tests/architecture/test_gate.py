"""The gate names what it leaves out, and what failed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOME = """
import pytest
pytestmark = []

@pytest.mark.parametrize("n", [1, 2])
def test_without_a_browser(n):
    pytest.skip("no chromium on\\n the PATH")

@pytest.mark.skipif(True, reason="no data")
def test_without_data():
    pass

def test_that_runs():
    assert {holds}
"""


@pytest.mark.parametrize("workers", ["0", "1"])
@pytest.mark.parametrize(("holds", "code"), [(True, 0), (False, 1)])
def test_each_skip_is_counted_each_failure_named_and_the_exit_status_stays(tmp_path, workers, holds, code):
    (tmp_path / "test_some.py").write_text(SOME.format(holds=holds))
    told, broken = tmp_path / "left-out", tmp_path / "failed"
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", workers, "--rootdir", tmp_path, "-c", os.devnull,
         "-p", "tests.left_out", "-p", "no:cacheprovider", "-p", "no:django", "-p", "no:hypothesispytest", tmp_path],
        check=False, capture_output=True, text=True, cwd=tmp_path,
        env=os.environ | {
            "OPENCHAIR_TEST_LEFT_OUT": str(told), "OPENCHAIR_TEST_FAILED": str(broken), "PYTHONPATH": str(ROOT),
        },
    )  # fmt: skip
    assert ended.returncode == code, ended.stdout + ended.stderr
    assert told.read_text() == "2 skipped: no chromium on the PATH\n1 skipped: no data\n"
    assert broken.read_text() == ("" if holds else "test_some.py::test_that_runs (call): assert False\n")


def test_one_variable_names_the_database_server():
    """Another name would leave the gate, the suite or the drill without the server that was named."""
    known = {"DATABASE_URL", "REDIS_URL", "DATA", "SHOTS", "LEFT_OUT", "FAILED"}
    texts = [
        path.read_text() for path in [ROOT / "bin" / "test", ROOT / "CONTRIBUTING.md", *ROOT.glob("tests/**/*.py")]
    ]
    mark = "OPENCHAIR_" + "TEST_"
    named = {
        part[: len(part) - len(part.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ_"))]
        for text in texts
        for part in text.split(mark)[1:]
    }
    assert named == known
