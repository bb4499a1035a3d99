"""Until when a group lets people in: the rule its leaders chose, in data and in words."""

from datetime import datetime
from typing import cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openchair.core.errors import require
from openchair.core.events import publish
from openchair.groups.models import Group
from openchair.people.models import Person
from openchair.rooms.core import commands
from openchair.rooms.events import LateRuleChosen
from openchair.rooms.models import LateRule
from openchair.rooms.policies import can_plan

FEWEST_MINUTES, MOST_MINUTES, USUAL_MINUTES = 1, 120, 15


def late_rule(group: Group) -> tuple[commands.LateRule, int]:
    """The rule of a group and its minutes, as a room is opened with them."""
    rule = LateRule.objects.filter(group=group).first()
    return ("always", 0) if rule is None else (cast(commands.LateRule, rule.kind), rule.minutes)


def late_words(group: Group) -> str:
    """The rule in words, for everybody who comes to the door."""
    kind, minutes = late_rule(group)
    if kind == "minutes":
        return ngettext(
            "In this group people are let in until %(count)s minute after the beginning. Who was in may come back.",
            "In this group people are let in until %(count)s minutes after the beginning. Who was in may come back.",
            minutes,
        ) % {"count": minutes}
    if kind == "leader":
        return _("In this group, after the beginning, whoever leads decides each time whether it is a good moment.")
    return _("In this group people are let in at any time, also later.")


@transaction.atomic
def choose_late_rule(*, group: Group, kind: str, minutes: int, actor: Person, at: datetime) -> LateRule:
    """Say until when people are let in; holds from the next meeting that opens."""
    require(can_plan(actor, group, at))
    if kind not in LateRule.Kind.values:
        raise ValidationError({"kind": _("Choose one of these.")})
    if kind == LateRule.Kind.MINUTES and not FEWEST_MINUTES <= minutes <= MOST_MINUTES:
        words = _("Between %(fewest)s and %(most)s minutes.") % {"fewest": FEWEST_MINUTES, "most": MOST_MINUTES}
        raise ValidationError({"minutes": words})
    kept = minutes if kind == LateRule.Kind.MINUTES else 0
    values = {"kind": kind, "minutes": kept, "changed_by": actor, "changed_at": at}
    rule, _made = LateRule.objects.update_or_create(group=group, defaults=values)
    publish(LateRuleChosen(actor_id=actor.pk, group_id=group.pk))
    return rule
