"""What somebody who looks for a group chose to say about themselves. All of it sealed under their own key."""

import json
from typing import Any

from django.db import models

from openchair.core.ids import new_id
from openchair.groups.models import Group, Membership
from openchair.people.models import Person
from openchair.vault.fields import SealedTextField

Answers = dict[str, Any]
"""By question: what was ticked and said. A question that was skipped is not there."""


class Intake(models.Model):
    """Somebody's answers, saved as they go; one of each person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key_id = models.UUIDField(editable=False)
    person = models.OneToOneField(Person, models.CASCADE, related_name="intake")
    answers_text = SealedTextField(default="{}")
    # Kept by itself: a coordinator reads it, and no reckoning of groups ever opens it.
    must_not_meet = SealedTextField(default="", blank=True)
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"intake {self.pk}"

    @property
    def answers(self) -> Answers:
        """The answers by question."""
        found: Answers = json.loads(self.answers_text)
        return found

    @answers.setter
    def answers(self, answers: Answers) -> None:
        self.answers_text = json.dumps(answers, ensure_ascii=False, sort_keys=True)


class StageAnswer(models.Model):
    """Where somebody said they were with what brought them, on one day. The latest counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key_id = models.UUIDField(editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="stage_answers")
    stage = SealedTextField()  # "0" to "4"
    said_at = models.DateTimeField()

    class Meta:
        ordering = ("-said_at", "-id")
        indexes = [models.Index(fields=["person", "said_at"], name="stages_of_a_person")]

    def __str__(self) -> str:
        return f"stage answer {self.pk}"


class SharedExperience(models.Model):
    """Something lived through that a member shows in one group, and in no other."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key_id = models.UUIDField(editable=False)
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="shared_experiences")
    code = SealedTextField()
    shared_at = models.DateTimeField()

    class Meta:
        ordering = ("shared_at", "id")

    def __str__(self) -> str:
        return f"shared experience {self.pk}"


class FitAnswer(models.Model):
    """How a group was for somebody who visited it, 0 to 10. Theirs alone; it helps to rank the next ones."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key_id = models.UUIDField(editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="fit_answers")
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    value = SealedTextField()
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "group"], name="one_fit_answer_a_group")]

    def __str__(self) -> str:
        return f"fit answer {self.pk}"
