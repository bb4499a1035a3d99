"""What packages above show those who lead beside the room, so that this one need not know them.

A package registers a function in its `handlers`; it gets the meeting and returns a template, included where the
leaders' things stand, and a script that finds its own element there.
"""

from collections.abc import Callable
from dataclasses import dataclass

from openchair.groups.models import Meeting


@dataclass(frozen=True)
class Beside:
    """A section of the leaders' layer."""

    template: str
    script: str
    """A module among the static files."""


Show = Callable[[Meeting], Beside]
_shown: list[Show] = []


def beside(show: Show) -> Show:
    """Register a section for the leaders of every room."""
    _shown.append(show)
    return show


def beside_room(meeting: Meeting) -> list[Beside]:
    """The sections of one room."""
    return [show(meeting) for show in _shown]
