"""Reading the fields of a JSON document strictly: whatever cannot be read is named by file and field."""

import math
from collections.abc import Mapping
from typing import Any

from openchair.core.errors import InputProblem

Name = str | int
Row = Mapping[str, Any]


class Fields:
    """Readers of one file's fields; each takes the value and where it stands."""

    def __init__(self, file: str) -> None:
        self.file = file

    def problem(self, field: str, words: str) -> InputProblem:
        """A complaint about one field."""
        return InputProblem(words, file=self.file, field=field)

    def rows(self, whole: Any, key: str) -> list[Row]:
        """The list of objects under `key`."""
        if not isinstance(whole, dict):
            raise self.problem("", "give an object with groups and people")
        rows = whole.get(key)
        if not isinstance(rows, list):
            raise self.problem(key, "give a list")
        for number, row in enumerate(rows):
            if not isinstance(row, dict):
                raise self.problem(f"{key}[{number}]", "give an object")
        return rows

    def ids(self, rows: list[Row], key: str) -> tuple[Name, ...]:
        """The `id` of each row, each there once."""
        names = tuple(self.name(row.get("id"), f"{key}[{number}].id") for number, row in enumerate(rows))
        seen: set[Name] = set()
        for number, name in enumerate(names):
            if name in seen:
                raise self.problem(f"{key}[{number}].id", f"{name!r} is there twice")
            seen.add(name)
        return names

    def name(self, value: Any, field: str) -> Name:
        """A name: text or a whole number."""
        if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
            raise self.problem(field, "give a name, as text or a whole number")
        return value

    def names(self, row: Row, key: str, at: str) -> list[Name]:
        """A list of names; none where there is no such field."""
        return [self.name(value, f"{at}.{key}[{number}]") for number, value in enumerate(self.list_of(row, key, at))]

    def list_of(self, row: Row, key: str, at: str) -> list[Any]:
        """A list; empty where there is no such field or it is null."""
        values = row.get(key)
        if values is None:
            return []
        if not isinstance(values, list):
            raise self.problem(f"{at}.{key}", "give a list")
        return values

    def count(self, value: Any, field: str) -> int:
        """A whole number, 0 or more."""
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1_000_000:
            raise self.problem(field, "give a whole number, 0 or more")
        return value

    def number(self, value: Any, field: str, *, most: float = math.inf) -> float:
        """A number, 0 or more and at most `most`."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            words = "give a number, 0 or more" if most == math.inf else f"give a number from 0 to {most:g}"
            raise self.problem(field, words)
        if math.isinf(value):
            raise self.problem(field, "give a number")
        return value

    def truth(self, row: Row, key: str, at: str, *, default: bool) -> bool:
        """True or false."""
        value = row.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.problem(f"{at}.{key}", "give true or false")
        return value

    def stage(self, value: Any, field: str) -> int:
        """A stage of change, 0 to 4."""
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 4:
            raise self.problem(field, "a stage is a whole number from 0 to 4")
        return value

    def couples(self, whole: Row, key: str) -> list[tuple[Name, Name, str]]:
        """Pairs of two different people, and where each stands."""
        found = []
        for number, row in enumerate(self.list_of(whole, key, "")):
            at = f"{key}[{number}]"
            if not isinstance(row, list) or len(row) != 2:
                raise self.problem(at, "give two people")
            one, other = (self.name(value, f"{at}[{place}]") for place, value in enumerate(row))
            if one == other:
                raise self.problem(at, "give two different people")
            found.append((one, other, at))
        return found
