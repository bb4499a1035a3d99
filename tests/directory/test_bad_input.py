"""What is wrong with a list is said with its file, row and field, by command and on pages; nothing comes in by half."""

import json
import tracemalloc
from datetime import timedelta
from typing import Any

import pytest

from openchair.cli import main
from openchair.core.errors import InputProblem
from openchair.directory import upkeep
from openchair.directory.feeds import LARGEST, read_feed
from openchair.directory.models import Feed, ImportRun, Listing, Occurrence
from tests.directory.test_feeds import AT, ROW, Shelf, a_feed, shelf

__all__ = ["shelf"]
pytestmark = pytest.mark.django_db(databases="__all__")
TOO_LARGE = 200_000_000
MEMORY = LARGEST + 40_000_000
"""What refusing a list of 200 MB may hold at once; it is cut at LARGEST."""


def by_command(capsys, *args):
    """Exit code, and what was said to people."""
    code = main(["meetings", "import", *map(str, args)])
    return code, capsys.readouterr()


def on_the_page(cast, client, shelf):
    """Add the shelf as a list, have it fetched, and read the page of what came of it."""
    a_feed(cast, shelf)
    upkeep.fetch_due_feeds(at=AT)
    client.force_login(cast.coordinator)
    run = ImportRun.objects.all()[0]
    page = client.get(f"/find/lists/{Feed.objects.get().pk}/").content.decode()
    return page + client.get(f"/find/lists/runs/{run.pk}/").content.decode()


def nothing_is_listed():
    return not Listing.objects.exists() and not Occurrence.objects.exists()


