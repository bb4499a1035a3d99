"""Being here: stepping out and back, leaving."""

from openchair.rooms.core.commands.base import Command


class StepOut(Command, frozen=True):
    """Leave the room for a while; the chair stays."""


class StepBack(Command, frozen=True):
    """Come back after stepping out."""


class Leave(Command, frozen=True):
    """Leave the meeting."""


Commands = StepOut | StepBack | Leave
