"""What members decide about their own figures."""

from datetime import datetime

from django.db import transaction

from openchair.core.errors import require
from openchair.core.events import publish
from openchair.groups.models import Membership
from openchair.insights.events import OverWeeksAgreed, OverWeeksTakenBack
from openchair.insights.models import OverWeeks
from openchair.people.models import Person


@transaction.atomic
def show_over_weeks(*, membership: Membership, actor: Person, at: datetime) -> None:
    """Let those who lead see one's part of the floor over past meetings; said twice, it is one yes."""
    require(membership.person_id == actor.pk)
    _consent, made = OverWeeks.objects.get_or_create(
        membership=membership, taken_back_at=None, defaults={"agreed_at": at}
    )
    if made:
        publish(OverWeeksAgreed(actor_id=actor.pk, membership_id=membership.pk))


@transaction.atomic
def keep_over_weeks(*, membership: Membership, actor: Person, at: datetime) -> None:
    """Take it back, at once; the record of both stays."""
    require(membership.person_id == actor.pk)
    if OverWeeks.objects.standing().filter(membership=membership).update(taken_back_at=at):
        publish(OverWeeksTakenBack(actor_id=actor.pk, membership_id=membership.pk))
