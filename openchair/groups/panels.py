"""What packages above show on a group's page, so that this one need not know them.

A package registers a function in its `handlers`; it gets the group, the reader and their seat (if any) and the
moment, and returns a panel or nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from openchair.groups.models import Group, Membership
from openchair.people.models import Person


@dataclass(frozen=True)
class Panel:
    """A section of a group's page."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    first: tuple[str, str] | None = None
    """What has to be done before the door opens for this person: words and address."""
    not_ready: str = ""
    """Why nobody new can come yet, in a sentence."""


Show = Callable[[Group, Person | None, Membership | None, datetime], Panel | None]
_shown: list[Show] = []


def panel(show: Show) -> Show:
    """Register a section for every group's page."""
    _shown.append(show)
    return show


def panels_of(group: Group, person: Person | None, membership: Membership | None, at: datetime) -> list[Panel]:
    """The sections of one page."""
    found = (show(group, person, membership, at) for show in _shown)
    return [each for each in found if each is not None]
