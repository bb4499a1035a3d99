"""`openchair screen`, field for field."""

import json
import subprocess
import sys

import pytest

from openchair.safety.screening.screen import KINDS

DARK = "I do not want to live anymore."


def screened(words: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "openchair.cli", "screen", *options],
        check=False,
        input=words,
        capture_output=True,
        text=True,
        timeout=60,
    )


def lines(*rows: dict[str, object]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_a_line_in_is_a_line_out_with_the_fields_that_are_promised():
    done = screened(lines({"id": "a", "text": DARK}, {"id": 7, "text": "See you on Monday."}))
    assert (done.returncode, done.stderr) == (0, "")
    first, second = map(json.loads, done.stdout.splitlines())
    assert set(first) == {"id", "screened", "tier", "concerns", "scores", "model"}
    assert (first["id"], first["screened"], first["tier"]) == ("a", True, "review")
    (concern,) = first["concerns"]
    assert set(concern) == {"kind", "score", "tier", "spans", "why"}
    ((start, end),) = concern["spans"]
    assert DARK[start:end] == "do not want to live anymore"
    assert set(first["scores"]) == set(KINDS)
    assert first["scores"]["self_harm"] == concern["score"]
    assert (second["id"], second["tier"], second["concerns"]) == (7, "none", [])


def test_a_language_without_a_pack_is_not_screened():
    done = screened(
        lines({"id": 1, "text": "Bonsoir", "language": "fr"}, {"id": 2, "text": "Hola", "language": "es-MX"})
    )
    assert [json.loads(line)["screened"] for line in done.stdout.splitlines()] == [False, True]


def test_earlier_texts_of_the_same_person_count():
    text = "There is no reason to live."
    before = ["I have the pills counted here."]
    alone, after = screened(
        lines({"id": 1, "text": text}, {"id": 2, "text": text, "context": before})
    ).stdout.splitlines()
    assert (json.loads(alone)["tier"], json.loads(after)["tier"]) == ("review", "page")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('{"id": 1, "text": "x"}\n{"id": 2', "line 2"),
        ('{"id": 1}', "text"),
        ('{"text": "x"}', "id"),
        ('{"id": true, "text": "x"}', "id"),
        ('{"id": 1, "text": "x", "language": 5}', "language"),
        ('{"id": 1, "text": "x", "context": "y"}', "context"),
        ("[1]", "an object"),
    ],
)
def test_what_cannot_be_read_is_named_and_nothing_is_printed(words, said):
    done = screened(words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert "standard input" in done.stderr


def test_a_file_that_is_not_there(tmp_path):
    done = screened("", str(tmp_path / "none.jsonl"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "none.jsonl" in done.stderr
