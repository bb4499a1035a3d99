"""The leaders among themselves, and a nudge to one person."""

from openchair.rooms.core.state import KEPT_ASIDES, KEPT_NUDGES
from openchair.rooms.core.view.parts import Fact, Folds, View


def _my_nudge(view: View, fact: Fact, at: int) -> None:
    view["me"]["nudge"] = {"leader": fact["leader"], "kind": fact["kind"], "at_ms": at}


def _leaders_told(view: View, fact: Fact, at: int) -> None:
    asides = view["leaders"]["asides"]
    asides.append({"seat": fact["seat"], "words": fact["words"], "at_ms": at})
    del asides[:-KEPT_ASIDES]


def _nudged(view: View, fact: Fact, at: int) -> None:
    nudges = view["leaders"]["nudges"]
    nudges.append({"seat": fact["seat"], "leader": fact["leader"], "kind": fact["kind"], "at_ms": at})
    del nudges[:-KEPT_NUDGES]


def _lead_offered(view: View, fact: Fact, at: int) -> None:
    view["leaders"]["lead_offer"] = {"by": fact["by"], "to": fact["to"]}


def _lead_offer_ended(view: View, fact: Fact, at: int) -> None:
    view["leaders"]["lead_offer"] = None


OF_PERSON: Folds = {
    "nudged": _my_nudge,
}

OF_LEADERS: Folds = {
    "leaders_told": _leaders_told,
    "nudged": _nudged,
    "lead_offered": _lead_offered,
    "lead_offer_ended": _lead_offer_ended,
}
