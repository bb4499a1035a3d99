"""Meeting lists of other formats come in, go out again, and lose nothing on the way."""

import json
from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from openchair.cli import main
from openchair.directory.formats import guide_of, read, slug_of
from openchair.directory.models import Listing, Occurrence

pytestmark = pytest.mark.django_db(databases="__all__")


def run(capsys, *args):
    code = main(["meetings", *map(str, args)])
    out, err = capsys.readouterr()
    return code, out, err


def brought(capsys, *args):
    code, out, err = run(capsys, "import", *args)
    assert (code, err) == (0, "")
    return json.loads(out)


def given_out(capsys, form, *more):
    code, out, _ = run(capsys, "export", "--format", form, *more)
    assert code == 0
    return out


def times_of(slug):
    found = Occurrence.objects.filter(listing__slug=slug)
    return list(found.values_list("weekday", "starts_local", "ends_local"))


# --- BMLT -------------------------------------------------------------------------------------------------
@pytest.fixture
def new_york(test_data):
    folder = test_data / "meetings"
    return [folder / f"bmlt-newyork-{name}.json" for name in ("meetings", "formats", "servicebodies")]


def test_the_real_bmlt_list_comes_in_whole_and_a_second_time_changes_nothing(capsys, new_york):
    meetings, formats, bodies = new_york
    args = (meetings, "--timezone", "America/New_York", "--bmlt-formats", formats, "--bmlt-bodies", bodies)
    result = brought(capsys, *args)
    assert (result["format"], result["read"], result["created"], result["rejected"]) == ("bmlt", 1513, 1513, [])
    rows = {row["id_bigint"]: row for row in json.loads(meetings.read_text())}
    assert Listing.objects.count() == len(rows) == 1513
    for listing in Listing.objects.prefetch_related("occurrences"):
        row = rows[listing.slug]
        (when,) = listing.occurrences.all()
        # 1 is Sunday there, 0 is Monday here.
        assert when.weekday == (int(row["weekday_tinyint"]) - 2) % 7
        assert f"{when.starts_local:%H:%M:%S}" == row["start_time"]
        assert json.loads(listing.raw).items() >= row.items()
        assert listing.name
    again = brought(capsys, *args)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 1513)


def test_with_the_servers_own_lists_keys_and_areas_become_words(capsys, new_york):
    meetings, formats, bodies = new_york
    brought(capsys, meetings, "--bmlt-formats", formats, "--bmlt-bodies", bodies)
    named = {one["id"]: one for one in json.loads(formats.read_text())}
    areas = {one["id"]: one["name"] for one in json.loads(bodies.read_text())}
    for row in json.loads(meetings.read_text())[:200]:
        listing = Listing.objects.get(slug=row["id_bigint"])
        ids = [one for one in row["format_shared_id_list"].split(",") if one in named]
        assert len(listing.types) <= len(ids) + 1
        assert listing.languages == " en "
        assert all(listing.types)
        assert " ".join(areas.get(row["service_body_bigint"], "").split())[:80] in listing.region


def test_what_a_bmlt_row_says_beyond_our_fields_survives_as_meeting_guide(capsys, new_york, tmp_path):
    brought(capsys, new_york[0], "--timezone", "America/New_York")
    out = tmp_path / "out.json"
    assert run(capsys, "export", "-o", out)[0] == 0
    rows = json.loads(out.read_text())
    sources = {row["id_bigint"]: row for row in json.loads(new_york[0].read_text())}
    assert len(rows) == 1513
    for row in rows:
        assert row["source_row"] == sources[row["slug"]]
        assert row["day"] == int(sources[row["slug"]]["weekday_tinyint"]) - 1
    assert run(capsys, "validate", out)[0] == 0


def bmlt(**fields):
    row = {"id_bigint": "7", "weekday_tinyint": "3", "start_time": "19:00:00", "meeting_name": "Calm Evening"}
    return row | {"duration_time": "01:30:00", "venue_type": "", "formats": "O,St", "lang_enum": "en"} | fields


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (bmlt(weekday_tinyint="8"), "day"),
        (bmlt(weekday_tinyint=""), None),
        (bmlt(start_time="27:00:00"), "time"),
        (bmlt(meeting_name=""), "name"),
        (bmlt(id_bigint=""), "slug"),
        (bmlt(published="0"), "published"),
    ],
)
def test_a_bmlt_row_that_cannot_be_read_is_named(row, field):
    entry, problems = read(row, "bmlt")
    errors = [problem.field for problem in problems if problem.severity == "error"]
    assert errors == ([field] if field else [])
    assert (entry is None) == bool(field)


