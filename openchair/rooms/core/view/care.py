"""Heavy shares and what follows them, feedback that was asked for, and the suggestion box."""

from openchair.rooms.core.view.parts import Fact, Folds, View, word_of


def _heavy_marked(view: View, fact: Fact, at: int) -> None:
    if view["floor"]["holder"] == fact["seat"]:
        view["floor"]["heavy"] = fact["note"]


def _heavy_unmarked(view: View, fact: Fact, at: int) -> None:
    if view["floor"]["holder"] == fact["seat"]:
        view["floor"]["heavy"] = None


def _aftercare_began(view: View, fact: Fact, at: int) -> None:
    view["aftercare"] = fact["seat"]
    view["echo"] = None


def _aftercare_ended(view: View, fact: Fact, at: int) -> None:
    view["aftercare"] = None


def _feedback_given(view: View, fact: Fact, at: int) -> None:
    if (word := word_of(view, fact["id"])) is not None:
        word["feedback"].setdefault(fact["seat"], {})[fact["kind"]] = fact["words"]


def _my_feedback(view: View, fact: Fact, at: int) -> None:
    if (word := word_of(view, fact["id"])) is not None:
        word["my_feedback"][fact["kind"]] = fact["words"]


def _suggestion_put(view: View, fact: Fact, at: int) -> None:
    view["leaders"]["suggestions"].append({"words": fact["words"], "seat": fact["seat"]})


OF_ROOM: Folds = {
    "heavy_marked": _heavy_marked,
    "heavy_unmarked": _heavy_unmarked,
    "aftercare_began": _aftercare_began,
    "aftercare_ended": _aftercare_ended,
}

OF_PERSON: Folds = {
    "feedback_given": _feedback_given,
    "my_feedback": _my_feedback,
}

OF_LEADERS: Folds = {
    "suggestion_put": _suggestion_put,
}
