"""Meeting Guide rows, read as leniently as real feeds need and written as strictly as clients want.

Pure: no database. What cannot be read becomes a `Problem`; an error rejects the row, a note only says what was odd.
"""

import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any, Literal

from openchair.core.time import zone_names
from openchair.directory.codes import CLOSED_FOR_NOW, LANGUAGES, ONLINE, is_known
from openchair.directory.formats.plain import LONGEST_LINE, as_number, clean, has_markup, lines, plain

Attendance = Literal["in_person", "online", "hybrid", "inactive"]
ATTENDANCE: tuple[Attendance, ...] = ("in_person", "online", "hybrid", "inactive")
LONGEST_SLUG = 200
DAY_NAMES = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?:[:.](\d{2}))?(?:\s*([ap])\.?m?\.?)?", re.IGNORECASE)
NAMES = ("name", "group", "location", "region", "sub_region")
_HANDLES = ("venmo", "square", "paypal")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong or odd about a row; an `error` rejects it."""

    field: str
    words: str
    severity: Literal["error", "note"] = "error"

    def __str__(self) -> str:
        return f"{self.field}: {self.words}" if self.field else self.words


@dataclass(frozen=True, slots=True)
class Weekly:
    """One weekly time on the listing's own wall clock; Monday is 0."""

    weekday: int
    starts: time
    ends: time | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as we understand it, beside the row as it came."""

    slug: str
    name: str
    group_name: str
    notes: str
    place: str
    address: str
    region: str
    approximate: bool
    attendance: Attendance
    online_address: str
    online_notes: str
    phone: str
    phone_notes: str
    website: str
    time_zone: str
    """Empty where the row names none."""
    types: tuple[str, ...]
    languages: tuple[str, ...]
    weekly: tuple[Weekly, ...]
    latitude: float | None
    longitude: float | None
    raw: str
    problems: tuple[Problem, ...] = field(default=(), compare=False)


# --- reading ------------------------------------------------------------------------------------------------
def rows_of(document: Any) -> list[Any] | None:
    """The rows of a document, if it is of this format."""
    if not isinstance(document, list):
        return None
    return document if not document or any(isinstance(row, Mapping) and "slug" in row for row in document) else None


def read_row(
    row: Any, *, original: Mapping[str, Any] | None = None, times: Sequence[tuple[Any, Any, Any]] | None = None
) -> tuple[Entry | None, list[Problem]]:
    """The entry of one row, or None with the errors that reject it.

    `original` is the row as it came where it was of another format; `times` are its day (0 for Sunday), beginning and
    end where one time for all days does not say it.
    """
    if not isinstance(row, Mapping):
        return None, [Problem("", "this row is not an object")]
    problems: list[Problem] = []
    slug = slug_of(row)
    if not slug:
        problems.append(Problem("slug", "missing, or neither text nor a whole number"))
    elif len(slug) > LONGEST_SLUG:
        problems.append(Problem("slug", f"longer than {LONGEST_SLUG} characters"))
    name = plain(row.get("name"), LONGEST_LINE)
    if not name:
        problems.append(Problem("name", "missing"))
    try:
        raw = json.dumps(row if original is None else original, ensure_ascii=False, allow_nan=False)
        raw.encode()
    except ValueError:
        raw = ""
        problems.append(Problem("", "holds a number or text that no database can keep"))
    weekly = _weekly(row, problems) if times is None else _weekly_of(times, problems)
    zone = _zone(row, problems)
    types = _types(row, problems)
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    address = _address(row)
    approximate = _approximate(row, address)
    latitude, longitude = coordinates(row)
    entry = Entry(
        slug=slug,
        name=name,
        group_name=plain(row.get("group"), LONGEST_LINE),
        notes="\n\n".join(filter(None, (lines(row.get(key)) for key in ("notes", "location_notes", "group_notes")))),
        place=plain(row.get("location"), LONGEST_LINE),
        address=address,
        region=_region(row),
        approximate=approximate,
        attendance=_attendance(row, types, exact=bool(address) and not approximate),
        online_address=_link(row.get("conference_url")),
        online_notes=lines(row.get("conference_url_notes")),
        phone=plain(row.get("conference_phone"), LONGEST_LINE),
        phone_notes=lines(row.get("conference_phone_notes")),
        website=_link(row.get("website")) or _link(row.get("url")),
        time_zone=zone,
        types=types,
        languages=tuple(dict.fromkeys(LANGUAGES[code.upper()][0] for code in types if code.upper() in LANGUAGES)),
        weekly=weekly,
        latitude=latitude,
        longitude=longitude,
        raw=raw,
    )
    _note_oddities(row, entry, problems, translated=original is not None)
    return entry, problems


def slug_of(row: Any) -> str:
    """The row's slug as text, empty where it has none."""
    value = row.get("slug") if isinstance(row, Mapping) else None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return clean(value) if isinstance(value, str) else ""


