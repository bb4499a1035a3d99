"""How far, what one needs, on whose clock, and the map: every choice in the address, nothing from elsewhere."""

import re
from datetime import UTC, datetime, time
from math import inf
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openchair.directory import access, maps, queries
from openchair.directory.formats.meeting_guide import coordinates
from openchair.directory.models import Listing
from openchair.directory.places import Around, found_at, pair_of
from openchair.directory.words import own_clock_words
from tests.directory.test_find import outside, own, seen

pytestmark = pytest.mark.django_db(databases="__all__")
LEEDS, YORK, AUCKLAND = (53.80, -1.55), (53.96, -1.08), (-36.85, 174.76)


def at(place, **more):
    address = "1 High Street, Leeds, LS1, UK" if place is LEEDS else "2 Low Road, York, YO1, UK"
    return {"latitude": place[0], "longitude": place[1], "formatted_address": address, **more}


def three_places():
    outside(
        at(LEEDS, name="Lamp"),
        at(YORK, name="Bridge", types=["X"]),
        at(AUCKLAND, name="Harbour", formatted_address="3 Quay, Auckland, 1010, NZ"),
        at(LEEDS, name="Only online", formatted_address="", conference_url="https://example.org/j"),
        {"name": "Nowhere said"},
    )


@pytest.mark.parametrize(
    ("query", "theirs"),
    [
        ({"near": "53.80, -1.55", "within": "10"}, ["Lamp"]),
        ({"near": "53.80 -1.55", "within": "50"}, ["Lamp", "Bridge"]),
        ({"near": "53.95,-1.10", "within": "50"}, ["Bridge", "Lamp"]),
        ({"near": "leeds", "within": "10"}, ["Lamp"]),
        ({"near": "York", "within": "100"}, ["Bridge", "Lamp"]),
        ({"near": "Leeds"}, ["Lamp"]),
        ({"near": "York", "within": "100", "access": "step-free"}, ["Bridge"]),
        ({"near": "York", "within": "100", "words": "lamp"}, ["Lamp"]),
        ({"near": "-36.9, -179.9", "within": "500"}, ["Harbour"]),
        ({"near": "0, 0", "within": "5"}, []),
    ],
)
def test_what_lies_within_some_kilometres_is_found_the_nearest_first(client, query, theirs):
    three_places()
    answer = client.get("/find/", query)
    assert [card.listing.name for card in answer.context["cards"]] == theirs


def test_a_place_that_nobody_names_is_said_at_its_field_and_filters_nothing(client):
    three_places()
    for near in ("Atlantis", "99, 400", "%%%", "-"):
        page = client.get("/find/", {"near": near})
        assert "No group here names this place" in page.content.decode()
        assert len(page.context["cards"]) == 5


def test_the_place_of_a_town_is_that_of_most_groups_there():
    outside(*(at(LEEDS) for _ in range(3)), at(AUCKLAND, formatted_address="Leeds Road 1, Auckland, NZ, 1010"))
    assert found_at("Leeds") == LEEDS


def test_a_page_says_how_far_it_is(client):
    three_places()
    page = client.get("/find/", {"near": "53.80, -1.55", "within": "50"}).content.decode()
    assert "About 1 km away" in page
    assert "About 36 km away" in page
    assert "within 50 km, the nearest first" in page


@pytest.mark.parametrize(
    ("words", "pair"),
    [
        ("53.8,-1.55", (53.8, -1.55)), (" -36 174 ", (-36.0, 174.0)), ("53.8; 1", (53.8, 1.0)), ("91,0", None),
        ("0,181", None), ("1e3,0", None), ("٥٣,1", None), ("53.8", None), ("Leeds", None), ("nan,nan", None),
    ],
)  # fmt: skip
def test_coordinates_are_known_by_their_shape(words, pair):
    assert pair_of(words) == pair


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"latitude": "53.8", "longitude": "-1.55"}, LEEDS), ({"latitude": 0, "longitude": 0}, (None, None)),
        ({"latitude": "", "longitude": ""}, (None, None)), ({"latitude": 95, "longitude": 0}, (None, None)),
        ({"latitude": inf, "longitude": 1}, (None, None)), ({"latitude": "nan", "longitude": "1"}, (None, None)),
        ({"latitude": [1], "longitude": 1}, (None, None)), ({}, (None, None)), ({"latitude": 10**400}, (None, None)),
    ],
)  # fmt: skip
def test_coordinates_of_a_row_are_whole_or_none(row, said):
    assert coordinates(row) == said


@given(st.floats(-70, 70), st.floats(-170, 170), st.floats(-1, 1), st.floats(-1, 1), st.sampled_from([5, 50, 250]))
def test_the_flat_sheet_agrees_with_the_globe(latitude, longitude, north, east, km):
    around = Around(latitude, longitude, km)
    there = latitude + north * km / 111.195, longitude + east * km / (111.195 * around._narrowing)
    flat = ((north * km) ** 2 + (east * km) ** 2) ** 0.5
    assert abs(flat - around.km_to(*there)) <= 0.06 * km + 0.01


