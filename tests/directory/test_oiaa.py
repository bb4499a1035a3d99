"""The Online Intergroup's shape: all of its real sample, every row that is left out named, nothing lost on the way."""

import json
from datetime import UTC, datetime

import pytest

from openchair.cli import main
from openchair.directory.formats import read
from openchair.directory.models import Listing, Occurrence
from openchair.directory.services import import_listings

pytestmark = pytest.mark.django_db(databases="__all__")
TWICE = [(33, "572"), (67, "1327"), (131, "2776"), (171, "3471"), (196, "4099")]
"""Rows of the sample whose number an earlier row has."""


@pytest.fixture
def sample(test_data):
    return test_data / "meetings" / "oiaa-sample.json"


def run(capsys, *args):
    code = main(["meetings", *map(str, args)])
    out, err = capsys.readouterr()
    return code, json.loads(out) if out else None, err


def test_the_sample_comes_in_whole_and_a_second_time_changes_nothing(sample, capsys):
    code, result, err = run(capsys, "import", sample)
    assert (code, err, result["format"], result["read"], result["created"]) == (0, "", "oiaa", 200, 195)
    assert [(row["index"], row["slug"]) for row in result["rejected"]] == TWICE
    assert {row["reason"].split(" by ")[0] for row in result["rejected"]} == {"slug: already used"}
    assert (result["timezone_assumed"], result["without_meetings"]) == (0, 3)
    assert set(Listing.objects.values_list("attendance", flat=True)) == {"online", "hybrid"}
    assert not Listing.objects.exclude(time_zone__contains="/").exists()
    before = list(Listing.objects.order_by("slug").values()), Occurrence.objects.count()

    _, again, _ = run(capsys, "import", sample)
    assert (again["created"], again["updated"], again["unchanged"], again["dropped"]) == (0, 0, 195, 0)
    assert again["rejected"] == result["rejected"]
    assert (list(Listing.objects.order_by("slug").values()), Occurrence.objects.count()) == before


def test_what_the_sample_says_goes_out_again_and_is_what_strict_clients_accept(sample, tmp_path, capsys):
    run(capsys, "import", sample)
    given: dict[str, dict[str, object]] = {}
    for row in json.loads(sample.read_text()):
        given.setdefault(str(row["meetingId"]), row)
    out = tmp_path / "out.json"
    assert run(capsys, "export", "-o", out)[0] == 0
    rows = json.loads(out.read_text())
    assert len(rows) == Occurrence.objects.count()
    assert {row["source_row"]["meetingId"] for row in rows} <= {row["meetingId"] for row in given.values()}
    for row in rows:
        assert row["source_row"] == given[str(row["source_row"]["meetingId"])]
        assert type(row["day"]) is int
        assert row["formatted_address"]
    assert run(capsys, "validate", out)[0] == 0


def test_its_words_become_times_types_and_languages():
    row = {
        "name": "Night bench", "meetingId": 7, "times": "Sunday 8:30 AM\nFriday 12:00 PM \r", "url": "https:",
        "types": "Open, Women, 24/7", "timezone": "pacific/honolulu ", "languages": "Spanish", "accessCode": 11,
        "phone": 15550100,
    }  # fmt: skip
    import_listings(rows=[row], form="oiaa", source="x", time_zone="UTC", at=datetime(2026, 3, 1, tzinfo=UTC))
    found = Listing.objects.get()
    assert (found.time_zone, found.languages, found.online_notes, found.online_address, found.phone) == (
        "Pacific/Honolulu", " es ", "Access code: 11", "", "15550100",
    )  # fmt: skip
    assert found.types == ["O", "W", "24/7", "S", "ONL"]
    assert [(o.weekday, f"{o.starts_local:%H:%M}") for o in found.occurrences.all()] == [(4, "12:00"), (6, "08:30")]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"times": "Funday 8:00 AM"}, "time: not a time of day"),
        ({"times": "Sunday 25:00 PM"}, "time: not a time of day"),
        ({"times": "Sunday"}, "time: not a time of day"),
        ({"timezone": "Mars/Base"}, "timezone: not the name of a time zone"),
        ({"name": ""}, "name: missing"),
        ({"meetingId": None}, "slug: missing"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_with_its_field(change, complaint):
    row = {"name": "A", "meetingId": 1, "times": "Sunday 8:00 AM", "timezone": "UTC", **change}
    entry, problems = read(row, "oiaa")
    assert entry is None
    assert any(str(problem).startswith(complaint) for problem in problems)
