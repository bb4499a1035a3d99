"""Coming to a group, staying, and leaving. Seats are counted under a lock, so that none is given twice."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from openchair.core.errors import Refused, require
from openchair.core.events import publish
from openchair.groups.events import MembershipChanged, MembershipEnded, MembershipStarted
from openchair.groups.models import Group, Meeting, Membership, Part
from openchair.groups.policies import can_manage_groups, can_try
from openchair.people.models import Person

AFTER_A_VISIT = timedelta(days=7)
"""How long somebody may think after a trial visit before the pass ends by itself."""


class GroupIsFull(Refused):
    code = "group_is_full"
    words = _("All seats of this group are taken. Another group may have one, or come back another day.")


class NameIsTaken(Refused):
    code = "name_is_taken"
    words = _("Somebody here is called that already. Try another name.")


class AlreadyHere(Refused):
    code = "already_here"
    words = _("You are in this group already.")


def check_name(*, group: Group, pseudonym: str, at: datetime, besides: Membership | None = None) -> str:
    """The name as it will stand, if nobody in the group has it."""
    name = " ".join(pseudonym.split())
    others = Membership.objects.active(at).filter(group=group)
    if besides:
        others = others.exclude(pk=besides.pk)
    if any(other.casefold() == name.casefold() for other in others.values_list("pseudonym", flat=True)):
        raise NameIsTaken
    return name


@transaction.atomic
def join(*, group: Group, person: Person, pseudonym: str, part: Part, actor: Person, at: datetime) -> Membership:
    """Give a person a seat as visitor (by themselves) or member (by a coordinator); refused when full."""
    require(can_try(person, group, at) if actor == person and part == Part.VISITOR else can_manage_groups(actor))
    locked = Group.objects.select_for_update().get(pk=group.pk)
    if Membership.objects.active(at).filter(group=locked, person=person).exists():
        raise AlreadyHere
    _keep_a_seat(locked, at)
    membership = Membership.objects.create(
        group=locked,
        person=person,
        pseudonym=check_name(group=locked, pseudonym=pseudonym, at=at),
        part=part,
        starts_at=at,
        ends_at=_pass_ends(locked, at) if part == Part.VISITOR else None,
    )
    publish(MembershipStarted(actor_id=actor.pk, **_ids(membership)))
    return membership


@transaction.atomic
def stay(*, membership: Membership, actor: Person, at: datetime) -> Membership:
    """A visitor decides to become a member; the seat is theirs already."""
    require(actor == membership.person and membership.part == Part.VISITOR and _runs(membership, at))
    membership.part, membership.ends_at = Part.MEMBER, None
    membership.save(update_fields=["part", "ends_at"])
    publish(MembershipChanged(actor_id=actor.pk, **_ids(membership)))
    return membership


@transaction.atomic
def another_visit(*, membership: Membership, actor: Person, at: datetime) -> Membership:
    """A visitor would like to come once more before deciding."""
    require(actor == membership.person and membership.part == Part.VISITOR and _runs(membership, at))
    membership.ends_at = _pass_ends(membership.group, at)
    membership.save(update_fields=["ends_at"])
    publish(MembershipChanged(actor_id=actor.pk, **_ids(membership)))
    return membership


@transaction.atomic
def leave(*, membership: Membership, actor: Person, at: datetime) -> None:
    """A person leaves a group, any day, without a reason."""
    require(actor == membership.person)
    end_membership(membership=membership, actor=actor, at=at)


@transaction.atomic
def end_membership(*, membership: Membership, actor: Person, at: datetime) -> None:
    """End a running membership now; ended twice changes nothing. The caller has asked its own policy."""
    if not _runs(membership, at):
        return
    membership.ends_at = at
    membership.save(update_fields=["ends_at"])
    publish(MembershipEnded(actor_id=actor.pk, **_ids(membership)))


def _runs(membership: Membership, at: datetime) -> bool:
    return membership.starts_at <= at and (membership.ends_at is None or membership.ends_at > at)


def _keep_a_seat(group: Group, at: datetime) -> None:
    taken = Membership.objects.active(at).seated().filter(group=group).count()
    if taken >= group.seats:
        raise GroupIsFull


def _pass_ends(group: Group, at: datetime) -> datetime:
    coming = Meeting.objects.coming(at).filter(group=group).first()
    return (coming.ends_at if coming else at) + AFTER_A_VISIT


def _ids(membership: Membership) -> dict[str, UUID]:
    return {
        "group_id": membership.group_id,
        "membership_id": membership.pk,
        "person_id": membership.person_id,
    }
