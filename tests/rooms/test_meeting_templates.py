"""Meeting templates: what ships, what an organisation adds, how files are read, and what a meeting makes of them."""

import json
from datetime import timedelta

import pytest

from openchair.agreements.queries import read_out
from openchair.core.errors import InputProblem
from openchair.core.time import now
from openchair.groups.models import Group, Kind, Mode
from openchair.groups.services import plan_extra_meeting
from openchair.operations.backup.making import SMALL_FILES
from openchair.rooms import meeting_templates as templates
from openchair.rooms.agenda import closing_line, default_agenda
from openchair.rooms.health import own_templates_can_be_read
from openchair.rooms.meeting_templates import SEGMENT_KINDS, catalogue, own_file, template_for, templates_for
from openchair.rooms.models import Agenda
from openchair.rooms.planning_forms import KIND_WORDS
from tests.circle import new_group

with_tables = pytest.mark.django_db(databases="__all__")
TITLES = [
    "Opening words", "Our agreement", "Since last time", "How I arrive", "Open floor", "Round", "What went well",
    "One small thing", "How I leave", "Closing words",
]  # fmt: skip
WAYS_TO_SHARE = {"round", "timed_round", "write_and_reveal", "listening_round", "pairs"}
"""Kinds that stand for one another: a template takes those that fit it."""
LIFTS = {"celebration", "reading"}
"""What lifts the eyes: what went well, or a text the group brings."""
PEER_WORDS = "This is a group of peers. It is not therapy and does not replace it."


def a_template(**fields):
    """A template as an organisation would write it, with little more than it must have."""
    segments = [{"kind": kind, "minutes": 10} for kind in ("opening_words", "round", "closing_words")]
    known = {"id": "tea", "title": "Tea", "for": ["grief"], "mode": "both", "what": "For tea.", "source": "Our own."}
    return {**known, "segments": segments, **fields}


@pytest.fixture
def own():
    """Writes the organisation's file."""

    def write(text):
        own_file().parent.mkdir(parents=True, exist_ok=True)
        own_file().write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")

    yield write
    own_file().unlink(missing_ok=True)


# --- what ships ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("mode", Mode.values)
@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_of_group_in_every_mode_begins_with_a_template_of_its_own(kind, mode):
    begins = template_for(Group(kind=kind, mode=mode, language="en"))
    assert kind in begins.kinds and begins.mode in (mode, "both")
    assert (begins.id == "therapist_led") == (mode == "therapy")


def test_each_kind_has_its_own_and_four_shapes_are_there_beside():
    first = {template_for(Group(kind=kind, mode="peer", language="en")).id for kind in Kind.values}
    assert len(first) == len(Kind.values)
    others = {"therapist_led", "tools_and_practice", "mutual_aid", "skills_practice"}
    assert set(catalogue("en").templates) == first | others


@pytest.mark.parametrize("template", catalogue("en").templates.values(), ids=lambda each: each.id)
def test_what_ships_fills_75_minutes_with_every_kind_of_part(template):
    assert sum(part.minutes for part in template.segments) == 75
    kinds = {part.kind for part in template.segments}
    assert kinds | WAYS_TO_SHARE | LIFTS == set(SEGMENT_KINDS), "every template arrives, talks, commits and ends"
    assert kinds & WAYS_TO_SHARE, "everybody is asked at least once"
    assert kinds & LIFTS
    assert all(part.script for part in template.segments if part.kind in ("opening_words", "closing_words"))


def test_each_way_to_share_the_floor_is_used_by_a_template_that_ships():
    used = {part.kind for template in catalogue("en").templates.values() for part in template.segments}
    assert used == set(SEGMENT_KINDS) == set(KIND_WORDS)


def test_a_language_without_a_file_gets_the_english_ones():
    assert catalogue("pt-br").templates == catalogue("en").templates


