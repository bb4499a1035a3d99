"""`openchair meetings`: real feeds with the counts of their sources, and files that are no feeds."""

import http.server
import json
import os
import socket
import threading
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openchair.audit.models import Entry
from openchair.cli import main
from openchair.directory.fetching import is_public
from openchair.directory.models import Listing, Occurrence
from openchair.directory.services import import_listings

pytestmark = pytest.mark.django_db(databases="__all__")  # commands look at all three before they start
AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
ROW = {"slug": "a", "name": "A", "day": 3, "time": "19:00", "formatted_address": "1 High Street, Leeds, LS1, UK"}
READ = {
    "aasepia-2021-06": 2063, "oc-2023-09": 1967, "aasfmarin-2021-05": 658, "aasanjose-2021-08": 670,
    "aasanjose-sheet-2021-10": 693, "nwta-2021-05": 613, "al-anon-2023-08": 360, "kc-2021-05": 206,
    "sussexaa-2021-06": 145, "times": 9,
}  # fmt: skip
REJECTED = {"aasanjose-sheet-2021-10": 1}
WITHOUT_MEETINGS = {"oc-2023-09": 1, "times": 1}


def run(capsys, *args):
    code = main(["meetings", *map(str, args)])
    out, err = capsys.readouterr()
    return code, json.loads(out) if out else None, err


def everything():
    listings = list(Listing.objects.order_by("source", "slug").values())
    times = list(Occurrence.objects.order_by("listing_id", "weekday").values("listing_id", "weekday", "starts_local"))
    return listings, times, Entry.objects.count()


@pytest.fixture
def feed(tmp_path):
    def write(*rows, name="feed.json"):
        file = tmp_path / name
        file.write_text(json.dumps(rows), encoding="utf-8")
        return file

    return write


@pytest.mark.parametrize("name", READ)
def test_every_real_feed_comes_in_whole_and_a_second_time_changes_nothing(test_data, capsys, name):
    file = test_data / "meetings" / f"{name}.json"
    refused = REJECTED.get(name, 0)
    code, result, err = run(capsys, "import", file, "--timezone", "America/Los_Angeles")
    assert (code, err) == (0, "")
    assert (result["read"], result["created"], result["updated"], result["unchanged"]) == (
        READ[name], READ[name] - refused, 0, 0,
    )  # fmt: skip
    assert len(result["rejected"]) == refused
    assert result["source"] == name
    assert result["timezone_assumed"] == (0 if name == "aasfmarin-2021-05" else READ[name] - refused)
    assert result["without_meetings"] == WITHOUT_MEETINGS.get(name, 0)
    assert Listing.objects.filter(occurrences=None).count() == WITHOUT_MEETINGS.get(name, 0)
    before = everything()

    code, again, _ = run(capsys, "import", file, "--timezone", "America/Los_Angeles")
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, READ[name] - refused)
    assert again["rejected"] == result["rejected"]
    assert everything() == before


@pytest.mark.parametrize("name", READ)
def test_every_real_feed_survives_a_round_trip(test_data, tmp_path, capsys, name):
    file = test_data / "meetings" / f"{name}.json"
    run(capsys, "import", file)
    given: dict[str, Any] = {}
    for row in json.loads(file.read_text()):
        given.setdefault(str(row["slug"]), row)
    out = tmp_path / "out.json"
    code, _, err = run(capsys, "export", "--format", "meeting-guide", "-o", out)
    assert code == 0
    rows = json.loads(out.read_text())
    assert len(rows) == READ[name] - REJECTED.get(name, 0) - WITHOUT_MEETINGS.get(name, 0)
    assert bool(err) == (name in WITHOUT_MEETINGS)
    assert len({row["slug"] for row in rows}) == len(rows)
    strict = {
        "slug",
        "day",
        "time",
        "end_time",
        "timezone",
        "types",
        "formatted_address",
        "approximate",
        "latitude",
        "longitude",
    }
    for row in rows:
        assert type(row["day"]) is int
        assert 0 <= row["day"] <= 6
        assert len(row["time"]) == 5
        assert row["timezone"]
        assert row["formatted_address"]
        assert row["approximate"] in ("yes", "no")
        assert isinstance(row["types"], list)
        source = given[row["slug"]]
        assert int(source["day"]) == row["day"]
        assert source["time"] == row["time"]
        for key in source.keys() - strict:
            assert row[key] == source[key], key

    code, again, _ = run(capsys, "import", out, "--source", "again")
    assert (again["created"], again["rejected"]) == (len(rows), [])
    assert run(capsys, "validate", out)[0] == 0


