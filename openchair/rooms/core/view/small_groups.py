"""Small groups: where everybody sits for the whole room, and what happens inside for those who are in one."""

from openchair.rooms.core.small import KEPT_TOLD, KEPT_WORDS, NOT_IN_GROUPS
from openchair.rooms.core.view.parts import Fact, Folds, View, without


def _group_with(view: View, seat: str, among: str = "members") -> View | None:
    return next((group for group in view["small"]["groups"] if seat in group[among]), None)


def _moved(view: View, fact: Fact, at: int) -> None:
    small, seat = view["small"], fact["seat"]
    group = _group_with(view, seat)
    if group is not None:
        group["members"].remove(seat)
        if group["lead"] == seat:
            group["lead"] = group["members"][0] if group["members"] else None
        if small["mine"] is not None and small["mine"]["number"] == group["number"]:
            _out_of_turn(small["mine"], seat)
        small["groups"] = [one for one in small["groups"] if one["members"]]
    if fact["to"]:
        into = next((one for one in small["groups"] if one["number"] == fact["to"]), None)
        if into is None:
            into = {"number": fact["to"], "members": [], "lead": None, "visitors": []}
            small["groups"] = sorted([*small["groups"], into], key=lambda one: int(one["number"]))
        into["members"].append(seat)
        into["lead"] = into["lead"] or seat


def _out_of_turn(mine: View, seat: str) -> None:
    without(mine["queue"], seat)
    floor = mine["floor"]
    if floor["holder"] == seat:
        floor.update(holder=None, since_ms=0)
    if floor["offered"] == seat:
        floor["offered"] = None


def _lead_named(view: View, fact: Fact, at: int) -> None:
    if (group := _group_with(view, fact["seat"])) is not None:
        group["lead"] = fact["seat"]


def _visit_began(view: View, fact: Fact, at: int) -> None:
    group = next(one for one in view["small"]["groups"] if one["number"] == fact["number"])
    group["visitors"].append(fact["seat"])


def _visit_ended(view: View, fact: Fact, at: int) -> None:
    if (group := _group_with(view, fact["seat"], "visitors")) is not None:
        group["visitors"].remove(fact["seat"])


def _extended(view: View, fact: Fact, at: int) -> None:
    view["small"].update(ends_ms=fact["ends_at_ms"], back_ms=0)


def _ending(view: View, fact: Fact, at: int) -> None:
    view["small"]["back_ms"] = fact["back_at_ms"]


def _told(view: View, fact: Fact, at: int) -> None:
    view["small"]["told"].append({"seat": fact["seat"], "words": fact["words"], "at_ms": at})
    del view["small"]["told"][:-KEPT_TOLD]


# --- inside a group -------------------------------------------------------------------------------------
def _floor_taken(view: View, fact: Fact, at: int) -> None:
    mine = view["small"]["mine"]
    mine["floor"] = {"holder": fact["seat"], "since_ms": at, "offered": None, "last": fact["seat"]}
    without(mine["queue"], fact["seat"])


def _floor_ended(view: View, fact: Fact, at: int) -> None:
    view["small"]["mine"]["floor"].update(holder=None, since_ms=0)


def _hand_raised(view: View, fact: Fact, at: int) -> None:
    queue = view["small"]["mine"]["queue"]
    without(queue, fact["seat"])
    queue.insert(fact["place"], fact["seat"])


def _hand_lowered(view: View, fact: Fact, at: int) -> None:
    without(view["small"]["mine"]["queue"], fact["seat"])


def _piece_offered(view: View, fact: Fact, at: int) -> None:
    mine = view["small"]["mine"]
    mine["floor"]["offered"] = fact["seat"]
    without(mine["queue"], fact["seat"])


def _said(view: View, fact: Fact, at: int) -> None:
    mine = view["small"]["mine"]
    kept = [word for word in mine["words"] if word["id"] > fact["id"] - KEPT_WORDS]
    word = {key: fact[key] for key in ("id", "seat", "words", "wants", "note", "turn")}
    heavy = fact.get("heavy", False)
    mine["words"] = [*kept, {**word, **NOT_IN_GROUPS, "heavy": heavy, "at_ms": at, "taken_back": False}]


def _taken_back(view: View, fact: Fact, at: int) -> None:
    for word in view["small"]["mine"]["words"]:
        if word["id"] == fact["id"]:
            word.update(words=None, note="", wants=None, taken_back=True)


def _proposed(view: View, fact: Fact, at: int) -> None:
    view["me"]["proposed"] = {key: fact[key] for key in ("size", "groups", "again", "left")}


OF_PERSON: Folds = {"small_groups_proposed": _proposed}
OF_ROOM: Folds = {
    "small_group_moved": _moved,
    "group_lead_named": _lead_named,
    "visit_began": _visit_began,
    "visit_ended": _visit_ended,
    "small_groups_extended": _extended,
    "small_groups_ending": _ending,
    "groups_told": _told,
}

OF_GROUP: Folds = {
    "group_floor_taken": _floor_taken,
    "group_floor_ended": _floor_ended,
    "group_hand_raised": _hand_raised,
    "group_hand_lowered": _hand_lowered,
    "group_piece_offered": _piece_offered,
    "group_said": _said,
    "group_words_taken_back": _taken_back,
}
