"""Small roles."""

from openchair.rooms.core.view.parts import Fact, Folds, View


def _role_taken(view: View, fact: Fact, at: int) -> None:
    view["roles"][fact["role"]] = fact["seat"]
    if fact["seat"] == view["me"]["seat"]:
        view["me"]["asked_roles"].pop(fact["role"], None)


def _role_put_down(view: View, fact: Fact, at: int) -> None:
    view["roles"].pop(fact["role"], None)


def _time_told(view: View, fact: Fact, at: int) -> None:
    """Told in words; it changes nothing."""


def _role_invited(view: View, fact: Fact, at: int) -> None:
    view["me"]["asked_roles"][fact["role"]] = fact["by"]


def _role_declined(view: View, fact: Fact, at: int) -> None:
    view["me"]["asked_roles"].pop(fact["role"], None)


OF_ROOM: Folds = {
    "role_taken": _role_taken,
    "role_put_down": _role_put_down,
    "time_told": _time_told,
}

OF_PERSON: Folds = {
    "role_invited": _role_invited,
    "role_declined": _role_declined,
}
