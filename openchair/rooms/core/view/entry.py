"""Graded entry."""

from openchair.rooms.core.view.parts import Fact, Folds, View, seat_of


def _way_chosen(view: View, fact: Fact, at: int) -> None:
    seat_of(view, fact["seat"])["way"] = fact["way"]


def _my_reading_asked(view: View, fact: Fact, at: int) -> None:
    view["me"]["reading"] = {"words": fact["words"], "at_ms": at}


def _my_reading_over(view: View, fact: Fact, at: int) -> None:
    view["me"]["reading"] = None


def _reading_over(view: View, fact: Fact, at: int) -> None:
    leaders = view["leaders"]
    leaders["readings"] = [other for other in leaders["readings"] if other["seat"] != fact["seat"]]


def _reading_asked(view: View, fact: Fact, at: int) -> None:
    _reading_over(view, fact, at)
    view["leaders"]["readings"].append({"seat": fact["seat"], "words": fact["words"], "at_ms": at})
    view["leaders"]["readings"].sort(key=lambda one: (one["at_ms"], one["seat"]))


OF_ROOM: Folds = {
    "way_chosen": _way_chosen,
}

OF_PERSON: Folds = {
    "reading_asked": _my_reading_asked,
    "reading_taken": _my_reading_over,
    "reading_taken_back": _my_reading_over,
}

OF_LEADERS: Folds = {
    "reading_asked": _reading_asked,
    "reading_taken": _reading_over,
    "reading_taken_back": _reading_over,
}