def test_a_group_chooses_from_its_mode_and_sees_its_own_kind_first():
    peer = [each.id for each in templates_for(Group(kind="grief", mode="peer", language="en"))]
    assert peer[:2] == ["grief", "mutual_aid"] and "therapist_led" not in peer
    therapy = [each.id for each in templates_for(Group(kind="grief", mode="therapy", language="en"))]
    assert therapy[:2] == ["therapist_led", "grief"] and "mutual_aid" not in therapy


# --- what an organisation adds ---------------------------------------------------------------------------
def test_an_organisation_adds_a_template_and_replaces_one_in_its_place(own):
    order = list(catalogue("en").templates)
    own({"en": {"templates": [a_template(), a_template(id="grief", title="Our grief table")]}})
    known = catalogue("en").templates
    assert list(known) == [*order, "tea"]
    assert template_for(Group(kind="grief", mode="peer", language="en")).title == "Our grief table"
    # What it leaves out is said in the house's words.
    assert (known["tea"].segments[1].title, known["tea"].segments[1].turn_seconds) == ("Round", 120)
    assert list(own_templates_can_be_read()) == []


def test_a_language_of_the_organisation_s_own_stands_over_the_english_words(own):
    own({"pt": {"templates": [a_template(id="grief", title="Luto")]}, "en": {"templates": [a_template()]}})
    assert catalogue("pt-br").templates["grief"].title == "Luto"
    assert "tea" in catalogue("pt").templates
    assert catalogue("en").templates["grief"].title == "Room for grief"


SEGMENTS = a_template()["segments"]
WRONG = [
    ("{", "not JSON"),
    ("[]", "not a list of languages"),
    ({"en": {"templates": {}}}, '"templates" is not a list'),
    ({"en": {"tempaltes": []}}, "en: there is no such field: tempaltes"),
    ({"en": {"parts": {"dance": {"title": "Dance"}}}}, "en, part dance: there is no such kind of part"),
    ({"en": {"templates": ["tea"]}}, "en, template 1: not a template"),
    ({"en": {"templates": [a_template(), a_template()]}}, "en, template tea, id: stands there twice"),
    ({"en": {"templates": [a_template(mode="clinic")]}}, "en, template tea, mode: Invalid enum value 'clinic'"),
    ({"en": {"templates": [a_template(id="")]}}, "en, template 1, id: Expected"),
    ({"en": {"templates": [a_template(colour="red")]}}, "template tea: Object contains unknown field `colour`"),
    ({"en": {"templates": [a_template(**{"for": ["sadness"]})]}}, "template tea, for[0]: Invalid enum value 'sadness'"),
    ({"en": {"templates": [a_template(segments=3)]}}, "template tea, segments: not a list"),
    ({"en": {"templates": [a_template(segments=SEGMENTS[:2])]}}, "template tea, segments: A meeting has at least 3"),
    (
        {"en": {"templates": [a_template(segments=[SEGMENTS[1], *SEGMENTS])]}},
        "template tea, segment 1, kind: Opening words come first",
    ),
    (
        {"en": {"templates": [a_template(segments=[*SEGMENTS[:1], {"kind": "agreement", "minutes": 3, "script": ["x"]},
                                                   *SEGMENTS[1:]])]}},
        "template tea, segment 2, script: the house reads",
    ),
    (
        {"en": {"templates": [a_template(segments=[*SEGMENTS[:1], {**SEGMENTS[1], "nameless": True}, SEGMENTS[2]])]}},
        "template tea, segment 2, kind: Only where everybody writes first",
    ),
    (
        {"en": {"templates": [a_template(segments=[*SEGMENTS[:1], {"kind": "round", "minutes": "ten"}, SEGMENTS[2]])]}},
        "template tea, segment 2, minutes: Expected `int`, got `str`",
    ),
    (
        {"en": {"templates": [a_template(segments=[*SEGMENTS[:1], {"kind": "dance", "minutes": 3}, SEGMENTS[2]])]}},
        "template tea, segment 2, kind: Invalid enum value 'dance'",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), WRONG, ids=[said for _text, said in WRONG])
