"""Writing first, another view, and a round opened inside a part."""

from openchair.rooms.core.view.parts import Fact, Folds, View, no_round


def _question_asked(view: View, fact: Fact, at: int) -> None:
    asked = {key: fact[key] for key in ("number", "words", "nameless")}
    view["question"] = {**asked, "open": True, "mine": None}
    if view["leaders"] is not None:
        view["leaders"]["written"] = 0


def _answers_revealed(view: View, fact: Fact, at: int) -> None:
    if view["question"] is not None:
        view["question"]["open"] = False
    if view["leaders"] is not None:
        view["leaders"]["written"] = 0


def _question_ended(view: View, fact: Fact, at: int) -> None:
    view["question"] = None
    if view["leaders"] is not None:
        view["leaders"]["written"] = 0


def _other_views_invited(view: View, fact: Fact, at: int) -> None:
    view["other_views"] = fact["words"]


def _other_views_ended(view: View, fact: Fact, at: int) -> None:
    view["other_views"] = None


def _way_opened(view: View, fact: Fact, at: int) -> None:
    view["inner"] = {"kind": fact["kind"], "prompt": fact["prompt"]}
    view["meeting"]["kind"] = fact["kind"]


def _way_ended(view: View, fact: Fact, at: int) -> None:
    view["meeting"]["kind"] = fact["kind"]
    view["echo"] = None
    no_round(view)


def _answer_written(view: View, fact: Fact, at: int) -> None:
    if view["question"] is not None and view["question"]["number"] == fact["question"]:
        view["question"]["mine"] = fact["words"]


def _answers_counted(view: View, fact: Fact, at: int) -> None:
    view["leaders"]["written"] = fact["count"]


OF_ROOM: Folds = {
    "question_asked": _question_asked,
    "answers_revealed": _answers_revealed,
    "question_ended": _question_ended,
    "other_views_invited": _other_views_invited,
    "other_views_ended": _other_views_ended,
    "way_opened": _way_opened,
    "way_ended": _way_ended,
}

OF_PERSON: Folds = {
    "answer_written": _answer_written,
}

OF_LEADERS: Folds = {
    "answers_counted": _answers_counted,
}
