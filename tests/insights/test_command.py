"""`openchair dynamics`: the fixed field names, files and standard input, and what is said of input it cannot read."""

import io
import json

import pytest

from openchair.cli import main

FIXED = {
    "members", "gini", "gini_corrected", "evenness", "dominance", "quiet_share", "turn_gini", "silence", "overlap",
    "facilitator_share", "reciprocity", "response_concentration", "notices",
}  # fmt: skip
TURNS = """{"speaker": "a", "start": 0, "end": 10}
{"speaker": "b", "start": 10, "end": 30, "addressed_to": null}
{"speaker": "a", "start": 31, "end": 41, "addressed_to": "unknown"}
{"speaker": "lead", "start": 41, "end": 61, "role": "facilitator"}
{"speaker": "b", "start": 61, "end": 90, "kind": "chat"}
"""


def run(capsys, *args):
    code = main(["dynamics", *map(str, args)])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def turns(tmp_path):
    file = tmp_path / "turns.jsonl"
    file.write_text(TURNS)
    return file


def test_every_promised_field_is_there(turns, capsys):
    code, out, err = run(capsys, turns)
    result = json.loads(out)
    assert (code, err) == (0, "")
    assert set(result) >= FIXED
    assert set(result["members"]["a"]) == {"talk_seconds", "turns", "share", "mean_turn_seconds"}
    assert result["members"]["a"] == {"talk_seconds": 20, "turns": 2, "share": 0.5, "mean_turn_seconds": 10}
    assert result["facilitator_share"] == pytest.approx(1 / 3, abs=1e-6)
    assert set(result["members"]) == {"a", "b"}


def test_a_roster_adds_those_who_never_spoke_and_says_who_led(turns, tmp_path, capsys):
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "speaker,role,joined,left,observed\na,member,,,\nb,,0,,true\nquiet,,,,\nb2,,,,false\nlate,,55,,\n"
    )
    code, out, _ = run(capsys, turns, "--roster", roster)
    result = json.loads(out)
    assert code == 0
    assert set(result["members"]) == {"a", "b", "quiet"}
    assert result["members"]["quiet"] == {"talk_seconds": 0, "turns": 0, "share": 0, "mean_turn_seconds": None}
    assert result["quiet_share"] == 0
    assert set(result["present_under_half"]) == {"late"}
    assert result["other"] == {"people": 1, "talk_seconds": 0}


def test_csv_and_standard_input_give_the_same_as_json_lines(turns, tmp_path, capsys, monkeypatch):
    rows = [json.loads(line) for line in TURNS.splitlines()]
    lines = ["speaker,start,end,addressed_to,role,kind"]
    lines += [f"{r['speaker']},{r['start']},{r['end']},,{r.get('role', '')},{r.get('kind', '')}" for r in rows]
    table = tmp_path / "turns.csv"
    table.write_text("\n".join(lines))
    one, two = run(capsys, turns)[1], run(capsys, table)[1]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TURNS.encode())))
    assert one == two == run(capsys, "-")[1]


def test_raw_skips_the_cleaning(tmp_path, capsys):
    file = tmp_path / "t.jsonl"
    file.write_text(
        '{"speaker": "a", "start": 0, "end": 0.4}\n{"speaker": "b", "start": 1, "end": 3}\n'
        '{"speaker": "b", "start": 3.5, "end": 4}\n'
    )
    assert json.loads(run(capsys, file)[1])["members"]["b"]["talk_seconds"] == 3
    raw = json.loads(run(capsys, file, "--raw")[1])
    assert raw["members"]["b"]["talk_seconds"] == 2.5
    assert raw["members"]["a"]["talk_seconds"] == 0.4


@pytest.mark.parametrize("words", ["", "\n\n"])
def test_an_empty_file_has_no_figures_and_is_no_error(tmp_path, capsys, words):
    file = tmp_path / "t.jsonl"
    file.write_text(words)
    code, out, _ = run(capsys, file)
    assert code == 0
    assert json.loads(out)["gini_corrected"] is None


GOOD = '{"speaker": "a", "start": 0, "end": 1}\n'


