"""Facts about small roles."""

from openchair.rooms.core.commands.roles import Role
from openchair.rooms.core.events.base import Event


class RoleTaken(Event, frozen=True):
    seat: str
    role: Role


class RolePutDown(Event, frozen=True):
    role: Role


class RoleInvited(Event, frozen=True):
    """Stream of the person who is asked."""

    role: Role
    by: str


class RoleDeclined(Event, frozen=True):
    """Stream of the person who was asked: a no leaves no trace with others."""

    role: Role


class TimeTold(Event, frozen=True):
    """The timekeeper says, in set words, that it is time."""

    seat: str


Facts = RoleTaken | RolePutDown | RoleInvited | RoleDeclined | TimeTold
