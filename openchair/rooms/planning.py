"""Every write before a meeting: by which template a group meets, how its leaders adapt it, what members propose."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openchair.core.errors import Refused, require
from openchair.core.events import publish
from openchair.core.rows import held
from openchair.groups.models import Group, Meeting, Membership
from openchair.people.models import Person
from openchair.rooms.agenda import planned_by
from openchair.rooms.events import (
    AgendaAdapted,
    AgendaTemplateChosen,
    TopicChosen,
    TopicLetWait,
    TopicProposed,
    TopicTakenBack,
)
from openchair.rooms.meeting_templates import PlannedSegment, misfits, templates_for
from openchair.rooms.models import LONGEST_TOPIC, Agenda, Topic
from openchair.rooms.policies import can_plan, can_propose, can_read_topics, can_take_back

MOST_TOPICS = 3


class AgendaHasChanged(Refused):
    """Somebody else adapted the agenda in the meantime."""

    code = "agenda_has_changed"
    words = gettext_lazy(
        "Somebody else has changed the agenda since you opened this page. Open it again to see how it is now."
    )


class TooManyTopics(Refused):
    """Some topics of this person wait already."""

    code = "too_many_topics"
    words = gettext_lazy("Three of yours are waiting already. Take one back, and you can propose another.")


class NothingToPutItTo(Refused):
    """No meeting is planned, it has begun, or its agenda has no open floor."""

    code = "nothing_to_put_it_to"
    words = gettext_lazy("There is no coming meeting with an open floor it could be put to.")


@transaction.atomic
def choose_template(*, group: Group, template: str, actor: Person, at: datetime) -> Agenda:
    """Meet by this template from now on, as it is written; parts that were adapted before are gone."""
    require(can_plan(actor, group, at))
    if template not in {each.id for each in templates_for(group)}:
        raise ValidationError({"template": _("Choose one of these.")})
    agenda = _changed(group, None, actor, at, template=template, segments=None)
    publish(AgendaTemplateChosen(actor_id=actor.pk, group_id=group.pk))
    return agenda


@transaction.atomic
def adapt_agenda(
    *, group: Group, segments: Sequence[PlannedSegment], actor: Person, at: datetime, follows: int | None = None
) -> Agenda:
    """Keep a group's own parts. What is no agenda is refused, and why is said.

    `follows` is the version its author had in front of them: two who adapt it at once do not undo each other unseen.
    """
    require(can_plan(actor, group, at))
    if wrong := list(misfits(segments)):
        raise ValidationError([misfit.words for misfit in wrong])
    rows = msgspec.to_builtins([msgspec.convert(msgspec.to_builtins(each), PlannedSegment) for each in segments])
    agenda = _changed(group, follows, actor, at, segments=rows)
    publish(AgendaAdapted(actor_id=actor.pk, group_id=group.pk))
    return agenda


def _changed(group: Group, follows: int | None, actor: Person, at: datetime, **fields: Any) -> Agenda:
    # The group's row, for there may be no agenda yet that could be locked.
    held(Group.objects.all()).get(pk=group.pk)
    agenda = Agenda.objects.filter(group=group).first() or Agenda(group=group, version=0)
    if follows is not None and follows != agenda.version:
        raise AgendaHasChanged
    for name, value in fields.items():
        setattr(agenda, name, value)
    agenda.version += 1
    agenda.changed_by, agenda.changed_at = actor, at
    agenda.save()
    return agenda


# --- what members would like to talk about ------------------------------------------------------------------
@transaction.atomic
def propose_topic(*, membership: Membership, words: str, actor: Person, at: datetime) -> Topic:
    """Say to the leaders what one would like to talk about; sealed under one's own key."""
    require(membership.person_id == actor.pk and can_propose(actor, membership.group, at))
    words = " ".join(words.split())
    if not words or len(words) > LONGEST_TOPIC:
        raise ValidationError({"words": _("Write a sentence, with 200 letters at most.")})
    # The seat's row, so that two pages sent at once cannot pass the limit together.
    held(Membership.objects.all()).get(pk=membership.pk)
    if Topic.objects.filter(membership=membership).count() >= MOST_TOPICS:
        raise TooManyTopics
    topic = Topic(membership=membership, key_id=membership.person.key_id, proposed_at=at)
    topic.words = words
    topic.save(force_insert=True)
    publish(
        TopicProposed(actor_id=actor.pk, group_id=membership.group_id, topic_id=topic.pk, membership_id=membership.pk)
    )
    return topic


@transaction.atomic
def take_back_topic(*, topic: Topic, actor: Person) -> None:
    """Take a topic back: nobody reads it any more. What a room that is open has read stays there."""
    require(can_take_back(actor, topic))
    hold_seats_of(Topic.objects.filter(pk=topic.pk))
    require(Topic.objects.filter(pk=topic.pk).exists())
    taken_back = TopicTakenBack(
        actor_id=actor.pk, group_id=topic.membership.group_id, topic_id=topic.pk, membership_id=topic.membership_id
    )
    topic.delete()
    publish(taken_back)


@transaction.atomic
def choose_topic(*, topic: Topic, actor: Person, at: datetime) -> Topic:
    """Put a topic to the open floor of the group's next meeting, without the name of who proposed it."""
    group = topic.membership.group
    require(can_read_topics(actor, group, at))
    held(Group.objects.all()).get(pk=group.pk)
    meeting = next_unopened(group, at)
    parts = planned_by(group, Agenda.objects.filter(group=group).first())
    if meeting is None or all(part.kind != "open_floor" for part in parts):
        raise NothingToPutItTo
    hold_seats_of(Topic.objects.filter(Q(pk=topic.pk) | Q(meeting=meeting)))
    require(Topic.objects.filter(pk=topic.pk).exists())
    Topic.objects.filter(meeting=meeting).exclude(pk=topic.pk).update(meeting=None)
    topic.meeting = meeting
    topic.save(update_fields=["meeting"])
    publish(TopicChosen(actor_id=actor.pk, group_id=group.pk, topic_id=topic.pk, meeting_id=meeting.pk))
    return topic


@transaction.atomic
def let_topic_wait(*, topic: Topic, actor: Person, at: datetime) -> Topic:
    """Take a topic out of the next meeting; it waits for another."""
    group = topic.membership.group
    require(can_read_topics(actor, group, at))
    hold_seats_of(Topic.objects.filter(pk=topic.pk))
    require(Topic.objects.filter(pk=topic.pk).exists())
    topic.meeting = None
    topic.save(update_fields=["meeting"])
    publish(TopicLetWait(actor_id=actor.pk, group_id=group.pk, topic_id=topic.pk))
    return topic


def hold_seats_of(topics: QuerySet[Topic]) -> None:
    """Before topics change: a membership that ends takes its own along, when it has the trail already."""
    list(held(Membership.objects.filter(pk__in=topics.values("membership"))).order_by("pk"))


def next_unopened(group: Group, at: datetime) -> Meeting | None:
    """The next meeting whose room nobody has opened yet."""
    return Meeting.objects.filter(group=group, opened_at=None).coming(at).first()
