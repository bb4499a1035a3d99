"""Lists that are fetched when they are due: what changed can be read, what failed is told, nobody is led elsewhere."""

import http.server
import json
import threading
from datetime import UTC, datetime, timedelta

import pytest

from openchair.audit.models import Entry
from openchair.core.errors import InputProblem, NotAllowed
from openchair.core.jobs import jobs
from openchair.directory import queries, upkeep
from openchair.directory.differences import changes_of, reasons_of
from openchair.directory.models import Feed, ImportLine, ImportRun, Listing, Occurrence
from openchair.directory.services import RUNS_KEPT, import_listings

pytestmark = pytest.mark.django_db(databases="__all__")
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROW = {
    "slug": "a", "name": "Riverside hour", "day": 3, "time": "19:00", "timezone": "Europe/London",
    "formatted_address": "1 High Street, Leeds, LS1, UK",
}  # fmt: skip


class Shelf:
    """A web server whose list can be changed; it counts how often it was asked."""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.body, self.status, self.asked = b"[]", 200, 0
        shelf = self

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                shelf.asked += 1
                self.send_response(shelf.status)
                for name, value in shelf.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(shelf.body)

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/meetings.json"

    def lists(self, *rows):
        self.body = json.dumps(rows).encode()


@pytest.fixture
def shelf(settings):
    settings.FEED_HOSTS = ["127.0.0.1"]
    shelf = Shelf()
    yield shelf
    shelf.server.shutdown()
    shelf.server.server_close()


def a_feed(cast, shelf, **more):
    values = {"source": "feed.example", "address": shelf.address, "time_zone": "UTC", "at": AT, **more}
    return upkeep.add_feed(actor=cast.coordinator, **values)


def newest():
    return ImportRun.objects.all()[0]


def lines(about, run=None):
    return list((run or newest()).lines.filter(about=about))


def test_a_feed_is_fetched_when_it_is_due_and_not_before(cast, shelf):
    shelf.lists(ROW)
    feed = a_feed(cast, shelf, every_hours=6)
    assert upkeep.fetch_due_feeds(at=AT) == 1
    assert Listing.objects.get().name == "Riverside hour"
    feed.refresh_from_db()
    assert feed.due_at == AT + 6 * HOUR
    assert upkeep.fetch_due_feeds(at=AT + 5 * HOUR) == 0
    assert shelf.asked == 1
    assert upkeep.fetch_due_feeds(at=AT + 6 * HOUR) == 1
    assert [(run.how, run.created, run.unchanged) for run in ImportRun.objects.all()] == [
        ("planned", 0, 1),
        ("planned", 1, 0),
    ]


def test_the_job_runner_knows_the_job():
    assert "directory.fetch_feeds" in {job.name for job in jobs()}


def test_a_feed_that_somebody_else_is_fetching_is_left_to_them(cast, shelf):
    shelf.lists(ROW)
    feed = a_feed(cast, shelf)
    seen = Feed.objects.get(pk=feed.pk)
    Feed.objects.filter(pk=feed.pk).update(due_at=AT + upkeep.CLAIMED)
    assert upkeep._fetch_one(seen, AT) is False
    assert shelf.asked == 0


