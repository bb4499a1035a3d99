"""`openchair match`: the promised fields, the contract's input, and what is said of input it cannot read."""

import json
import subprocess
import sys

import numpy as np
import pytest

from openchair.cli import main
from openchair.core.errors import InputProblem
from openchair.matching.allocation.assignment import assign
from openchair.matching.allocation.invented import assignment_problem
from openchair.matching.allocation.reading import read_jobs

INSTANCE = {
    "groups": [
        {"id": "tuesday", "seats": 2, "minimum": 3, "members": ["m1", "m2"], "stages": [3, 1],
         "themes": {"grief": 1}, "times": ["tue 19:00-20:30"]},
        {"id": "sunday", "seats": 1, "minimum": 0, "members": [], "stages": [],
         "themes": {"work": 1}, "times": ["sun 10:00-11:00"]},
    ],
    "people": [
        {"id": "anna", "waiting_days": 100, "stage": 1, "themes": {"grief": 1}, "available": ["tue 18:00-22:00"]},
        {"id": "ben", "waiting_days": 10, "stage": 2, "themes": {"work": 1},
         "available": ["sun 08:00-12:00", "tue 18:00-22:00"]},
        {"id": "cleo", "waiting_days": 0, "stage": 4, "themes": {}, "available": ["fri 08:00-12:00"]},
    ],
    "apart": [["anna", "ben"]],
}  # fmt: skip


def test_rank_answers_from_a_shell_of_its_own(instance):
    command = [sys.executable, "-m", "openchair.cli", "match", "rank", instance, "--person", "anna"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["groups"][0]["for"]


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"together": [["anna", "cleo"], ["cleo", "ben"]]}, "'anna' and 'ben' are to be together by way of others"),
        ({"together": [["anna", "cleo"]], "rules": {"most_new": 1}}, "lets 1 in at once"),
        ({"together": [["anna", "ben"]]}, "are to be together and kept apart"),
    ],
)
def test_rules_that_can_never_hold_at_once_are_named(tmp_path, rules, said):
    file = tmp_path / "clash.json"
    file.write_text(json.dumps(INSTANCE | rules))
    command = [sys.executable, "-m", "openchair.cli", "match", "allocate", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.fixture
def instance(tmp_path):
    file = tmp_path / "waiting.json"
    file.write_text(json.dumps(INSTANCE))
    return str(file)


def printed(capsys, *args):
    code = main(["match", *map(str, args)])
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    return json.loads(out)


def test_a_ranking_has_its_promised_fields(capsys, instance):
    result = printed(capsys, "rank", instance, "--person", "anna")
    assert [one["group"] for one in result["groups"]] == ["tuesday"]
    assert set(result["groups"][0]) == {"group", "score", "confidence", "for", "against"}
    assert result["groups"][0]["for"][0] == "It is about what brings you here."
    assert result["excluded"] == [{"group": "sunday", "reason": "it meets when you cannot"}]
    assert result["change"] == {
        "filter": "schedule",
        "adds": 1,
        "words": "With other times, 1 more group would be possible.",
    }


def test_a_waiting_list_is_placed_by_the_ranking_where_no_fit_is_given(capsys, instance):
    result = printed(capsys, "allocate", instance)
    assert set(result) >= {"status", "objective", "bound", "gap", "assignments", "unplaced", "seconds"}
    assert result["assignments"] == {"anna": "tuesday", "ben": "sunday", "cleo": None}
    assert result["unplaced"] == [{"person": "cleo", "reason": "no allowed group"}]
    assert (result["status"], result["gap"]) == ("optimal", 0)
    assert result["objective"] == result["bound"]


def test_the_worth_is_the_references(capsys, tmp_path):
    """500 for a place, 1000 for a perfect fit, 400 for the longest wait, 300 less for each end that is missing."""
    file = tmp_path / "one.json"
    file.write_text(json.dumps({
        "groups": [{"id": "g", "seats": 1}],
        "people": [{"id": "a", "waiting_days": 90, "stage": 4}],
        "fit": {"a": {"g": 0.25}},
    }))  # fmt: skip
    assert printed(capsys, "allocate", file)["objective"] == 500 + 250 + 200 - 300


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["rank", "{file}", "--person", "zoe"], "nobody who waits is called 'zoe'"),
        (["allocate", "{file}", "--seconds", "0"], "--seconds"),
        (["allocate", "{file}", "--seed", "-1"], "--seed"),
        (["allocate", "{folder}/none.json"], "none.json"),
        (["allocate", "{folder}/broken.json"], "line 2"),
        (["allocate", "{folder}/nan.json"], "NaN is not a number in JSON"),
        (["gap", "{file}"], "is no whole number"),
    ],
)
def test_what_cannot_be_done_is_said_with_2_and_nothing_is_printed(capsys, tmp_path, instance, args, words):
    (tmp_path / "broken.json").write_text('{"groups": [],\n "people": [}')
    (tmp_path / "nan.json").write_text('{"groups": [], "people": [{"id": "a", "waiting_days": NaN}]}')
    assert main(["match", *(arg.format(file=instance, folder=tmp_path) for arg in args)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err


# --- assignment -------------------------------------------------------------------------------------------
def written(jobs):
    rows = [*jobs.cost.tolist(), *jobs.effort.tolist(), jobs.capacity.tolist()]
    return f" {len(jobs.cost)} {len(jobs.cost[0])}\n" + "\n".join(" ".join(map(str, row)) for row in rows)


def test_a_file_of_the_library_is_solved_and_counted_again(capsys, tmp_path):
    file = tmp_path / "gapa.txt"
    problems = [assignment_problem("a", 3, 12, seed) for seed in range(2)]
    file.write_text("2\n" + "\n".join(written(one) for one in problems))
    assert main(["match", "gap", str(file)]) == 0
    out, _ = capsys.readouterr()
    results = [json.loads(line) for line in out.splitlines()]
    assert len(results) == 2
    for jobs, result in zip(problems, results, strict=True):
        agents = result["assignment"]
        assert (
            result["objective"]
            == result["bound"]
            == sum(int(jobs.cost[agent, job]) for job, agent in enumerate(agents))
        )
        for agent in range(3):
            assert (
                sum(int(jobs.effort[agent, job]) for job, one in enumerate(agents) if one == agent)
                <= jobs.capacity[agent]
            )


def test_one_problem_alone_needs_no_number_before_it():
    jobs = assignment_problem("b", 3, 9, 1)
    (read,) = read_jobs(written(jobs), file="x")
    assert np.array_equal(read.cost, jobs.cost)
    assert np.array_equal(read.effort, jobs.effort)
    assert np.array_equal(read.capacity, jobs.capacity)


def test_a_problem_without_a_way_says_so(capsys, tmp_path):
    file = tmp_path / "gap.txt"
    file.write_text("1 2\n1 1\n5 5\n6")
    assert main(["match", "gap", str(file)]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out) == {"objective": None, "bound": 2, "assignment": None, "possible": False}
    assert "no assignment was found" in err


@pytest.mark.parametrize("text", ["", "2", "1\n2 2\n1 2 3", "0 0", "-1 3"])
def test_a_file_that_is_none_is_refused(text):
    with pytest.raises(InputProblem):
        read_jobs(text, file="x")


@pytest.mark.parametrize("kind", "abcd")
def test_each_published_kind_is_solved_near_its_bound(kind):
    found = assign(assignment_problem(kind, 5, 30, 3), seconds=20)
    assert found.cost is not None
    assert found.cost <= 1.02 * found.bound
