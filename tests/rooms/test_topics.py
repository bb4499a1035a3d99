"""What members would like to talk about: who reads it, what becomes of it, and when it is gone."""

import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from openchair.audit.models import Entry
from openchair.core.errors import NotAllowed
from openchair.core.time import now
from openchair.groups.services import end_membership
from openchair.rooms import planning
from openchair.rooms.agenda import default_agenda
from openchair.rooms.meeting_templates import PlannedSegment
from openchair.rooms.models import Topic
from openchair.rooms.topics import own_topics, readable_by, topics_for
from tests.cast import PARTS
from tests.circle import new_group, publish_rules, take_seats

pytestmark = pytest.mark.django_db(databases="__all__")
CANARY = "CANARY-TOPIC how do you sleep?"


@pytest.fixture
def topic(cast):
    return planning.propose_topic(membership=cast.memberships["member"], words=CANARY, actor=cast.member, at=now())


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_member_proposes_on_the_group_s_page_and_only_leaders_read_it(cast, client):
    client.force_login(cast.member)
    page = f"/groups/{cast.group.pk}/"
    assert "Something I would like to talk about" in text_of(client.get(page))
    client.post(f"/meetings/agenda/{cast.group.pk}/topics/", {"words": f"  {CANARY} \n"})
    assert CANARY in text_of(client.get(page))
    for part in PARTS:
        client.force_login(cast.everybody[part])
        seen = [client.get(address).content.decode() for address in (page, f"/meetings/agenda/{cast.group.pk}/")]
        assert [CANARY in each for each in seen] == [part == "member", part in ("facilitator", "co_facilitator")], part


def test_scopes_and_predicates_agree_for_the_whole_cast(cast, topic):
    leads = {part for part in PARTS if readable_by(cast.everybody[part], now()).exists()}
    told = {part for part in PARTS if topics_for(cast.everybody[part], cast.group, now())}
    assert leads == told == {"facilitator", "co_facilitator"}
    assert {part for part in PARTS if own_topics(cast.everybody[part]).exists()} == {"member"}
    for part in PARTS:
        if part not in leads:
            with pytest.raises(NotAllowed):
                planning.choose_topic(topic=topic, actor=cast.everybody[part], at=now())
            with pytest.raises(NotAllowed):
                planning.let_topic_wait(topic=topic, actor=cast.everybody[part], at=now())
        if part != "member":
            with pytest.raises(NotAllowed):
                planning.take_back_topic(topic=topic, actor=cast.everybody[part])
            with pytest.raises(NotAllowed):
                planning.propose_topic(
                    membership=cast.memberships["member"], words="x", actor=cast.everybody[part], at=now()
                )
    assert Topic.objects.get().meeting is None


def test_a_leader_of_another_group_reads_nothing(cast, topic):
    other = new_group(cast, at=now(), name="Next door")
    version = publish_rules(cast, other, at=now())
    take_seats(cast, other, version, at=now())
    end_membership(membership=cast.memberships["facilitator"], actor=cast.coordinator, at=now())
    assert not readable_by(cast.facilitator, now()).exists()


def test_a_chosen_topic_is_asked_by_the_open_floor_without_a_name(cast, client, topic):
    client.force_login(cast.facilitator)
    address = f"/meetings/agenda/topics/{topic.pk}/chosen/"
    assert client.post(address, {"act": "choose"}).status_code == 302
    floor = next(part for part in default_agenda(cast.circle.meeting) if part.kind == "open_floor")
    assert floor.prompt == CANARY and "Wren" not in str(default_agenda(cast.circle.meeting))
    client.post(address, {"act": "wait"})
    assert CANARY not in str(default_agenda(cast.circle.meeting))
    acts = Entry.objects.filter(action__startswith="topic.").order_by("pk")
    assert [entry.action for entry in acts] == ["topic.proposed", "topic.chosen", "topic.let_wait"]
    assert {key for entry in acts for key in json.loads(entry.subject)} == {
        "group_id", "topic_id", "membership_id", "meeting_id",
    }  # fmt: skip


def test_a_meeting_asks_one_topic_at_most(cast, topic):
    second = planning.propose_topic(
        membership=cast.memberships["second_member"], words="Work.", actor=cast.second_member, at=now()
    )
    for each in (topic, second):
        planning.choose_topic(topic=each, actor=cast.facilitator, at=now())
    assert list(Topic.objects.exclude(meeting=None)) == [second]


def test_without_an_open_floor_or_a_meeting_nothing_is_put_to_it(cast, client, topic):
    short = [
        PlannedSegment(kind=kind, title="Part", minutes=5, script=[])
        for kind in ("opening_words", "round", "closing_words")
    ]
    planning.adapt_agenda(group=cast.group, segments=short, actor=cast.facilitator, at=now())
    with pytest.raises(planning.NothingToPutItTo):
        planning.choose_topic(topic=topic, actor=cast.facilitator, at=now())
    planning.choose_template(group=cast.group, template="recovery", actor=cast.facilitator, at=now())
    cast.group.meetings.update(cancelled_at=now())
    client.force_login(cast.facilitator)
    answer = client.post(f"/meetings/agenda/topics/{topic.pk}/chosen/", {"act": "choose"}, follow=True)
    assert "There is no coming meeting with an open floor" in text_of(answer)


def test_what_is_taken_back_or_left_behind_is_gone(cast, client, topic):
    client.force_login(cast.member)
    assert client.post(f"/meetings/agenda/topics/{topic.pk}/taken-back/").status_code == 302
    assert not Topic.objects.exists()
    planning.propose_topic(membership=cast.memberships["member"], words=CANARY, actor=cast.member, at=now())
    end_membership(membership=cast.memberships["member"], actor=cast.member, at=now())
    assert not Topic.objects.exists()


def test_words_stand_sealed_in_the_database(topic):
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM rooms_topic")
        [[stored]] = cursor.fetchall()
    assert b"CANARY" not in bytes(stored)


@pytest.mark.parametrize("words", ["", "  \n ", "a" * 201])
def test_empty_and_endless_topics_are_named_at_their_field(cast, client, words):
    client.force_login(cast.member)
    answer = client.post(f"/meetings/agenda/{cast.group.pk}/topics/", {"words": words})
    assert answer.status_code == 422 and 'href="#id_words"' in text_of(answer)
    with pytest.raises(ValidationError):
        planning.propose_topic(membership=cast.memberships["member"], words=words, actor=cast.member, at=now())
    assert not Topic.objects.exists()


def test_three_wait_at_most(cast, client):
    client.force_login(cast.member)
    address = f"/meetings/agenda/{cast.group.pk}/topics/"
    for words in ("One", "Two", "Three"):
        assert client.post(address, {"words": words}).status_code == 302
    answer = client.post(address, {"words": "Four"})
    assert answer.status_code == 422 and "Three of yours are waiting already." in text_of(answer)
    assert Topic.objects.count() == 3
