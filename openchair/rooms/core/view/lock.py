"""Until when people are let in, and who goes earlier."""

from openchair.rooms.core.view.parts import Fact, Folds, View, seat_of


def _door_locked(view: View, fact: Fact, at: int) -> None:
    view["meeting"]["locked"] = True


def _door_unlocked(view: View, fact: Fact, at: int) -> None:
    view["meeting"]["locked"] = False


def _goes_earlier(view: View, fact: Fact, at: int) -> None:
    seat_of(view, fact["seat"])["early"] = fact["early"]


OF_ROOM: Folds = {
    "door_locked": _door_locked,
    "door_unlocked": _door_unlocked,
    "goes_earlier": _goes_earlier,
}
