"""Saying back what was heard, and listening partners."""

from openchair.rooms.core.view.parts import Fact, Folds, View


def _listening_moved(view: View, fact: Fact, at: int) -> None:
    over = fact["step"] == "over"
    view["echo"] = None if over else {key: fact[key] for key in ("speaker", "listener", "step")}


def _only_told(view: View, fact: Fact, at: int) -> None:
    """A fact that is told in words and changes nothing."""


def _partners_given(view: View, fact: Fact, at: int) -> None:
    view["me"].update(partners=list(fact["partners"]), partner_gone=not fact["partners"])


def _partner_left(view: View, fact: Fact, at: int) -> None:
    view["me"].update(partners=[], partner_gone=False, no_partner=True)


def _partner_wanted(view: View, fact: Fact, at: int) -> None:
    view["me"]["no_partner"] = False


OF_ROOM: Folds = {
    "listening_moved": _listening_moved,
    "heard_right": _only_told,
    "partners_drawn": _only_told,
}

OF_PERSON: Folds = {
    "partners_given": _partners_given,
    "partner_left": _partner_left,
    "partner_wanted": _partner_wanted,
}
