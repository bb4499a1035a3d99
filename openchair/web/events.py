"""Facts about the pages every person sees."""

from dataclasses import dataclass
from typing import ClassVar

from openchair.core.events import AuditedEvent


@dataclass(frozen=True, kw_only=True)
class HelpLinesReviewed(AuditedEvent):
    """A coordinator checked the numbers on the help page."""

    action: ClassVar[str] = "help_lines_reviewed"
