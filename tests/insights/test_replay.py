"""`openchair replay`: real transcripts through real rooms, compared with an independent computation."""

import io
import json
import os
from pathlib import Path

import pytest

from openchair.cli import main

from . import plainly

FIXED = {
    "meeting", "members", "messages_sent", "messages_acknowledged", "messages_stored", "out_of_order", "attendance",
    "dynamics", "concerns", "seconds",
}  # fmt: skip
TRANSCRIPTS = [f"gap-meeting-{number}.jsonl" for number in ("01", "05", "06", "08", "13")]


def run(capsys, *args):
    code = main(["replay", *map(str, args)])
    return code, capsys.readouterr().out


def held_seconds(lines):
    """How long each speaker holds the piece, worked out from the lines alone.

    A run of lines by one person is one holding; it ends with the last line's end or when the next person starts.
    """
    held = dict.fromkeys((line["speaker"] for line in lines), 0.0)
    began = None
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        began = line["start"] if began is None else began
        if following is None:
            held[line["speaker"]] += max(other["end"] for other in lines) - began
        elif following["speaker"] != line["speaker"]:
            held[line["speaker"]] += min(line["end"], following["start"]) - began
            began = None
    return held


# A replay brings its own databases, whatever this suite runs on: once through all of them is enough.
REPLAYED = TRANSCRIPTS[:1] if os.environ.get("OPENCHAIR_TEST_DATABASE_URL") else TRANSCRIPTS


@pytest.mark.slow
@pytest.mark.parametrize("name", REPLAYED)
def test_a_real_meeting_goes_through_whole_and_its_balance_is_the_plain_one(name, test_data, capsys):
    path = test_data / "transcripts" / name
    code, out = run(capsys, path)
    report = json.loads(out)
    lines = sorted((json.loads(raw) for raw in path.read_text().splitlines()), key=lambda line: line["start"])
    assert set(report) >= FIXED
    assert report["messages_sent"] == report["messages_acknowledged"] == report["messages_stored"] == len(lines)
    assert (code, report["out_of_order"], report["concerns"]) == (0, 0, [])

    rows = plainly.rows_of(path)
    expected = plainly.figures(plainly.cleaned(rows), max(row[2] for row in rows))
    dynamics = report["dynamics"]
    for key, value in expected.items():
        if key != "members":
            assert dynamics[key] == pytest.approx(value, abs=2e-6), key
    assert set(dynamics["members"]) == set(expected["members"])
    for speaker, share in expected["members"].items():
        assert dynamics["members"][speaker] == pytest.approx(share, abs=2e-6), speaker

    attendance = {entry["member"]: entry for entry in report["attendance"]}
    held = held_seconds(lines)
    assert report["members"] == len(held) == len(attendance) - 1
    for speaker, seconds in held.items():
        assert attendance[speaker]["floor_seconds"] == pytest.approx(seconds, abs=0.01), "the room's own clock"
    facilitator = attendance["facilitator"]
    assert (facilitator["part"], facilitator["turns"], facilitator["floor_seconds"]) == ("facilitator", 0, 0)
    elapsed = max(line["end"] for line in lines) / 60
    assert all(elapsed <= entry["minutes"] < elapsed + 2 for entry in attendance.values())