def test_the_second_row_with_one_slug_is_refused_and_named(test_data, capsys):
    _, result, _ = run(capsys, "import", test_data / "meetings" / "aasanjose-sheet-2021-10.json")
    assert result["rejected"] == [
        {"index": 511, "slug": "pass-it-on-group", "reason": "slug: already used by row 331 of this file"}
    ]


@pytest.mark.parametrize("flag", [(), ("--format", "meeting-guide")])
def test_a_file_that_is_not_json_is_named_with_its_line_and_writes_nothing(test_data, capsys, flag):
    file = test_data / "meetings" / "invalid.json"
    code, out, err = run(capsys, "import", file, *flag)
    assert (code, out) == (2, None)
    assert err == f"openchair: {file}, line 80: not JSON: Extra data\n"
    assert everything() == ([], [], 0)


@pytest.mark.parametrize("name", ["bmlt-newyork-formats", "bmlt-newyork-servicebodies"])
def test_other_shapes_are_told_apart_rather_than_misread(test_data, capsys, name):
    code, out, err = run(capsys, "import", test_data / "meetings" / f"{name}.json")
    assert (code, out) == (2, None)
    assert "format cannot be told" in err


def test_named_as_meeting_guide_rows_without_slug_are_each_refused(test_data, capsys):
    file = test_data / "meetings" / "oiaa-sample.json"
    code, result, _ = run(capsys, "import", file, "--format", "meeting-guide")
    assert (code, result["read"], result["created"], len(result["rejected"])) == (0, 200, 0, 200)
    assert result["rejected"][0]["slug"] is None
    assert result["rejected"][0]["reason"].startswith("slug: missing")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("", "line 1: not JSON"), ("{", "line 1: not JSON"), ("[1,\n2,\n", "line 3: not JSON"), ("[NaN]", "not JSON"),
        ('{"meetings": []}', "line 1: not a list"), ("[" * 200_000, "not JSON"), ("[" + "9" * 5000 + "]", "not JSON"),
    ],
)  # fmt: skip
def test_what_is_no_feed_ends_with_two_and_nothing_written(tmp_path, capsys, words, complaint):
    file = tmp_path / "feed.json"
    file.write_text(words)
    code, out, err = run(capsys, "import", file)
    assert (code, out) == (2, None)
    assert f"{file}" in err
    assert complaint in err
    assert Listing.objects.count() == 0


def test_text_that_is_not_utf_8_and_a_missing_file_are_named(tmp_path, capsys):
    file = tmp_path / "feed.json"
    file.write_bytes(b"[\n\xff]")
    assert "line 2: not UTF-8" in run(capsys, "import", file)[2]
    code, _, err = run(capsys, "import", tmp_path / "none.json")
    assert code == 2
    assert "none.json: cannot be read (No such file or directory)" in err


@pytest.mark.parametrize(
    ("flags", "field"),
    [(("--timezone", "Mars"), "--timezone"), (("--kind", "chess"), "--kind"), (("--source", " "), "--source")],
)
def test_an_argument_that_makes_no_sense_is_named(feed, capsys, flags, field):
    code, out, err = run(capsys, "import", feed(ROW), *flags)
    assert (code, out) == (2, None)
    assert field in err
    assert Listing.objects.count() == 0


