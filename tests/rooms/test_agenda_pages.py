"""How a group's meetings go: choosing a template, adapting its parts with plain buttons, and who may."""

import json
import re

import pytest

from openchair.audit.models import Entry
from openchair.core.errors import NotAllowed
from openchair.core.time import now
from openchair.rooms import planning
from openchair.rooms.agenda import default_agenda
from openchair.rooms.meeting_templates import PlannedSegment, catalogue, template_for
from openchair.rooms.models import Agenda
from openchair.rooms.services import open_room
from tests.journeys.evening import an_evening

pytestmark = pytest.mark.django_db(databases="__all__")
SHORT = [
    PlannedSegment(kind="opening_words", title="Hello", minutes=5, script=["Hello."]),
    PlannedSegment(kind="open_floor", title="Talk", minutes=60),
    PlannedSegment(kind="closing_words", title="Bye", minutes=10, script=["See you."]),
]


@pytest.fixture
def address(cast):
    return f"/meetings/agenda/{cast.group.pk}/"


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def sent(page, **changes):
    """What the page's form would send, with some fields filled in otherwise (`part_3_title` for part-3-title)."""
    data = {"follows": str(page.context["version"])}
    for part in page.context["parts"]:
        data |= {part.add_prefix(name): str(part[name].value() or "") for name in part.fields}
    return data | {name.replace("_", "-", 2): value for name, value in changes.items()}


def titles(page):
    return [part.row["title"] for part in page.context["parts"]]


# --- pages ------------------------------------------------------------------------------------------------
def test_the_way_leads_from_the_group_s_page_for_those_who_plan(cast, client, address):
    for person, sees in ((cast.facilitator, True), (cast.coordinator, True), (cast.member, False)):
        client.force_login(person)
        page = text_of(client.get(f"/groups/{cast.group.pk}/"))
        assert (f'href="{address}"' in page) == sees
        assert ("By the template “Recovery, one week at a time”." in page) == sees


def test_a_leader_chooses_a_template_and_it_is_an_act_with_ids_only(cast, client, address):
    client.force_login(cast.facilitator)
    page = client.get(address + "template/")
    assert "Reading and sharing" in text_of(page) and "Led by a clinician" not in text_of(page)
    answer = client.post(address + "template/", {"template": "mutual_aid"})
    assert answer.headers["Location"] == address
    assert default_agenda(cast.circle.meeting)[2].title == "Reading"
    entry = Entry.objects.get(action="agenda.template_chosen")
    assert (entry.actor_id, json.loads(entry.subject)) == (cast.facilitator.pk, {"group_id": str(cast.group.pk)})


@pytest.mark.parametrize("template", ["", "therapist_led", "no_such_one"])
def test_a_template_that_is_not_offered_is_refused_at_its_field(cast, client, address, template):
    client.force_login(cast.facilitator)
    answer = client.post(address + "template/", {"template": template})
    assert answer.status_code == 422 and 'href="#id_template"' in text_of(answer)
    assert not Agenda.objects.exists()


def test_a_leader_adapts_a_part_and_the_next_meeting_goes_like_that(cast, client, address):
    client.force_login(cast.co_facilitator)
    page = client.get(address)
    assert "Together 75 minutes. The meeting lasts 75 minutes." in text_of(page)
    data = sent(page, part_5_title="Open hour", part_5_prompt="What is new?", part_5_turn_seconds="90")
    data |= {"part-1-script": "Hello.\n\n Sit down. \n", "act": "keep"}
    assert client.post(address, data).headers["Location"] == address
    agenda = default_agenda(cast.circle.meeting)
    assert (agenda[4].title, agenda[4].prompt, agenda[4].turn_seconds) == ("Open hour", "What is new?", 90)
    assert agenda[0].script[:2] == ["Hello.", "Sit down."]
    assert "Adapted by your group" in text_of(client.get(address))
    assert json.loads(Entry.objects.get(action="agenda.adapted").subject) == {"group_id": str(cast.group.pk)}
    client.post(address + "template/", {"template": "recovery"})
    assert default_agenda(cast.circle.meeting)[4].title == "Open floor"


def test_keeping_says_which_meeting_it_is_for_also_while_a_room_is_open(cast, client, address):
    client.force_login(cast.facilitator)

    def kept():
        page = client.get(address)
        return text_of(client.post(address, sent(page, part_5_title="Open hour") | {"act": "keep"}, follow=True))

    day = re.escape(f"{cast.circle.meeting.local_date:%A} {cast.circle.meeting.local_date.day}")
    assert re.search(f"Kept. The meeting on {day} \\w+, 19:00 goes like this. ?<", kept())
    tonight = an_evening(cast)
    open_room(meeting=tonight.meeting, actor=cast.facilitator, at=now())
    said = kept()
    assert re.search(f"Kept. The meeting on {day} \\w+, 19:00 goes like this.", said)
    assert "The one whose room is open now keeps the parts it was opened with." in said
    type(tonight.meeting).objects.filter(opened_at=None).delete()
    assert "Kept. The next meeting that is planned goes like this. The one whose room is open now" in kept()


@pytest.mark.parametrize(
    ("act", "order"),
    [
        ("up:3", [0, 2, 1, 3]), ("down:2", [0, 2, 1, 3]), ("leave:2", [0, 2, 3, 4]), ("up:1", [0, 1, 2, 3]),
        ("up:99", [0, 1, 2, 3]), ("down:", [0, 1, 2, 3]), ("dance:2", [0, 1, 2, 3]), ("leave:²", [0, 1, 2, 3]),
    ],
)  # fmt: skip
def test_buttons_move_and_leave_out_and_keep_nothing(cast, client, address, act, order):
    client.force_login(cast.facilitator)
    page = client.get(address)
    before = titles(page)
    moved = client.post(address, sent(page, part_4_title="Still here") | {"act": act})
    before[3] = "Still here"
    assert moved.status_code == 200 and "Not kept yet." in text_of(moved)
    assert titles(moved)[:4] == [before[place] for place in order]
    assert not Agenda.objects.exists()


