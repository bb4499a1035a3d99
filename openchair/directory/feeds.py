"""Fetching a feed: a file, standard input or a web address that the operator named. Nothing in it is ever followed."""

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from openchair.core.errors import InputProblem
from openchair.directory import formats
from openchair.directory.fetching import fetch
from openchair.directory.formats import json_document, rows_in

LARGEST = 100_000_000
"""Bytes. The largest public feeds are a tenth of this."""
FORMATS = ("auto", *formats.IN)


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
    if _is_web_address(name):
        return fetch(name, largest=LARGEST, hosts=settings.FEED_HOSTS)
    try:
        if name == "-":
            return sys.stdin.buffer.read(LARGEST + 1)
        with Path(name).open("rb") as file:
            if os.fstat(file.fileno()).st_size > LARGEST:
                raise InputProblem(f"larger than {LARGEST:,} bytes", file=name)
            return file.read(LARGEST + 1)
    except (OSError, ValueError) as problem:
        raise InputProblem(f"cannot be read ({getattr(problem, 'strerror', problem)})", file=name) from problem


def read_feed(name: str, *, form: str = "auto") -> tuple[list[Any], str]:
    """The rows of a feed and its format; a file that is no feed at all is named with its line."""
    return rows_in(_text_of(name), form=form, label=label_of(name))


def read_list(name: str) -> list[Any]:
    """The list in another file of a feed, such as a BMLT server's formats."""
    rows = json_document(_text_of(name), label_of(name))
    if not isinstance(rows, list):
        raise InputProblem("not a list", file=label_of(name), row=1)
    return rows


def label_of(name: str) -> str:
    """What a feed is called in a complaint."""
    return "standard input" if name == "-" else name


def _text_of(name: str) -> str:
    data = _bytes_of(name)
    label = label_of(name)
    if len(data) > LARGEST:
        raise InputProblem(f"larger than {LARGEST:,} bytes", file=label)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InputProblem("not UTF-8 text", file=label, row=data[: problem.start].count(b"\n") + 1) from problem
