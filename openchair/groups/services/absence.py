"""Saying beforehand that one cannot come."""

from datetime import datetime

from django.db import transaction

from openchair.core.errors import require
from openchair.core.events import publish
from openchair.groups.events import AbsenceNoticed, AbsenceWithdrawn
from openchair.groups.models import AbsenceNotice, Meeting, Membership
from openchair.people.models import Person


@transaction.atomic
def give_absence_notice(
    *, meeting: Meeting, membership: Membership, tell: str, words: str = "", actor: Person, at: datetime
) -> AbsenceNotice:
    """Give notice for one meeting, with what the group may be told; given again, it replaces the first."""
    require(actor == membership.person and membership.group_id == meeting.group_id and meeting.closed_at is None)
    AbsenceNotice.objects.filter(meeting=meeting, membership=membership, withdrawn_at=None).update(withdrawn_at=at)
    notice = AbsenceNotice(
        meeting=meeting, membership=membership, tell=tell, given_at=at, key_id=membership.person.key_id
    )
    notice.words = words if tell == AbsenceNotice.Tell.WORDS else ""
    notice.save()
    publish(AbsenceNoticed(meeting_id=meeting.pk, membership_id=membership.pk))
    return notice


@transaction.atomic
def withdraw_absence_notice(*, notice: AbsenceNotice, actor: Person, at: datetime) -> None:
    """Take the notice back: one comes after all."""
    require(actor == notice.membership.person)
    if notice.withdrawn_at is None:
        notice.withdrawn_at = at
        notice.save(update_fields=["withdrawn_at"])
        publish(AbsenceWithdrawn(meeting_id=notice.meeting_id, membership_id=notice.membership_id))