# --- access ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("need", "ours", "theirs"),
    [
        ("step-free", ["Table"], ["Ramp", "Signs"]),
        ("sign", [], ["Signs"]),
        ("captions", ["Table"], ["Words on a screen"]),
        ("no-scent", [], []),
    ],
)
def test_what_one_needs_is_asked_for_by_types_and_by_what_our_groups_write(client, need, ours, theirs):
    own("Table", access_notes="Step-free, hearing loop")
    own("Other table")
    outside(
        {"name": "Ramp", "types": ["XB"]},
        {"name": "Signs", "types": ["ASL", "x"]},
        {"name": "Words on a screen", "types": ["Deaf/Hard of Hearing"]},
        {"name": "Silent about it"},
    )
    assert seen(client, access=need) == (ours, theirs)
    assert (
        not theirs or "say nothing about access are left out" in client.get("/find/", {"access": need}).content.decode()
    )


def test_several_needs_are_all_met(client):
    outside({"name": "Ramp", "types": ["X"]}, {"name": "Both", "types": ["X", "ASL"]})
    assert [one.context["cards"][0].listing.name for one in [client.get("/find/?access=step-free&access=sign")]] == [
        "Both"
    ]
    assert client.get("/find/?access=wings").status_code == 200


def test_every_need_has_a_name_and_words():
    promised = {need for needs in access.CODES.values() for need in needs}
    assert promised == set(access.NEEDS) == set(access.SAID)


# --- the reader's clock ---------------------------------------------------------------------------------------
def test_a_visitor_chooses_the_clock_in_the_address_and_sees_its_name(client):
    own()
    outside({"conference_url": "https://example.org/j", "attendance_option": "online"})
    page = client.get("/find/", {"zone": "Asia/Kolkata"}).content.decode()
    assert "Your clock: Kolkata time." in page
    assert page.count("On your clock, Kolkata time:") == 2
    listing = Listing.objects.get()
    assert f'href="/find/outside/{listing.pk}/?zone=Asia%2FKolkata"' in page
    assert (
        "On your clock, Kolkata time:" in client.get(f"/find/outside/{listing.pk}/?zone=Asia/Kolkata").content.decode()
    )
    for wrong in ("Mars/Base", "../../etc/passwd", "\x00"):
        assert "Your clock: UTC." in client.get("/find/", {"zone": wrong}).content.decode()
        assert client.get(f"/find/outside/{listing.pk}/", {"zone": wrong}).status_code == 200


def test_a_time_past_midnight_moves_to_another_day():
    summer = datetime(2026, 7, 1, tzinfo=UTC)
    words = own_clock_words([(2, time(23), time(0, 30))], "America/New_York", "Europe/Lisbon", summer)
    assert words == "On your clock, Lisbon time: Thursdays 04:00 to 05:30."
    assert own_clock_words([(2, time(23), None)], "Europe/London", "Europe/Lisbon", summer) == ""


# --- the map --------------------------------------------------------------------------------------------------
def test_the_map_shows_each_group_once_and_links_it(client):
    three_places()
    outside(*(at(LEEDS, slug=f"near{i}", name=f"Near {i}") for i in range(3)), at(YORK, slug="far", name="Far"))
    page = client.get("/find/?map=on").content.decode()
    picture = page[page.index('<svg class="map__sheet"') : page.index("</figure>")]
    assert "Map of 4 groups" in picture
    assert picture.count("<a ") == 2
    assert "3 groups here: look closer" in picture
    far = Listing.objects.get(slug="far")
    assert f'href="/find/outside/{far.pk}/"' in picture
    closer = re.search(r'href="(\?[^"]+near=[^"]+)#outside-h"', picture)
    assert closer is not None
    assert "map=on" in closer[1]
    found = client.get("/find/" + closer[1].replace("&amp;", "&"))
    assert [card.listing.name for card in found.context["cards"]] == ["Near 0", "Near 1", "Near 2"]
    assert "http" not in picture.replace("http://www.w3.org", "")
    assert "style=" not in picture


def test_without_a_place_there_is_no_map_and_the_page_says_so(client):
    outside({"name": "Nowhere said"})
    page = client.get("/find/?map=on").content.decode()
    assert "None of these says where on a map it is." in page
    assert "map__sheet" not in page
    assert "Hide the map" in page


@given(st.lists(st.tuples(st.floats(-89, 89), st.floats(-179, 179)), min_size=1, max_size=60))
def test_every_group_is_on_the_picture_and_none_is_counted_twice(pairs):
    picture = maps.drawn([(uuid4(), f"G{i}", *pair) for i, pair in enumerate(pairs)])
    assert picture is not None
    assert sum(dot.count for dot in picture.dots) == len(pairs)
    for dot in picture.dots:
        assert 0 <= float(dot.x) <= maps.WIDTH
        assert 0 <= float(dot.y) <= maps.HEIGHT
    assert len(picture.parallels) <= 8
    assert len(picture.meridians) <= 14


def test_the_page_may_ask_where_one_is_and_no_other_page_may(client):
    assert "geolocation=(self)" in client.get("/find/").headers["Permissions-Policy"]
    assert "geolocation=()" in client.get("/").headers["Permissions-Policy"]


def test_the_map_costs_one_question_more(client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    three_places()
    counts = []
    for address in ("/find/", "/find/?map=on"):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts.append(len(captured))
    assert counts[1] == counts[0] + 1
    assert queries.on_the_map([]) == []