def test_what_changed_is_told_in_words(cast, shelf):
    shelf.lists(ROW, {**ROW, "slug": "b", "name": "Noon"}, {**ROW, "slug": "c", "name": "Gone soon"})
    a_feed(cast, shelf)
    upkeep.fetch_due_feeds(at=AT)
    shelf.lists(
        {**ROW, "name": "Riverside evening", "day": [3, 5], "time": "7:30 PM", "types": ["X"], "own_field": 1},
        {**ROW, "slug": "b", "name": "Noon", "own_field": 2},
        {**ROW, "slug": "d", "name": "New one"},
        {**ROW, "slug": "e", "time": "25:00"},
        "no row",
    )
    upkeep.fetch_due_feeds(at=AT + 24 * HOUR)
    run = newest()
    assert (run.read, run.created, run.updated, run.unchanged, run.dropped, run.rejected) == (5, 1, 2, 0, 1, 2)
    first, second = lines(ImportLine.About.CHANGED)
    assert (first.slug, [(str(one.field), one.before, one.after) for one in changes_of(first)]) == (
        "a",
        [
            ("Name", "Riverside hour", "Riverside evening"),
            ("When it meets", "Wednesdays 19:00", "Wednesdays and Fridays 19:30"),
            ("How the source describes it", "nothing", "Wheelchair access"),
        ],
    )
    assert [str(one.field) for one in changes_of(second)] == ["Something that these pages do not show"]
    assert [line.name for line in lines(ImportLine.About.NEW)] == ["New one"]
    assert [line.name for line in lines(ImportLine.About.DROPPED)] == ["Gone soon"]
    assert [(line.place, line.slug, list(reasons_of(line))) for line in lines(ImportLine.About.REJECTED)] == [
        (3, "e", [("time", 'not a time of day: "25:00"')]),
        (4, "", [("", "this row is not an object")]),
    ]


def test_a_listing_that_left_its_list_is_found_no_longer_until_it_is_back(cast, shelf, client):
    shelf.lists(ROW, {**ROW, "slug": "b", "name": "Night walk"})
    a_feed(cast, shelf, every_hours=1)
    upkeep.fetch_due_feeds(at=AT)
    shelf.lists(ROW)
    upkeep.fetch_due_feeds(at=AT + HOUR)
    walk = Listing.objects.get(slug="b")
    assert walk.dropped_at == AT + HOUR
    for wanted in (queries.Wanted(), queries.Wanted(words=("walk",))):
        assert "Night walk" not in [one.name for one in queries.outside(wanted, page=1).listings]
    assert "its source lists it no more" in client.get(f"/find/outside/{walk.pk}/").content.decode()
    upkeep.fetch_due_feeds(at=AT + 2 * HOUR)
    assert (newest().dropped, newest().unchanged) == (0, 1)

    shelf.lists(ROW, {**ROW, "slug": "b", "name": "Night walk"})
    upkeep.fetch_due_feeds(at=AT + 3 * HOUR)
    (line,) = lines(ImportLine.About.CHANGED)
    assert [change.field for change in changes_of(line)] == ["It is on the list again"]
    assert [one.name for one in queries.outside(queries.Wanted(words=("walk",)), page=1).listings] == ["Night walk"]


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"{broken", 200, "line 1: not JSON"),
        (b"<!doctype html><title>Sorry</title>", 200, "the first line names no column"),
        (b"[]", 503, "the answer is 503"),
        (b"[]", 200, "the list is empty"),
        (b"[1, 2", 200, "not JSON"),
    ],
)
def test_a_fetch_that_fails_changes_nothing_says_why_and_waits_longer_each_time(
    cast, shelf, client, body, status, words
):
    shelf.lists(ROW)
    feed = a_feed(cast, shelf, every_hours=1)
    upkeep.fetch_due_feeds(at=AT)
    before = list(Listing.objects.values())
    shelf.body, shelf.status = body, status
    at, waits = AT + HOUR, []
    for _ in range(9):
        assert upkeep.fetch_due_feeds(at=at) == 0
        feed.refresh_from_db()
        waits.append((feed.due_at - at) / timedelta(minutes=15))
        at = feed.due_at
    assert waits == [1, 2, 4, 8, 16, 32, 64, 96, 96]
    assert list(Listing.objects.values()) == before
    assert words in newest().problem
    client.force_login(cast.operator)
    page = client.get(f"/find/lists/{feed.pk}/").content.decode()
    assert "The last try brought nothing in" in page
    assert words in page
    shelf.lists(ROW)
    shelf.status = 200
    upkeep.fetch_due_feeds(at=at)
    feed.refresh_from_db()
    assert (feed.failures, feed.due_at) == (0, at + HOUR)


