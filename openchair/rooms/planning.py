"""Every write before a meeting: by which template a group meets, and how its leaders adapt the parts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openchair.core.errors import Refused, require
from openchair.core.events import publish
from openchair.groups.models import Group
from openchair.people.models import Person
from openchair.rooms.events import AgendaAdapted, AgendaTemplateChosen
from openchair.rooms.meeting_templates import PlannedSegment, misfits, templates_for
from openchair.rooms.models import Agenda
from openchair.rooms.policies import can_plan


class AgendaHasChanged(Refused):
    """Somebody else adapted the agenda in the meantime."""

    code = "agenda_has_changed"
    words = gettext_lazy(
        "Somebody else has changed the agenda since you opened this page. Open it again to see how it is now."
    )


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
    Group.objects.select_for_update().get(pk=group.pk)
    agenda = Agenda.objects.filter(group=group).first() or Agenda(group=group, version=0)
    if follows is not None and follows != agenda.version:
        raise AgendaHasChanged
    for name, value in fields.items():
        setattr(agenda, name, value)
    agenda.version += 1
    agenda.changed_by, agenda.changed_at = actor, at
    agenda.save()
    return agenda
