"""The formats of meeting lists that come in and go out; one module each, all read by way of Meeting Guide's fields.

`rows_in` finds the rows of a feed, `read` makes an entry of one row, `guide_of` gives a stored row in Meeting Guide's
fields. The row as it came stays beside the entry, so that what we do not model survives.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from openchair.core.errors import InputProblem
from openchair.directory.formats import bmlt, hsds, meeting_guide, oiaa, table
from openchair.directory.formats.meeting_guide import Entry, Problem

MEETING_GUIDE = "meeting-guide"
IN = (MEETING_GUIDE, bmlt.NAME, hsds.NAME, oiaa.NAME, table.NAME)
OUT = (MEETING_GUIDE, hsds.NAME, "ics", "schema-org", table.NAME)
_SLUGS: Mapping[str, Callable[[Any], str]] = {
    MEETING_GUIDE: meeting_guide.slug_of,
    bmlt.NAME: bmlt.slug_of,
    hsds.NAME: hsds.slug_of,
    oiaa.NAME: oiaa.slug_of,
    table.NAME: table.slug_of,
}
_GUIDES: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    bmlt.NAME: bmlt.as_meeting_guide,
    hsds.NAME: hsds.as_meeting_guide,
    oiaa.NAME: oiaa.as_meeting_guide,
    table.NAME: table.as_meeting_guide,
}
_TIMES: Mapping[str, Callable[[Mapping[str, Any]], tuple[list[tuple[Any, Any, Any]], list[str]]]] = {
    hsds.NAME: hsds.weekly_of,
    oiaa.NAME: oiaa.weekly_of,
}
"""Where one row has times that Meeting Guide's fields do not hold."""
_OF: Mapping[str, Callable[[Any], list[Any] | None]] = {
    bmlt.NAME: bmlt.rows_of,
    hsds.NAME: hsds.rows_of,
    oiaa.NAME: oiaa.rows_of,
    MEETING_GUIDE: meeting_guide.rows_of,
}


def rows_in(text: str, *, form: str, label: str) -> tuple[list[Any], str]:
    """The rows of a feed and its format; `form` may be "auto". Raises InputProblem naming the line where it can."""
    if form == table.NAME or (form == "auto" and text.lstrip()[:1] not in ("{", "[", "")):
        return table.rows_of(text, label), table.NAME
    document = json_document(text, label)
    for name in _OF if form == "auto" else (form,):
        rows = _OF[name](document)
        if rows is not None:
            return rows, name
    if form != "auto" and isinstance(document, list):
        return document, form  # each row is then named for what it lacks
    words = "not a list of meetings" if not isinstance(document, list) else (
        "the format cannot be told: no row looks like one of Meeting Guide (slug), BMLT (id_bigint), HSDS (schedules) "
        "or OIAA (meetingId)"
    )  # fmt: skip
    raise InputProblem(words, file=label, row=1)


def json_document(text: str, label: str) -> Any:
    """What a text says as JSON."""

    def no_constant(name: str) -> float:
        raise ValueError(f"{name} is not a number in JSON")

    try:
        return json.loads(text, parse_constant=no_constant)
    except json.JSONDecodeError as problem:
        raise InputProblem(f"not JSON: {problem.msg}", file=label, row=problem.lineno) from problem
    except (ValueError, RecursionError) as problem:
        words = "nested too deeply" if isinstance(problem, RecursionError) else str(problem)
        raise InputProblem(f"not JSON: {words}", file=label) from problem


def slug_of(row: Any, form: str) -> str:
    """The row's own name in its feed, empty where it has none."""
    return _SLUGS[form](row)


def guide_of(row: Mapping[str, Any], form: str) -> dict[str, Any]:
    """A row in Meeting Guide's fields."""
    return dict(row) if form == MEETING_GUIDE else _GUIDES[form](row)


def read(row: Any, form: str) -> tuple[Entry | None, list[Problem]]:
    """The entry of one row, or None with the errors that reject it."""
    if form == MEETING_GUIDE:
        return meeting_guide.read_row(row)
    if not isinstance(row, Mapping):
        return None, [Problem("", "this row is not an object")]
    if form == bmlt.NAME and not bmlt.is_published(row):
        return None, [Problem("published", "not published by its server")]
    times, odd = _TIMES[form](row) if form in _TIMES else (None, [])
    entry, problems = meeting_guide.read_row(guide_of(row, form), original=row, times=times)
    return entry, [*problems, *(Problem("schedules", words, "note") for words in odd)]
