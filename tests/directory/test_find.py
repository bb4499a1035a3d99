"""The find page: our own groups first, outside listings beside them, every choice in the address."""

from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openchair.core.time import now
from openchair.directory.models import Listing, Occurrence
from openchair.directory.services import import_listings
from openchair.groups.models import Group, Membership, Series

pytestmark = pytest.mark.django_db(databases="__all__")
AT = datetime(2026, 3, 1, tzinfo=UTC)
ROW = {
    "slug": "a", "name": "Riverside hour", "day": 3, "time": "19:00", "end_time": "20:15",
    "timezone": "America/New_York", "formatted_address": "1 High Street, Leeds, LS1, UK", "types": ["O", "S", "XYZ"],
    "notes": "Ring the bell",
}  # fmt: skip


def outside(*changes, **options):
    rows = [{**ROW, "slug": f"s{i}", **change} for i, change in enumerate(changes)]
    import_listings(rows=rows, source="feed.example", time_zone="UTC", at=AT, **options)


def own(name="The Wednesday Table", **fields):
    group = Group.objects.create(
        **{
            "name": name, "purpose": "Recovery, one week at a time.", "mode": "peer", "kind": "addiction_recovery",
            "format": "online", "leadership": "peer", "seats": 8, "language": "en", "time_zone": "Europe/London",
            "created_at": AT, **fields,
        }
    )  # fmt: skip
    Series.objects.create(group=group, weekday=2, starts_local=time(19), minutes=75, starts_on=date(2026, 3, 4))
    return group


def seen(client, **query):
    """Names of our own groups and of outside ones on the page for this address."""
    answer = client.get("/find/?" + urlencode(query))
    assert answer.status_code == 200
    names = [card.group.name for card in answer.context["own"]], [card.listing.name for card in answer.context["cards"]]
    for name in names[0] + names[1]:
        assert name in answer.content.decode()
    return names


@pytest.mark.parametrize(
    ("typed", "meant"), [("recovry", "recovery"), ("wensday", "wednesday"), ("tabel", "table"), ("recovery", "")]
)
def test_our_own_groups_are_found_in_spite_of_typing_errors(client, typed, meant):
    own()
    own("Quiet Morning", purpose="After a loss.", kind="grief")
    assert "The Wednesday Table" in seen(client, words=typed)[0]
    assert client.get("/find/", {"words": typed}).context["taken_for"] == ({typed: meant} if meant else {})


def test_whoever_finds_nothing_finds_help(client):
    own()
    page = client.get("/find/", {"words": "zzzzqqq"}).content.decode()
    assert "If you need somebody right now" in page


def test_without_any_group_the_page_invites(client):
    page = client.get("/find/").content.decode()
    assert "No group is listed yet." in page
    assert "No outside groups are listed here." in page


def test_our_own_groups_come_first_and_outside_ones_say_whose_they_are(client):
    own()
    outside({})
    page = client.get("/find/").content.decode()
    assert page.index("The Wednesday Table") < page.index("Riverside hour")
    assert "Wednesdays 19:00 to 20:15, London time." in page
    assert "Peer group, not therapy" in page
    assert "Outside group, from feed.example" in page
    assert "Wednesdays 19:00 to 20:15, New York time." in page


def test_the_ring_says_how_many_seats_are_free(client, cast):
    group = own()
    for person, part in ((cast.member, "member"), (cast.second_member, "visitor"), (cast.facilitator, "facilitator")):
        Membership.objects.create(group=group, person=person, pseudonym=part, part=part, starts_at=AT)
    Membership.objects.create(
        group=group, person=cast.outsider, pseudonym="gone", starts_at=AT, ends_at=AT + timedelta(days=1)
    )
    page = client.get("/find/").content.decode()
    assert page.count("6 of 8 seats are free.") == 2
    assert page.count('class="in"') == 2
    assert page.count('class="out"') >= 6


def test_a_group_that_is_not_listed_is_found_by_those_inside_only(client, cast):
    group = own(listed=False)
    own("Closed long ago", closed_at=AT)
    Membership.objects.create(group=group, person=cast.member, pseudonym="Wren", starts_at=AT)
    assert seen(client) == ([], [])
    client.force_login(cast.outsider)
    assert seen(client) == ([], [])
    client.force_login(cast.member)
    assert seen(client) == (["The Wednesday Table"], [])


