"""Facts about groups."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openchair.core.events import AuditedEvent, DomainEvent


@dataclass(frozen=True, kw_only=True)
class GroupFounded(AuditedEvent):
    """A group was founded."""

    action: ClassVar[str] = "group.founded"
    group_id: UUID


@dataclass(frozen=True, kw_only=True)
class GroupChanged(AuditedEvent):
    """What a group says about itself changed."""

    action: ClassVar[str] = "group.changed"
    group_id: UUID


@dataclass(frozen=True, kw_only=True)
class GroupClosed(AuditedEvent):
    """A group meets no more."""

    action: ClassVar[str] = "group.closed"
    group_id: UUID


@dataclass(frozen=True, kw_only=True)
class MembershipStarted(AuditedEvent):
    """Somebody has a seat in a group."""

    action: ClassVar[str] = "membership.started"
    group_id: UUID
    membership_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class MembershipChanged(AuditedEvent):
    """The part in the group changed, or how somebody is spoken of there."""

    action: ClassVar[str] = "membership.changed"
    group_id: UUID
    membership_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class VisitorStayed(DomainEvent):
    """A visitor is a member from now on. The trail has it as a change."""

    membership_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class MembershipEnded(AuditedEvent):
    """Somebody's seat is free again. Why is kept nowhere."""

    action: ClassVar[str] = "membership.ended"
    group_id: UUID
    membership_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class FarewellSaid(DomainEvent):
    """Somebody who leaves said good-bye, or stays in touch. Not audited: it is theirs alone."""

    group_id: UUID
    membership_id: UUID


@dataclass(frozen=True, kw_only=True)
class SeriesChanged(AuditedEvent):
    """A weekly time was set, changed or ended."""

    action: ClassVar[str] = "series.changed"
    group_id: UUID
    series_id: UUID


@dataclass(frozen=True, kw_only=True)
class MeetingCancelled(AuditedEvent):
    """A coming meeting will not be held."""

    action: ClassVar[str] = "meeting.cancelled"
    group_id: UUID
    meeting_id: UUID


@dataclass(frozen=True, kw_only=True)
class MeetingOpened(AuditedEvent):
    """The room of a meeting was opened."""

    action: ClassVar[str] = "meeting.opened"
    group_id: UUID
    meeting_id: UUID


@dataclass(frozen=True, kw_only=True)
class MeetingClosed(AuditedEvent):
    """The room of a meeting was closed."""

    action: ClassVar[str] = "meeting.closed"
    group_id: UUID
    meeting_id: UUID


@dataclass(frozen=True, kw_only=True)
class AbsenceNoticed(DomainEvent):
    """Somebody gave notice. Not audited: it is theirs alone."""

    meeting_id: UUID
    membership_id: UUID


@dataclass(frozen=True, kw_only=True)
class AbsenceWithdrawn(DomainEvent):
    """Somebody comes after all."""

    meeting_id: UUID
    membership_id: UUID
