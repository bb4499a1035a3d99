"""Facts about until when people are let in, and about who goes earlier."""

from openchair.rooms.core.events.base import Event


class DoorLocked(Event, frozen=True):
    pass


class DoorUnlocked(Event, frozen=True):
    pass


class GoesEarlier(Event, frozen=True):
    seat: str
    early: bool


Facts = DoorLocked | DoorUnlocked | GoesEarlier