def test_rows_that_cannot_be_read_are_left_out_one_by_one(feed, capsys):
    code, result, _ = run(capsys, "import", feed(ROW, 5, {**ROW, "slug": "b", "day": 9}, {**ROW, "slug": "c"}))
    assert code == 0
    assert (result["read"], result["created"]) == (4, 2)
    assert [(r["index"], r["slug"], r["reason"]) for r in result["rejected"]] == [
        (1, None, "this row is not an object"),
        (2, "b", "day: not a weekday from 0 to 6: 9"),
    ]


def test_a_dry_run_says_what_would_happen_and_changes_nothing(feed, capsys):
    file = feed(ROW, {**ROW, "slug": "b"})
    _, dry, _ = run(capsys, "import", file, "--dry-run")
    assert (dry["created"], dry["dry_run"]) == (2, True)
    assert everything() == ([], [], 0)
    _, wet, _ = run(capsys, "import", file)
    assert {**wet, "dry_run": True} == dry


def test_only_what_changed_is_written_and_the_trail_says_so_once(feed, capsys):
    run(capsys, "import", feed(ROW, {**ROW, "slug": "b"}))
    untouched = Listing.objects.get(slug="b")
    id_before = Listing.objects.get(slug="a").id
    _, result, _ = run(capsys, "import", feed({**ROW, "day": [3, 5], "time": "7:30 PM"}, {**ROW, "slug": "b"}))
    assert (result["created"], result["updated"], result["unchanged"]) == (0, 1, 1)
    changed = Listing.objects.get(slug="a")
    assert changed.id == id_before
    assert [(o.weekday, f"{o.starts_local:%H:%M}") for o in changed.occurrences.all()] == [(2, "19:30"), (4, "19:30")]
    assert Listing.objects.get(slug="b").imported_at == untouched.imported_at
    assert [entry.action for entry in Entry.objects.all()] == ["directory.listings_imported"] * 2


def test_a_row_that_left_the_feed_stays_and_is_counted(feed, capsys):
    run(capsys, "import", feed(ROW, {**ROW, "slug": "b"}))
    _, result, _ = run(capsys, "import", feed(ROW))
    assert result["no_longer_listed"] == 1
    assert Listing.objects.count() == 2


def test_the_same_slug_from_two_sources_is_two_listings(feed, capsys):
    run(capsys, "import", feed(ROW), "--source", "one")
    run(capsys, "import", feed(ROW), "--source", "two")
    assert Listing.objects.count() == 2
    _, rows, _ = run(capsys, "export")
    assert [row["slug"] for row in rows] == ["a", "two-a"]
    assert [row["slug"] for row in run(capsys, "export", "--source", "two")[1]] == ["a"]


def test_a_group_with_several_days_goes_out_as_one_object_for_each(feed, capsys):
    run(capsys, "import", feed({**ROW, "day": [0, 3], "end_time": "8:30 pm", "own_field": 1}))
    _, rows, _ = run(capsys, "export")
    assert [(r["slug"], r["day"], r["end_time"], r["own_field"]) for r in rows] == [
        ("a-wed-1900", 3, "20:30", 1),
        ("a-sun-1900", 0, "20:30", 1),
    ]


def test_rows_without_zone_take_the_one_given_and_say_so(feed, capsys):
    _, result, _ = run(
        capsys, "import", feed(ROW, {**ROW, "slug": "b", "timezone": "Asia/Tokyo"}), "--timezone", "Europe/Rome"
    )
    assert (result["timezone"], result["timezone_assumed"]) == ("Europe/Rome", 1)
    assert list(Listing.objects.order_by("slug").values_list("time_zone", "zone_assumed")) == [
        ("Europe/Rome", True),
        ("Asia/Tokyo", False),
    ]


def test_the_installations_zone_is_the_last_resort(feed, capsys, settings):
    settings.TIME_ZONE = "Africa/Nairobi"
    _, result, _ = run(capsys, "import", feed(ROW))
    assert result["timezone"] == "Africa/Nairobi"


