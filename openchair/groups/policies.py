"""Who may do what with a group."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from openchair.groups.models import Group, Meeting, Membership, SeatHold
from openchair.people.models import Person
from openchair.people.policies import is_coordinator
from openchair.people.queries import invited_group_ids, kept_apart_from


def is_member_of(person: Person, group: Group, at: datetime) -> bool:
    """The person has a running place in the group, in whatever part."""
    return Membership.objects.active(at).filter(group=group, person=person).exists()


def is_facilitator_of(person: Person, group: Group, at: datetime) -> bool:
    """The person leads or helps lead the group."""
    return Membership.objects.active(at).leading().filter(group=group, person=person).exists()


def can_see_members(person: Person, group: Group, at: datetime) -> bool:
    """Its leaders and coordinators see who is in a group, under pseudonyms."""
    return is_coordinator(person) or is_facilitator_of(person, group, at)


def can_manage_groups(person: Person) -> bool:
    """Coordinators found groups, set their week and seats, and name their leaders."""
    return is_coordinator(person)


def can_try(person: Person, group: Group, at: datetime) -> bool:
    """Anybody who is not in it may try one visit, where it is listed, they were invited or a seat is kept for them."""
    if group.closed_at is not None or is_member_of(person, group, at):
        return False
    kept = SeatHold.objects.running(at).filter(group=group, person=person)
    return group.listed or group.pk in invited_group_ids(person) or kept.exists()


def is_kept_out(person: Person, group: Group, at: datetime) -> bool:
    """Somebody who has a place in the group, or is offered one, and this person must not meet."""
    return bool(kept_out_of(person, [group.pk], at))


def kept_out_of(person: Person, group_ids: Collection[UUID], at: datetime) -> set[UUID]:
    """Those of some groups in which somebody sits, or is offered a seat, whom this person must not meet."""
    apart = kept_apart_from(person, at)
    if not apart:
        return set()
    seats = (Membership.objects.active(at), SeatHold.objects.running(at))
    rows = [
        each.filter(group_id__in=group_ids, person_id__in=apart).values_list("group_id", flat=True) for each in seats
    ]
    return {group for some in rows for group in some}


def can_decide(person: Person, visit: Membership) -> bool:
    """A visit is decided by whoever made it."""
    return visit.person_id == person.pk


def can_give_notice(person: Person, meeting: Meeting, membership: Membership, at: datetime) -> bool:
    """People give notice for their own running seat, in its own group."""
    return (
        membership.person_id == person.pk
        and membership.group_id == meeting.group_id
        and (membership.ends_at is None or membership.ends_at > at)
    )
