"""Help by country: a directory for anybody without a database, and each line kept by coordinators on record."""

import json
from datetime import UTC, datetime

import pytest

from openchair.audit.models import Entry
from openchair.core.errors import NotAllowed
from openchair.core.time import now
from openchair.web import help as numbers
from openchair.web.health import crisis_numbers_are_reviewed
from openchair.web.help import services
from openchair.web.help.models import HelpLine
from openchair.web.services import review_help_lines
from tests.browser import axe_everywhere, shots

in_database = pytest.mark.django_db(databases="__all__")
AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
SAID = {
    "number": "1411", "tel": "1411", "sms": "", "sms_body": "", "name": "Linha", "words": "day and night",
    "source": "https://example.org/linha",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_list_of_its_own():
    yield
    for file in (numbers.own_file(), numbers.review_file()):
        file.unlink(missing_ok=True)


def of(country):
    return [line for some in numbers.lines().countries[country].lines.values() for line in some]


def kept():
    """What stands in the database, as the file would say it."""
    lines = [(line.country, line.need, line.number, line.name, line.reviewed) for line in HelpLine.objects.all()]
    return sorted(lines, key=str)


def in_force():
    lines = [
        (country.code, need, line.number, line.name, line.reviewed)
        for country in numbers.lines().countries.values()
        for need, some in country.lines.items()
        for line in some
    ]
    return sorted(lines, key=str)


def test_every_line_of_a_country_shows_its_source_and_that_nobody_checked_it(client):
    page = client.get("/help/countries/?country=pt").content.decode()
    assert page.count("Not reviewed: nobody here has checked this number yet.") == len(of("PT")) > 0
    for line in of("PT"):
        assert line.source in page
        assert f'href="tel:{line.tel}"' in page
    assert '<option value="PT" selected>' in page
    assert 'href="?country=GB"' in page


def test_the_house_s_own_country_comes_first_and_an_unknown_one_is_said(client, settings):
    settings.TIME_ZONE = "Europe/Lisbon"
    assert "Help lines: Portugal" in client.get("/help/countries/").content.decode()
    for wrong in ("XX", "<script>", "\x00", "P" * 500):
        page = client.get("/help/countries/", {"country": wrong}).content.decode()
        assert "no numbers for this country yet" in page
        assert "<script>alert" not in page


@in_database
def test_the_finder_and_the_help_page_lead_there(client):
    assert 'href="/help/countries/"' in client.get("/find/").content.decode()
    assert 'href="/help/countries/?country=PT"' in client.get("/help/?country=PT").content.decode()


@in_database
def test_a_line_is_added_corrected_checked_and_taken_away_on_record(cast, client):
    before = in_force()
    client.force_login(cast.coordinator)
    answer = client.post("/help-lines/new/", {**SAID, "country": "PT", "need": "listening"})
    assert answer.status_code == 302
    assert kept() == in_force()
    assert in_force() == sorted([*before, ("PT", "listening", "1411", "Linha", None)], key=str)
    key = numbers.key_of("PT", "listening", "1411", "Linha")

    client.post(f"/help-lines/{key}/review/")
    today = now().date()
    assert [line.reviewed for line in of("PT") if line.name == "Linha"] == [today]
    assert f"Checked on {today:%-d %B %Y}." in client.get("/help/countries/?country=PT").content.decode()

    client.post(f"/help-lines/{key}/", {**SAID, "number": "1412", "tel": "1412"})
    (line,) = [line for line in of("PT") if line.name == "Linha"]
    assert (line.number, line.reviewed) == ("1412", None)

    assert client.get(f"/help-lines/{line.key}/removal/").status_code == 200
    client.post(f"/help-lines/{line.key}/removal/")
    assert in_force() == before
    assert kept() == before
    mine = Entry.objects.filter(actor_id=cast.coordinator.pk, action__startswith="help_line").order_by("number")
    assert list(mine.values_list("action", flat=True)) == [
        "help_line_added",
        "help_line_reviewed",
        "help_line_corrected",
        "help_line_taken_away",
    ]
    assert client.get(f"/help-lines/{line.key}/").status_code == 404


@in_database
def test_a_country_that_was_not_on_the_list_gets_its_name(cast, client):
    client.force_login(cast.coordinator)
    client.post("/help-lines/new/", {**SAID, "country": "IS", "need": "emergency"})
    assert "Help lines: Iceland" in client.get("/help/countries/?country=IS").content.decode()


@in_database
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tel": "", "sms": ""}, "Give a number to call or one to text."),
        ({"tel": "12a"}, "Only digits"),
        ({"source": "javascript:alert(1)"}, "valid URL"),
        ({"number": ""}, "required"),
        ({"country": "ZZ"}, "not one of the available choices"),
    ],
)
def test_a_line_that_cannot_be_called_is_refused_and_nothing_is_kept(cast, client, change, words):
    client.force_login(cast.coordinator)
    answer = client.post("/help-lines/new/", {**SAID, "country": "PT", "need": "listening", **change})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not numbers.own_file().exists()
    assert kept() == []


