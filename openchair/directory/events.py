"""Facts about outside listings."""

import re
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openchair.core.events import AuditedEvent


@dataclass(frozen=True, kw_only=True)
class ListingsImported(AuditedEvent):
    """A feed changed what is listed."""

    action: ClassVar[str] = "directory.listings_imported"
    source: str
    created: int
    updated: int
    dropped: int = 0

    def subject_ids(self) -> dict[str, str]:
        """The feed, and how many listings it changed."""
        return {
            # The trail takes no spaces and no long names; which feed it was can still be told.
            "source": re.sub(r"[^A-Za-z0-9_.:-]+", "-", self.source)[:80],
            "created": str(self.created),
            "updated": str(self.updated),
            "dropped": str(self.dropped),
        }


@dataclass(frozen=True, kw_only=True)
class FeedAdded(AuditedEvent):
    """A list is fetched from now on."""

    action: ClassVar[str] = "directory.feed_added"
    feed_id: UUID


@dataclass(frozen=True, kw_only=True)
class FeedChanged(AuditedEvent):
    """A list is fetched from another place, in another way or at other times."""

    action: ClassVar[str] = "directory.feed_changed"
    feed_id: UUID


@dataclass(frozen=True, kw_only=True)
class FeedPaused(AuditedEvent):
    """A list is not fetched until somebody says so."""

    action: ClassVar[str] = "directory.feed_paused"
    feed_id: UUID


@dataclass(frozen=True, kw_only=True)
class FeedResumed(AuditedEvent):
    """A list that rested is fetched again."""

    action: ClassVar[str] = "directory.feed_resumed"
    feed_id: UUID


@dataclass(frozen=True, kw_only=True)
class FeedAskedFor(AuditedEvent):
    """Somebody wants a list fetched at once."""

    action: ClassVar[str] = "directory.feed_asked_for"
    feed_id: UUID


@dataclass(frozen=True, kw_only=True)
class FeedForgotten(AuditedEvent):
    """A list is fetched no more; with or without what it listed."""

    action: ClassVar[str] = "directory.feed_forgotten"
    feed_id: UUID
    listings: int

    def subject_ids(self) -> dict[str, str]:
        """The feed, and how many listings went with it."""
        return {"feed_id": str(self.feed_id), "listings": str(self.listings)}
