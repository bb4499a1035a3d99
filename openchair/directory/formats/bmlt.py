"""BMLT rows, as its semantic interface gives them: all values are text, Sunday is 1, formats are short keys.

Read by way of Meeting Guide's fields, which say the same things. With the server's own list of formats the keys become
types and words; with its service bodies the rows get a region. Source: the BMLT's `GetSearchResults`, `GetFormats` and
`GetServiceBodies`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from openchair.directory.codes import CODE_OF_LANGUAGE
from openchair.directory.formats.meeting_guide import read_time

NAME = "bmlt"
VENUES = {"1": "in_person", "2": "online", "3": "hybrid"}
TYPE_OF = {
    "BEG": "BE", "BT": "B", "CAN": "CAN", "CH": "CF", "CLOSED": "C", "CW": "CF", "DISC": "D", "GL": "LGBTQ",
    "LIT": "LIT", "M": "M", "OPEN": "O", "OUT": "OUT", "SMOK": "SM", "SPK": "SP", "STEP": "ST", "TC": "TC",
    "TRAD": "TR", "VM": "ONL", "W": "W", "WCHR": "X", "Y": "Y",
}  # fmt: skip
"""The world service's names of formats, in the codes of Meeting Guide."""


def rows_of(document: Any) -> list[Any] | None:
    """The meetings of a document, if it is one of this format."""
    meetings = document.get("meetings") if isinstance(document, Mapping) else document
    if not isinstance(meetings, list) or not any(_is_row(row) for row in meetings):
        return None
    if isinstance(document, Mapping):
        return with_lists(meetings, formats=document.get("formats"), bodies=None)
    return list(meetings)


def _is_row(row: Any) -> bool:
    return isinstance(row, Mapping) and "weekday_tinyint" in row and "id_bigint" in row


def with_lists(meetings: Sequence[Any], *, formats: Any, bodies: Any) -> list[Any]:
    """The rows with what the server's other lists say about them, kept under names of their own."""
    named = {
        str(one.get("id")): {
            "key": one.get("key_string"), "name": one.get("name_string"), "world_id": one.get("world_id"),
        }
        for one in (formats if isinstance(formats, list) else [])
        if isinstance(one, Mapping)
    }  # fmt: skip
    areas = {
        str(one.get("id")): one.get("name")
        for one in (bodies if isinstance(bodies, list) else [])
        if isinstance(one, Mapping)
    }
    found: list[Any] = []
    for row in meetings:
        if not isinstance(row, Mapping):
            found.append(row)
            continue
        ids = str(row.get("format_shared_id_list") or "").split(",")
        more = {
            "formats_named": [named[one] for one in ids if one in named],
            "service_body_name": areas.get(str(row.get("service_body_bigint"))),
        }
        found.append({**row, **{key: value for key, value in more.items() if value}})
    return found


def slug_of(row: Any) -> str:
    """The server's own number of the meeting."""
    return str(row.get("id_bigint") or "").strip() if isinstance(row, Mapping) else ""


def as_meeting_guide(row: Mapping[str, Any]) -> dict[str, Any]:
    """The same in Meeting Guide's fields; what cannot be read is left as it is, for the reader to complain about."""
    street, town = row.get("location_street"), row.get("location_municipality")
    starts = row.get("start_time")
    virtual = row.get("virtual_meeting_link")
    return {
        "slug": slug_of(row),
        "name": row.get("meeting_name"),
        "day": _day(row.get("weekday_tinyint")),
        "time": starts,
        "end_time": _end(starts, row.get("duration_time")),
        "timezone": row.get("time_zone"),
        "location": row.get("location_text"),
        "location_notes": row.get("location_info"),
        "notes": row.get("comments"),
        "address": street,
        "city": town or row.get("location_city_subsection"),
        "state": row.get("location_province"),
        "postal_code": row.get("location_postal_code_1"),
        "country": row.get("location_nation"),
        "regions": [
            part
            for part in (
                row.get("service_body_name"),
                row.get("location_sub_province"),
                row.get("location_city_subsection"),
                row.get("location_neighborhood"),
            )
            if part
        ],
        "latitude": row.get("latitude"),
        "longitude": row.get("longitude"),
        "types": _types(row),
        "attendance_option": VENUES.get(str(row.get("venue_type") or ""), ""),
        "conference_url": virtual,
        "conference_url_notes": row.get("virtual_meeting_additional_info"),
        "conference_phone": row.get("phone_meeting_number"),
        "website": row.get("url"),
    }


def _day(value: Any) -> Any:
    text = str(value or "").strip()
    return int(text) - 1 if text in tuple("1234567") else value


def _end(starts: Any, duration: Any) -> str | None:
    begin, long = read_time(starts), read_time(duration)
    if begin is None or long is None or not (long.hour or long.minute):
        return None
    end = datetime(2000, 1, 1, begin.hour, begin.minute) + timedelta(hours=long.hour, minutes=long.minute)  # noqa: DTZ001
    return f"{end:%H:%M}"


def _types(row: Mapping[str, Any]) -> list[str]:
    given = row.get("formats_named")
    named = [one for one in given if isinstance(one, Mapping)] if isinstance(given, list) else []
    known: list[Any] = [
        TYPE_OF.get(str(one.get("world_id") or "").upper()) or one.get("name") or one.get("key") for one in named
    ]
    if not known:
        known = str(row.get("formats") or "").split(",")
    languages = [CODE_OF_LANGUAGE.get(str(row["lang_enum"]).lower(), row["lang_enum"])] if row.get("lang_enum") else []
    return [str(one).strip() for one in (*known, *languages) if one and str(one).strip()]


def is_published(row: Mapping[str, Any]) -> bool:
    """Whether the server shows the meeting to the public."""
    return str(row.get("published", "1")) != "0"
