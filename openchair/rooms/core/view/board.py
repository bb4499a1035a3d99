"""The tap board."""

from openchair.rooms.core.state import KEPT_NOT_PLACED
from openchair.rooms.core.view.parts import Fact, Folds, View, _shares, no_longer_waits, seat_of


def _sat_in_hall(view: View, fact: Fact, at: int) -> None:
    seat_of(view, fact["seat"])["hall"] = True


def _held_in_hall(view: View, fact: Fact, at: int) -> None:
    floor, seat = view["floor"], fact["seat"]
    for share in _shares(view, seat):
        share["ms"] += max(0, fact["ended_ms"] - fact["began_ms"])
        share["turns"] += floor["last"] != seat
    if floor["holder"] is None:
        floor["last"] = seat
    if floor["offered"] == seat:
        floor["offered"] = None
    no_longer_waits(view, seat)


def _silence_began(view: View, fact: Fact, at: int) -> None:
    view["floor"]["silence_ms"] = fact["since_ms"]


def _silence_ended(view: View, fact: Fact, at: int) -> None:
    view["floor"]["silence_ms"] = None


def _not_placed(view: View, fact: Fact, at: int) -> None:
    missed = {key: fact[key] for key in ("what", "seat", "why", "other", "ms")}
    view["leaders"]["not_placed"].append({**missed, "at_ms": at})
    del view["leaders"]["not_placed"][:-KEPT_NOT_PLACED]


OF_ROOM: Folds = {
    "sat_in_hall": _sat_in_hall,
    "held_in_hall": _held_in_hall,
    "silence_began": _silence_began,
    "silence_ended": _silence_ended,
}

OF_LEADERS: Folds = {
    "not_placed": _not_placed,
}