def test_a_meeting_that_ends_after_midnight_and_one_at_a_virtual_venue():
    entry, _ = read(bmlt(start_time="23:30:00", venue_type="2", virtual_meeting_link="https://meet.example/x"), "bmlt")
    assert entry is not None
    (when,) = entry.weekly
    assert (when.weekday, when.starts, when.ends) == (1, time(23, 30), time(1, 0))
    assert (entry.attendance, entry.online_address) == ("online", "https://meet.example/x")
    assert entry.languages == ("en",)
    spanish, _ = read(bmlt(lang_enum="es"), "bmlt")
    assert spanish is not None
    assert (spanish.languages, spanish.types) == (("es",), ("O", "St", "S"))


# --- HSDS -------------------------------------------------------------------------------------------------
SERVICE = {
    "id": "calm",
    "name": "Calm Evening",
    "description": "We listen to each other.",
    "status": "active",
    "organization": {"id": "o", "name": "Harbour House"},
    "schedules": [
        {"id": "s1", "freq": "WEEKLY", "byday": "TU,TH", "opens_at": "19:00", "closes_at": "20:30",
         "timezone": "Europe/Paris"},
        {"id": "s2", "freq": "WEEKLY", "byday": "SU", "opens_at": "10:00:00Z", "closes_at": "11:00:00Z"},
        {"id": "s3", "freq": "MONTHLY", "byday": "1MO", "opens_at": "10:00"},
    ],
    "service_at_locations": [
        {"id": "l", "location": {"location_type": "physical", "name": "Old Mill", "latitude": 48.5, "longitude": 2.1,
                                 "addresses": [{"address_1": "3 Mill Lane", "city": "Lyon", "country": "FR"}]}},
        {"id": "v", "location": {"location_type": "virtual", "url": "https://meet.example/calm"}},
    ],
    "languages": [{"code": "fr", "name": "French"}],
    "eligibility_description": "Anybody",
}  # fmt: skip


def test_a_service_with_several_hours_is_one_listing_and_goes_out_as_it_came(capsys, tmp_path):
    file = tmp_path / "services.json"
    file.write_text(json.dumps({"contents": [SERVICE]}))
    result = brought(capsys, file)
    assert (result["format"], result["read"], result["created"]) == ("hsds", 1, 1)
    listing = Listing.objects.get()
    assert (listing.slug, listing.time_zone, listing.attendance) == ("calm", "Europe/Paris", "hybrid")
    assert (listing.place, listing.address) == ("Old Mill", "3 Mill Lane, Lyon, FR")
    assert listing.languages == " fr "
    assert times_of("calm") == [
        (1, time(19, 0), time(20, 30)), (3, time(19, 0), time(20, 30)), (6, time(10, 0), time(11, 0)),
    ]  # fmt: skip
    assert json.loads(given_out(capsys, "hsds")) == [SERVICE]
    rows = json.loads(given_out(capsys, "meeting-guide"))
    assert [(row["slug"], row["day"], row["time"]) for row in rows] == [
        ("calm-tue-1900", 2, "19:00"), ("calm-thu-1900", 4, "19:00"), ("calm-sun-1000", 0, "10:00"),
    ]  # fmt: skip
    assert rows[0]["source_row"] == SERVICE


def test_a_monthly_schedule_is_named_and_left_out():
    _, problems = read(SERVICE, "hsds")
    assert "schedules: a schedule that is not every week" in [str(problem) for problem in problems]


def test_a_meeting_guide_list_given_out_as_hsds_comes_in_again_with_the_same_times(test_data, capsys, tmp_path):
    brought(capsys, test_data / "meetings" / "al-anon-2023-08.json", "--timezone", "America/Los_Angeles")
    before = {one.slug: (one.name, one.time_zone, times_of(one.slug)) for one in Listing.objects.all()}
    file = tmp_path / "services.json"
    file.write_text(given_out(capsys, "hsds"))
    assert len(before) == 360
    Listing.objects.all().delete()
    assert brought(capsys, file, "--source", "again")["created"] == 360
    assert {one.slug: (one.name, one.time_zone, times_of(one.slug)) for one in Listing.objects.all()} == before


# --- tables -----------------------------------------------------------------------------------------------
TABLE = """Name;Day;Start Time;End;Types;Address;City;Colour of the door;Notes
Calm Evening;Tuesday;7:00 PM;8:30 PM;O,D;3 Mill Lane;Lyon;green;"Ring twice; then wait"
Early Birds;0;06:30;;;;;;

"""


def test_a_table_made_by_hand_comes_in_and_every_column_survives(capsys, tmp_path):
    file = tmp_path / "meetings.csv"
    file.write_text(TABLE, encoding="utf-8-sig")
    result = brought(capsys, file, "--timezone", "Europe/Paris")
    assert (result["format"], result["read"], result["created"]) == ("csv", 2, 2)
    assert times_of("calm-evening-tuesday-7-00-pm") == [(1, time(19, 0), time(20, 30))]
    assert times_of("early-birds-0-06-30") == [(6, time(6, 30), None)]
    out = tmp_path / "out.csv"
    out.write_text(given_out(capsys, "csv"), newline="")
    assert "green" in out.read_text()
    assert '"Ring twice; then wait"' not in out.read_text().splitlines()[0]
    again = brought(capsys, out, "--source", "again")
    assert (again["read"], again["created"]) == (2, 2)
    row = json.loads(Listing.objects.get(source="again", name="Calm Evening").raw)
    assert guide_of(row, "csv")["colour_of_the_door"] == "green"
    assert guide_of(row, "csv")["types"] == ["O", "D"]