BROKEN = {
    "cut short": (b'[{"slug": "a", "name": "A"},\n', "line 2: not JSON"),
    "two documents": (b'[]\n[{"slug": "b"}]', "line 2: not JSON"),
    "not a list": (b'{"meetings": 5}', "not a list of meetings"),
    "not UTF-8": (b'[{"slug": "a",\n"name": "\xff"}]', "line 2: not UTF-8 text"),
    "a number too large": (b'[{"slug": "a", "name": "A", "x": 1e999, "y": NaN}]', "not a number in JSON"),
    "too deep": (b"[" * 100_000, "nested too deeply"),
    "a page": (b"<html><body>Moved</body></html>", "the first line names no column"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_list_is_named_with_its_line_and_nothing_comes_in(cast, client, shelf, capsys, tmp_path, what):
    body, words = BROKEN[what]
    file = tmp_path / "list.json"
    file.write_bytes(body)
    code, said = by_command(capsys, file)
    assert (code, said.out) == (2, "")
    assert str(file) in said.err
    assert words in said.err
    assert not ImportRun.objects.exists()
    shelf.body = body
    page = on_the_page(cast, client, shelf)
    assert words in page
    assert shelf.address in page
    assert nothing_is_listed()


def test_a_file_of_200_mb_is_refused_without_being_read(capsys, tmp_path):
    file = tmp_path / "large.json"
    with file.open("wb") as large:
        large.truncate(TOO_LARGE)
    tracemalloc.start()
    try:
        code, said = by_command(capsys, file)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (code, said.out) == (2, "")
    assert said.err == f"openchair: {file}: larger than 100,000,000 bytes\n"
    assert peak < 5_000_000
    assert nothing_is_listed()


class Flood(Shelf):
    """A server that does not say how much is coming, and never stops before 200 MB."""

    def __init__(self):
        super().__init__()
        flood = self

        def pour(handler):
            handler.send_response(200)
            handler.end_headers()
            try:
                for _ in range(TOO_LARGE // 1_000_000):
                    handler.wfile.write(b" " * 1_000_000)
                    flood.asked += 1
            except (BrokenPipeError, ConnectionResetError):
                pass

        handler: Any = self.server.RequestHandlerClass
        handler.do_GET = pour


def test_an_address_that_pours_200_mb_is_cut_and_memory_stays_bounded(cast, client, settings, capsys):
    settings.FEED_HOSTS = ["127.0.0.1"]
    flood = Flood()
    try:
        tracemalloc.start()
        try:
            with pytest.raises(InputProblem, match="larger than 100,000,000 bytes"):
                read_feed(flood.address)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak < MEMORY
        code, said = by_command(capsys, flood.address)
        assert (code, said.err) == (2, f"openchair: {flood.address}: larger than 100,000,000 bytes\n")
        assert "larger than 100,000,000 bytes" in on_the_page(cast, client, flood)
    finally:
        flood.server.shutdown()
        flood.server.server_close()
    assert nothing_is_listed()


TIMES: tuple[dict[str, object], ...] = (
    {"time": "25:00"},
    {"time": "19:61"},
    {"day": 7},
    {"day": -1},
    {"day": "Funday"},
    {"time": None},
    {"time": 19},
)


def test_impossible_times_are_named_by_row_and_field(cast, client, shelf, capsys, tmp_path):
    rows = [ROW, *({**ROW, "slug": f"s{i}", **change} for i, change in enumerate(TIMES))]
    file = tmp_path / "list.json"
    file.write_text(json.dumps(rows))
    assert main(["meetings", "validate", str(file)]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    named = [(one["index"], one["slug"], one["field"]) for one in problems if one["severity"] == "error"]
    fields = ["time", "time", "day", "day", "day", "time", "time"]
    assert named == [(i + 1, f"s{i}", field) for i, field in enumerate(fields)]
    code, said = by_command(capsys, file)
    result = json.loads(said.out)
    assert (code, result["created"]) == (0, 1)
    assert [(row["index"], row["reason"].split(":")[0]) for row in result["rejected"]] == [
        (i + 1, field) for i, field in enumerate(fields)
    ]
    Listing.objects.all().delete()
    shelf.lists(*rows)
    page = on_the_page(cast, client, shelf)
    assert "Row 2, s0" in page
    assert "not a time of day: &quot;25:00&quot;" in page
    assert "not a weekday from 0 to 6: -1" in page
    assert [one.slug for one in Listing.objects.all()] == ["a"]


def test_a_slug_that_is_there_twice_is_named_with_both_rows(cast, client, shelf, capsys, tmp_path):
    rows = [ROW, {**ROW, "name": "Other"}, {**ROW, "slug": "b"}, {**ROW, "slug": " a "}]
    file = tmp_path / "list.json"
    file.write_text(json.dumps(rows))
    _code, said = by_command(capsys, file)
    assert [(row["index"], row["slug"], row["reason"]) for row in json.loads(said.out)["rejected"]] == [
        (1, "a", "slug: already used by row 0 of this file"),
        (3, "a", "slug: already used by row 0 of this file"),
    ]
    assert main(["meetings", "validate", str(file)]) == 1
    capsys.readouterr()
    shelf.lists(*rows)
    page = on_the_page(cast, client, shelf)
    assert "Row 2, a" in page
    assert "already used by row 0 of this file" in page


def test_an_address_that_sends_on_into_a_private_network_is_refused_by_command_and_on_the_page(
    cast, client, shelf, capsys
):
    shelf.status, shelf.headers = 302, {"Location": "http://169.254.1.1/latest/meta-data/"}
    code, said = by_command(capsys, shelf.address)
    assert (code, said.out) == (2, "")
    assert shelf.address in said.err
    assert "sends on to 169.254.1.1, which is not among OPENCHAIR_FEED_HOSTS" in said.err
    assert "sends on to 169.254.1.1" in on_the_page(cast, client, shelf)
    assert nothing_is_listed()


NAME = 'Tea <b>now</b> <script>alert(1)</script> &lt;img src=x onerror=alert(2)&gt; "quoted" & more'


def test_markup_in_a_name_is_text_on_every_page_of_the_list(cast, client, shelf):
    shelf.lists({**ROW, "name": NAME, "group": NAME, "location": NAME, "notes": NAME, "types": ["<i>X</i>"]})
    page = on_the_page(cast, client, shelf)
    page += client.get("/find/?map=on").content.decode()
    page += client.get(f"/find/outside/{Listing.objects.get().pk}/").content.decode()
    for markup in ("<b>now", "<script>alert", "<img", "<i>X"):
        assert markup not in page
    assert "Tea now" in " ".join(page.split())


def test_a_list_that_stops_half_way_changes_nothing(cast, shelf):
    shelf.lists(ROW)
    a_feed(cast, shelf)
    upkeep.fetch_due_feeds(at=AT)
    before = list(Listing.objects.values())
    whole = json.dumps([{**ROW, "name": "Changed"}, {**ROW, "slug": "b"}]).encode()
    shelf.body, shelf.headers = whole[:-20], {"Content-Length": str(len(whole))}
    assert upkeep.fetch_due_feeds(at=AT + timedelta(days=1)) == 0
    assert "cannot be fetched (it stopped half-way)" in ImportRun.objects.all()[0].problem
    assert list(Listing.objects.values()) == before