def test_a_feed_that_leads_into_a_private_network_is_refused_on_its_page(cast, shelf, client, settings):
    shelf.status, shelf.headers = 302, {"Location": "http://127.0.0.2:1/"}
    feed = a_feed(cast, shelf)
    upkeep.fetch_due_feeds(at=AT)
    assert "127.0.0.2, which is not among" in newest().problem
    settings.FEED_HOSTS = []
    upkeep.fetch_due_feeds(at=AT + HOUR)
    assert "lies in a private network" in newest().problem
    client.force_login(cast.coordinator)
    assert "lies in a private network" in client.get(f"/find/lists/{feed.pk}/").content.decode()
    assert not Listing.objects.exists()


def test_a_feed_that_says_it_is_too_large_is_not_read_at_all(cast, shelf):
    shelf.headers = {"Content-Length": "200000000"}
    a_feed(cast, shelf)
    upkeep.fetch_due_feeds(at=AT)
    assert newest().problem == f"{shelf.address}: larger than 100,000,000 bytes"


def test_a_feed_that_rests_is_not_fetched_unless_somebody_asks(cast, shelf, client):
    shelf.lists(ROW)
    feed = a_feed(cast, shelf)
    client.force_login(cast.coordinator)
    client.post(f"/find/lists/{feed.pk}/rest/")
    assert upkeep.fetch_due_feeds(at=AT + HOUR) == 0
    client.post(f"/find/lists/{feed.pk}/fetching/")
    later = datetime.now(tz=UTC) + HOUR
    assert upkeep.fetch_due_feeds(at=later) == 1
    assert newest().how == "asked"
    assert upkeep.fetch_due_feeds(at=later + 1000 * HOUR) == 0
    client.post(f"/find/lists/{feed.pk}/rest/", {"end": ""})
    assert upkeep.fetch_due_feeds(at=later + 1000 * HOUR) == 1


def test_only_the_last_runs_of_a_source_are_kept(cast, shelf):
    for number in range(RUNS_KEPT + 5):
        import_listings(rows=[ROW], source="x", time_zone="UTC", at=AT + number * HOUR)
    import_listings(rows=[ROW], source="y", time_zone="UTC", at=AT)
    assert ImportRun.objects.filter(source="x").count() == RUNS_KEPT
    assert ImportRun.objects.filter(source="y").count() == 1
    assert min(ImportRun.objects.filter(source="x").values_list("at", flat=True)) == AT + 5 * HOUR


def test_a_feed_of_a_bmlt_server_takes_its_other_lists_along(cast, shelf, test_data):
    meetings = json.loads((test_data / "meetings" / "bmlt-newyork-meetings.json").read_text())[:30]
    shelf.lists(*meetings)
    others = Shelf()
    others.body = (test_data / "meetings" / "bmlt-newyork-formats.json").read_bytes()
    try:
        a_feed(cast, shelf, form="bmlt", formats_address=others.address)
        assert upkeep.fetch_due_feeds(at=AT) == 1
    finally:
        others.server.shutdown()
        others.server.server_close()
    assert any("C" in types or "O" in types for types in Listing.objects.values_list("types", flat=True))
    assert others.asked == 1


# --- pages --------------------------------------------------------------------------------------------------
FORM = {
    "source": "feed.example", "address": "https://feed.example/m.json", "form": "auto", "time_zone": "UTC",
    "every_hours": "24",
}  # fmt: skip


