"""The door, and calling a leader."""

from openchair.rooms.core.view.parts import Fact, Folds, View, latest


def _my_door_answers(view: View, fact: Fact, at: int) -> None:
    view["me"]["door"] = {key: fact[key] for key in ("alone", "headphones", "place_left", "way")}


def _call_heard(view: View, fact: Fact, at: int) -> None:
    view["me"]["called"] = {"about": fact["about"], "at_ms": at, "leader": None}


def _leader_goes_to_me(view: View, fact: Fact, at: int) -> None:
    if view["me"]["called"] is None:
        view["me"]["called"] = {"about": "call", "at_ms": at, "leader": None}
    view["me"]["called"]["leader"] = fact["leader"]


def _door_answered(view: View, fact: Fact, at: int) -> None:
    answers = {key: fact[key] for key in ("alone", "headphones", "place_left", "way")}
    view["leaders"]["door"][fact["seat"]] = {**answers, "at_ms": at}


def _seat_checked(view: View, fact: Fact, at: int) -> None:
    view["leaders"]["checks"][fact["seat"]] = {"signed": fact["signed"], "first_visit": fact["first_visit"]}


def _is_not_well(view: View, fact: Fact, at: int) -> None:
    latest(view, "not_well", {"seat": fact["seat"], "words": fact["words"], "at_ms": at, "leader": None})


def _leader_called(view: View, fact: Fact, at: int) -> None:
    latest(view, "calls", {"seat": fact["seat"], "at_ms": at, "leader": None})


def _leader_goes(view: View, fact: Fact, at: int) -> None:
    for call in (*view["leaders"]["not_well"], *view["leaders"]["calls"]):
        if call["seat"] == fact["seat"] and call["leader"] is None:
            call["leader"] = fact["leader"]


OF_PERSON: Folds = {
    "door_answered": _my_door_answers,
    "call_heard": _call_heard,
    "leader_goes": _leader_goes_to_me,
}

OF_LEADERS: Folds = {
    "door_answered": _door_answered,
    "seat_checked": _seat_checked,
    "is_not_well": _is_not_well,
    "leader_called": _leader_called,
    "leader_goes": _leader_goes,
}
