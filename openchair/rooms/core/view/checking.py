"""Checking in and out."""

from openchair.rooms.core.view.parts import Fact, Folds, View, seat_of


def _my_commitment(view: View, fact: Fact, at: int) -> None:
    view["me"]["commitment"] = {key: fact[key] for key in ("words", "witness", "shared")}


def _commitment_made(view: View, fact: Fact, at: int) -> None:
    seat_of(view, fact["seat"])["commitment"] = fact["words"]
    if fact["seat"] == view["me"]["seat"]:
        _my_commitment(view, fact, at)


def _commitment_reported(view: View, fact: Fact, at: int) -> None:
    seat_of(view, fact["seat"])["reported"] = fact["outcome"]


def _witness_asked(view: View, fact: Fact, at: int) -> None:
    me = view["me"]
    me["witness_for"] = [other for other in me["witness_for"] if other["seat"] != fact["seat"]]
    me["witness_for"].append({"seat": fact["seat"], "words": fact["words"]})


def _mood_given(view: View, fact: Fact, at: int) -> None:
    view["me"]["mood"][fact["moment"]] = fact["mood"]


def _take_away_kept(view: View, fact: Fact, at: int) -> None:
    view["me"]["take_away"] = fact["words"]


def _low_pulse_named(view: View, fact: Fact, at: int) -> None:
    view["leaders"]["low_pulses"].append({"seat": fact["seat"], "question": fact["question"]})


OF_ROOM: Folds = {
    "commitment_made": _commitment_made,
    "commitment_reported": _commitment_reported,
}

OF_PERSON: Folds = {
    "commitment_made": _my_commitment,
    "commitment_reported": _commitment_reported,
    "witness_asked": _witness_asked,
    "mood_given": _mood_given,
    "take_away_kept": _take_away_kept,
}

OF_LEADERS: Folds = {
    "low_pulse_named": _low_pulse_named,
}
