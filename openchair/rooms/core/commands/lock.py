"""Until when people are let in, and going earlier than the others."""

from openchair.rooms.core.commands.base import Command


class LockDoor(Command, frozen=True):
    """Let nobody in any more who has not been in today (leaders)."""


class UnlockDoor(Command, frozen=True):
    """Let people in again, also after the time the group agreed on (leaders)."""


class GoEarlier(Command, frozen=True):
    """Say quietly that I go before the end today, or that I stay after all; nobody asks why."""

    early: bool


Commands = LockDoor | UnlockDoor | GoEarlier
