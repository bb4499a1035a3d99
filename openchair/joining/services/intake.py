"""Answering the questions, one at a time; changing and deleting what was said. All of it is the person's own."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from openchair.core.errors import require
from openchair.core.events import publish
from openchair.core.rows import held
from openchair.joining.events import IntakeChanged, IntakeDeleted
from openchair.joining.models import Intake, StageAnswer
from openchair.joining.questions import NAMES
from openchair.joining.taxonomy import STAGES
from openchair.matching.ranking.parts import Part
from openchair.matching.ranking.rank import MOST_HEAVIER
from openchair.people.models import Person

APART, HOPES = "apart", "hopes"
WEIGHS = "weighs"
"""Beside the eight: which parts of the ranking count most for somebody."""


@transaction.atomic
def answer_question(*, person: Person, question: str, answer: dict[str, Any], actor: Person, at: datetime) -> Intake:
    """Keep one answer; an empty one is a skipped question, and takes away what was said before."""
    require(actor.pk == person.pk)
    if question not in NAMES:
        raise ValidationError(_("There is no such question."))
    answer = dict(answer)
    intake = held(Intake.objects.filter(person=person)).first()
    if intake is None:
        intake = Intake(person=person, key_id=person.key_id, started_at=at)
    if question == APART:
        intake.must_not_meet = str(answer.pop("words", "")).strip()
        # That there are such words is in the answers, so that the page need not open them.
        answer = {"said": True} if intake.must_not_meet else {}
    if question == HOPES and (stage := answer.pop("stage", "")) != "":
        _keep_stage(person, int(stage), at)
    answers = intake.answers
    # An empty answer stays as a mark that the question was looked at.
    answers[question] = answer
    intake.answers, intake.changed_at = answers, at
    if set(NAMES) <= answers.keys() and intake.finished_at is None:
        intake.finished_at = at
    intake.save()
    publish(IntakeChanged(person_id=person.pk))
    return intake


@transaction.atomic
def weigh(*, person: Person, parts: list[str], actor: Person, at: datetime) -> None:
    """Say which parts of the ranking count double; at most three."""
    require(actor.pk == person.pk)
    if len(parts) > MOST_HEAVIER or not set(parts) <= {part.value for part in Part}:
        raise ValidationError(_("Choose three at most."))
    intake = held(Intake.objects.filter(person=person)).first()
    if intake is None:
        intake = Intake(person=person, key_id=person.key_id, started_at=at)
    answers = intake.answers
    answers[WEIGHS] = {"most": sorted(parts)}
    intake.answers, intake.changed_at = answers, at
    intake.save()
    publish(IntakeChanged(person_id=person.pk))


@transaction.atomic
def say_stage(*, person: Person, stage: int, actor: Person, at: datetime) -> StageAnswer:
    """Say where one is with what brought one here; said again, the newer word counts."""
    require(actor.pk == person.pk)
    if not 0 <= stage < len(STAGES):
        raise ValidationError(_("Choose one of the five."))
    return _keep_stage(person, stage, at)


@transaction.atomic
def delete_stages(*, person: Person, actor: Person) -> None:
    """Forget everything somebody said about where they are."""
    require(actor.pk == person.pk)
    StageAnswer.objects.filter(person=person).delete()


@transaction.atomic
def delete_intake(*, person: Person, actor: Person) -> None:
    """Forget every answer. A place on the waiting list stays."""
    require(actor.pk == person.pk)
    Intake.objects.filter(person=person).delete()
    StageAnswer.objects.filter(person=person).delete()
    publish(IntakeDeleted(person_id=person.pk))


def _keep_stage(person: Person, stage: int, at: datetime) -> StageAnswer:
    last = StageAnswer.objects.filter(person=person).first()
    if last is not None and last.said_at.date() == at.date():
        last.stage, last.said_at = str(stage), at
        last.save(update_fields=["stage", "said_at"])
        return last
    answer = StageAnswer(person=person, key_id=person.key_id, said_at=at)
    answer.stage = str(stage)
    answer.save()
    return answer