def test_a_trail_that_cannot_be_written_leaves_nothing_listed():
    with pytest.raises(Exception, match="nobody"):
        import_listings(rows=[ROW], source="x", time_zone="UTC", at=AT, actor_id=cast(UUID, "nobody"))
    assert everything() == ([], [], 0)


def test_more_rows_do_not_take_more_reads():
    def writes(rows):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            import_listings(rows=rows, source="x", time_zone="UTC", at=AT)
        return len([query for query in queries if query["sql"].startswith("SELECT")])

    assert writes([ROW]) == writes([{**ROW, "slug": f"s{i}"} for i in range(30)])


def test_a_feed_can_come_from_a_web_address_and_is_named_for_its_host(capsys):
    class Feed(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/feed" else 404)
            self.end_headers()
            if self.path == "/feed":
                self.wfile.write(json.dumps([ROW]).encode())

        def log_message(self, *args):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Feed) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            address = f"http://127.0.0.1:{server.server_port}"
            code, result, _ = run(capsys, "import", f"{address}/feed")
            missing = run(capsys, "import", f"{address}/none")
        finally:
            server.shutdown()
            thread.join()
    assert (code, result["source"], result["created"]) == (0, "127.0.0.1", 1)
    assert missing[0] == 2
    assert "cannot be fetched" in missing[2]


def test_standard_input_needs_a_name(feed, capsys, monkeypatch):
    assert run(capsys, "import", "-")[0] == 2


def test_validate_names_what_is_wrong_or_odd_by_row(feed, capsys):
    code, result, _ = run(capsys, "validate", feed(ROW, {**ROW, "day": "3"}, {**ROW, "slug": "c", "time": "late"}))
    assert code == 1
    assert (result["read"], result["valid"]) == (3, False)
    assert [(p["index"], p["field"], p["severity"]) for p in result["problems"]] == [
        (0, "timezone", "note"),
        (1, "slug", "error"), (1, "day", "note"), (1, "timezone", "note"),
        (2, "time", "error"),
    ]  # fmt: skip
    code, result, _ = run(capsys, "validate", feed({**ROW, "timezone": "UTC"}))
    assert (code, result) == (0, {"read": 1, "format": "meeting-guide", "valid": True, "problems": []})


def test_the_bar_is_drawn_for_a_terminal_only():
    import io

    from openchair.directory.commands import Bar

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    silent, live = io.StringIO(), Terminal()
    for stream in (silent, live):
        bar = Bar(stream)
        for done in range(1, 1001):
            bar(done, 1000)
        bar.close()
    assert silent.getvalue() == ""
    assert live.getvalue().endswith("1,000 of 1,000\n")
    assert live.getvalue().count("\r") == 101


@pytest.fixture(autouse=True)
def own_host(settings):
    """The tests' servers lie on the loopback, which nobody is led to otherwise."""
    settings.FEED_HOSTS = ["127.0.0.1"]


