"""Eight questions, answered as one goes: kept sealed, skipped, changed, deleted; where somebody is, over time."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from openchair.core.errors import NotAllowed
from openchair.joining.finding import ASK_AGAIN, is_asked_again
from openchair.joining.models import Intake, StageAnswer
from openchair.joining.questions import NAMES, QUESTIONS
from openchair.joining.services.intake import answer_question, delete_intake, say_stage, weigh
from tests.cast import AT, Cast

pytestmark = pytest.mark.django_db(databases="__all__")
WHO = "My former neighbour, Canary Quillfeather"
WORDS = "Canary: since the house went quiet"


def answered(cast: Cast, question: str, **answer: object) -> Intake:
    """The outsider's answer to one question."""
    return answer_question(person=cast.outsider, question=question, answer=answer, actor=cast.outsider, at=AT)


def test_there_are_eight_questions_and_each_can_be_left_empty():
    assert len(QUESTIONS) == 8
    for question in QUESTIONS:
        form = question({})
        assert form.is_valid(), form.errors
        assert form.kept() == {}


def test_answers_are_kept_as_one_goes_and_a_skipped_question_is_marked(cast: Cast):
    answered(cast, "brings", kinds=["grief"], words=WORDS)
    answered(cast, "hopes")
    intake = Intake.objects.get(person=cast.outsider)
    assert intake.answers == {"brings": {"kinds": ["grief"], "words": WORDS}, "hopes": {}}
    assert intake.finished_at is None
    for name in NAMES[2:]:
        answered(cast, name)
    assert Intake.objects.get(person=cast.outsider).finished_at == AT


def test_no_word_of_an_answer_stands_in_the_database(cast: Cast):
    answered(cast, "brings", words=WORDS, kinds=["grief"])
    answered(cast, "apart", words=WHO)
    answered(cast, "hopes", stage="3")
    with connection.cursor() as cursor:
        for table in ("joining_intake", "joining_stageanswer"):
            cursor.execute(f"SELECT * FROM {table}")
            for row in cursor.fetchall():
                text = b" ".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row)
                assert b"Canary" not in text
                assert b"grief" not in text


def test_who_must_not_meet_is_kept_apart_from_the_answers(cast: Cast):
    answered(cast, "apart", words=WHO)
    intake = Intake.objects.get(person=cast.outsider)
    assert intake.must_not_meet == WHO
    assert WHO not in intake.answers_text
    answered(cast, "apart", words=" ")
    assert Intake.objects.get(person=cast.outsider).must_not_meet == ""


def test_nobody_answers_for_somebody_else(cast: Cast):
    with pytest.raises(NotAllowed):
        answer_question(person=cast.outsider, question="place", answer={}, actor=cast.member, at=AT)
    with pytest.raises(NotAllowed):
        delete_intake(person=cast.outsider, actor=cast.coordinator)
    with pytest.raises(NotAllowed):
        say_stage(person=cast.outsider, stage=2, actor=cast.coordinator, at=AT)


def test_an_unknown_question_stage_or_weight_is_refused(cast: Cast):
    with pytest.raises(ValidationError):
        answered(cast, "horoscope")
    with pytest.raises(ValidationError):
        say_stage(person=cast.outsider, stage=5, actor=cast.outsider, at=AT)
    with pytest.raises(ValidationError):
        weigh(person=cast.outsider, parts=["themes", "goals", "wait", "travel"], actor=cast.outsider, at=AT)


def test_a_stage_said_twice_on_a_day_is_one_and_later_ones_are_kept(cast: Cast):
    for stage, days in ((1, 0), (2, 0), (3, 60)):
        say_stage(person=cast.outsider, stage=stage, actor=cast.outsider, at=AT + timedelta(days=days))
    assert [answer.stage for answer in StageAnswer.objects.filter(person=cast.outsider)] == ["3", "2"]


def test_where_somebody_is_is_asked_again_after_a_while_and_only_if_they_ever_said_it(cast: Cast):
    assert not is_asked_again(cast.outsider, AT)
    say_stage(person=cast.outsider, stage=1, actor=cast.outsider, at=AT)
    assert not is_asked_again(cast.outsider, AT + timedelta(days=1))
    assert is_asked_again(cast.outsider, AT + ASK_AGAIN)


def test_deleting_takes_everything_that_was_said(cast: Cast):
    answered(cast, "brings", kinds=["grief"])
    answered(cast, "hopes", stage="3")
    delete_intake(person=cast.outsider, actor=cast.outsider)
    assert not Intake.objects.exists()
    assert not StageAnswer.objects.exists()


def test_the_pages_save_go_on_skip_and_lead_to_the_groups(client, cast: Cast):
    client.force_login(cast.outsider)
    assert client.get("/fit/").url == "/fit/questions/brings/"
    page = client.post("/fit/questions/brings/", {"kinds": ["grief"], "experience": ["lost_partner"]})
    assert page.url == "/fit/questions/hopes/"
    assert client.get("/fit/").url == "/fit/questions/hopes/"
    assert client.post("/fit/questions/hopes/", {"skip": "1"}).url == "/fit/questions/worries/"
    page = client.post("/fit/questions/times/", {"can": ["3-evening"], "likes": ["4-morning"], "groups": "1"})
    assert page.url == "/fit/groups/"
    assert Intake.objects.get(person=cast.outsider).answers["times"]["can"] == ["3-evening", "4-morning"]
    assert client.post("/fit/questions/apart/", {"words": WHO}).url == "/fit/groups/"
    shown = client.get("/fit/questions/apart/").content.decode()
    assert WHO in shown
    everything = client.get("/fit/answers/").content.decode()
    assert "Grief and loss; My partner died" in everything
    assert "Wed evening; Thu morning" in everything
    assert WHO not in everything
    assert client.get("/fit/questions/horoscope/").status_code == 404


def test_a_wrong_choice_is_named_and_keeps_nothing(client, cast: Cast):
    client.force_login(cast.outsider)
    page = client.post("/fit/questions/place/", {"place": "on the moon"})
    assert page.status_code == 422
    assert not Intake.objects.exists()
    page = client.post("/fit/answers/", {"most": ["themes", "goals", "wait", "travel"]})
    assert page.status_code == 422
    assert "Choose three at most" in page.content.decode()


def test_answers_can_be_changed_and_deleted_on_their_page(client, cast: Cast):
    client.force_login(cast.outsider)
    client.post("/fit/questions/place/", {"place": "online"})
    assert client.post("/fit/questions/place/?back=1", {"place": "near"}).url == "/fit/answers/"
    assert Intake.objects.get(person=cast.outsider).answers["place"] == {"place": "near"}
    assert client.post("/fit/now/", {"stage": "2"}).url == "/fit/answers/"
    assert client.post("/fit/answers/deletion/").url == "/"
    assert not Intake.objects.exists()
    assert not StageAnswer.objects.exists()
