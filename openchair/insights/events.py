"""Facts about figures."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openchair.core.events import AuditedEvent


@dataclass(frozen=True, kw_only=True)
class OverWeeksAgreed(AuditedEvent):
    """A member lets who leads see their part of the floor over weeks."""

    action: ClassVar[str] = "balance_over_weeks.agreed"
    membership_id: UUID


@dataclass(frozen=True, kw_only=True)
class OverWeeksTakenBack(AuditedEvent):
    """A member takes that back: from now on nobody sees it."""

    action: ClassVar[str] = "balance_over_weeks.taken_back"
    membership_id: UUID
