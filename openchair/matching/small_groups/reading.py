"""Reading who is kept apart and who met before from JSON files, strictly, with the line of whatever cannot be read."""

import json
from collections.abc import Iterator
from typing import Any

from openchair.core.errors import InputProblem
from openchair.core.files import text_of
from openchair.matching.small_groups.problem import Pair, Rounds

_SPACE = " \t\r\n"


def _rows(name: str, key: str) -> Iterator[tuple[int, Any, str]]:
    """Line, value and file label for each entry of the list in a file, or of the list under `key` of its object."""
    text, label = text_of(name)
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as problem:
        line = problem.lineno if isinstance(problem, json.JSONDecodeError) else 1
        words = problem.msg if isinstance(problem, json.JSONDecodeError) else "too deep, or a number too long"
        raise InputProblem(f"this is not JSON ({words})", file=label, row=line) from problem
    at = 0
    if isinstance(whole, dict):
        if key not in whole:
            raise InputProblem(f"give a list, or an object with {key}", file=label, row=1, field=key)
        at, whole = _place_of(text, key), whole[key]
    if not isinstance(whole, list):
        raise InputProblem("give a list", file=label, row=_line(text, at), field=key)
    yield from ((_line(text, place), value, label) for place, value in _entries(text, at))


def _place_of(text: str, key: str) -> int:
    """Where the value of the last `key` of the object begins, which is the one that JSON readers keep."""
    decode = json.JSONDecoder().raw_decode
    at, found = _after(text, _after(text, 0) + 1), 0
    while text[at] != "}":
        name, at = decode(text, at)
        at = _after(text, _after(text, at) + 1)
        if name == key:
            found = at
        _, at = decode(text, at)
        at = _after(text, at)
        if text[at] == ",":
            at = _after(text, at + 1)
    return found


def _entries(text: str, at: int) -> Iterator[tuple[int, Any]]:
    """Where each entry of the list at `at` begins, and the entry; the text was read once, so it is sound JSON."""
    decode = json.JSONDecoder().raw_decode
    at = _after(text, _after(text, at) + 1)
    while text[at] != "]":
        value, end = decode(text, at)
        yield at, value
        at = _after(text, end)
        if text[at] == ",":
            at = _after(text, at + 1)


def _after(text: str, at: int) -> int:
    while text[at] in _SPACE:
        at += 1
    return at


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, _after(text, at)) + 1


def _person(value: Any, people: int, label: str, line: int, field: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < people:
        raise InputProblem(f"people are whole numbers from 0 to {people - 1}", file=label, row=line, field=field)
    return value


def read_apart(name: str, people: int) -> frozenset[Pair]:
    """Pairs of people who never share a room: `[[0, 5], [2, 9]]`, or an object with that under `apart`."""
    pairs = set()
    for number, (line, row, label) in enumerate(_rows(name, "apart")):
        field = f"apart[{number}]"
        if not isinstance(row, list) or len(row) != 2:
            raise InputProblem("give two people", file=label, row=line, field=field)
        a, b = (_person(value, people, label, line, f"{field}[{at}]") for at, value in enumerate(row))
        if a == b:
            raise InputProblem("nobody can be kept apart from themselves", file=label, row=line, field=field)
        pairs.add((min(a, b), max(a, b)))
    return frozenset(pairs)


def read_history(name: str, people: int) -> Rounds:
    """Earlier weeks, oldest first: `[[[0, 5, 9], [1, 2, 3]], ...]`, or an object with that under `rounds`."""
    weeks = []
    for number, (line, row, label) in enumerate(_rows(name, "rounds")):
        field = f"rounds[{number}]"
        if not isinstance(row, list):
            raise InputProblem("a week is a list of rooms", file=label, row=line, field=field)
        seen: set[int] = set()
        week = []
        for at, room in enumerate(row):
            where = f"{field}[{at}]"
            if not isinstance(room, list) or not room:
                raise InputProblem("a room is a list of people", file=label, row=line, field=where)
            sitting = tuple(_person(value, people, label, line, f"{where}[{i}]") for i, value in enumerate(room))
            for person in sitting:
                if person in seen:
                    words = f"person {person} is named twice in this week"
                    raise InputProblem(words, file=label, row=line, field=where)
                seen.add(person)
            week.append(sitting)
        weeks.append(tuple(week))
    return tuple(weeks)