@in_database
def test_the_same_number_twice_and_the_last_emergency_number_are_refused(cast, client):
    client.force_login(cast.coordinator)
    client.post("/help-lines/new/", {**SAID, "country": "PT", "need": "listening"})
    twice = client.post("/help-lines/new/", {**SAID, "country": "PT", "need": "listening"})
    assert "stands there already" in twice.content.decode()
    (emergency,) = numbers.lines().countries["PT"].lines["emergency"]
    answer = client.post(f"/help-lines/{emergency.key}/removal/")
    assert "the only emergency number" in answer.content.decode()
    assert kept() == in_force()
    assert emergency in numbers.lines().countries["PT"].lines["emergency"]


@in_database
def test_nobody_but_a_coordinator_changes_a_line(cast):
    key = of("PT")[0].key
    for person in (cast.member, cast.facilitator, cast.supervisor, cast.operator, cast.outsider):
        for act in (
            lambda person: services.add_line(
                actor=person, at=AT, country="PT", country_name="Portugal", need="listening", **SAID
            ),
            lambda person: services.correct_line(key=key, actor=person, at=AT, **SAID),
            lambda person: services.review_line(key=key, actor=person, at=AT),
            lambda person: services.take_line_away(key=key, actor=person),
        ):
            with pytest.raises(NotAllowed):
                act(person)
    assert not numbers.own_file().exists()


@in_database
def test_a_review_of_the_whole_list_stays_with_the_lines_that_did_not_change(cast):
    review_help_lines(digest=numbers.lines().digest, actor=cast.coordinator, at=AT)
    services.correct_line(key=of("PT")[0].key, actor=cast.coordinator, at=AT, **SAID)
    unchecked = [line for code in numbers.lines().countries for line in of(code) if line.reviewed is None]
    assert [line.number for line in unchecked] == ["1411"]
    assert numbers.are_reviewed() is False
    services.review_line(key=unchecked[0].key, actor=cast.coordinator, at=AT)
    assert numbers.are_reviewed() is True


@in_database
def test_production_is_refused_until_every_line_is_checked(cast, settings):
    settings.MODE = "production"
    assert len(list(crisis_numbers_are_reviewed())) == 1
    for code in list(numbers.lines().countries):
        for line in of(code):
            assert len(list(crisis_numbers_are_reviewed())) == 1
            services.review_line(key=line.key, actor=cast.coordinator, at=AT)
    assert list(crisis_numbers_are_reviewed()) == []
    services.add_line(actor=cast.coordinator, at=AT, country="PT", country_name="Portugal", need="listening", **SAID)
    assert len(list(crisis_numbers_are_reviewed())) == 1


@in_database
def test_a_list_that_an_operator_put_there_is_taken_up_before_it_is_changed(cast):
    services.review_line(key=of("PT")[0].key, actor=cast.coordinator, at=AT)
    shipped = json.loads(numbers.SHIPPED.read_text(encoding="utf-8"))
    shipped["countries"] = [country for country in shipped["countries"] if country["code"] == "GB"]
    numbers.own_file().write_text(json.dumps(shipped), encoding="utf-8")
    services.review_line(key=of("GB")[0].key, actor=cast.coordinator, at=AT)
    assert {line.country for line in HelpLine.objects.all()} == {"GB"}
    assert kept() == in_force()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True, databases="__all__")
def test_the_pages_are_accessible_and_work_without_script(cast, browse):
    page = browse(cast.coordinator)
    for name, address in (
        ("help-countries", "/help/countries/?country=GB"),
        ("help-line-new", "/help-lines/new/"),
        ("help-lines", "/help-lines/"),
        ("help-line", f"/help-lines/{of('GB')[0].key}/"),
        ("help-line-removal", f"/help-lines/{of('GB')[0].key}/removal/"),
    ):
        page.goto(address)
        axe_everywhere(page)
        shots(page, name)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    plain = browse(script=False, width=390)
    plain.goto("/find/")
    plain.get_by_role("link", name="Help lines by country").click()
    plain.get_by_label("Where are you?").select_option("GB")
    plain.get_by_role("button", name="Show these numbers").click()
    plain.get_by_role("heading", name="Help lines: United Kingdom").wait_for()
