"""Leaving with a good-bye, staying in touch as one who was there, and coming back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from openchair.core.errors import Refused, require
from openchair.core.events import publish
from openchair.core.rows import held
from openchair.groups.events import FarewellSaid, MembershipStarted
from openchair.groups.models import Farewell, Membership, Part
from openchair.groups.services.joining import (
    AlreadyHere,
    check_name,
    end_membership,
    ids_of,
    keep_a_seat,
    locked,
    not_now,
    runs,
)
from openchair.people.models import Person
from openchair.people.queries import hold_person

FAREWELL_STANDS = timedelta(days=14)
"""How long the group can read a good-bye."""
LONGEST_FAREWELL = 600


class FarewellIsTooLong(Refused):
    """More than fits on the group's page."""

    code = "farewell_is_too_long"
    words = _("A good-bye has room for 600 signs.")


@transaction.atomic
def leave(
    *, membership: Membership, actor: Person, at: datetime, farewell: str = "", stays_in_touch: bool = False
) -> None:
    """A person leaves a group, any day, without a reason; with a good-bye and as one who was there, if they like."""
    require(actor.pk == membership.person_id)
    standing = held(Membership.objects.all()).get(pk=membership.pk)
    if not runs(standing, at):
        return
    _say_good_bye(standing, farewell.strip(), at, stays_in_touch=stays_in_touch)
    if membership.part == Part.VISITOR:
        not_now(membership=membership, actor=actor, at=at)
    else:
        end_membership(membership=membership, actor=actor, at=at)


def _say_good_bye(membership: Membership, words: str, at: datetime, *, stays_in_touch: bool) -> None:
    if len(words) > LONGEST_FAREWELL:
        raise FarewellIsTooLong
    if not words and not stays_in_touch:
        return
    farewell = Farewell(
        membership=membership, key_id=membership.person.key_id, stays_in_touch=stays_in_touch, said_at=at
    )
    farewell.words = words or None
    farewell.save(force_insert=True)
    publish(FarewellSaid(group_id=membership.group_id, membership_id=membership.pk))


@transaction.atomic
def take_back_farewell(*, farewell: Farewell, actor: Person) -> None:
    """The words go at once; whether somebody stays in touch is another matter."""
    require(actor.pk == farewell.membership.person_id)
    if farewell.stays_in_touch:
        Farewell.objects.filter(pk=farewell.pk).update(words=None)
    else:
        farewell.delete()


@transaction.atomic
def stay_out_of_touch(*, farewell: Farewell, actor: Person) -> None:
    """Somebody is one of those who were there no longer. A good-bye that still stands keeps its days."""
    require(actor.pk == farewell.membership.person_id)
    mine = Farewell.objects.filter(pk=farewell.pk)
    mine.filter(words=None).delete()
    mine.update(stays_in_touch=False)


@transaction.atomic
def come_back(*, farewell: Farewell, actor: Person, at: datetime) -> Membership:
    """Somebody who was there has a seat again, under their old name: a new one, so that the time between stays shut."""
    before = farewell.membership
    require(actor.pk == before.person_id and farewell.stays_in_touch)
    hold_person(actor.pk)
    group = locked(before.group)
    require(group.closed_at is None)
    if Membership.objects.active(at).filter(group=group, person=actor).exists():
        raise AlreadyHere
    keep_a_seat(group, actor, at)
    membership = Membership.objects.create(
        group=group,
        person=actor,
        pseudonym=check_name(group=group, pseudonym=before.pseudonym, person=actor, at=at),
        pronouns=before.pronouns,
        part=Part.MEMBER,
        starts_at=at,
    )
    farewell.delete()
    publish(MembershipStarted(actor_id=actor.pk, **ids_of(membership)))
    return membership


@transaction.atomic
def forget_farewells(*, at: datetime) -> int:
    """Delete the words whose days are over; of whoever stays in touch that alone remains."""
    over = Farewell.objects.filter(said_at__lte=at - FAREWELL_STANDS)
    gone, _each = over.filter(stays_in_touch=False).delete()
    return gone + over.exclude(words=None).update(words=None)
