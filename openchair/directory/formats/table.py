"""Tables of meetings as CSV: Meeting Guide's fields as columns, under the names that people give them."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from openchair.core.errors import InputProblem

NAME = "csv"
ALSO = {
    "start": "time", "start_time": "time", "end": "end_time", "ends": "end_time", "weekday": "day", "title": "name",
    "meeting": "name", "meeting_name": "name", "zip": "postal_code", "zip_code": "postal_code",
    "postcode": "postal_code", "time_zone": "timezone", "tz": "timezone", "id": "slug", "type": "types",
    "link": "conference_url", "lat": "latitude", "lng": "longitude", "lon": "longitude",
}  # fmt: skip
"""Other names of columns."""
RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")
"""What a cell that is taken for a formula begins with; such a cell is written behind an apostrophe."""
MUST = ("name", "day", "time")


def rows_of(text: str, label: str) -> list[Any]:
    """A row for each line; each keeps its columns as they came. Raises InputProblem where this is no table."""
    sample = text[:4096]
    try:
        dialect: Any = csv.Sniffer().sniff(sample.splitlines()[0] if sample else "", delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    reader = csv.reader(io.StringIO(text, newline=""), dialect, strict=True)
    try:
        head = next(reader, [])
        columns = [_known(name) for name in head]
        if not set(MUST) <= set(columns):
            missing = ", ".join(name for name in MUST if name not in columns)
            raise InputProblem(f"the first line names no column {missing}", file=label, row=1)
        twice = next((name for number, name in enumerate(columns) if name and name in columns[:number]), None)
        if twice:
            raise InputProblem(f"two columns are called {twice}", file=label, row=1)
        rows: list[Any] = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(head):
                raise InputProblem(f"{len(cells)} cells under {len(head)} columns", file=label, row=reader.line_num)
            filled = [_plain(cell) for cell in cells] + [""] * (len(head) - len(cells))
            rows.append({"columns": dict(zip(head, filled, strict=True))})
    except csv.Error as problem:
        raise InputProblem(f"not a table that can be read ({problem})", file=label, row=reader.line_num) from problem
    return rows


def _plain(cell: str) -> str:
    """A cell without the mark that keeps a spreadsheet from running it."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in RUN_BY_SPREADSHEETS else cell


def _known(name: str) -> str:
    plain = "_".join(name.strip().lower().replace("-", " ").split())
    return ALSO.get(plain, plain)


def as_meeting_guide(row: Mapping[str, Any]) -> dict[str, Any]:
    """The same in Meeting Guide's fields."""
    found: dict[str, Any] = {_known(name): value for name, value in row["columns"].items()}
    for name in ("types", "regions"):
        if found.get(name):
            found[name] = [part.strip() for part in found[name].replace(";", ",").split(",") if part.strip()]
    days = [part.strip() for part in str(found.get("day") or "").replace(";", ",").split(",") if part.strip()]
    found["day"] = days[0] if len(days) == 1 else days
    found["slug"] = slug_of(row)
    return {name: value for name, value in found.items() if value != ""}


def slug_of(row: Any) -> str:
    """Its own slug, or one made of name, day and time: a table by hand has none."""
    columns = {_known(name): value.strip() for name, value in row["columns"].items()}
    if columns.get("slug"):
        return str(columns["slug"])[:200]
    words = " ".join(columns.get(name, "") for name in ("name", "day", "time", "location"))
    return "-".join("".join(c if c.isalnum() else " " for c in words.lower()).split())[:200]


def written(rows: Iterable[Mapping[str, Any]]) -> str:
    """Meeting Guide's objects as a table with every field that one of them has."""
    rows = list(rows)
    first = ("slug", "name", "day", "time", "end_time", "timezone", "types", "location", "formatted_address")
    names = dict.fromkeys((*first, *(name for row in rows for name in row)))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in names])
    return text.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ",".join(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text[:1] in RUN_BY_SPREADSHEETS and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
