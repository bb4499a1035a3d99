"""Files and standard input of the commands; whatever cannot be read is named by file and line."""

import json
import sys
from pathlib import Path
from typing import Any

from openchair.core.errors import InputProblem


def text_of(name: str) -> tuple[str, str]:
    """The file's words and the name to use for it in a complaint; `-` is standard input."""
    label = "standard input" if name == "-" else name
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except (OSError, ValueError) as problem:
        raise InputProblem(f"cannot be read ({getattr(problem, 'strerror', None) or problem})", file=label) from problem
    try:
        return data.decode("utf-8-sig"), label
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise InputProblem("this is not UTF-8 text", file=label, row=line) from problem


def json_of(text: str, label: str) -> Any:
    """The document in a text; NaN and infinity are not JSON."""

    def refuse(word: str) -> Any:
        raise InputProblem(f"{word} is not a number in JSON", file=label)

    try:
        return json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError) as problem:
        line = problem.lineno if isinstance(problem, json.JSONDecodeError) else 1
        words = problem.msg if isinstance(problem, json.JSONDecodeError) else "too deep, or a number too long"
        raise InputProblem(f"this is not JSON ({words})", file=label, row=line) from problem
