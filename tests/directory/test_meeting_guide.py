"""Rows of Meeting Guide feeds: what is read, what is odd, what is refused."""

from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openchair.directory.formats.meeting_guide import Weekly, read_day, read_row, read_time, write_row
from openchair.directory.formats.plain import lines, plain

GOOD = {
    "slug": "monday-7pm",
    "name": "Monday evening",
    "day": 1,
    "time": "19:00",
    "end_time": "20:30",
    "timezone": "Europe/London",
    "formatted_address": "1 High Street, Leeds, LS1 1AA, UK",
    "types": ["O", "D", "EN"],
}


def entry(**changes):
    result, problems = read_row({**GOOD, **changes})
    assert result is not None, problems
    return result


def refusals(**changes):
    result, problems = read_row({**GOOD, **changes})
    assert result is None
    return [str(problem) for problem in problems if problem.severity == "error"]


def test_a_clean_row_is_read_without_a_remark():
    result, problems = read_row(GOOD)
    assert result is not None
    assert problems == []
    assert result.weekly == (Weekly(0, time(19), time(20, 30)),)
    assert (result.time_zone, result.attendance, result.languages) == ("Europe/London", "in_person", ("en",))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("19:00", time(19)), ("7:00 PM", time(19)), ("7:00pm", time(19)), ("7 pm", time(19)), ("12:00 am", time(0)),
        ("12:15 p.m.", time(12, 15)), ("07:05:00", time(7, 5)), (" 9:30 ", time(9, 30)), ("00:00", time(0)),
    ],
)  # fmt: skip
def test_times_are_read_as_real_feeds_write_them(text, value):
    assert read_time(text) == value


@pytest.mark.parametrize(
    "text", ["", "7", "25:00", "24:00", "19:60", "13:00 pm", "0:30 am", "noon", "19:00 or so", None, 19, "٧:٠٠x"]
)
def test_what_is_no_time_of_day_is_not_guessed(text):
    assert read_time(text) is None


def test_sunday_is_nought_in_the_feed_and_the_last_day_of_our_week():
    assert [read_day(day) for day in range(7)] == [6, 0, 1, 2, 3, 4, 5]
    assert [read_day(day) for day in ("0", " 6 ", "Sunday", "MONDAY")] == [6, 5, 6, 0]
    nonsense: tuple[Any, ...] = (7, -1, "7", "", True, 1.5, [], "someday", "²")
    assert {read_day(value) for value in nonsense} == {None}


def test_an_array_of_days_is_one_group_with_several_meetings():
    assert [w.weekday for w in entry(day=[0, "3", 3, "friday"]).weekly] == [6, 2, 4]