def test_a_part_is_added_before_the_closing_words(cast, client, address):
    client.force_login(cast.facilitator)
    page = client.get(address)
    more = client.post(address, sent(page) | {"act": "add", "added": "round"})
    assert titles(more)[-2:] == ["Round", "Closing words"]
    assert "Together 80 minutes." in text_of(more) and "shortened alike" in text_of(more)
    assert titles(client.post(address, sent(page) | {"act": "add", "added": "closing_words"})) == titles(page)
    assert client.post(address, sent(more) | {"act": "keep"}).status_code == 302
    assert len(default_agenda(cast.circle.meeting)) == 11


def test_a_part_in_which_everybody_writes_first_can_be_planned_without_names(cast, client, address):
    client.force_login(cast.facilitator)
    page = client.get(address)
    assert "Without names" not in text_of(page)
    more = client.post(address, sent(page) | {"act": "add", "added": "write_and_reveal"})
    number = len(titles(more)) - 1
    assert "Without names" in text_of(more)
    kept = client.post(address, sent(more) | {f"part-{number}-nameless": "on", "act": "keep"})
    assert kept.status_code == 302
    assert [part.nameless for part in default_agenda(cast.circle.meeting)].index(True) == number - 1
    again = client.get(address)
    assert again.context["parts"][number - 1]["nameless"].value() == "on"
    client.post(address, sent(again) | {f"part-{number}-nameless": "", "act": "keep"})
    assert not any(part.nameless for part in default_agenda(cast.circle.meeting))


WRONG = [
    ({"part-2-title": " "}, "Give it a name.", "#id_part-2-title"),
    ({"part-3-minutes": "ten"}, "Enter a whole number.", "#id_part-3-minutes"),
    ({"part-3-minutes": "0"}, "greater than or equal to 1", "#id_part-3-minutes"),
    ({"part-4-turn_seconds": "901"}, "less than or equal to 900", "#id_part-4-turn_seconds"),
    ({"part-4-prompt": "a" * 401}, "at most 400 characters", "#id_part-4-prompt"),
    ({"part-1-script": "  "}, "at least one sentence", "#id_part-1-script"),
    ({"part-1-script": "a" * 401}, "longer than 400 letters", "#id_part-1-script"),
    ({"part-1-script": "a\n" * 13}, "Twelve paragraphs at most.", "#id_part-1-script"),
    ({"part-1-kind": "round"}, "Opening words come first", ""),
    ({"part-10-kind": "dance"}, "Closing words come last", ""),
    ({"part-1-kind": ""}, "A meeting has at least 3 parts.", ""),
]


@pytest.mark.parametrize(("changes", "said", "field"), WRONG, ids=[said for _changes, said, _field in WRONG])
def test_what_is_wrong_is_named_at_its_field_and_nothing_is_kept(cast, client, address, changes, said, field):
    client.force_login(cast.facilitator)
    answer = client.post(address, sent(client.get(address)) | changes | {"act": "keep"})
    assert answer.status_code == 422
    assert said in text_of(answer) and (not field or f'href="{field}"' in text_of(answer))
    assert not Agenda.objects.exists()


def test_two_who_adapt_it_at_once_do_not_undo_each_other(cast, client, address):
    client.force_login(cast.facilitator)
    page = client.get(address)
    planning.adapt_agenda(group=cast.group, segments=SHORT, actor=cast.coordinator, at=now())
    answer = client.post(address, sent(page) | {"act": "keep"})
    assert answer.status_code == 422 and "Somebody else has changed the agenda" in text_of(answer)
    assert [part.title for part in default_agenda(cast.circle.meeting)] == ["Hello", "Talk", "Bye"]


# --- services -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("part", ["member", "second_member", "therapist", "supervisor", "operator", "outsider"])
def test_nobody_else_plans_a_group_s_meetings(cast, part):
    group, person = cast.group, cast.everybody[part]
    with pytest.raises(NotAllowed):
        planning.choose_template(group=group, template="mutual_aid", actor=person, at=now())
    with pytest.raises(NotAllowed):
        planning.adapt_agenda(group=group, segments=SHORT, actor=person, at=now())
    assert not Agenda.objects.exists()
    assert not Entry.objects.filter(action__startswith="agenda.").exists()


def test_another_template_takes_own_parts_away(cast):
    planning.adapt_agenda(group=cast.group, segments=SHORT, actor=cast.facilitator, at=now())
    agenda = planning.choose_template(group=cast.group, template="grief", actor=cast.facilitator, at=now())
    assert (agenda.segments, agenda.template, agenda.version) == (None, "grief", 2)


def test_every_template_can_be_kept_as_it_stands_on_the_page(cast, client, address):
    client.force_login(cast.facilitator)
    for template in catalogue("en").templates.values():
        if template.fits(cast.group):
            planning.choose_template(group=cast.group, template=template.id, actor=cast.facilitator, at=now())
            answer = client.post(address, sent(client.get(address)) | {"act": "keep"})
            assert answer.status_code == 302, template.id
            kept = Agenda.objects.get().segments or []
            assert [row["title"] for row in kept] == [
                part.title for part in template_for(cast.group, template.id).segments
            ]
