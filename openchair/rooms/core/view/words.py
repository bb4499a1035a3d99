"""What is said and answered."""

from openchair.rooms.core.state import KEPT_PRIVATE, KEPT_WORDS
from openchair.rooms.core.view.parts import Fact, Folds, View, word_of


def _said(view: View, fact: Fact, at: int) -> None:
    oldest = fact["id"] - KEPT_WORDS
    kept = [word for word in view["words"] if word["id"] > oldest]
    view["earlier"] = view["earlier"] or len(kept) < len(view["words"])
    kept.append(
        {
            "id": fact["id"],
            "seat": fact["seat"],
            "at_ms": at,
            "words": fact["words"],
            "wants": fact["wants"],
            "note": fact["note"],
            "turn": fact["turn"],
            "read_by": fact.get("read_by"),
            "mark": fact.get("mark"),
            "heavy": fact.get("heavy", False),
            "feedback": {} if fact["seat"] == view["me"]["seat"] else None,
            "my_feedback": {},
            "taken_back": False,
            "heard": False,
            "mine": None,
            "answers": {} if fact["seat"] == view["me"]["seat"] else None,
        }
    )
    view["words"] = kept
    question = view["question"]
    if fact.get("mark") == "late_answer" and fact["seat"] == view["me"]["seat"] and question is not None:
        question["mine"] = fact["words"]


def _words_taken_back(view: View, fact: Fact, at: int) -> None:
    if (word := word_of(view, fact["id"])) is not None:
        question = view["question"]
        mine = word["seat"] == view["me"]["seat"] and question is not None and question["mine"] == word["words"]
        if mine and not question["open"] and not question["nameless"]:
            question["mine"] = None
        word.update(words=None, note="", wants=None, taken_back=True)


def _heard(view: View, fact: Fact, at: int) -> None:
    if (word := word_of(view, fact["id"])) is not None:
        word["heard"] = True


def _response_given(view: View, fact: Fact, at: int) -> None:
    if (word := word_of(view, fact["id"])) is not None:
        word["answers"][fact["seat"]] = fact["kind"]


def _my_response(view: View, fact: Fact, at: int) -> None:
    if (word := word_of(view, fact["id"])) is not None:
        word["mine"] = fact["kind"]


def _private_word_said(view: View, fact: Fact, at: int) -> None:
    view["private"].append({"sender": fact["sender"], "to": fact["to"], "words": fact["words"], "at_ms": at})
    del view["private"][:-KEPT_PRIVATE]


OF_ROOM: Folds = {
    "said": _said,
    "words_taken_back": _words_taken_back,
    "heard": _heard,
}

OF_PERSON: Folds = {
    "response_given": _response_given,
    "my_response": _my_response,
    "private_word_said": _private_word_said,
}
