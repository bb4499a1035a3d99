"""Facts about small roles."""

from collections.abc import Callable
from typing import Any

from openchair.rooms.core import events as e
from openchair.rooms.core.fold.moves import chair_of, owner
from openchair.rooms.core.state import State


def _role_taken(state: State, event: e.RoleTaken, at: int, stream: str) -> None:
    state.roles[event.role] = event.seat
    asked = chair_of(state, event.seat).asked_roles
    asked.pop(event.role, None)


def _role_put_down(state: State, event: e.RolePutDown, at: int, stream: str) -> None:
    state.roles.pop(event.role, None)


def _role_invited(state: State, event: e.RoleInvited, at: int, stream: str) -> None:
    chair_of(state, owner(stream)).asked_roles[event.role] = event.by


def _role_declined(state: State, event: e.RoleDeclined, at: int, stream: str) -> None:
    chair_of(state, owner(stream)).asked_roles.pop(event.role, None)


def _time_told(state: State, event: e.TimeTold, at: int, stream: str) -> None:
    state.time_told_ms = at


FOLDS: dict[type[e.Event], Callable[[State, Any, int, str], None]] = {
    e.RoleTaken: _role_taken,
    e.RolePutDown: _role_put_down,
    e.RoleInvited: _role_invited,
    e.RoleDeclined: _role_declined,
    e.TimeTold: _time_told,
}
