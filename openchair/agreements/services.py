"""Every write to agreements."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from openchair.agreements.catalogue import Clause, mandatory
from openchair.agreements.events import AgreementPublished, AgreementSigned, SignatureWithdrawn
from openchair.agreements.models import AgreementVersion, Signature, Withdrawal
from openchair.agreements.policies import can_publish, can_sign, can_withdraw
from openchair.core.errors import Refused, require
from openchair.core.events import publish
from openchair.groups.models import Group, Membership, Part
from openchair.groups.services import end_membership, join
from openchair.people.models import Person


class NotTheCurrentVersion(Refused):
    code = "not_the_current_version"
    words = _("The agreement has changed since this page was opened. Please read the new version first.")


@transaction.atomic
def publish_version(*, group: Group, clauses: list[Clause], actor: Person, at: datetime) -> AgreementVersion:
    """Publish a new version of a group's ground rules; everybody signs again. Missing points are named."""
    require(can_publish(actor, group, at))
    present = {clause["id"] for clause in clauses}
    missing = [text for id_, text in mandatory(group).items() if id_ not in present]
    if missing:
        raise ValidationError(
            {"clauses": [_("This point may not be left out: %(text)s") % {"text": text} for text in missing]}
        )
    last = AgreementVersion.objects.filter(group=group).aggregate(last=Max("number"))["last"] or 0
    version = AgreementVersion.objects.create(
        group=group, number=last + 1, clauses=clauses, published_at=at, published_by=actor
    )
    publish(AgreementPublished(actor_id=actor.pk, group_id=group.pk, agreement_id=version.pk))
    return version


@transaction.atomic
def sign(*, version: AgreementVersion, membership: Membership, actor: Person, at: datetime) -> Signature:
    """Record that a person accepts this version for their seat; signed twice, the first stands."""
    require(can_sign(actor, version, membership))
    if AgreementVersion.objects.filter(group=version.group_id, number__gt=version.number).exists():
        raise NotTheCurrentVersion
    if standing := Signature.objects.standing().filter(version=version, membership=membership).first():
        return standing
    signature = Signature.objects.create(version=version, membership=membership, signed_at=at)
    publish(
        AgreementSigned(
            actor_id=actor.pk, group_id=version.group_id, agreement_id=version.pk, membership_id=membership.pk,
            person_id=membership.person_id,
        )
    )  # fmt: skip
    return signature


@transaction.atomic
def try_a_visit(*, version: AgreementVersion, person: Person, pseudonym: str, at: datetime) -> Membership:
    """A newcomer signs and gets a visitor's seat in one act: no seat without signature, no signature without seat."""
    membership = join(group=version.group, person=person, pseudonym=pseudonym, part=Part.VISITOR, actor=person, at=at)
    sign(version=version, membership=membership, actor=person, at=at)
    return membership


@transaction.atomic
def withdraw(*, signature: Signature, actor: Person, at: datetime) -> Withdrawal:
    """Take a signature back: the seat is free again, and the room's door closes at once."""
    require(can_withdraw(actor, signature))
    withdrawal, new = Withdrawal.objects.get_or_create(signature=signature, defaults={"withdrawn_at": at})
    if new:
        membership = signature.membership
        publish(
            SignatureWithdrawn(
                actor_id=actor.pk, group_id=membership.group_id, agreement_id=signature.version_id,
                membership_id=membership.pk, person_id=membership.person_id,
            )
        )  # fmt: skip
        end_membership(membership=membership, actor=actor, at=at)
    return withdrawal