def test_a_real_feed_given_out_as_a_table_comes_in_again_row_for_row(test_data, capsys, tmp_path):
    brought(capsys, test_data / "meetings" / "kc-2021-05.json", "--timezone", "America/Chicago")
    out = tmp_path / "out.csv"
    assert run(capsys, "export", "--format", "csv", "-o", out)[0] == 0
    again = brought(capsys, out, "--source", "again")
    assert (again["read"], again["rejected"]) == (206, [])

    def told(source):
        return {
            one.slug: (one.name, one.notes, one.types, one.attendance, one.time_zone, times_of(one.slug)[:1])
            for one in Listing.objects.filter(source=source)
        }

    assert told("again") == told("kc-2021-05")


def test_no_cell_is_a_formula_and_what_was_marked_comes_back_plain(capsys, tmp_path):
    file = tmp_path / "meetings.csv"
    file.write_text("name,day,time,notes,conference_phone\n=cmd(),1,19:00,-2 steps to the door,+15555550100\n")
    brought(capsys, file)
    out = given_out(capsys, "csv")
    assert "'=cmd()" in out
    assert "'-2 steps" in out
    assert ",+15555550100" in out
    back = tmp_path / "back.csv"
    back.write_text(out, newline="")
    brought(capsys, back, "--source", "again")
    assert Listing.objects.get(source="again").name == "=cmd()"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,time\nA,19:00\n", "line 1: the first line names no column day"),
        ("name,day,time,Name\n", "line 1: two columns are called name"),
        ("name,day,time\nA,1,19:00,extra\n", "line 2: 4 cells under 3 columns"),
        ('name,day,time\n"A,1,19:00\n', "not a table that can be read"),
    ],
)
def test_a_table_that_cannot_be_read_is_named_with_its_line(capsys, tmp_path, text, words):
    file = tmp_path / "meetings.csv"
    file.write_text(text)
    code, out, err = run(capsys, "import", file)
    assert (code, out) == (2, "")
    assert words in err
    assert not Listing.objects.exists()


# --- calendars --------------------------------------------------------------------------------------------
def test_every_weekly_time_is_an_event_that_comes_back(test_data, capsys, tmp_path):
    brought(capsys, test_data / "meetings" / "sussexaa-2021-06.json", "--timezone", "Europe/London")
    calendar: Any = Calendar.from_ical(given_out(capsys, "ics"))
    events = calendar.walk("VEVENT")
    assert len(events) == Occurrence.objects.count() == 145
    assert len({str(event["uid"]) for event in events}) == 145
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]
    by_name = {str(event["uid"]).rsplit("-", 2)[0]: event for event in events}
    for when in Occurrence.objects.select_related("listing"):
        event = by_name[when.listing.slug]
        starts = event["dtstart"].dt
        assert (starts.weekday(), starts.time()) == (when.weekday, when.starts_local)
        assert event["dtend"].dt > starts
        assert event["rrule"]["FREQ"] == ["WEEKLY"]


def test_a_calendar_is_the_same_tomorrow(capsys, tmp_path):
    file = tmp_path / "meetings.csv"
    file.write_text("name,day,time\nCalm Evening,2,19:00\n")
    brought(capsys, file)
    assert given_out(capsys, "ics") == given_out(capsys, "ics")


# --- anything at all --------------------------------------------------------------------------------------
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=12)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)),
    max_leaves=6,
)
COLUMNS = st.dictionaries(st.sampled_from(["Name", "Day", "Time", "Types", "slug", "x"]), st.text(max_size=12))


@given(st.sampled_from(["bmlt", "hsds"]), st.data())
def test_whatever_stands_in_a_field_is_read_or_named_and_never_a_crash(form, data):
    known = bmlt(formats_named=[], published="1", service_body_name="x") if form == "bmlt" else SERVICE
    changed = data.draw(st.dictionaries(st.sampled_from(sorted(known)), ANYTHING, max_size=4))
    row = {**known, **changed}
    entry, problems = read(row, form)
    assert (entry is None) == any(problem.severity == "error" for problem in problems)
    assert isinstance(slug_of(row, form), str)


@given(COLUMNS)
def test_whatever_stands_in_a_table_is_read_or_named_and_never_a_crash(columns):
    entry, problems = read({"columns": columns}, "csv")
    assert (entry is None) == any(problem.severity == "error" for problem in problems)
