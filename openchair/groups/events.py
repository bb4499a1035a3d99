"""Facts about groups."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openchair.core.events import AuditedEvent, DomainEvent


@dataclass(frozen=True, kw_only=True)
class GroupFounded(AuditedEvent):
    action: ClassVar[str] = "group.founded"
    group_id: UUID


@dataclass(frozen=True, kw_only=True)
class GroupChanged(AuditedEvent):
    action: ClassVar[str] = "group.changed"
    group_id: UUID


@dataclass(frozen=True, kw_only=True)
class MembershipStarted(AuditedEvent):
    action: ClassVar[str] = "membership.started"
    group_id: UUID
    membership_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class MembershipChanged(AuditedEvent):
    """The part in the group changed: a visitor stayed, a member leads."""

    action: ClassVar[str] = "membership.changed"
    group_id: UUID
    membership_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class MembershipEnded(AuditedEvent):
    action: ClassVar[str] = "membership.ended"
    group_id: UUID
    membership_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class SeriesChanged(AuditedEvent):
    action: ClassVar[str] = "series.changed"
    group_id: UUID
    series_id: UUID


@dataclass(frozen=True, kw_only=True)
class MeetingCancelled(AuditedEvent):
    action: ClassVar[str] = "meeting.cancelled"
    group_id: UUID
    meeting_id: UUID


@dataclass(frozen=True, kw_only=True)
class MeetingOpened(AuditedEvent):
    action: ClassVar[str] = "meeting.opened"
    group_id: UUID
    meeting_id: UUID


@dataclass(frozen=True, kw_only=True)
class MeetingClosed(AuditedEvent):
    action: ClassVar[str] = "meeting.closed"
    group_id: UUID
    meeting_id: UUID


@dataclass(frozen=True, kw_only=True)
class AbsenceNoticed(DomainEvent):
    meeting_id: UUID
    membership_id: UUID


@dataclass(frozen=True, kw_only=True)
class AbsenceWithdrawn(DomainEvent):
    meeting_id: UUID
    membership_id: UUID
