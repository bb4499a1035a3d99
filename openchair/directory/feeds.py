"""Fetching a feed: a file, standard input or a web address that the operator named. Nothing in it is ever followed."""

import json
import sys
from collections.abc import Mapping
from http.client import HTTPException, InvalidURL
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from openchair.core.errors import InputProblem

LARGEST = 100_000_000
"""Bytes. The largest public feeds are a tenth of this."""
PATIENCE = 30
FORMATS = ("auto", "meeting-guide")


def _is_web_address(name: str) -> bool:
    return name.lower().startswith(("http://", "https://"))


def default_source(name: str) -> str:
    """What a feed is called unless told otherwise: the host of an address, the stem of a file, nothing for `-`."""
    if _is_web_address(name):
        try:
            return urlsplit(name).hostname or ""
        except ValueError as problem:
            raise InputProblem(f"is no web address ({problem})", file=name) from problem
    return "" if name == "-" else Path(name).stem


def _bytes_of(name: str) -> bytes:
    try:
        if name == "-":
            return sys.stdin.buffer.read(LARGEST + 1)
        if _is_web_address(name):
            with urlopen(Request(name, headers={"Accept": "application/json"}), timeout=PATIENCE) as answer:  # noqa: S310
                return bytes(answer.read(LARGEST + 1))
        with Path(name).open("rb") as file:
            return file.read(LARGEST + 1)
    except (URLError, TimeoutError) as problem:
        raise InputProblem(f"cannot be fetched ({getattr(problem, 'reason', problem)})", file=name) from problem
    except InvalidURL as problem:
        raise InputProblem(f"is no web address ({problem})", file=name) from problem
    except HTTPException as problem:
        words = f"cannot be fetched (the answer is no HTTP that can be read: {type(problem).__name__})"
        raise InputProblem(words, file=name) from problem
    except (OSError, ValueError) as problem:
        raise InputProblem(f"cannot be read ({getattr(problem, 'strerror', problem)})", file=name) from problem


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number in JSON")


def read_feed(name: str, *, form: str = "auto") -> list[Any]:
    """The rows of a feed; a file that is no feed at all is named with its line."""
    data = _bytes_of(name)
    label = "standard input" if name == "-" else name
    if len(data) > LARGEST:
        raise InputProblem(f"larger than {LARGEST:,} bytes", file=label)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InputProblem("not UTF-8 text", file=label, row=data[: problem.start].count(b"\n") + 1) from problem
    try:
        rows = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as problem:
        raise InputProblem(f"not JSON: {problem.msg}", file=label, row=problem.lineno) from problem
    except (ValueError, RecursionError) as problem:
        words = "nested too deeply" if isinstance(problem, RecursionError) else str(problem)
        raise InputProblem(f"not JSON: {words}", file=label) from problem
    if not isinstance(rows, list):
        raise InputProblem("not a list of meetings", file=label, row=1)
    if form == "auto" and rows and not any(isinstance(row, Mapping) and "slug" in row for row in rows):
        raise InputProblem("the format cannot be told: no row has a slug, as Meeting Guide rows do", file=label, row=1)
    return rows
