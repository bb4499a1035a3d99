"""The leaders' papers."""

from openchair.rooms.core.view.parts import Fact, Folds, View


def _item_ticked(view: View, fact: Fact, at: int) -> None:
    ticked = view["leaders"]["ticked"]
    if fact["done"]:
        ticked[fact["item"]] = fact["by"]
    else:
        ticked.pop(fact["item"], None)


def _note_kept(view: View, fact: Fact, at: int) -> None:
    view["leaders"]["notes"][fact["seat"]] = {"words": fact["words"], "at_ms": at}


OF_LEADERS: Folds = {
    "item_ticked": _item_ticked,
    "note_kept": _note_kept,
}
