"""Reactions to what happens below: an ended right ends the line, at once and in this process.

Other processes are woken where there is Redis, and see it by asking (every few seconds) where there is none.
"""

from uuid import UUID

from openchair.agreements.events import AgreementSigned, SignatureWithdrawn
from openchair.core.events import after_commit, on
from openchair.core.time import now
from openchair.groups.events import (
    AbsenceNoticed,
    AbsenceWithdrawn,
    MembershipChanged,
    MembershipEnded,
    MembershipStarted,
)
from openchair.groups.models import Meeting, Membership
from openchair.people.events import PersonSuspended, SignedOut, SignInsEnded
from openchair.rooms import hub
from openchair.rooms.access import Why
from openchair.rooms.core.commands import SeatInfo
from openchair.rooms.events import HallCodeUsed, VoiceConsentGiven, VoiceConsentTakenBack
from openchair.rooms.hub import Hub
from openchair.rooms.models import Topic
from openchair.rooms.seats import seat_info


@on(MembershipEnded)
def topics_go_with_their_membership(event: MembershipEnded) -> None:
    """What somebody wanted to talk about is nobody's to read once they have left."""
    Topic.objects.filter(membership_id=event.membership_id).delete()


@after_commit(MembershipEnded)
def a_chair_goes_with_its_membership(event: MembershipEnded) -> None:
    """Leaving or being taken out of a group ends its open rooms at once."""
    _revoke(str(event.membership_id), "membership")


@after_commit(SignatureWithdrawn)
def a_chair_goes_with_its_signature(event: SignatureWithdrawn) -> None:
    """Without a word on the agreement nobody stays in the room."""
    _revoke(str(event.membership_id), "signature")


@after_commit(PersonSuspended)
def all_chairs_go_with_a_suspension(event: PersonSuspended) -> None:
    """A suspended person leaves every room."""
    for membership_id in Membership.objects.filter(person_id=event.person_id).values_list("pk", flat=True):
        _revoke(str(membership_id), "suspended")


def lines_are_checked_when_a_sign_in_ends(event: SignedOut | SignInsEnded) -> None:
    """Signing out hangs up the lines that hung on it; which ones, the table of sign-ins says."""
    hub.tell(lambda live: live.watch.check_soon())
    hub.tell(lambda live: live.call("rights"))


def a_chair_is_put_into_live_rooms(event: MembershipStarted | MembershipChanged | AgreementSigned) -> None:
    """Who joins, signs or changes part while a meeting runs has the chair at once."""
    if hub.current() is not None:
        _put(event.membership_id)


def a_late_notice_reaches_the_circle(event: AbsenceNoticed | AbsenceWithdrawn) -> None:
    """A notice given while the doors are open already is told like any other."""
    if hub.current() is not None:
        _put(event.membership_id)


def a_yes_to_voice_reaches_the_room(event: VoiceConsentGiven | VoiceConsentTakenBack) -> None:
    """Taken back, it ends the person's part in the call at once."""
    if hub.current() is not None:
        _put(event.membership_id)


def who_came_by_the_code_is_seated(event: HallCodeUsed) -> None:
    """Seated in the hall before their own page has a line."""
    if hub.current() is not None:
        _put(event.membership_id)


after_commit(HallCodeUsed)(who_came_by_the_code_is_seated)
after_commit(VoiceConsentGiven)(a_yes_to_voice_reaches_the_room)
after_commit(VoiceConsentTakenBack)(a_yes_to_voice_reaches_the_room)
after_commit(SignedOut)(lines_are_checked_when_a_sign_in_ends)
after_commit(SignInsEnded)(lines_are_checked_when_a_sign_in_ends)
after_commit(MembershipStarted)(a_chair_is_put_into_live_rooms)
after_commit(MembershipChanged)(a_chair_is_put_into_live_rooms)
after_commit(AgreementSigned)(a_chair_is_put_into_live_rooms)
after_commit(AbsenceNoticed)(a_late_notice_reaches_the_circle)
after_commit(AbsenceWithdrawn)(a_late_notice_reaches_the_circle)


def _revoke(seat: str, why: Why) -> None:
    hub.tell(lambda live: live.revoke(seat, why))
    hub.tell(lambda live: live.call("rights"))


def _put(membership_id: UUID) -> None:
    at = now()
    membership = Membership.objects.active(at).filter(pk=membership_id).select_related("person").first()
    if membership is None:
        return
    running = Meeting.objects.filter(group_id=membership.group_id, closed_at=None).exclude(opened_at=None)
    for meeting in running.select_related("group"):
        info = seat_info(meeting, membership, at)

        def put(live: Hub, meeting_id: UUID = meeting.pk, info: SeatInfo = info) -> None:
            live.put_seat(meeting_id, info)

        hub.tell(put)
