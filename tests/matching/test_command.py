"""`openchair smallgroups`: the promised fields, its files, and what is said of input it cannot read."""

import io
import json

import pytest

from openchair.cli import main

FIXED = {"rounds", "repeated_pairs", "distinct_pairs", "bound", "apart_violations"}


def run(capsys, *args):
    code = main(["smallgroups", *map(str, args)])
    out, err = capsys.readouterr()
    return code, out, err


def planned(capsys, people, size, rounds, *more):
    code, out, err = run(capsys, "--people", people, "--size", size, "--rounds", rounds, "--seconds", 1, *more)
    assert (code, err) == (0, "")
    return json.loads(out)


def test_every_promised_field_is_there(capsys):
    result = planned(capsys, 32, 4, 10)
    assert set(result) >= FIXED | {"ratio"}
    assert [result[name] for name in ("repeated_pairs", "distinct_pairs", "bound", "apart_violations", "ratio")] == [
        0, 480, 0, 0, 1.0,
    ]  # fmt: skip
    assert [len(week) for week in result["rounds"]] == [8] * 10
    assert result["complete"] is True


def test_pairs_from_a_file_are_kept_apart(tmp_path, capsys):
    apart = tmp_path / "apart.json"
    apart.write_text("[[0, 1], [5, 2], [2, 5]]")
    result = planned(capsys, 12, 4, 4, "--apart", apart)
    assert not any({0, 1} <= set(room) or {2, 5} <= set(room) for week in result["rounds"] for room in week)


def test_what_it_printed_is_history_for_the_next_weeks_also_through_standard_input(tmp_path, capsys, monkeypatch):
    first = planned(capsys, 16, 4, 2)
    file = tmp_path / "first.json"
    file.write_text(json.dumps(first, indent=1))
    second = planned(capsys, 16, 4, 3, "--history", file)
    assert second["repeated_pairs"] == 0
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(first["rounds"]).encode())))
    assert planned(capsys, 16, 4, 3, "--history", "-") == second


def test_people_who_cannot_be_kept_apart_fail_the_check_and_the_plan_is_still_printed(tmp_path, capsys):
    apart = tmp_path / "apart.json"
    apart.write_text("[[0, 1], [1, 2], [0, 2]]")
    code, out, err = run(capsys, "--people", 6, "--size", 3, "--rounds", 1, "--apart", apart, "--seconds", 0.1)
    assert code == 1
    assert json.loads(out)["apart_violations"] == 1
    assert "apart" in err


@pytest.mark.parametrize(
    ("args", "field"),
    [
        (("--people", 1), "--people"),
        (("--people", 201), "--people"),
        (("--size", 1), "--size"),
        (("--rounds", 0), "--rounds"),
        (("--rounds", 101), "--rounds"),
        (("--seconds", 0), "--seconds"),
        (("--seconds", "nan"), "--seconds"),
        (("--apart", "-", "--history", "-"), "--apart, --history"),
    ],
)
def test_an_argument_out_of_range_is_named(capsys, args, field):
    code, out, err = run(capsys, "--people", 8, "--size", 4, "--rounds", 2, *args)
    assert (code, out) == (2, "")
    assert err.startswith(f"openchair: {field}: ")


@pytest.mark.parametrize("args", [("--people", "eight"), ("--seed", "x"), ("--size", "3.5")])
def test_an_argument_that_is_no_number_ends_with_2(capsys, args):
    with pytest.raises(SystemExit) as ended:
        run(capsys, "--people", 8, "--size", 4, "--rounds", 2, *args)
    assert ended.value.code == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("option", "words", "where"),
    [
        ("--apart", "[[0, 1],\n [2]]", "line 2, apart[1]: "),
        ("--apart", "[[0, 1],\n\n [2, 8]]", "line 3, apart[1][1]: "),
        ("--apart", "[[0, true]]", "line 1, apart[0][1]: "),
        ("--apart", "[[0, 1.0]]", "line 1, apart[0][1]: "),
        ("--apart", "[[4, 4]]", "line 1, apart[0]: "),
        ("--apart", '[["0", 1]]', "line 1, apart[0][0]: "),
        ("--apart", '{"pairs": []}', "line 1, apart: "),
        ("--apart", '{"seen": [1],\n "apart":\n 7}', "line 3, apart: "),
        ("--apart", "7", "line 1, apart: "),
        ("--apart", "[[0, 1],\n", "line 2: "),
        ("--apart", "", "line 1: "),
        ("--apart", "[" * 100_000, "line 1: "),
        ("--history", "[[[0, 1, 2]],\n [[3, 4], [4, 5]]]", "line 2, rounds[1][1]: "),
        ("--history", '{"bound": {"rounds": []},\n"rounds": [\n[[0, 1]],\n[[9]]]}', "line 4, rounds[1][0][0]: "),
        ("--history", "[[[]]]", "line 1, rounds[0][0]: "),
        ("--history", "[[3]]", "line 1, rounds[0][0]: "),
        ("--history", "[3]", "line 1, rounds[0]: "),
    ],
)
def test_a_row_that_cannot_be_read_is_named_by_file_line_and_field(tmp_path, capsys, option, words, where):
    file = tmp_path / "given.json"
    file.write_text(words)
    code, out, err = run(capsys, "--people", 8, "--size", 4, "--rounds", 2, option, file)
    assert (code, out) == (2, "")
    assert err.startswith(f"openchair: {file}, {where}"), err


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path, capsys):
    wrong = tmp_path / "latin.json"
    wrong.write_bytes(b"[\n\xff]")
    for file, words in ((tmp_path / "none.json", ": cannot be read"), (wrong, ", line 2: this is not UTF-8")):
        code, out, err = run(capsys, "--people", 8, "--size", 4, "--rounds", 2, "--history", file)
        assert (code, out) == (2, "")
        assert f"{file}{words}" in err


def test_on_a_terminal_it_shows_how_far_it_is_and_leaves_the_line_clean(capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    code, out, err = run(capsys, "--people", 20, "--size", 4, "--rounds", 6, "--seconds", 0.5)
    assert code == 0
    assert json.loads(out)["rounds"]
    assert "searching: 0 %" in err
    assert err.endswith("\r\033[K")


def test_help_shows_an_example(capsys):
    with pytest.raises(SystemExit) as ended:
        run(capsys, "--help")
    assert ended.value.code == 0
    assert "openchair smallgroups --people 32" in capsys.readouterr().out
