"""schema.org out: what pages tell machines, what the command gives, and that no word becomes a script."""

import json
import re

import pytest

from openchair.cli import main
from openchair.directory.models import Listing
from tests.directory.test_find import outside, own

pytestmark = pytest.mark.django_db(databases="__all__")
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def told(client, address):
    """The blocks of linked data on a page."""
    return [json.loads(text) for text in BLOCK.findall(client.get(address).content.decode())]


def test_the_page_of_an_outside_group_says_what_it_is_to_machines(client):
    outside(
        {
            "day": [3, 5], "group": "Riverside", "latitude": 53.8, "longitude": -1.55, "location": "Old school",
            "conference_url": "https://example.org/j/1", "website": "https://example.org/",
        }
    )  # fmt: skip
    (data,) = told(client, f"/find/outside/{Listing.objects.get().pk}/")
    assert data == {
        "@context": "https://schema.org",
        "@type": "Event",
        "identifier": "s0",
        "name": "Riverside hour",
        "description": "Ring the bell",
        "url": "https://example.org/",
        "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
        "eventSchedule": [
            {
                "@type": "Schedule",
                "repeatFrequency": "P1W",
                "byDay": f"https://schema.org/{day}",
                "startTime": "19:00:00",
                "endTime": "20:15:00",
                "scheduleTimezone": "America/New_York",
            }
            for day in ("Wednesday", "Friday")
        ],
        "location": [
            {
                "@type": "Place",
                "name": "Old school",
                "address": "1 High Street, Leeds, LS1, UK",
                "geo": {"@type": "GeoCoordinates", "latitude": 53.8, "longitude": -1.55},
            },
            {"@type": "VirtualLocation", "url": "https://example.org/j/1"},
        ],
        "organizer": {"@type": "Organization", "name": "Riverside"},
        "inLanguage": "es",
    }


def test_a_group_without_weekly_time_or_at_rest_is_an_organisation(client):
    outside({"day": None, "time": None}, {"attendance_option": "inactive"})
    for listing in Listing.objects.all():
        (data,) = told(client, f"/find/outside/{listing.pk}/")
        assert data["@type"] == "Organization"
        assert "eventSchedule" not in data


def test_our_own_listed_group_tells_those_who_come_from_outside_and_no_more_than_its_page(client, cast):
    group = own(place="Harbour Hall", format="hybrid")
    (data,) = told(client, f"/groups/{group.pk}/")
    assert (data["@type"], data["name"], data["isAccessibleForFree"]) == ("Event", "The Wednesday Table", True)
    assert data["eventSchedule"][0]["scheduleTimezone"] == "Europe/London"
    assert data["location"][1] == {"@type": "VirtualLocation"}
    client.force_login(cast.outsider)
    assert told(client, f"/groups/{group.pk}/") == []


@pytest.mark.parametrize(
    "words",
    [
        "</script><script>alert(1)</script>", "<!--<script>", "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
        "a & b < c > d", '"}]}', "\u2028\u2029",
    ],
)  # fmt: skip
def test_no_word_of_a_source_ends_the_block_or_begins_another(client, words):
    outside({"name": f"Tea {words}", "notes": words, "group": words, "location": words})
    page = client.get(f"/find/outside/{Listing.objects.get().pk}/").content.decode()
    (text,) = BLOCK.findall(page)
    assert not set(text) & set("<>&")
    assert json.loads(text)["name"] == Listing.objects.get().name
    assert "<script>alert" not in page


def test_the_command_gives_every_group_with_its_schedule(capsys):
    own()
    outside({}, {"day": None, "time": None, "name": "By appointment"})
    assert main(["meetings", "export", "--format", "schema-org"]) == 0
    out = capsys.readouterr()
    document = json.loads(out.out)
    assert document["@context"] == "https://schema.org"
    assert [(one["name"], one["@type"], len(one.get("eventSchedule", []))) for one in document["@graph"]] == [
        ("The Wednesday Table", "Event", 1),
        ("Riverside hour", "Event", 1),
        ("By appointment", "Organization", 0),
    ]
    assert len({one["identifier"] for one in document["@graph"]}) == 3


@pytest.mark.parametrize("form", ["meeting-guide", "ics", "schema-org", "csv"])
def test_markup_in_a_name_goes_out_in_no_format(capsys, form):
    outside({"name": "Tea <b>now</b> <script>alert(1)</script>", "group": "<img src=x onerror=y>Group"})
    assert main(["meetings", "export", "--format", form]) == 0
    out = capsys.readouterr().out
    assert "Tea" in out
    for markup in ("<b>", "<script", "<img"):
        assert markup not in out


@pytest.mark.browser
@pytest.mark.django_db(transaction=True, databases="__all__")
def test_a_browser_runs_nothing_of_it_and_the_policy_has_nothing_to_say(browse):
    outside({"name": "Tea </script><script>document.title='taken'</script>"})
    page = browse()
    page.goto(f"/find/outside/{Listing.objects.get().pk}/")
    assert "taken" not in page.title()
    assert page.evaluate("document.querySelectorAll('script[type=\"application/ld+json\"]').length") == 1
    assert "Tea" in page.evaluate(
        "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').text).name"
    )
