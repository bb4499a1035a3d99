"""What we give out, opened by software that others wrote: a calendar in a browser, and the specification's own code.

The calendar is FullCalendar with its iCalendar reader, both from npm, on a page of its own from a loopback address.
"""

import functools
import http.server
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from openchair.cli import main
from openchair.directory.codes import is_known
from openchair.directory.services import import_listings
from tests.browser import ROOT
from tests.directory.test_find import own

MODULES = ROOT / "node_modules"
SCRIPTS = {
    "fullcalendar.js": MODULES / "fullcalendar" / "index.global.min.js",
    "ical.js": MODULES / "ical.js" / "build" / "ical.min.js",
    "reader.js": MODULES / "@fullcalendar" / "icalendar" / "index.global.min.js",
}
SPECIFICATION = MODULES / "@code4recovery" / "spec" / "lib" / "index.js"
WEEK = "2027-03-01"
"""A Monday; every listing has been here for long by then."""
PAGE = """<!doctype html><title>Calendar</title><div id="calendar"></div>
<script src="fullcalendar.js"></script><script src="ical.js"></script><script src="reader.js"></script>
<script>
  const calendar = new FullCalendar.Calendar(document.getElementById("calendar"), {
    initialView: "listWeek", initialDate: "WEEK", firstDay: 1, timeZone: "UTC", height: "auto",
    events: {url: "meetings.ics", format: "ics"},
    loading: (busy) => { if (!busy) document.title = "loaded"; },
    eventSourceFailure: (problem) => { document.title = `failed: ${problem.message}`; },
  });
  calendar.render();
</script>""".replace("WEEK", WEEK)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder without saying so."""

    def log_message(self, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder and the loopback address under which a browser finds it."""
    for name, file in SCRIPTS.items():
        if not file.is_file():
            pytest.skip(f"{file.relative_to(ROOT)} is not installed: run npm ci")
        shutil.copy(file, tmp_path / name)
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=tmp_path))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield tmp_path, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def opened(chromium: Any, address: str) -> list[tuple[str, str, str]]:
    """Name, day and beginning of every line that the calendar shows for the week; it may ask no other host."""
    page = chromium.new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.goto(address)
    page.wait_for_function("document.title !== 'Calendar'", timeout=60_000)
    assert page.title() == "loaded"
    held = page.evaluate(
        "calendar.getEvents().map(one => [one.title, one.startStr.slice(0, 10), one.startStr.slice(11, 16)])"
    )
    seen = page.locator(".fc-list-event-title").all_inner_texts()
    page.close()
    assert hosts == {urlsplit(address).netloc}
    week = [(name, day, clock) for name, day, clock in held if WEEK <= day <= "2027-03-07"]
    # A meeting past midnight has a line on either day, so there may be more lines than meetings.
    assert (len(seen) >= len(week), set(seen)) == (True, {name for name, _day, _clock in week}), (
        "it shows what it holds"
    )
    return sorted(week)


def given_out(capsys: pytest.CaptureFixture[str], folder: Path) -> list[tuple[str, str, str]]:
    """The same from our Meeting Guide rows, and the calendar beside the page."""
    assert main(["meetings", "export", "--format", "ics", "-o", str(folder / "meetings.ics")]) == 0
    capsys.readouterr()
    assert main(["meetings", "export"]) == 0
    rows = json.loads(capsys.readouterr().out)
    days = ["2027-03-07", *(f"2027-03-0{day}" for day in range(1, 7))]
    return sorted((shown(row["name"]), days[row["day"]], row["time"]) for row in rows)


def shown(name: str) -> str:
    """A name as pages and calendars show it: the rows keep what the source wrote."""
    from openchair.directory.formats.plain import LONGEST_LINE, plain

    return plain(name, LONGEST_LINE)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True, databases="__all__")
def test_our_calendar_opens_in_another_one_row_for_row(chromium, shelf, capsys):
    folder, address = shelf
    own()
    own("Sunday Kitchen; cooking, then talk", place="Old Mill, Leeds", format="in_person")
    row = {"day": 3, "time": "19:00", "timezone": "Europe/London", "formatted_address": "1 High Street, Leeds, LS1, UK"}
    rows = [
        {**row, "slug": f"s{i}", "name": f"Lantern {i}", "day": [i % 7, (i + 3) % 7], "time": f"{6 + i % 17:02}:30"}
        for i in range(40)
    ]
    rows += [
        {**row, "slug": "zurich", "name": "Zürich, “früh”; 1\\2", "timezone": "Europe/Zurich", "time": "06:05"},
        {**row, "slug": "late", "name": "Past midnight", "time": "23:30", "end_time": "00:30", "day": 0},
        {**row, "slug": "far", "name": "Kiritimati", "timezone": "Pacific/Kiritimati", "notes": "line\n" * 30},
    ]
    import_listings(rows=rows, source="feed.example", time_zone="UTC", at=datetime(2026, 3, 1, tzinfo=UTC))
    expected = given_out(capsys, folder)
    assert len(expected) == 2 + 80 + 3
    assert opened(chromium, address) == expected


@pytest.mark.browser
@pytest.mark.django_db(transaction=True, databases="__all__")
@pytest.mark.parametrize("name", ["aasfmarin-2021-05", "sussexaa-2021-06", "al-anon-2023-08"])
def test_a_real_list_opens_in_another_calendar_row_for_row(chromium, shelf, capsys, test_data, name):
    folder, address = shelf
    file = test_data / "meetings" / f"{name}.json"
    assert main(["meetings", "import", str(file), "--timezone", "Europe/London"]) == 0
    read = json.loads(capsys.readouterr().out)["created"]
    expected = given_out(capsys, folder)
    assert len(expected) == read
    assert opened(chromium, address) == expected


def test_every_code_of_the_specification_has_words_here():
    node = shutil.which("node")
    if node is None or not SPECIFICATION.is_file():
        pytest.skip("node or @code4recovery/spec is not installed: run npm ci")
    asked = f"console.log(JSON.stringify(require({json.dumps(str(SPECIFICATION))}).getTypesForLanguage('en')))"
    said = subprocess.run([node, "-e", asked], capture_output=True, check=True, text=True).stdout
    codes = json.loads(said)
    assert len(codes) > 60
    assert [code for code in codes if not is_known(code)] == []
