"""Facts about agreements."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openchair.core.events import AuditedEvent


@dataclass(frozen=True, kw_only=True)
class AgreementPublished(AuditedEvent):
    action: ClassVar[str] = "agreement.published"
    group_id: UUID
    agreement_id: UUID


@dataclass(frozen=True, kw_only=True)
class AgreementSigned(AuditedEvent):
    action: ClassVar[str] = "agreement.signed"
    group_id: UUID
    agreement_id: UUID
    membership_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class SignatureWithdrawn(AuditedEvent):
    action: ClassVar[str] = "agreement.withdrawn"
    group_id: UUID
    agreement_id: UUID
    membership_id: UUID
    person_id: UUID