def test_a_short_talk_without_times_with_listeners_and_odd_words(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    text = "\n".join(
        json.dumps(line)
        for line in (
            {"speaker": "facilitator", "text": "«Größe» 🪑 \u202eלהגיד\u202c \u0007 </script>"},
            {"speaker": "b", "text": "x" * 4000, "addressed_to": "facilitator", "more": 1},
            {"speaker": "b", "text": "again"},
            {"speaker": "listener 1", "text": "later", "start": 3},
            {"speaker": "b", "text": "earlier", "start": 1, "end": 2},
        )
    )
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    code, out = run(capsys, "-", "--group-size", "5", "--speed", "20")
    report = json.loads(out)
    assert (code, report["members"], report["messages_stored"], report["out_of_order"]) == (0, 5, 5, 0)
    assert [entry["member"] for entry in report["attendance"]] == [
        "facilitator 2", "facilitator", "b", "listener 1", "listener 2", "listener 3",
    ]  # fmt: skip
    assert set(report["dynamics"]["members"]) == {"facilitator", "b", "listener 1", "listener 2", "listener 3"}
    assert report["dynamics"]["members"]["b"]["talk_seconds"] == 1
    assert list(tmp_path.iterdir()) == [], "nothing of it stays"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2: this line is not JSON"),
        ("[]", "line 2: this line is not a JSON object"),
        ("[" * 100_000, "line 2: this line is not JSON (too deep"),
        ('{"speaker": "a", "text": "x", "start": ' + "9" * 5000 + "}", "line 2: this line is not JSON"),
        ('{"text": "x"}', "line 2, speaker: give the name"),
        ('{"speaker": "", "text": "x"}', "line 2, speaker:"),
        ('{"speaker": 7, "text": "x"}', "line 2, speaker:"),
        ('{"speaker": "a"}', "line 2, text: give what was said"),
        ('{"speaker": "a", "text": "   "}', "line 2, text:"),
        ('{"speaker": "a", "text": "' + "x" * 4001 + '"}', "line 2, text:"),
        ('{"speaker": "a", "text": "' + "\\u0001" * 4000 + '"}', "line 2, text:"),
        ('{"speaker": "a", "text": "\\ud83e"}', "line 2, text:"),
        ('{"speaker": "a", "text": "x", "start": -1}', "line 2, start: give seconds"),
        ('{"speaker": "a", "text": "x", "start": "2"}', "line 2, start:"),
        ('{"speaker": "a", "text": "x", "start": NaN}', "line 2, start:"),
        ('{"speaker": "a", "text": "x", "start": 1e9}', "line 2, start:"),
        ('{"speaker": "a", "text": "x", "start": true}', "line 2, start:"),
        ('{"speaker": "a", "text": "x", "end": 2}', "line 2, start: an end needs a start"),
        ('{"speaker": "a", "text": "x", "start": 3, "end": 2}', "line 2, end: ends before it starts"),
        ('{"speaker": "a", "text": "x", "addressed_to": 3}', "line 2, addressed_to:"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_nothing_is_started(line, said, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    path = tmp_path / "bad.jsonl"
    path.write_text('{"speaker": "a", "text": "fine"}\n' + line + "\n")
    assert main(["replay", str(path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{path}, {said}" in err
    assert "\n" not in err.strip(), "one plain sentence, no traceback"
    assert [other.name for other in tmp_path.iterdir()] == ["bad.jsonl"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--group-size", "1"], "--group-size: must be between the number of speakers (2) and 40"),
        (["--group-size", "41"], "--group-size:"),
        (["--speed", "0"], "--speed: must be above 0"),
        (["--speed", "nan"], "--speed:"),
        (["--speed", "-1"], "--speed:"),
    ],
)
def test_an_argument_that_cannot_be_is_named(arguments, said, tmp_path, capsys):
    path = tmp_path / "two.jsonl"
    path.write_text('{"speaker": "a", "text": "x"}\n{"speaker": "b", "text": "y"}\n')
    assert main(["replay", str(path), *arguments]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "nobody says anything here"),
        (b"\n \n", "nobody says anything here"),
        (b"\xff\xfe", "line 1: this is not UTF-8 text"),
        (
            "\n".join(json.dumps({"speaker": f"p{n}", "text": "x"}) for n in range(41)).encode(),
            "speaker: a meeting has 40 members at most",
        ),
    ],
)
def test_a_file_that_is_no_transcript_is_named(content, said, tmp_path, capsys):
    path = tmp_path / "none.jsonl"
    path.write_bytes(content)
    assert main(["replay", str(path)]) == 2
    err = capsys.readouterr().err
    assert str(path) in err
    assert said in err


def test_a_file_that_is_not_there_is_named(tmp_path, capsys):
    missing = tmp_path / "missing.jsonl"
    assert main(["replay", str(missing)]) == 2
    assert str(missing) in capsys.readouterr().err


def test_the_transcripts_are_the_ones_that_were_agreed(test_data):
    assert sorted(path.name for path in Path(test_data / "transcripts").glob("*.jsonl")) == TRANSCRIPTS