@pytest.mark.parametrize(
    ("query", "ours", "theirs"),
    [
        ({}, ["Grief circle", "Table"], ["Día", "Noon", "Riverside"]),
        ({"words": "TABLE"}, ["Table"], []),
        ({"words": "dia"}, [], ["Día"]),
        ({"words": "bell leeds"}, [], ["Noon", "Riverside"]),
        ({"words": "100%"}, [], []),
        ({"kind": "grief"}, ["Grief circle"], []),
        ({"kind": "addiction_recovery"}, ["Table"], ["Día", "Noon", "Riverside"]),
        ({"mode": "therapy"}, ["Grief circle"], []),
        ({"mode": "peer"}, ["Table"], ["Día", "Noon", "Riverside"]),
        ({"format": "online"}, ["Table"], ["Día"]),
        ({"format": "in_person"}, ["Grief circle"], ["Noon", "Riverside"]),
        ({"online": "on"}, ["Table"], ["Día"]),
        ({"day": "2"}, ["Grief circle", "Table"], ["Riverside"]),
        ({"day": "6"}, [], ["Noon"]),
        ({"part": "evening"}, ["Grief circle", "Table"], ["Riverside"]),
        ({"part": "night"}, [], ["Día"]),
        ({"day": "6", "part": "evening"}, [], []),
        ({"language": "es"}, [], ["Día", "Noon", "Riverside"]),
        ({"language": "de"}, ["Grief circle"], []),
        ({"day": "2", "part": "evening", "mode": "peer", "words": "river"}, [], ["Riverside"]),
    ],
)
def test_every_choice_stands_in_the_address(client, query, ours, theirs):
    own("Table")
    own(
        "Grief circle",
        kind="grief",
        mode="therapy",
        leadership="therapist",
        format="in_person",
        language="de",
        purpose="Trauer",
        place="Hall",
    )
    outside(
        {"name": "Riverside"},
        {"name": "Noon", "day": "0", "time": "12:00"},
        {"name": "Día", "day": [1, 5], "time": "22:30", "formatted_address": "Leeds, UK", "notes": "",
         "conference_url": "https://example.org/j"},
        {"name": "Not meeting", "attendance_option": "inactive"},
        kind="addiction_recovery",
    )  # fmt: skip
    assert seen(client, **query) == (ours, theirs)


def test_an_unknown_choice_is_named_at_its_field_and_filters_nothing(client):
    own()
    answer = client.get("/find/?day=9&kind=chess")
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"day", "kind"}
    assert [card.group.name for card in answer.context["own"]] == ["The Wednesday Table"]


def test_words_that_are_no_words_do_no_harm(client):
    own()
    for words in ("%", "_", "' OR 1=1", "\x00", "<script>", "é" * 100, "x" * 5000):
        assert client.get("/find/?" + urlencode({"words": words})).status_code == 200


def test_pages_are_capped_and_keep_the_choices(client):
    outside(*({"name": f"Group {i:02}"} for i in range(45)))
    answer = client.get("/find/?day=2&page=2")
    assert [card.listing.name for card in answer.context["cards"]] == [f"Group {i}" for i in range(20, 40)]
    page = answer.content.decode()
    assert 'href="?day=2&amp;page=1#outside-h"' in page
    assert 'href="?day=2&amp;page=3#outside-h"' in page
    for number in ("99999", "-1", "0", "x", "²", "9" * 400):
        assert client.get("/find/", {"page": number}).context["outside"].page in (1, 3)


