"""Reading a transcript, strictly: what cannot be read is named by file, line and field before anything is started."""

import json
import math
from dataclasses import dataclass
from typing import Any

from openchair.core.errors import InputProblem
from openchair.core.files import text_of
from openchair.insights.dynamics import Attendee, Row

LONGEST_TEXT = 4000
LONGEST_FRAME = 15 * 1024
"""A room reads frames of 16 KiB; the rest is for the frame around the words."""
LONGEST_NAME = 200
LONGEST_MEETING = 24 * 3600.0
MOST_PEOPLE = 40


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a transcript; `at` is when it is sent, also where the transcript gives no time."""

    speaker: str
    text: str
    start: float | None
    end: float | None
    addressed_to: str | None
    at: float


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said, in start order."""

    lines: tuple[Said, ...]

    @property
    def speakers(self) -> list[str]:
        """Everybody who says something, in the order of their first words."""
        return list(dict.fromkeys(line.speaker for line in self.lines))

    @property
    def elapsed(self) -> float:
        """From second 0 to the last end."""
        return max(line.at if line.end is None else max(line.at, line.end) for line in self.lines)

    def rows(self) -> list[Row]:
        """The times somebody held the floor, where the transcript gives them."""
        return [
            Row(line.speaker, line.start, line.end, () if line.addressed_to is None else (line.addressed_to,))
            for line in self.lines
            if line.start is not None and line.end is not None
        ]

    def roster(self, facilitator: str, listeners: list[str]) -> list[Attendee]:
        """Everybody who is there, spoken or not."""
        members = [Attendee(name) for name in (*self.speakers, *listeners)]
        return [*members, Attendee(facilitator, "facilitator")]


def read_transcript(name: str) -> Transcript:
    """The lines of a JSON Lines file, or of standard input for `-`."""
    text, label = text_of(name)
    said: list[Said] = []
    at = 0.0
    for number, raw in enumerate(text.split("\n"), start=1):
        if raw.strip():
            said.append(_line(raw, label, number, at))
            at = said[-1].at
    if not said:
        raise InputProblem("nobody says anything here", file=label)
    transcript = Transcript(tuple(sorted(said, key=lambda line: line.at)))
    if len(transcript.speakers) > MOST_PEOPLE:
        raise InputProblem(f"a meeting has {MOST_PEOPLE} members at most", file=label, field="speaker")
    return transcript


def _line(raw: str, label: str, number: int, before: float) -> Said:
    try:
        record = json.loads(raw)
    except (ValueError, RecursionError) as problem:
        # A plain ValueError is a number of thousands of digits.
        words = problem.msg if isinstance(problem, json.JSONDecodeError) else "too deep, or a number too long"
        raise InputProblem(f"this line is not JSON ({words})", file=label, row=number) from problem
    if not isinstance(record, dict):
        raise InputProblem("this line is not a JSON object", file=label, row=number)

    def wrong(message: str, field: str) -> InputProblem:
        return InputProblem(message, file=label, row=number, field=field)

    speaker = _words(record.get("speaker"), LONGEST_NAME)
    if speaker is None:
        raise wrong(f"give the name of whoever speaks, {LONGEST_NAME} signs at most", "speaker")
    text = _words(record.get("text"), LONGEST_TEXT)
    if text is None or len(json.dumps(text, ensure_ascii=False).encode()) > LONGEST_FRAME:
        raise wrong(f"give what was said, {LONGEST_TEXT} signs at most", "text")
    start, end = (_seconds(record.get(field), field, wrong) for field in ("start", "end"))
    if end is not None and start is None:
        raise wrong("an end needs a start", "start")
    if start is not None and end is not None and end < start:
        raise wrong("ends before it starts", "end")
    target = record.get("addressed_to")
    addressed_to = None if target is None else _words(target, LONGEST_NAME)
    if target is not None and addressed_to is None:
        raise wrong("give the name of a person, or null", "addressed_to")
    return Said(speaker, text, start, end, addressed_to, before if start is None else start)


def _words(value: Any, longest: int) -> str | None:
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        return None
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a sign, as JSON can write it
        return None
    return value


def _seconds(value: Any, field: str, wrong: Any) -> float | None:
    if value is None:
        return None
    number = float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else math.nan
    if not 0 <= number <= LONGEST_MEETING:  # also false for nan
        raise wrong("give seconds from the start, from 0 to 86400", field)
    return number