# --- what the world does --------------------------------------------------------------------------------------
@pytest.fixture
def babbler():
    """A server that answers whatever it was told to, HTTP or not."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        said: dict[str, bytes] = {}

        def answer():
            while True:
                try:
                    line, _ = listening.accept()
                except OSError:
                    return
                with line:
                    line.recv(65536)
                    line.sendall(said["words"])

        threading.Thread(target=answer, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/feed", said
        listening.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    "words",
    [b"garbage\r\n", b"", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"HTTP/1.1 2x0 OK\r\n\r\n"],
)
def test_a_server_that_answers_something_else_than_a_feed_is_named(babbler, capsys, words):
    address, said = babbler
    said["words"] = words
    code, out, err = run(capsys, "import", address)
    assert (code, out) == (2, None)
    assert address in err
    assert "cannot be fetched" in err
    assert "garbage" not in err


@pytest.mark.parametrize("address", ["http://127.0.0.1:99/a b", "http://127.0.0.1:many/", "http://[half/"])
def test_an_address_that_is_none_is_named(capsys, address):
    code, out, err = run(capsys, "import", address)
    assert (code, out) == (2, None)
    assert err.startswith(f"openchair: {address}: is no web address")


@pytest.mark.parametrize(
    ("hosts", "location", "words"),
    [
        ([], "", "127.0.0.1 lies in a private network"),
        (["127.0.0.1"], "http://localhost:{port}/feed", "sends on to localhost, which is not among"),
        (["127.0.0.1"], "http://169.254.1.1/feed", "sends on to 169.254.1.1, which is not among"),
        (["127.0.0.1"], "/feed", "sends on more than 5 times"),
        (["127.0.0.1"], "file:///etc/hosts", "only http and https"),
        (["127.0.0.1"], "", "sends on to nowhere"),
    ],
)
def test_a_feed_leads_nobody_into_a_private_network(babbler, capsys, settings, hosts, location, words):
    address, said = babbler
    settings.FEED_HOSTS = hosts
    where = location.format(port=address.rsplit(":", 1)[1].split("/")[0])
    head = f"Location: {where}\r\n" if where else ""
    said["words"] = f"HTTP/1.1 302 Found\r\n{head}Content-Length: 0\r\n\r\n".encode()
    code, out, err = run(capsys, "import", address)
    assert (code, out) == (2, None)
    assert words in err
    assert everything() == ([], [], 0)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True), ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True), ("10.0.0.1", False),
        ("127.0.0.1", False), ("169.254.169.254", False), ("192.168.1.1", False), ("0.0.0.0", False), ("::1", False),
        ("fe80::1%eth0", False), ("::ffff:10.0.0.1", False), ("64:ff9b::a00:1", False), ("2002:a00:1::", False),
        ("fd00::1", False), ("224.0.0.1", False), ("100.64.0.1", False),
    ],
)  # fmt: skip
def test_an_address_of_a_private_network_is_known_in_every_dress(address, public):
    assert is_public(address) == public


def test_a_feed_that_never_ends_is_cut_at_its_largest_size(babbler, capsys, monkeypatch):
    address, said = babbler
    monkeypatch.setattr("openchair.directory.feeds.LARGEST", 1_000)
    said["words"] = b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 5_000
    code, out, err = run(capsys, "import", address)
    assert (code, out) == (2, None)
    assert "larger than 1,000 bytes" in err


def test_an_exported_file_is_replaced_in_one_step(feed, tmp_path, capsys):
    run(capsys, "import", feed(ROW))
    folder = tmp_path / "public"
    folder.mkdir()
    (folder / "meetings.json").write_text("the old list")
    (folder / "meetings.json").chmod(0o640)
    (tmp_path / "link.json").symlink_to(folder / "meetings.json")
    with (folder / "meetings.json").open() as reading:  # somebody who reads while it is written
        assert run(capsys, "export", "-o", tmp_path / "link.json")[0] == 0
        assert reading.read() == "the old list"
    assert (tmp_path / "link.json").is_symlink()
    assert [row["slug"] for row in json.loads((folder / "meetings.json").read_text())] == ["a"]
    assert (folder / "meetings.json").stat().st_mode & 0o777 == 0o640
    assert [path.name for path in folder.iterdir()] == ["meetings.json"]


def test_a_new_exported_file_can_be_published(tmp_path, capsys):
    assert run(capsys, "export", "-o", tmp_path / "new.json")[0] == 0
    assert (tmp_path / "new.json").stat().st_mode & 0o777 == 0o644
    code, _, err = run(capsys, "export", "-o", tmp_path / "none" / "new.json")
    assert code == 2
    assert "cannot be written (No such file or directory)" in err


def test_a_pipe_is_written_and_not_replaced(tmp_path, capsys):
    os.mkfifo(tmp_path / "pipe")
    reading = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert run(capsys, "export", "-o", tmp_path / "pipe")[0] == 0
        assert json.loads(os.read(reading, 1000)) == []
    finally:
        os.close(reading)
    assert (tmp_path / "pipe").is_fifo()
