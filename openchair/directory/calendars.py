"""Weekly meetings as an iCalendar file (RFC 5545), which any calendar can take in or subscribe to."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vText
from icalendar.prop import vRecur

from openchair.directory.formats.meeting_guide import Weekly as Time

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LENGTH = timedelta(hours=1)
"""Of a meeting whose source names no end."""


class Weekly:
    """A calendar of what comes back every week."""

    def __init__(self) -> None:
        self._calendar = Calendar()
        self._calendar.add("prodid", "-//Openchair//Meetings//EN")
        self._calendar.add("version", "2.0")

    def add(
        self,
        *,
        uid: str,
        name: str,
        notes: str,
        place: str,
        address: str,
        weekly: Time,
        time_zone: str,
        since: datetime,
    ) -> None:
        """One weekly time on its own wall clock, from the first one after `since` on."""
        zone = ZoneInfo(time_zone)
        day = since.astimezone(zone).date()
        day += timedelta(days=(weekly.weekday - day.weekday()) % 7)
        starts = datetime.combine(day, weekly.starts, zone)
        ends = starts + LENGTH
        if weekly.ends is not None:
            ends = datetime.combine(day + timedelta(days=weekly.ends <= weekly.starts), weekly.ends, zone)
        event = Event()
        event.add("uid", f"{uid}@openchair")
        event.add("dtstamp", since.astimezone(UTC))
        event.add("dtstart", starts)
        event.add("dtend", ends)
        event.add("rrule", vRecur({"FREQ": "WEEKLY", "BYDAY": DAYS[weekly.weekday]}))
        event.add("summary", name)
        for key, words in (("description", notes), ("location", place)):
            if words:
                event.add(key, vText(words))
        if address:
            event.add("url", address)
        self._calendar.add_component(event)

    def written(self) -> bytes:
        """The file, with the rules of every time zone that it names."""
        if self._calendar.subcomponents:
            self._calendar.add_missing_timezones()
        return bytes(self._calendar.to_ical())
