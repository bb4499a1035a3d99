"""Every write to agreements."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from openchair.agreements.catalogue import Clause, check_clauses
from openchair.agreements.events import AgreementPublished, AgreementSigned, SignatureWithdrawn
from openchair.agreements.models import AgreementVersion, Signature, Withdrawal
from openchair.agreements.policies import can_publish, can_sign, can_withdraw
from openchair.core.errors import Refused, require
from openchair.core.events import publish
from openchair.core.rows import held
from openchair.groups.models import Group, Membership, Part
from openchair.groups.services import end_membership, join, not_now
from openchair.people.models import Person


class NotTheCurrentVersion(Refused):
    """Somebody published a newer version in the meantime."""

    code = "not_the_current_version"
    words = _("The agreement has changed since this page was opened. Please read the new version first.")


@transaction.atomic
def publish_version(
    *, group: Group, clauses: list[Clause], actor: Person, at: datetime, follows: int | None = None
) -> AgreementVersion:
    """Publish a new version of a group's ground rules; everybody signs again. Wrong or missing points are named.

    `follows` is the version its author had in front of them: two who write at once do not overwrite each other.
    """
    require(can_publish(actor, group, at))
    check_clauses(group, clauses)
    held(Group.objects.all()).get(pk=group.pk)
    number = AgreementVersion.objects.filter(group=group).aggregate(last=Max("number"))["last"] or 0
    if follows is not None and follows != number:
        raise NotTheCurrentVersion
    version = AgreementVersion.objects.create(
        group=group, number=number + 1, clauses=clauses, published_at=at, published_by=actor
    )
    publish(AgreementPublished(actor_id=actor.pk, group_id=group.pk, agreement_id=version.pk))
    return version


@transaction.atomic
def sign(*, version: AgreementVersion, membership: Membership, actor: Person, at: datetime) -> Signature:
    """Record that a person accepts this version for their seat; signed twice, the first stands."""
    require(can_sign(actor, version, membership, at))
    newest = AgreementVersion.objects.filter(group=version.group_id).aggregate(number=Max("number"))["number"]
    if newest != version.number:
        raise NotTheCurrentVersion
    signature, new = Signature.objects.get_or_create(version=version, membership=membership, defaults={"signed_at": at})
    if new:
        publish(
            AgreementSigned(
                actor_id=actor.pk, group_id=version.group_id, agreement_id=version.pk, membership_id=membership.pk,
                person_id=membership.person_id,
            )
        )  # fmt: skip
    return signature


@transaction.atomic
def try_a_visit(
    *, version: AgreementVersion, person: Person, pseudonym: str, at: datetime, meetings: int = 1
) -> Membership:
    """A newcomer signs and gets a visitor's seat in one act: no seat without signature, no signature without seat.

    The seat is theirs for the next meeting, or for the next two.
    """
    membership = join(
        group=version.group, person=person, pseudonym=pseudonym, part=Part.VISITOR, actor=person, at=at,
        meetings=meetings,
    )  # fmt: skip
    sign(version=version, membership=membership, actor=person, at=at)
    return membership


@transaction.atomic
def withdraw(*, signature: Signature, actor: Person, at: datetime) -> Withdrawal:
    """Take a signature back: the membership ends, the seat is free, and the room's door closes at once."""
    require(can_withdraw(actor, signature))
    # Before the trail: whoever ends the same membership in another way holds it and waits for the trail.
    held(Membership.objects.all()).get(pk=signature.membership_id)
    withdrawal, new = Withdrawal.objects.get_or_create(signature=signature, defaults={"withdrawn_at": at})
    if new:
        membership = signature.membership
        publish(
            SignatureWithdrawn(
                actor_id=actor.pk, group_id=membership.group_id, agreement_id=signature.version_id,
                membership_id=membership.pk, person_id=membership.person_id,
            )
        )  # fmt: skip
        if membership.part == Part.VISITOR:
            not_now(membership=membership, actor=actor, at=at)
        else:
            end_membership(membership=membership, actor=actor, at=at)
    return withdrawal
