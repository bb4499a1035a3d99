"""Saying beforehand that one cannot come."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from openchair.core.errors import Refused, require
from openchair.core.events import publish
from openchair.core.rows import held
from openchair.groups.events import AbsenceNoticed, AbsenceWithdrawn
from openchair.groups.models import AbsenceNotice, Meeting, Membership
from openchair.groups.policies import can_give_notice
from openchair.people.models import Person

LONGEST_WORDS = 200


class TooLateForNotice(Refused):
    """The meeting has begun, is over or was cancelled."""

    code = "too_late_for_notice"
    words = _("This meeting has begun or is over, so there is nothing to give notice for. Nobody minds.")


@transaction.atomic
def give_absence_notice(
    *, meeting: Meeting, membership: Membership, tell: str, words: str = "", actor: Person, at: datetime
) -> AbsenceNotice:
    """Give notice for one meeting, with what the group may be told; given again, it replaces the first."""
    require(can_give_notice(actor, meeting, membership, at))
    if at >= meeting.starts_at or meeting.closed_at or meeting.cancelled_at:
        raise TooLateForNotice
    own_words = " ".join(words.split()) if tell == AbsenceNotice.Tell.WORDS else ""
    if tell not in AbsenceNotice.Tell.values or len(own_words) > LONGEST_WORDS:
        raise ValidationError({"tell": _("Choose one of the answers.")})
    if tell == AbsenceNotice.Tell.WORDS and not own_words:
        raise ValidationError({"words": _("Write what the group may be told, or choose another answer.")})
    _withdraw_standing(meeting, membership, at)
    notice = AbsenceNotice(
        meeting=meeting, membership=membership, tell=tell, given_at=at, key_id=membership.person.key_id
    )
    notice.words = own_words
    notice.save()
    publish(AbsenceNoticed(meeting_id=meeting.pk, membership_id=membership.pk))
    return notice


@transaction.atomic
def withdraw_absence_notice(*, notice: AbsenceNotice, actor: Person, at: datetime) -> None:
    """Take the notice back: one comes after all. The words go with it."""
    require(actor.pk == notice.membership.person_id)
    if _withdraw_standing(notice.meeting, notice.membership, at):
        notice.withdrawn_at = at
        publish(AbsenceWithdrawn(meeting_id=notice.meeting_id, membership_id=notice.membership_id))


def _withdraw_standing(meeting: Meeting, membership: Membership, at: datetime) -> bool:
    """End a standing notice and drop its words, which nobody needs any more."""
    standing = AbsenceNotice.objects.filter(meeting=meeting, membership=membership, withdrawn_at=None)
    for notice in held(standing):
        notice.withdrawn_at, notice.words = at, ""
        notice.save(update_fields=["withdrawn_at", "words"])
        return True
    return False
