"""Listings as schema.org says it: an `Event` with an `eventSchedule` for each weekly time, in JSON-LD.

Terms: schema.org/Event, /Schedule (byDay, startTime, endTime, repeatFrequency, scheduleTimezone), /Place,
/VirtualLocation, /Organization. What no source says is left out rather than guessed.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from openchair.directory.formats.meeting_guide import Weekly

CONTEXT = "https://schema.org"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MODES = {
    "in_person": "OfflineEventAttendanceMode",
    "online": "OnlineEventAttendanceMode",
    "hybrid": "MixedEventAttendanceMode",
}
_ESCAPED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def thing(
    *,
    identity: str,
    name: str,
    notes: str,
    attendance: str,
    weekly: Iterable[Weekly],
    time_zone: str,
    place: str = "",
    address: str = "",
    coordinates: tuple[float, float] | None = None,
    online_address: str = "",
    organizer: str = "",
    languages: Iterable[str] = (),
    page: str = "",
    free: bool = False,
) -> dict[str, Any]:
    """What meets weekly is an event with a schedule; what has no weekly time, or rests, is an organisation."""
    schedules = [_schedule(one, time_zone) for one in weekly]
    said: dict[str, Any] = {"@type": "Event" if schedules and attendance in MODES else "Organization"}
    said |= {"identifier": identity, "name": name}
    if notes:
        said["description"] = notes
    if page:
        said["url"] = page
    if said["@type"] == "Organization":
        if address:
            said["address"] = address
        return said
    said["eventAttendanceMode"] = f"{CONTEXT}/{MODES[attendance]}"
    said["eventSchedule"] = schedules
    places = _places(attendance, place, address, coordinates, online_address)
    if places:
        said["location"] = places[0] if len(places) == 1 else places
    if organizer:
        said["organizer"] = {"@type": "Organization", "name": organizer}
    if tags := list(languages):
        said["inLanguage"] = tags[0] if len(tags) == 1 else tags
    if free:
        said["isAccessibleForFree"] = True
    return said


def _schedule(one: Weekly, time_zone: str) -> dict[str, Any]:
    said = {
        "@type": "Schedule",
        "repeatFrequency": "P1W",
        "byDay": f"{CONTEXT}/{DAYS[one.weekday]}",
        "startTime": f"{one.starts:%H:%M:%S}",
    }
    if one.ends is not None:
        said["endTime"] = f"{one.ends:%H:%M:%S}"
    return said | {"scheduleTimezone": time_zone}


def _places(
    attendance: str, place: str, address: str, coordinates: tuple[float, float] | None, online_address: str
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if attendance != "online" and (place or address):
        room: dict[str, Any] = {"@type": "Place", "name": place or address}
        if address:
            room["address"] = address
        if coordinates is not None:
            latitude, longitude = coordinates
            room["geo"] = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
        found.append(room)
    if attendance != "in_person":
        line = {"@type": "VirtualLocation"}
        found.append(line | {"url": online_address} if online_address else line)
    return found


def whole(things: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """A document of several."""
    return {"@context": CONTEXT, "@graph": list(things)}


def block(one: Mapping[str, Any]) -> SafeString:
    """A page's block of data. It is no script: nothing runs it, and no word in it can end it or begin another."""
    text = json.dumps({"@context": CONTEXT, **one}, ensure_ascii=False).translate(_ESCAPED)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  (escaped above)