@pytest.mark.parametrize(
    ("words", "line", "field"),
    [
        (GOOD + '{"speaker": "a", "start": 0, "end"\n', 2, ""),
        (GOOD + "[1, 2]\n", 2, ""),
        (GOOD + '{"start": 0, "end": 1}\n', 2, "speaker"),
        (GOOD + '{"speaker": "", "start": 0, "end": 1}\n', 2, "speaker"),
        (GOOD + '{"speaker": ["a"], "start": 0, "end": 1}\n', 2, "speaker"),
        (GOOD + "\n" + '{"speaker": "a", "start": "soon", "end": 1}\n', 3, "start"),
        (GOOD + '{"speaker": "a", "start": NaN, "end": 1}\n', 2, "start"),
        (GOOD + '{"speaker": "a", "start": 0, "end": Infinity}\n', 2, "end"),
        (GOOD + '{"speaker": "a", "start": -1, "end": 1}\n', 2, "start"),
        (GOOD + '{"speaker": "a", "start": true, "end": 1}\n', 2, "start"),
        (GOOD + '{"speaker": "a", "start": 2}\n', 2, "end"),
        (GOOD + '{"speaker": "a", "start": 2, "end": 1}\n', 2, "end"),
        (GOOD + '{"speaker": "a", "start": 0, "end": 1, "role": "boss"}\n', 2, "role"),
        (GOOD + '{"speaker": "a", "start": 0, "end": 1, "kind": "song"}\n', 2, "kind"),
        (GOOD + '{"speaker": "a", "start": 0, "end": 1, "addressed_to": {}}\n', 2, "addressed_to"),
        ("hello\n", 1, "speaker"),
        ("speaker,start\na,1\n", 1, "end"),
        ("speaker,start,end\na,1\n", 2, ""),
        ("speaker,start,end\na,1,2,3\n", 2, ""),
        ("speaker,start,end\na,1,x\n", 2, "end"),
        ("[" * 100_000, 1, "speaker"),
        (GOOD + '{"speaker": ' + "[" * 100_000, 2, ""),
        (GOOD + '{"speaker": "a", "start": 0, "end": ' + "9" * 5000 + "}\n", 2, ""),
    ],
)
def test_bad_input_names_file_line_and_field_and_prints_nothing(tmp_path, capsys, words, line, field):
    file = tmp_path / "bad.jsonl"
    file.write_text(words)
    code, out, err = run(capsys, file)
    assert (code, out) == (2, "")
    assert err.startswith(f"openchair: {file}, line {line}" + (f", {field}" if field else "") + ":")


@pytest.mark.parametrize(
    ("words", "line", "field"),
    [
        ("speaker\na\na\n", 3, "speaker"),
        ("speaker,joined,left\na,10,5\n", 2, "left"),
        ("speaker,observed\na,maybe\n", 2, "observed"),
        ("who\na\n", 1, "speaker"),
    ],
)
def test_a_bad_roster_is_named_the_same_way(turns, tmp_path, capsys, words, line, field):
    roster = tmp_path / "roster.csv"
    roster.write_text(words)
    code, out, err = run(capsys, turns, "--roster", roster)
    assert (code, out) == (2, "")
    assert f"{roster}, line {line}, {field}:" in err


def test_a_missing_file_and_one_that_is_not_text_are_named(tmp_path, capsys):
    code, out, err = run(capsys, tmp_path / "none.jsonl")
    assert (code, out) == (2, "")
    assert "none.jsonl" in err
    binary = tmp_path / "b.jsonl"
    binary.write_bytes(b'{"a": 1}\n\xff\xfe')
    code, out, err = run(capsys, binary)
    assert (code, out) == (2, "")
    assert "line 2: this is not UTF-8 text" in err


def test_real_talk_can_be_read_from_its_files(test_data, capsys):
    for file in sorted((test_data / "turns").glob("*.jsonl")):
        code, out, err = run(capsys, file)
        assert (code, err) == (0, ""), file
        assert 0 < json.loads(out)["gini_corrected"] < 1
