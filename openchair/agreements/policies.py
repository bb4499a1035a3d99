"""Who may do what with an agreement."""

from datetime import datetime

from openchair.agreements.models import AgreementVersion, Signature
from openchair.groups.models import Group, Membership
from openchair.groups.policies import can_manage_groups, is_facilitator_of
from openchair.people.models import Person


def can_publish(person: Person, group: Group, at: datetime) -> bool:
    """Coordinators and the group's own leaders write its ground rules."""
    return can_manage_groups(person) or is_facilitator_of(person, group, at)


def can_sign(person: Person, version: AgreementVersion, membership: Membership, at: datetime) -> bool:
    """A person signs for their own running seat, in the group of this version."""
    return (
        membership.person_id == person.pk
        and membership.group_id == version.group_id
        and (membership.ends_at is None or membership.ends_at > at)
    )


def can_withdraw(person: Person, signature: Signature) -> bool:
    """A signature is taken back by whoever gave it."""
    return signature.membership.person_id == person.pk
