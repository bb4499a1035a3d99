"""Coming to a group, staying, and leaving. Seats are counted under a lock, so that none is given twice."""

import unicodedata
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from openchair.core.errors import Refused, require
from openchair.core.events import publish
from openchair.core.rows import held
from openchair.groups.events import MembershipChanged, MembershipEnded, MembershipStarted, VisitorStayed
from openchair.groups.models import LONGEST_PRONOUNS, LONGEST_PSEUDONYM, Group, Meeting, Membership, Part, SeatHold
from openchair.groups.policies import can_decide, can_manage_groups, can_try, is_kept_out
from openchair.people.models import Person
from openchair.people.queries import hold_person

AFTER_A_VISIT = timedelta(days=1)
"""How long after the meeting a visitor's seat is kept while they think."""
DECIDE_WITHIN = timedelta(days=7)
"""How long after that a visitor may still say yes, if a seat is free."""
MOST_MEETINGS_OF_A_PASS = 2
TOO_LATE_TO_VISIT = timedelta(minutes=15)
"""Whoever comes when less than this is left of a meeting visits the next one."""


class GroupIsFull(Refused):
    """Every seat is taken."""

    code = "group_is_full"
    words = _("All seats of this group are taken. Another group may have one, or come back another day.")


class MustNotMeet(Refused):
    """Said to a coordinator only."""

    code = "must_not_meet"
    words = _("Somebody in this group and this person must not meet. Find another group for one of the two.")


class NameIsTaken(Refused):
    """Names are never passed on in a group, so that nobody is mistaken for somebody who has left."""

    code = "name_is_taken"
    words = _("Somebody here is or was called that. Try another name.")


class NameDoesNotWork(Refused):
    """Nothing to call somebody by."""

    code = "name_does_not_work"
    words = _("Choose a name with a letter in it, and 40 signs at most.")


class AlreadyHere(Refused):
    """The person has a seat in this group."""

    code = "already_here"
    words = _("You are in this group already.")


class NothingPlanned(Refused):
    """A visit is to a meeting, and none is planned."""

    code = "nothing_planned"
    words = _("No meeting of this group is planned yet. Please look again in a few days.")


class VisitIsLongAgo(Refused):
    """The time to decide is over; another visit starts it again."""

    code = "visit_is_long_ago"
    words = _("Your visit is some time ago. You can try one visit again.")


def check_name(*, group: Group, pseudonym: str, person: Person, at: datetime, besides: Membership | None = None) -> str:
    """The name as it will stand. One's own earlier name may be used again, nobody else's ever."""
    name = " ".join(unicodedata.normalize("NFC", pseudonym).split())
    letters = any(unicodedata.category(sign).startswith("L") for sign in name)
    if not letters or not name.isprintable() or len(name) > LONGEST_PSEUDONYM:
        raise NameDoesNotWork
    others = Membership.objects.filter(group=group).exclude(person=person)
    if besides:
        others = others.exclude(pk=besides.pk)
    if any(_sound(other) == _sound(name) for other in others.values_list("pseudonym", flat=True)):
        raise NameIsTaken
    return name


def locked(group: Group) -> Group:
    """The group as it stands, held until the transaction ends: seats and names are counted by one at a time."""
    return held(Group.objects.all()).get(pk=group.pk)


@transaction.atomic
def join(
    *, group: Group, person: Person, pseudonym: str, part: Part, actor: Person, at: datetime, meetings: int = 1
) -> Membership:
    """Give a person a seat as visitor (by themselves) or member (by a coordinator); refused when full.

    A visitor's pass is for the next meeting, or for the next two.
    """
    hold_person(person.pk)
    group = locked(group)
    if Membership.objects.active(at).filter(group=group, person=person).exists():
        raise AlreadyHere
    require(can_try(person, group, at) if actor == person and part == Part.VISITOR else can_manage_groups(actor))
    require(part in (Part.MEMBER, Part.VISITOR) and group.closed_at is None)
    if is_kept_out(person, group, at):
        # Whoever comes by themselves reads what they would read of a full group: neither side learns of the other.
        raise GroupIsFull if actor == person else MustNotMeet
    keep_a_seat(group, person, at)
    membership = Membership.objects.create(
        group=group,
        person=person,
        pseudonym=check_name(group=group, pseudonym=pseudonym, person=person, at=at),
        part=part,
        starts_at=at,
        ends_at=pass_ends(group, at, meetings) if part == Part.VISITOR else None,
    )
    SeatHold.objects.filter(group=group, person=person).delete()
    publish(MembershipStarted(actor_id=actor.pk, **ids_of(membership)))
    return membership


@transaction.atomic
def hold_seat(*, group: Group, person: Person, until: datetime, actor: Person, at: datetime) -> SeatHold:
    """Keep a seat for somebody until a moment; held again, the later word counts. Refused when none is free."""
    require(can_manage_groups(actor) and group.closed_at is None)
    hold_person(person.pk)
    group = locked(group)
    if is_kept_out(person, group, at):
        raise MustNotMeet
    keep_a_seat(group, person, at)
    hold, _made = SeatHold.objects.update_or_create(group=group, person=person, defaults={"until": until})
    return hold


@transaction.atomic
def release_seat(*, group: Group, person: Person) -> None:
    """Let a kept seat go. The caller has asked its own policy."""
    SeatHold.objects.filter(group=group, person=person).delete()


@transaction.atomic
def introduce_myself(*, membership: Membership, actor: Person, pronouns: str, shows_needs: bool) -> None:
    """How somebody is spoken of in this group, and whether its leaders may read what helps them to take part (R34)."""
    require(actor.pk == membership.person_id)
    membership.pronouns, membership.shows_needs = " ".join(pronouns.split())[:LONGEST_PRONOUNS], shows_needs
    membership.save(update_fields=["pronouns", "shows_needs"])
    publish(MembershipChanged(actor_id=actor.pk, **ids_of(membership)))