def test_a_wrong_file_is_named_to_the_field_and_stops_no_meeting(own, text, said):
    shipped = catalogue("en")
    own(text)
    assert catalogue("en") == shipped
    [problem] = own_templates_can_be_read()
    assert "meeting-templates.json" in problem.words and said in problem.words


def test_a_file_that_is_no_text_or_a_folder_stops_no_meeting(own):
    shipped = catalogue("en")
    own("")
    own_file().write_bytes(b"\xff\xfe\x00")
    assert catalogue("en") == shipped and isinstance(templates.problem_with_own_file(), InputProblem)
    own_file().unlink()
    own_file().mkdir()
    try:
        assert catalogue("en") == shipped and isinstance(templates.problem_with_own_file(), InputProblem)
    finally:
        own_file().rmdir()


def test_a_backup_holds_the_organisation_s_templates():
    assert own_file().name in SMALL_FILES


def test_a_mode_for_which_nothing_is_left_begins_all_the_same(own):
    every = [a_template(id=each, mode="therapy") for each in catalogue("en").templates]
    own({"en": {"templates": every}})
    assert template_for(Group(kind="grief", mode="peer", language="en")).mode == "therapy"


# --- what a meeting makes of them --------------------------------------------------------------------------
@with_tables
def test_the_default_keeps_its_ten_parts_with_agreement_and_peer_words(cast):
    agenda = default_agenda(cast.circle.meeting)
    assert [part.title for part in agenda] == TITLES
    assert [part.minutes for part in agenda] == [3, 3, 8, 12, 20, 12, 4, 6, 4, 3]
    assert [part.turn_seconds for part in agenda] == [0, 0, 60, 60, 180, 120, 0, 45, 0, 0]
    assert agenda[0].script[-1] == PEER_WORDS
    assert agenda[1].script == read_out(cast.group) and agenda[1].script


@with_tables
def test_longer_and_shorter_meetings_are_stretched(cast):
    at = now()
    long = plan_extra_meeting(
        group=cast.group, starts_at=at + timedelta(days=1), minutes=150, actor=cast.coordinator, at=at
    )
    assert [part.minutes for part in default_agenda(long)] == [6, 6, 16, 24, 40, 24, 8, 12, 8, 6]
    short = plan_extra_meeting(
        group=cast.group, starts_at=at + timedelta(days=2), minutes=15, actor=cast.coordinator, at=at
    )
    assert [part.minutes for part in default_agenda(short)] == [1, 1, 2, 2, 4, 2, 1, 1, 1, 1]


@with_tables
def test_a_therapy_group_says_nothing_of_peers(cast):
    at = now()
    group = new_group(cast, at=at, mode="therapy", leadership="therapist", kind="trauma")
    meeting = plan_extra_meeting(
        group=group, starts_at=at + timedelta(days=1), minutes=75, actor=cast.coordinator, at=at
    )
    agenda = default_agenda(meeting)
    assert PEER_WORDS not in agenda[0].script and agenda[4].title == "Today's theme"


@with_tables
def test_a_group_s_choice_and_own_parts_come_before_the_template(cast):
    at, group = now(), cast.group
    agenda = Agenda.objects.create(group=group, template="mutual_aid", changed_by=cast.facilitator, changed_at=at)
    assert default_agenda(cast.circle.meeting)[2].title == "Reading"
    agenda.segments = [
        {"kind": "opening_words", "title": "Hello", "minutes": 5, "script": ["Hello."]},
        {"kind": "open_floor", "title": "Talk", "minutes": 20, "prompt": "Well?", "turn_seconds": 90},
        {"kind": "closing_words", "title": "Bye", "minutes": 5, "script": ["See you."]},
    ]
    agenda.save()
    found = default_agenda(cast.circle.meeting)
    assert [(part.title, part.minutes) for part in found] == [("Hello", 12), ("Talk", 50), ("Bye", 12)]
    assert found[0].script == ["Hello.", PEER_WORDS]
    assert closing_line(cast.circle.meeting) == "See you."
    Agenda.objects.update(template="gone", segments=None)
    assert [part.title for part in default_agenda(cast.circle.meeting)] == TITLES
