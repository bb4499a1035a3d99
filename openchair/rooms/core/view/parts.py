"""What the folds of a view share: finding a seat, ending a turn."""

from collections.abc import Callable
from typing import Any

View = dict[str, Any]
Fact = dict[str, Any]
Folds = dict[str, Callable[[View, Fact, int], None]]


def seat_of(view: View, seat: str) -> View:
    return next(s for s in view["seats"] if s["seat"] == seat)


def word_of(view: View, number: int) -> View | None:
    return next((word for word in view["words"] if word["id"] == number), None)


def without(seats: list[str], seat: str) -> None:
    if seat in seats:
        seats.remove(seat)


def no_longer_waits(view: View, seat: str) -> None:
    without(view["queue"], seat)
    if view["round"] is not None:
        without(view["round"]["coming"], seat)


def comes_last(view: View, seat: str) -> None:
    if view["round"] is not None:
        without(view["round"]["coming"], seat)
        view["round"]["coming"].append(seat)


def no_round(view: View) -> None:
    """No round is under way, nor one that was opened inside the part."""
    view.update(round=None, inner=None)


def at_piece(view: View, seat: str) -> None:
    echo = view["echo"]
    if echo is not None:
        if echo["step"] == "say_back" and echo["listener"] == seat:
            return
        if echo["step"] != "confirm" or echo["speaker"] != seat:
            view["echo"] = None
    no_longer_waits(view, seat)


def place(view: View, seat: str, place: str, **more: Any) -> None:
    seat_of(view, seat).update(place=place, **more)
    if seat == view["me"]["seat"]:
        view["me"]["place"] = place
    if place != "inside":
        view["voice"]["people"] = [one for one in view["voice"]["people"] if one["seat"] != seat]


def _shares(view: View, seat: str) -> list[View]:
    """The figures of that seat's floor time that this person sees."""
    shares = [view["me"]["floor"]] if seat == view["me"]["seat"] else []
    if view["leaders"] is not None:
        shares.append(view["leaders"]["floor"].setdefault(seat, {"turns": 0, "ms": 0}))
    return shares


def end_floor(view: View, at: int) -> None:
    floor = view["floor"]
    if floor["holder"] is None:
        return
    for share in _shares(view, floor["holder"]):
        share["ms"] += max(0, at - floor["since_ms"])
    floor.update(holder=None, since_ms=0, heavy=None)


def since(fact: Fact, at: int) -> int:
    """When it was, where a leader tapped it before the room heard of it."""
    return int(fact.get("since_ms") or fact.get("until_ms") or at)


def latest(view: View, name: str, call: View) -> None:
    view["leaders"][name] = [other for other in view["leaders"][name] if other["seat"] != call["seat"]]
    view["leaders"][name].append(call)
