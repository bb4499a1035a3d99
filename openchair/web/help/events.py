"""Facts about the numbers on the help page. A number is public; who changed it stands in the trail."""

from dataclasses import dataclass
from typing import ClassVar

from openchair.core.events import AuditedEvent


@dataclass(frozen=True, kw_only=True)
class HelpLineChange(AuditedEvent):
    """Something about one line; never published itself."""

    line: str
    country: str

    def subject_ids(self) -> dict[str, str]:
        """The line and its country."""
        return {"line": self.line, "country": self.country}


@dataclass(frozen=True, kw_only=True)
class HelpLineAdded(HelpLineChange):
    """A line that was not there."""

    action: ClassVar[str] = "help_line_added"


@dataclass(frozen=True, kw_only=True)
class HelpLineCorrected(HelpLineChange):
    """A line says something else now."""

    action: ClassVar[str] = "help_line_corrected"


@dataclass(frozen=True, kw_only=True)
class HelpLineReviewed(HelpLineChange):
    """Somebody checked one line."""

    action: ClassVar[str] = "help_line_reviewed"


@dataclass(frozen=True, kw_only=True)
class HelpLineTakenAway(HelpLineChange):
    """A line is there no more."""

    action: ClassVar[str] = "help_line_taken_away"
