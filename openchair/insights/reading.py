"""Reading turns and rosters from files, strictly: what cannot be read is named by file, line and field."""

import csv
import io
import json
import math
from collections.abc import Iterator
from typing import Any

from openchair.core.errors import InputProblem
from openchair.core.files import text_of
from openchair.insights.dynamics import Attendee, Role, Row

KINDS = ("talk", "chat", "hand", "reaction")
"""Only talk holds the floor; the others are accepted, for whoever exports them, and have no seconds."""
UNKNOWN = ("", "unknown")


def records(name: str, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, Any], str]]:
    """Line number, record and file label for each record of a JSON Lines or CSV file with the `needed` columns."""
    text, label = text_of(name)
    if name.lower().endswith(".csv") or not text.lstrip().startswith("{"):
        yield from ((line, record, label) for line, record in _csv(text, label, needed))
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as problem:
            # A plain ValueError is a number of thousands of digits.
            words = problem.msg if isinstance(problem, json.JSONDecodeError) else "too deep, or a number too long"
            raise InputProblem(f"this line is not JSON ({words})", file=label, row=number) from problem
        if not isinstance(record, dict):
            raise InputProblem("this line is not a JSON object", file=label, row=number)
        yield number, record, label


def _csv(text: str, label: str, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, Any]]]:
    if not text.strip():
        return
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [str(name).strip() for name in reader.fieldnames or ()]
        for column in needed:
            if column not in header:
                raise InputProblem("neither JSON Lines nor CSV with this column", file=label, row=1, field=column)
        for record in reader:
            if None in record:
                raise InputProblem("more cells than the header has columns", file=label, row=reader.line_num)
            if None in record.values():
                raise InputProblem("fewer cells than the header has columns", file=label, row=reader.line_num)
            yield reader.line_num, {str(name).strip(): cell for name, cell in record.items()}
    except csv.Error as problem:
        raise InputProblem(f"this is not CSV ({problem})", file=label, row=reader.line_num) from problem


def _name(record: dict[str, Any], field: str, label: str, line: int) -> str:
    value = record.get(field)
    # A number is a fine id; true and [] are not.
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise InputProblem("give the name or id of a person", file=label, row=line, field=field)
    return value.strip()


def _seconds(record: dict[str, Any], field: str, label: str, line: int) -> float:
    value = record.get(field)
    try:
        # A number written as text is what CSV gives; "nan" and "inf" are numbers to float, and no times.
        seconds = float(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else math.nan
    except (ValueError, OverflowError):
        seconds = math.nan
    if not math.isfinite(seconds) or seconds < 0:
        raise InputProblem("give seconds from the start, 0 or more", file=label, row=line, field=field)
    return seconds


def _choice(record: dict[str, Any], field: str, allowed: tuple[str, ...], label: str, line: int) -> str | None:
    value = record.get(field)
    if value is None or value == "":
        return None
    if value not in allowed:
        raise InputProblem(f"use one of {', '.join(allowed)}", file=label, row=line, field=field)
    return str(value)


def read_turns(name: str) -> tuple[list[Row], dict[str, Role]]:
    """The floor-holdings of a file and the role of each speaker whom it names as a facilitator."""
    rows: list[Row] = []
    roles: dict[str, Role] = {}
    for line, record, label in records(name, ("speaker", "start", "end")):
        speaker = _name(record, "speaker", label, line)
        start, end = _seconds(record, "start", label, line), _seconds(record, "end", label, line)
        if end < start:
            raise InputProblem("ends before it starts", file=label, row=line, field="end")
        kind = _choice(record, "kind", KINDS, label, line)
        if _choice(record, "role", ("member", "facilitator"), label, line) == "facilitator":
            roles[speaker] = "facilitator"
        target = record.get("addressed_to")
        to = () if target is None or target in UNKNOWN else (_name(record, "addressed_to", label, line),)
        if kind in (None, "talk"):
            rows.append(Row(speaker, start, end, to))
        else:
            roles.setdefault(speaker, "member")
    return rows, roles


def read_roster(name: str) -> list[Attendee]:
    """Everybody who was there, spoken or not.

    JSON Lines or CSV: `speaker`, and where known `role`, `joined` and `left` in seconds, and `observed` (false for
    somebody who opted out of figures about themselves).
    """
    attendees: dict[str, Attendee] = {}
    for line, record, label in records(name, ("speaker",)):
        who = _name(record, "speaker", label, line)
        if who in attendees:
            raise InputProblem("named twice", file=label, row=line, field="speaker")
        role: Role = (
            "facilitator"
            if _choice(record, "role", ("member", "facilitator"), label, line) == "facilitator"
            else "member"
        )
        present = None
        if record.get("joined") not in (None, "") or record.get("left") not in (None, ""):
            joined = _seconds(record, "joined", label, line) if record.get("joined") not in (None, "") else 0.0
            left = _seconds(record, "left", label, line) if record.get("left") not in (None, "") else math.inf
            if left < joined:
                raise InputProblem("left before they joined", file=label, row=line, field="left")
            present = ((joined, left),)
        observed = record.get("observed", True)
        if observed not in (True, False, "", "true", "false"):
            raise InputProblem("use true or false", file=label, row=line, field="observed")
        attendees[who] = Attendee(who, role, observed not in (False, "false"), present)
    return list(attendees.values())
