"""Services of the Human Services Data Specification (Open Referral) whose schedule names days of the week.

A service is one listing; its weekly times are those of its schedules, its own or those at its locations. Source: HSDS
3.1, objects `service`, `schedule` (RFC 5545's days), `service_at_location`, `location`, `address`, `language`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from openchair.directory.codes import CODE_OF_LANGUAGE, LANGUAGES, ONLINE
from openchair.directory.formats.meeting_guide import Weekly
from openchair.directory.formats.plain import LONGEST_LINE, as_number, plain

NAME = "hsds"
DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
SCHEDULED = frozenset({"schedules", "service_at_locations"})


def rows_of(document: Any) -> list[Any] | None:
    """The services of a document or of one page of an interface, if it is of this format."""
    if isinstance(document, Mapping):
        document = document.get("contents", document.get("services"))
    if not isinstance(document, list) or not any(_is_row(row) for row in document):
        return None
    return document


def _is_row(row: Any) -> bool:
    return (
        isinstance(row, Mapping)
        and "id" in row
        and "name" in row
        and ("schedules" in row or "service_at_locations" in row)
    )


def slug_of(row: Any) -> str:
    """The service's identifier."""
    return str(row.get("id") or "").strip() if isinstance(row, Mapping) else ""


def as_meeting_guide(row: Mapping[str, Any]) -> dict[str, Any]:
    """The same in Meeting Guide's fields. Different hours on different days cannot be said there: see `weekly_of`."""
    places = [place for place in (_mapping(at.get("location")) for at in _list(row, "service_at_locations")) if place]
    physical = next((place for place in places if place.get("location_type") in (None, "physical")), {})
    virtual = next((place for place in places if place.get("location_type") == "virtual"), {})
    address = next(iter(_list(physical, "addresses")), {})
    codes = [str(one.get("code") or one.get("name") or "") for one in _list(row, "languages")]
    schedule = next(iter(_schedules(row)), {})
    return {
        "slug": slug_of(row),
        "name": row.get("name"),
        "group": _mapping(row.get("organization")).get("name"),
        "notes": row.get("description"),
        "day": [],
        "timezone": _zone(schedule.get("timezone")),
        "location": physical.get("name"),
        "location_notes": physical.get("description"),
        "address": address.get("address_1"),
        "city": address.get("city"),
        "state": address.get("state_province"),
        "postal_code": address.get("postal_code"),
        "country": address.get("country"),
        "region": address.get("region"),
        "latitude": physical.get("latitude"),
        "longitude": physical.get("longitude"),
        "types": [
            *(CODE_OF_LANGUAGE.get(code.split("-")[0].lower(), code) for code in codes if code),
            *([ONLINE] if virtual else []),
        ],
        "attendance_option": _attendance(row, bool(physical), bool(virtual)),
        "conference_url": virtual.get("url") or (row.get("url") if virtual and not physical else None),
        "conference_phone": next((one.get("number") for one in _list(virtual, "phones")), None),
        "website": row.get("url"),
    }


def _attendance(row: Mapping[str, Any], physical: bool, virtual: bool) -> str:
    if row.get("status") in ("inactive", "defunct", "temporarily closed"):
        return "inactive"
    return "hybrid" if physical and virtual else "online" if virtual else "in_person" if physical else ""


def weekly_of(row: Mapping[str, Any]) -> tuple[list[tuple[Any, Any, Any]], list[str]]:
    """Day (0 for Sunday), beginning and end of each weekly time, and what is no weekly time."""
    found, odd = [], []
    for schedule in _schedules(row):
        if str(schedule.get("freq") or "WEEKLY").upper() != "WEEKLY" or str(schedule.get("interval") or 1) != "1":
            odd.append("a schedule that is not every week")
            continue
        for part in str(schedule.get("byday") or "").upper().split(","):
            day = part.strip().lstrip("+-0123456789")
            if day in DAYS:
                found.append((DAYS.index(day), _clock(schedule.get("opens_at")), _clock(schedule.get("closes_at"))))
            elif day:
                odd.append(f"a day that is none: {day[:10]}")
    return found, odd


def _schedules(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    own = _list(row, "schedules")
    there = [schedule for at in _list(row, "service_at_locations") for schedule in _list(at, "schedules")]
    return [*own, *there]


def _clock(value: Any) -> Any:
    """`19:00`, `19:00:00Z` and `19:00+02:00` are all seven in the evening on the group's own clock."""
    return value[:5] if isinstance(value, str) and value[2:3] == ":" else value


def _zone(value: Any) -> Any:
    return value if isinstance(value, str) and "/" in value else None


def _list(row: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = row.get(key)
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def written(
    raw: Mapping[str, Any], *, slug: str, weekly: Iterable[Weekly], time_zone: str, guide: Mapping[str, Any]
) -> dict[str, Any]:
    """One service: as its source gave it, or made of Meeting Guide's fields."""
    schedules = [
        {
            "id": f"{slug}-{DAYS[(one.weekday + 1) % 7].lower()}-{one.starts:%H%M}",
            "freq": "WEEKLY",
            "interval": 1,
            "byday": DAYS[(one.weekday + 1) % 7],
            "opens_at": f"{one.starts:%H:%M}",
            **({"closes_at": f"{one.ends:%H:%M}"} if one.ends is not None else {}),
            "timezone": time_zone,
        }
        for one in weekly
    ]
    if _is_row(raw):
        return {**raw, "id": slug} if _schedules(raw) else {**raw, "id": slug, "schedules": schedules}
    option = guide.get("attendance_option")
    places: list[dict[str, Any]] = []
    if option != "online":
        address = {
            "id": f"{slug}-address",
            "address_1": guide.get("address") or guide.get("formatted_address"),
            "city": guide.get("city") or "",
            "state_province": guide.get("state") or "",
            "postal_code": guide.get("postal_code") or "",
            "country": guide.get("country") or "",
            "address_type": "physical",
        }
        location: dict[str, Any] = {
            "id": f"{slug}-place",
            "location_type": "physical",
            "name": plain(guide.get("location") or guide.get("name"), LONGEST_LINE),
        }
        numbers = {key: as_number(guide.get(key)) for key in ("latitude", "longitude")}
        where = {key: value for key, value in numbers.items() if value is not None}
        places.append({"id": f"{slug}-at-place", "location": {**location, **where, "addresses": [address]}})
    if option in ("online", "hybrid") or guide.get("conference_url"):
        location = {"id": f"{slug}-online", "location_type": "virtual", "url": guide.get("conference_url")}
        places.append({"id": f"{slug}-at-online", "location": location})
    return {
        "id": slug,
        "name": plain(guide.get("name"), LONGEST_LINE),
        "description": guide.get("notes") or "",
        "url": guide.get("website") or guide.get("url") or "",
        "status": "inactive" if option == "inactive" else "active",
        "organization": {
            "id": f"{slug}-organization",
            "name": plain(guide.get("group") or guide.get("entity") or guide.get("name"), LONGEST_LINE),
        },
        "schedules": schedules,
        "service_at_locations": places,
        "languages": [
            {"id": f"{slug}-{code.lower()}", "code": LANGUAGES[code.upper()][0]}
            for code in guide.get("types") or []
            if isinstance(code, str) and code.upper() in LANGUAGES
        ],
        "attributes": [
            {"id": f"{slug}-field-{key}", "link_entity": "service", "value": guide[key], "label": key}
            for key in sorted(guide.keys())
            if key not in {"slug", "name", "notes", "day", "time", "end_time", "timezone", "group"}
        ],
    }
