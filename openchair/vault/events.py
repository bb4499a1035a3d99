"""Facts about keys, for the trail and for whoever must copy what the law holds before a key goes."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openchair.core.events import AuditedEvent


@dataclass(frozen=True, kw_only=True)
class KeyCreated(AuditedEvent):
    """A data key was made."""

    action: ClassVar[str] = "key.created"
    key_id: UUID
    scope: str
    scope_subject_id: UUID

    def subject_ids(self) -> dict[str, str]:
        return {"key_id": str(self.key_id), "scope": self.scope, "subject_id": str(self.scope_subject_id)}


@dataclass(frozen=True, kw_only=True)
class KeyDestructionIntended(KeyCreated):
    """A data key is about to be destroyed; the last moment to copy what must be held."""

    action: ClassVar[str] = "key.destruction_intended"
    reason_code: str


@dataclass(frozen=True, kw_only=True)
class KeyGone(KeyCreated):
    """A data key was destroyed: what it sealed cannot be read any more. These entries are the destruction list."""

    action: ClassVar[str] = "key.destroyed"
    reason_code: str


@dataclass(frozen=True, kw_only=True)
class RetentionSet(AuditedEvent):
    """It was decided until when a key is kept."""

    action: ClassVar[str] = "key.retention_set"
    key_id: UUID


@dataclass(frozen=True, kw_only=True)
class RootRotated(AuditedEvent):
    """Every data key is wrapped by a new version of the root key."""

    action: ClassVar[str] = "root_key.rotated"
    root_version: int

    def subject_ids(self) -> dict[str, str]:
        return {"root_version": str(self.root_version)}