def _link(value: Any) -> str:
    """A web address, or nothing: no other scheme is ever offered as a link."""
    text = clean(value) if isinstance(value, str) else ""
    return text if re.match(r"https?://[^\s/]", text, re.IGNORECASE) and len(text) <= 2000 else ""


def read_time(value: Any) -> time | None:
    """A wall time from "19:00", "7:00 PM", "7 pm" or "19:00:00"; None if it is none of these."""
    if not isinstance(value, str):
        return None
    found = _TIME.fullmatch(value.strip())
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[4] or "").lower()
    if not half and found[2] is None:
        return None  # a bare "7" could be morning or evening
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def read_day(value: Any) -> int | None:
    """A weekday (Monday 0) from the feed's 0 for Sunday to 6, as number, digit or English name; None if it is none."""
    if isinstance(value, str):
        text = value.strip().lower()
        if text in DAY_NAMES:
            value = DAY_NAMES.index(text)
        elif len(text) == 1 and text in "0123456":
            value = int(text)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 6:
        return None
    return (value - 1) % 7


def _weekly(row: Mapping[str, Any], problems: list[Problem]) -> tuple[Weekly, ...]:
    given = row.get("day")
    if given is None or given in ("", []):
        return ()
    days = []
    for value in given if isinstance(given, list) else [given]:
        day = read_day(value)
        if day is None:
            problems.append(Problem("day", f"not a weekday from 0 to 6: {_quoted(value)}"))
            return ()
        days.append(day)
    if row.get("time") in (None, ""):
        problems.append(Problem("time", "missing, though a day is given"))
        return ()
    starts = read_time(row.get("time"))
    if starts is None:
        problems.append(Problem("time", f"not a time of day: {_quoted(row.get('time'))}"))
        return ()
    ends = read_time(row.get("end_time"))
    if ends is None and row.get("end_time") not in (None, ""):
        problems.append(Problem("end_time", f"not a time of day: {_quoted(row.get('end_time'))}", "note"))
    return tuple(Weekly(day, starts, ends) for day in dict.fromkeys(days))


def _weekly_of(times: Sequence[tuple[Any, Any, Any]], problems: list[Problem]) -> tuple[Weekly, ...]:
    found: dict[tuple[int, time], Weekly] = {}
    for day, begins, ends in times:
        weekday, starts = read_day(day), read_time(begins)
        if weekday is None or starts is None:
            problems.append(Problem("time", f"not a time of day: {_quoted(begins)}"))
            return ()
        found.setdefault((weekday, starts), Weekly(weekday, starts, read_time(ends)))
    return tuple(found.values())


def coordinates(row: Mapping[str, Any]) -> tuple[float, float] | tuple[None, None]:
    """Where a row says that it is; zero and zero is what feeds write for nowhere."""
    latitude, longitude = (as_number(row.get(key)) for key in ("latitude", "longitude"))
    if latitude is None or longitude is None:
        return None, None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180) or (latitude == 0 and longitude == 0):
        return None, None
    return round(latitude, 6), round(longitude, 6)


def _quoted(value: Any) -> str:
    """A short piece of what the feed says, for a complaint about it."""
    return clean(json.dumps(value, ensure_ascii=True, default=str))[:40]


def is_time_zone(name: str) -> bool:
    """Whether this is the name of a time zone in the tz database."""
    return name in zone_names()


def _zone(row: Mapping[str, Any], problems: list[Problem]) -> str:
    given = row.get("timezone")
    if given is None or given == "":
        return ""
    if isinstance(given, str) and is_time_zone(given.strip()):
        return given.strip()
    problems.append(Problem("timezone", f"not the name of a time zone: {_quoted(given)}"))
    return ""


def _types(row: Mapping[str, Any], problems: list[Problem]) -> tuple[str, ...]:
    given = row.get("types")
    if given is None:
        return ()
    if isinstance(given, str):
        # One feed writes its list as text: "[open]".
        problems.append(Problem("types", "text instead of a list", "note"))
        given = given.strip().strip("[]").split(",")
    if not isinstance(given, list):
        problems.append(Problem("types", "neither a list nor text", "note"))
        return ()
    codes = [clean(str(code))[:60] for code in given if isinstance(code, (str, int)) and not isinstance(code, bool)]
    return tuple(dict.fromkeys(code for code in codes if code))