@transaction.atomic
def stay(*, membership: Membership, actor: Person, at: datetime) -> Membership:
    """A visitor becomes a member: in the kept seat, or later in a free one. Said twice, it is done once."""
    require(can_decide(actor, membership))
    group, visit = _visit_to_decide(membership, at)
    if visit.part == Part.MEMBER:
        return visit
    if not runs(visit, at):
        keep_a_seat(group, visit.person, at)
    visit.part, visit.ends_at, visit.end_told_at = Part.MEMBER, None, None
    visit.save(update_fields=["part", "ends_at", "end_told_at"])
    publish(MembershipChanged(actor_id=actor.pk, **ids_of(visit)))
    publish(VisitorStayed(membership_id=visit.pk, person_id=visit.person_id))
    return visit


@transaction.atomic
def another_visit(*, membership: Membership, actor: Person, at: datetime) -> Membership:
    """A visitor would like to come once more before deciding."""
    require(can_decide(actor, membership))
    group, visit = _visit_to_decide(membership, at)
    require(visit.part == Part.VISITOR)
    if not runs(visit, at):
        keep_a_seat(group, visit.person, at)
    visit.ends_at, visit.end_told_at = pass_ends(group, at), None
    visit.save(update_fields=["ends_at", "end_told_at"])
    publish(MembershipChanged(actor_id=actor.pk, **ids_of(visit)))
    return visit


@transaction.atomic
def not_now(*, membership: Membership, actor: Person, at: datetime) -> None:
    """A visitor lets it be: the seat is free at once, and nobody asks again or is told why."""
    require(can_decide(actor, membership) and membership.part == Part.VISITOR)
    if membership.declined_at is None:
        membership.declined_at = at
        membership.save(update_fields=["declined_at"])
    end_membership(membership=membership, actor=actor, at=at)


@transaction.atomic
def end_membership(*, membership: Membership, actor: Person, at: datetime) -> None:
    """End a running membership now; ended twice changes nothing. The caller has asked its own policy."""
    standing = held(Membership.objects.all()).get(pk=membership.pk)
    if not runs(standing, at):
        return
    Membership.objects.filter(pk=standing.pk).update(ends_at=at, end_told_at=at)
    membership.ends_at = membership.end_told_at = at
    publish(MembershipEnded(actor_id=actor.pk, **ids_of(membership)))


@transaction.atomic
def close_run_out_pass(*, membership: Membership, at: datetime) -> bool:
    """A visitor's pass is over: rooms and all who keep something for this seat hear of it, once.

    The person may still decide for a week. Says whether there was anything to close.
    """
    standing = held(Membership.objects.run_out(at)).filter(pk=membership.pk).first()
    if standing is None:
        return False
    standing.end_told_at = at
    standing.save(update_fields=["end_told_at"])
    publish(MembershipEnded(**ids_of(standing)))
    return True


def runs(membership: Membership, at: datetime) -> bool:
    """Whether this place is somebody's at that moment."""
    return membership.starts_at <= at and (membership.ends_at is None or membership.ends_at > at)


def ids_of(membership: Membership) -> dict[str, UUID]:
    """What an event says of a membership."""
    return {
        "group_id": membership.group_id,
        "membership_id": membership.pk,
        "person_id": membership.person_id,
    }


def _visit_to_decide(membership: Membership, at: datetime) -> tuple[Group, Membership]:
    """The group, locked, and the visit as it stands, if it can still be decided about."""
    hold_person(membership.person_id)
    group = locked(membership.group)
    visit = Membership.objects.get(pk=membership.pk)
    require(group.closed_at is None)
    if visit.part == Part.MEMBER and runs(visit, at):
        return group, visit
    require(visit.part == Part.VISITOR and visit.starts_at <= at)
    if visit.declined_at or (visit.ends_at is not None and visit.ends_at + DECIDE_WITHIN <= at):
        raise VisitIsLongAgo
    if Membership.objects.active(at).filter(group=group, person=visit.person_id).exclude(pk=visit.pk).exists():
        raise AlreadyHere
    if is_kept_out(visit.person, group, at):
        raise GroupIsFull  # neither side learns of the other
    return group, visit


def keep_a_seat(group: Group, person: Person, at: datetime) -> None:
    """Refuse where nobody's seat is free for this person; one that is held for them is."""
    taken = Membership.objects.active(at).seated().filter(group=group).count()
    held_for_others = SeatHold.objects.running(at).filter(group=group).exclude(person=person).count()
    if taken + held_for_others >= group.seats:
        raise GroupIsFull


def meetings_of_a_pass(group: Group, at: datetime) -> list[Meeting]:
    """The meetings that a pass taken now can be for, soonest first: those that there is still something of."""
    return list(Meeting.objects.coming(at + TOO_LATE_TO_VISIT).filter(group=group)[:MOST_MEETINGS_OF_A_PASS])


def pass_ends(group: Group, at: datetime, meetings: int = 1) -> datetime:
    """A day after the last meeting of the pass; where fewer are planned, after the last of those."""
    require(1 <= meetings <= MOST_MEETINGS_OF_A_PASS)
    coming = meetings_of_a_pass(group, at)[:meetings]
    if not coming:
        raise NothingPlanned
    return coming[-1].ends_at + AFTER_A_VISIT


def _sound(name: str) -> str:
    """Names that read the same are the same: no Wren beside a WREN or a W r e n."""
    return "".join(unicodedata.normalize("NFKD", name).casefold().split())