def test_what_a_source_writes_is_text_and_never_markup(client):
    outside({"name": "Tea &amp; talk &lt;script&gt;alert(1)&lt;/script&gt;", "notes": "a\nb & c", "location": "<Hall>"})
    listing = Listing.objects.get()
    for address in ("/find/", f"/find/outside/{listing.pk}/"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "&amp;amp;" not in page
        assert "Tea &amp; talk" in page


def test_the_page_of_an_outside_group_says_whose_it_is_and_how_to_get_there(client):
    outside(
        {
            "conference_url": "https://example.org/j/1",
            "conference_phone": "+1 555 0100",
            "website": "https://example.org/",
        }
    )
    listing = Listing.objects.get()
    page = client.get(f"/find/outside/{listing.pk}/").content.decode()
    for words in ("Outside group, from feed.example", "Riverside hour", "Time zone: America/New_York.", "Ring the bell",
                  "+1 555 0100", "XYZ", "Open: anybody may come", "Spanish"):  # fmt: skip
        assert words in page
    foreign = [link for link in page.split("<a ")[1:] if 'href="https://example.org' in link]
    assert len(foreign) == 2
    assert all('rel="noreferrer noopener external"' in link for link in foreign)
    for loading in ("<img", "<iframe", "maps."):
        assert loading not in page
    assert "Riverside" not in page[page.index("<title>") : page.index("</title>")]


def test_a_zone_that_was_assumed_and_a_group_that_rests_say_so(client):
    outside({"timezone": None, "attendance_option": "inactive"})
    page = client.get(f"/find/outside/{Listing.objects.get().pk}/").content.decode()
    assert "The source names no time zone" in page
    assert "not meeting at the moment" in page


def test_an_outside_group_that_does_not_exist_is_not_found(client):
    assert client.get("/find/outside/8f0e2f8e-0000-4000-8000-000000000000/").status_code == 404


def test_the_page_takes_the_same_queries_with_one_group_and_with_three(client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/find/")
        return len(captured)

    own()
    outside({})
    one = queries()
    own("Second")
    own("Third")
    outside({}, {}, {})
    assert (one, queries()) == (8, 8)


def test_a_group_that_meets_every_second_week_says_so(client):
    group = own()
    Series.objects.filter(group=group).update(every_weeks=2)
    assert "Wednesdays 19:00 to 20:15, every 2 weeks, London time" in client.get("/find/").content.decode()


def test_days_that_share_a_time_stand_together(client):
    outside({"day": [0, 1, 2, 3, 4, 5, 6]}, {"name": "Three", "day": [1, 2, 4]})
    page = client.get("/find/").content.decode()
    assert "Every day 19:00 to 20:15" in page
    assert "Mondays, Tuesdays and Thursdays 19:00 to 20:15" in page


def test_our_own_listed_groups_go_out_as_strict_rows(capsys):
    import json

    from openchair.cli import main

    group = own()
    own("Hidden", listed=False)
    own(
        "In a hall",
        format="in_person",
        place="Harbour Hall, Leeds",
        mode="therapy",
        leadership="therapist",
        created_at=AT + timedelta(days=1),
    )
    assert main(["meetings", "export"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(r["name"], r["day"], r["time"], r["end_time"], r["timezone"], r["approximate"]) for r in rows] == [
        ("The Wednesday Table", 3, "19:00", "20:15", "Europe/London", "yes"),
        ("In a hall", 3, "19:00", "20:15", "Europe/London", "no"),
    ]
    assert rows[0]["slug"] == f"group-{group.pk.hex[:12]}"
    assert rows[0]["formatted_address"] == "London"
    assert rows[0]["types"] == ["EN"]


def test_a_series_that_has_ended_is_no_longer_a_time(client):
    group = own()
    Series.objects.filter(group=group).update(ends_on=now().date())
    assert "No weekly time yet." in client.get("/find/").content.decode()
    assert Occurrence.objects.count() == 0


@pytest.mark.parametrize("words", ["alcohol", "Sober wednesday", "mittwoch"])
def test_words_people_look_with_find_our_own_groups(cast, client, words):
    name = cast.group.name
    assert (name in client.get("/find/", {"words": words}).content.decode()) is (words != "mittwoch")


# --- words ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "words",
    ["gardens", "gardening", "garden", "gard", "zurich", "Zürich", "ZURICH garden", "the garden", "room 14b"],
)
def test_a_word_is_found_by_its_stem_its_beginning_and_without_accents(client, words):
    outside({"name": "Quiet gardening", "notes": "In the house by the lake, room 14B", "location": "Haus, Zürich"})
    assert seen(client, words=words)[1] == ["Quiet gardening"]
    assert "No group says" not in client.get("/find/", {"words": words}).content.decode()


@pytest.mark.parametrize(
    ("typed", "meant"), [("gardning", "gardening"), ("gradening", "gardening"), ("zurihc", "zurich"), ("hose", None)]
)
def test_a_typing_error_finds_what_was_meant_and_says_so(client, typed, meant):
    outside({"name": "Quiet gardening", "location": "Haus, Zürich"}, {"name": "Night walk"})
    page = client.get("/find/", {"words": typed})
    assert [card.listing.name for card in page.context["cards"]] == (["Quiet gardening"] if meant else [])
    said = f"No group says “{typed}”. You see those that say “{meant}”."
    assert (said in page.content.decode()) == bool(meant)


def test_what_a_listing_no_longer_says_no_longer_finds_it(client):
    outside({"name": "Quiet gardening"})
    outside({"name": "Night walk"})
    assert seen(client, words="gardening")[1] == []
    assert seen(client, words="walk")[1] == ["Night walk"]


def test_the_words_of_a_search_are_never_a_language_of_their_own(client):
    outside({"name": "Quiet gardening"})
    for words in (
        '"',
        "garden*",
        "NOT quiet",
        "a AND b",
        "x:y",
        "'; --",
        "(quiet",
        "garden & !quiet",
        "\\",
        "^quiet",
        "a_b",
        "quiet_gardening",
    ):
        assert client.get("/find/", {"words": words}).status_code == 200
    assert seen(client, words="'quiet' & \"garden\"")[1] == ["Quiet gardening"]
