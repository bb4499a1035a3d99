"""Hints for who leads."""

from openchair.rooms.core.view.parts import Fact, Folds, View


def _hint_put_aside(view: View, fact: Fact, at: int) -> None:
    view["leaders"]["hints_aside"].setdefault(fact["kind"], []).append(at)


OF_LEADERS: Folds = {
    "hint_put_aside": _hint_put_aside,
}
