"""Coming and going."""

from openchair.rooms.core.view.parts import Fact, Folds, View, no_longer_waits, place, seat_of, without


def _came_to_door(view: View, fact: Fact, at: int) -> None:
    place(view, fact["seat"], "door", line=True)


def _left_door(view: View, fact: Fact, at: int) -> None:
    place(view, fact["seat"], "absent", line=False)


def _joined(view: View, fact: Fact, at: int) -> None:
    hall = fact.get("hall", False)
    line = seat_of(view, fact["seat"])["line"] or not hall
    place(view, fact["seat"], "inside", line=line, way="speak", hall=hall)


def _left(view: View, fact: Fact, at: int) -> None:
    place(view, fact["seat"], "gone", line=False, way="speak", early=False, hall=False)
    no_longer_waits(view, fact["seat"])
    view["roles"] = {role: seat for role, seat in view["roles"].items() if seat != fact["seat"]}


def _line_dropped(view: View, fact: Fact, at: int) -> None:
    chair = seat_of(view, fact["seat"])
    chair["line"] = False
    if view["floor"]["offered"] == fact["seat"] and not chair["hall"]:
        view["floor"]["offered"] = None


def _line_back(view: View, fact: Fact, at: int) -> None:
    seat_of(view, fact["seat"])["line"] = True


def _stepped_out(view: View, fact: Fact, at: int) -> None:
    place(view, fact["seat"], "out")
    without(view["queue"], fact["seat"])


def _stepped_back(view: View, fact: Fact, at: int) -> None:
    place(view, fact["seat"], "inside", line=True)


def _seat_put(view: View, fact: Fact, at: int) -> None:
    info = fact["info"]
    known = next((s for s in view["seats"] if s["seat"] == info["seat"]), None)
    if known is None:
        known = {
            "seat": info["seat"], "place": "absent", "line": False, "way": "speak", "early": False,
            "hall": False,
            "reported": None, "commitment": None,
        }  # fmt: skip
        view["seats"].append(known)
    known.update(
        name=info["name"], part=info["part"], pronouns=info["pronouns"], away=info["away"],
        last_commitment=info["commitment"],
    )  # fmt: skip


def _access_ended(view: View, fact: Fact, at: int) -> None:
    view["me"]["ended"] = fact["why"]


OF_ROOM: Folds = {
    "came_to_door": _came_to_door,
    "left_door": _left_door,
    "joined": _joined,
    "left": _left,
    "line_dropped": _line_dropped,
    "line_back": _line_back,
    "stepped_out": _stepped_out,
    "stepped_back": _stepped_back,
    "seat_put": _seat_put,
}

OF_PERSON: Folds = {
    "access_ended": _access_ended,
}