@pytest.mark.parametrize("day", [None, "", []])
def test_no_day_is_a_group_without_meetings(day):
    assert entry(day=day, time=None).weekly == ()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"slug": None}, "slug: missing"), ({"slug": " "}, "slug: missing"), ({"slug": True}, "slug: missing"),
        ({"slug": "x" * 201}, "slug: longer"), ({"name": ""}, "name: missing"), ({"name": ["a"]}, "name: missing"),
        ({"day": 7}, "day: not a weekday"), ({"day": [1, "x"]}, "day: not a weekday"),
        ({"day": {}}, "day: not a weekday"),
        ({"time": None}, "time: missing"), ({"time": "late"}, "time: not a time"), ({"time": 1900}, "time: not a time"),
        ({"timezone": "Mars/Olympus"}, "timezone: not the name"), ({"timezone": 5}, "timezone: not the name"),
        ({"notes": "\ud800"}, "holds a number or text"), ({"latitude": float("inf")}, "holds a number or text"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_field(changes, reason):
    found = refusals(**changes)
    assert len(found) == 1
    assert found[0].startswith(reason)


@pytest.mark.parametrize("row", [None, 5, "text", [], True])
def test_what_is_no_object_is_refused(row):
    result, problems = read_row(row)
    assert result is None
    assert [str(problem) for problem in problems] == ["this row is not an object"]


def test_a_whole_number_is_a_fine_slug():
    assert entry(slug=254).slug == "254"


def test_entities_and_tags_do_not_reach_the_page():
    shown = entry(
        name="Women&#039;s &amp;amp; men&rsquo;s", notes="One<br/>two &lt;b&gt;three&lt;/b&gt;\r\n\r\n\r\n\r\nfour <3"
    )
    assert shown.name == "Women's & men’s"
    assert shown.notes == "One two three\n\nfour <3"
    assert "&#039;" in shown.raw


def test_unknown_codes_are_kept_and_noted():
    result, problems = read_row({**GOOD, "types": ["O", "onl", "XYZ", "XYZ", 11, None]})
    assert result is not None
    assert result.types == ("O", "onl", "XYZ", "11")
    assert [str(problem) for problem in problems] == ['types: unknown code: "XYZ"']
    assert entry(types="[open]").types == ("open",)
    assert entry(types=None).types == ()
    assert entry(types={"O": 1}).types == ()


@pytest.mark.parametrize(
    ("changes", "attendance"),
    [
        ({}, "in_person"),
        ({"conference_url": "https://example.org/j/1"}, "hybrid"),
        ({"types": ["onl"]}, "hybrid"),
        ({"types": ["TC"], "conference_phone": "+15555550100"}, "online"),
        ({"types": ["TC"]}, "inactive"),
        ({"formatted_address": "Leeds, UK"}, "inactive"),
        ({"formatted_address": "Leeds, UK", "conference_url": "https://example.org/j/1"}, "online"),
        ({"approximate": "yes"}, "inactive"),
        ({"formatted_address": "", "address": "1 High Street", "city": "Leeds"}, "in_person"),
        ({"attendance_option": "online"}, "online"),
        ({"attendance_option": "inactive", "conference_url": "https://example.org/j/1"}, "inactive"),
    ],
)
def test_how_one_takes_part_is_said_or_worked_out(changes, attendance):
    assert entry(**changes).attendance == attendance


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "zoom.us/j/1", "https:", "data:text/html,x", "ftp://x", 5, None]
)
def test_only_web_addresses_become_links(link):
    assert entry(conference_url=link, website=link, url=link).online_address == ""
    assert entry(conference_url=link, website=link, url=link).website == ""


def test_oddities_are_noted_without_refusing_the_row():
    row = {
        **GOOD, "day": "1", "time": "7:00 PM", "timezone": None, "venmo": "https://venmo.com/x", "name": "A &amp; B",
        "formatted_address": "", "end_time": "later", "website": "example.org",
    }  # fmt: skip
    result, problems = read_row(row)
    assert result is not None
    assert {(problem.field, problem.severity) for problem in problems} == {
        (field, "note")
        for field in ("day", "time", "timezone", "venmo", "name", "formatted_address", "end_time", "website")
    }


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KEYS = (
    "slug", "name", "day", "time", "end_time", "timezone", "types", "notes", "location", "address", "city", "regions",
    "formatted_address", "approximate", "conference_url", "conference_phone", "attendance_option", "latitude", "venmo",
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(KEYS), json_values))
def test_no_row_whatsoever_makes_the_reader_fail(changes):
    result, problems = read_row({**GOOD, **changes})
    assert (result is None) == any(problem.severity == "error" for problem in problems)
    if result is not None:
        for text in (result.name, result.notes, result.place, result.address, result.slug, result.raw):
            text.encode()
            assert "\x00" not in text


@given(st.text(max_size=200))
def test_text_for_display_can_always_be_stored(text):
    for shown in (plain(text, 100), lines(text)):
        shown.encode()
        assert "\x00" not in shown
    assert "\n" not in plain(text, 100)


def test_what_is_written_is_strict_and_keeps_what_nobody_understands():
    raw = {
        "slug": 7,
        "name": "A &amp; B",
        "day": "1",
        "time": "7 pm",
        "latitude": "53.5",
        "house_style": {"x": [1, None]},
    }
    out = write_row(
        raw,
        slug="7",
        weekly=Weekly(6, time(19), None),
        time_zone="UTC",
        address="Leeds, UK",
        approximate=True,
        types=("O",),
    )
    assert out == {
        "slug": "7", "name": "A &amp; B", "day": 0, "time": "19:00", "timezone": "UTC", "types": ["O"],
        "latitude": 53.5, "formatted_address": "Leeds, UK", "approximate": "yes", "house_style": {"x": [1, None]},
    }  # fmt: skip
