"""Facts about agreements."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openchair.core.events import AuditedEvent


@dataclass(frozen=True, kw_only=True)
class AgreementPublished(AuditedEvent):
    """A new version stands, and everybody signs again."""

    action: ClassVar[str] = "agreement.published"
    group_id: UUID
    agreement_id: UUID


@dataclass(frozen=True, kw_only=True)
class AgreementSigned(AuditedEvent):
    """Somebody gave their word on a version."""

    action: ClassVar[str] = "agreement.signed"
    group_id: UUID
    agreement_id: UUID
    membership_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class SignatureWithdrawn(AuditedEvent):
    """Somebody took their word back."""

    action: ClassVar[str] = "agreement.withdrawn"
    group_id: UUID
    agreement_id: UUID
    membership_id: UUID
    person_id: UUID
