"""Facts about outside listings."""

from dataclasses import dataclass
from typing import ClassVar

from openchair.core.events import AuditedEvent


@dataclass(frozen=True, kw_only=True)
class ListingsImported(AuditedEvent):
    """A feed changed what is listed."""

    action: ClassVar[str] = "directory.listings_imported"
    source: str
    created: int
    updated: int

    def subject_ids(self) -> dict[str, str]:
        """The feed, and how many listings it changed."""
        return {"source": self.source, "created": str(self.created), "updated": str(self.updated)}
