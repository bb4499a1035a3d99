"""Facts about rooms and what was opened in danger. What happens inside a meeting is in its own log, not here."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openchair.core.events import AuditedEvent, DomainEvent


@dataclass(frozen=True, kw_only=True)
class RoomOpened(AuditedEvent):
    """The house opened the room of a meeting."""

    action: ClassVar[str] = "room.opened"
    group_id: UUID
    meeting_id: UUID


@dataclass(frozen=True, kw_only=True)
class WhereTonightOpened(AuditedEvent):
    """A leader opened where somebody is tonight; a second person must look at it."""

    action: ClassVar[str] = "break_glass.opened"
    break_glass_id: UUID
    meeting_id: UUID
    membership_id: UUID


@dataclass(frozen=True, kw_only=True)
class WhereTonightRead(AuditedEvent):
    """The opened note was shown to whoever opened it: once for every time, also the first."""

    action: ClassVar[str] = "break_glass.read"
    break_glass_id: UUID


@dataclass(frozen=True, kw_only=True)
class BreakGlassReviewed(AuditedEvent):
    """A second person looked at an opening."""

    action: ClassVar[str] = "break_glass.reviewed"
    break_glass_id: UUID
    reason_code: str = ""


@dataclass(frozen=True, kw_only=True)
class AgendaTemplateChosen(AuditedEvent):
    """A group meets by another template, or by the same one as it is written."""

    action: ClassVar[str] = "agenda.template_chosen"
    group_id: UUID


@dataclass(frozen=True, kw_only=True)
class AgendaAdapted(AuditedEvent):
    """Who leads changed the parts of a group's meetings."""

    action: ClassVar[str] = "agenda.adapted"
    group_id: UUID


@dataclass(frozen=True, kw_only=True)
class TopicProposed(AuditedEvent):
    """A member said what they would like to talk about."""

    action: ClassVar[str] = "topic.proposed"
    group_id: UUID
    topic_id: UUID
    membership_id: UUID


@dataclass(frozen=True, kw_only=True)
class TopicTakenBack(AuditedEvent):
    """A member took it back; its words are gone."""

    action: ClassVar[str] = "topic.taken_back"
    group_id: UUID
    topic_id: UUID
    membership_id: UUID


@dataclass(frozen=True, kw_only=True)
class TopicChosen(AuditedEvent):
    """A leader puts it to the open floor of a meeting."""

    action: ClassVar[str] = "topic.chosen"
    group_id: UUID
    topic_id: UUID
    meeting_id: UUID


@dataclass(frozen=True, kw_only=True)
class TopicLetWait(AuditedEvent):
    """A leader takes it out of the next meeting; it waits for another."""

    action: ClassVar[str] = "topic.let_wait"
    group_id: UUID
    topic_id: UUID


@dataclass(frozen=True, kw_only=True)
class VoiceChosen(AuditedEvent):
    """A group chose whether its people hear and see each other."""

    action: ClassVar[str] = "voice.chosen"
    group_id: UUID


@dataclass(frozen=True, kw_only=True)
class VoiceConsentGiven(AuditedEvent):
    """Somebody agreed to be heard in a group."""

    action: ClassVar[str] = "voice.agreed"
    membership_id: UUID


@dataclass(frozen=True, kw_only=True)
class VoiceConsentTakenBack(AuditedEvent):
    """Somebody took that back; from now on they are in no call of the group."""

    action: ClassVar[str] = "voice.taken_back"
    membership_id: UUID


@dataclass(frozen=True, kw_only=True)
class LateRuleChosen(AuditedEvent):
    """Who leads said until when people are let in after the beginning."""

    action: ClassVar[str] = "late_rule.chosen"
    group_id: UUID


@dataclass(frozen=True, kw_only=True)
class HallCodeShown(AuditedEvent):
    """Who leads put a new code on the wall of the hall."""

    action: ClassVar[str] = "hall_code.shown"
    group_id: UUID
    meeting_id: UUID


@dataclass(frozen=True, kw_only=True)
class HallCodeUsed(DomainEvent):
    """Somebody came by the code. Not in the trail: who was where stands in the meeting's own log alone."""

    membership_id: UUID