def _address(row: Mapping[str, Any]) -> str:
    whole = plain(row.get("formatted_address"), LONGEST_LINE)
    if whole:
        return whole
    state = " ".join(filter(None, (plain(row.get("state"), 60), plain(row.get("postal_code"), 20))))
    parts = (plain(row.get("address"), 120), plain(row.get("city"), 80), state, plain(row.get("country"), 60))
    return ", ".join(filter(None, parts))[:LONGEST_LINE]


def _region(row: Mapping[str, Any]) -> str:
    several = row.get("regions")
    named = several if isinstance(several, list) else [row.get("region"), row.get("sub_region")]
    return ", ".join(filter(None, (plain(part, 80) for part in named)))[:LONGEST_LINE]


def _approximate(row: Mapping[str, Any], address: str) -> bool:
    said = plain(row.get("approximate"), 5).lower()
    if said in ("yes", "no"):
        return said == "yes"
    if plain(row.get("address"), 120):
        return False
    # Without a street an address has at most "city, state, country".
    return address.count(",") < 3


def _attendance(row: Mapping[str, Any], types: tuple[str, ...], *, exact: bool) -> Attendance:
    said = plain(row.get("attendance_option"), 20).lower()
    for option in ATTENDANCE:
        if said == option:
            return option
    codes = {code.upper() for code in types}
    contact = (_link(row.get("conference_url")), plain(row.get("conference_phone"), 60))
    online = ONLINE in codes or any(contact)
    there = exact and CLOSED_FOR_NOW not in codes
    if online and there:
        return "hybrid"
    if online:
        return "online"
    return "in_person" if there else "inactive"


def _note_oddities(row: Mapping[str, Any], entry: Entry, problems: list[Problem], *, translated: bool) -> None:
    def note(field: str, words: str) -> None:
        problems.append(Problem(field, words, "note"))

    if not entry.weekly:
        note("day", "none: listed as a group without meetings")
    elif not translated and not all(
        isinstance(day, int) for day in (row["day"] if isinstance(row["day"], list) else [row["day"]])
    ):
        note("day", "text instead of a whole number")
    if entry.weekly and not translated and not re.fullmatch(r"\d{2}:\d{2}", str(row.get("time"))):
        note("time", "not written as HH:MM")
    if entry.weekly and not entry.time_zone:
        note("timezone", "none")
    if not entry.address:
        note("formatted_address", "no address, not even an approximate one")
    for code in entry.types:
        if not is_known(code):
            note("types", f"unknown code: {_quoted(code)}")
    for key in ("name", "notes", "location", "location_notes", "group", "group_notes"):
        if isinstance(row.get(key), str) and html.unescape(row[key]) != row[key]:
            note(key, "HTML entities")
    for key in _HANDLES:
        if isinstance(row.get(key), str) and "/" in row[key]:
            note(key, "a link where a bare handle is wanted")
    for key in ("conference_url", "website", "url"):
        if isinstance(row.get(key), str) and row[key].strip() and not _link(row[key]):
            note(key, "not a web address")


def _is_whole(day: Any) -> bool:
    return all(isinstance(one, int) for one in (day if isinstance(day, list) else [day]))


# --- writing ------------------------------------------------------------------------------------------------
def write_row(
    raw: Mapping[str, Any],
    *,
    slug: str,
    weekly: Weekly | None,
    time_zone: str,
    address: str,
    approximate: bool,
    types: tuple[str, ...],
) -> dict[str, Any]:
    """One object for one weekly occurrence: all that the source said, with the strict fields put right."""
    out = dict(raw)
    out["slug"] = slug
    for key in NAMES:
        if isinstance(out.get(key), str) and has_markup(out[key]):
            out[key] = plain(out[key], LONGEST_LINE)  # markup has no place in a name, and not every client escapes it
    for key in ("day", "time", "end_time"):
        out.pop(key, None)
    if weekly is not None:
        out["day"] = (weekly.weekday + 1) % 7
        out["time"] = weekly.starts.strftime("%H:%M")
        if weekly.ends is not None:
            out["end_time"] = weekly.ends.strftime("%H:%M")
    out["timezone"] = time_zone
    out["types"] = list(types)
    out["formatted_address"] = address
    out["approximate"] = "yes" if approximate else "no"
    for key, most in (("latitude", 90), ("longitude", 180)):
        value = as_number(out.pop(key, None))
        if value is not None and abs(value) <= most:
            out[key] = value
    return out
