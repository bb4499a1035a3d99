"""Facts about goals."""

from dataclasses import dataclass
from uuid import UUID

from openchair.core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CommitmentMade(DomainEvent):
    """Somebody said what they would do. Not audited: it is theirs alone."""

    commitment_id: UUID
    person_id: UUID
    meeting_id: UUID


@dataclass(frozen=True, kw_only=True)
class CommitmentReported(DomainEvent):
    """Somebody said how it went."""

    commitment_id: UUID
    person_id: UUID