def test_a_coordinator_adds_changes_and_takes_away_a_list_on_record(cast, client):
    client.force_login(cast.coordinator)
    answer = client.post("/find/lists/new/", FORM)
    feed = Feed.objects.get()
    assert answer.headers["Location"] == f"/find/lists/{feed.pk}/"
    assert "feed.example" in client.get("/find/lists/").content.decode()
    assert client.post("/find/lists/new/", FORM).status_code == 422
    changed = {**FORM, "address": "https://feed.example/other.json", "every_hours": "6"}
    assert client.post(f"/find/lists/{feed.pk}/edit/", changed).status_code == 302
    feed.refresh_from_db()
    assert (feed.address, feed.every_hours) == ("https://feed.example/other.json", 6)

    import_listings(rows=[ROW, {**ROW, "slug": "b"}], source=feed.source, time_zone="UTC", at=AT)
    import_listings(rows=[ROW], source="another", time_zone="UTC", at=AT)
    client.post(f"/find/lists/{feed.pk}/removal/", {"with_listings": "1"})
    assert not Feed.objects.exists()
    assert [one.source for one in Listing.objects.all()] == ["another"]
    assert Occurrence.objects.count() == 1
    assert [run.source for run in ImportRun.objects.all()] == ["another"]
    actions = [entry.action for entry in Entry.objects.filter(actor_id=cast.coordinator.pk)]
    assert [name for name in actions if name.startswith("directory.")] == [
        "directory.feed_added",
        "directory.feed_changed",
        "directory.feed_forgotten",
    ]


def test_taking_a_list_away_may_leave_its_groups(cast, client):
    client.force_login(cast.operator)
    client.post("/find/lists/new/", FORM)
    import_listings(rows=[ROW], source="feed.example", time_zone="UTC", at=AT)
    client.post(f"/find/lists/{Feed.objects.get().pk}/removal/")
    assert Listing.objects.count() == 1


@pytest.mark.parametrize(
    "address",
    ["file:///etc/hosts", "/etc/hosts", "ftp://feed.example/", "https://me:secret@feed.example/", "http://a b/", "-"],
)
def test_an_address_that_is_none_of_the_web_is_refused_on_the_page_and_by_the_service(cast, client, address):
    client.force_login(cast.coordinator)
    for field in ("address", "formats_address"):
        answer = client.post("/find/lists/new/", {**FORM, field: address})
        assert answer.status_code == 422
        assert "begins with https:// or http://" in answer.content.decode()
        values = {"address": "https://feed.example/", field: address}
        with pytest.raises(InputProblem):
            upkeep.add_feed(actor=cast.coordinator, source="x", time_zone="UTC", at=AT, **values)
    assert not Feed.objects.exists()


def test_nobody_else_adds_a_list(cast):
    for person in (cast.member, cast.facilitator, cast.therapist, cast.supervisor, cast.outsider):
        with pytest.raises(NotAllowed):
            upkeep.add_feed(actor=person, source="x", address="https://feed.example/", time_zone="UTC", at=AT)
    assert not Feed.objects.exists()


def test_a_long_difference_has_pages_and_a_command_leaves_a_run_too(cast, client, tmp_path, capsys):
    from openchair.cli import main

    file = tmp_path / "list.json"
    file.write_text(json.dumps([{**ROW, "slug": f"s{i:02}", "name": f"Group {i:02}"} for i in range(60)] + [5]))
    assert main(["meetings", "import", str(file), "--source", "my list"]) == 0
    run = newest()
    assert (run.how, run.source) == ("command", "my list")
    client.force_login(cast.coordinator)
    assert "my list" in client.get("/find/lists/").content.decode()
    page = client.get(f"/find/lists/runs/{run.pk}/").content.decode()
    assert "Left out: 1" in page
    assert "this row is not an object" in page
    second = client.get(f"/find/lists/runs/{run.pk}/?show=new&page=2").content.decode()
    assert "Page 2 of 3" in second
    assert "Group 25" in second
    assert "Group 24" not in second


def test_what_a_source_writes_is_text_in_a_difference(cast, client):
    name = "Tea &lt;script&gt;alert(1)&lt;/script&gt; <b>bold</b>"
    import_listings(rows=[ROW], source="x", time_zone="UTC", at=AT)
    rows = [{**ROW, "name": name}, {**ROW, "slug": "<img src=x>", "time": "<script>alert(2)</script>"}]
    import_listings(rows=rows, source="x", time_zone="UTC", at=AT + HOUR)
    client.force_login(cast.coordinator)
    for show in ("left-out", "changed"):
        page = client.get(f"/find/lists/runs/{newest().pk}/?show={show}").content.decode()
        assert "<script>alert" not in page
        assert "<img" not in page
