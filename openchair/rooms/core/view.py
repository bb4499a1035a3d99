"""How a page keeps its view up to date: the reference for the browser's own fold.

`fold_view` changes a view (see project.py) by one event as it came over the socket. For whoever reads the room,
the result equals `project` of the server's state; a test holds both against each other, and the browser's script
against this.
"""

from collections.abc import Callable
from typing import Any

from openchair.rooms.core.state import KEPT_PRIVATE, KEPT_WORDS

View = dict[str, Any]
Fact = dict[str, Any]


def fold_view(view: View, frame: dict[str, Any]) -> View:
    """Change a view by one event frame and return it."""
    folds = _OF_PERSON if frame["s"] == "person" else _OF_LEADERS if frame["s"] == "leaders" else _OF_ROOM
    change = folds.get(frame["e"]["type"])
    if change is not None:
        change(view, frame["e"], frame["at"])
    return view


def fold_ack(view: View, command: Fact) -> View:
    """Change a view by an own command that was acknowledged: nameless answers leave no event."""
    if command["type"] == "give_pulse":
        view["me"]["pulses"][command["question"]] = "low" if command["value"] <= 1 else "given"
    elif command["type"] == "name_low_pulse":
        view["me"]["pulses"][command["question"]] = "named"
    return view


def _seat(view: View, seat: str) -> View:
    return next(s for s in view["seats"] if s["seat"] == seat)


def _word(view: View, number: int) -> View | None:
    return next((word for word in view["words"] if word["id"] == number), None)


def _without(seats: list[str], seat: str) -> None:
    if seat in seats:
        seats.remove(seat)


def _no_longer_waits(view: View, seat: str) -> None:
    _without(view["queue"], seat)
    if view["round"] is not None:
        _without(view["round"]["coming"], seat)


def _place(view: View, seat: str, place: str, **more: Any) -> None:
    _seat(view, seat).update(place=place, **more)
    if seat == view["me"]["seat"]:
        view["me"]["place"] = place


# --- coming and going -------------------------------------------------------------------------------
def _came_to_door(view: View, fact: Fact, at: int) -> None:
    _place(view, fact["seat"], "door", line=True)


def _left_door(view: View, fact: Fact, at: int) -> None:
    _place(view, fact["seat"], "absent", line=False)


def _joined(view: View, fact: Fact, at: int) -> None:
    _place(view, fact["seat"], "inside", line=True, listening=False)


def _left(view: View, fact: Fact, at: int) -> None:
    _place(view, fact["seat"], "gone", line=False, listening=False)
    _no_longer_waits(view, fact["seat"])


def _line_dropped(view: View, fact: Fact, at: int) -> None:
    _seat(view, fact["seat"])["line"] = False
    if view["floor"]["offered"] == fact["seat"]:
        view["floor"]["offered"] = None


def _line_back(view: View, fact: Fact, at: int) -> None:
    _seat(view, fact["seat"])["line"] = True


def _stepped_out(view: View, fact: Fact, at: int) -> None:
    _place(view, fact["seat"], "out")
    _without(view["queue"], fact["seat"])


def _stepped_back(view: View, fact: Fact, at: int) -> None:
    _place(view, fact["seat"], "inside", line=True)


def _listening_chosen(view: View, fact: Fact, at: int) -> None:
    _seat(view, fact["seat"])["listening"] = fact["listening"]


def _seat_put(view: View, fact: Fact, at: int) -> None:
    info = fact["info"]
    known = next((s for s in view["seats"] if s["seat"] == info["seat"]), None)
    if known is None:
        known = {
            "seat": info["seat"], "place": "absent", "line": False, "listening": False,
            "reported": None, "commitment": None,
        }  # fmt: skip
        view["seats"].append(known)
    known.update(
        name=info["name"], part=info["part"], pronouns=info["pronouns"], away=info["away"],
        last_commitment=info["commitment"],
    )  # fmt: skip


# --- the course -----------------------------------------------------------------------------------
def _end_floor(view: View, at: int) -> None:
    floor = view["floor"]
    if floor["holder"] is None:
        return
    for share in _shares(view, floor["holder"]):
        share["ms"] += at - floor["since_ms"]
    floor.update(holder=None, since_ms=0)


def _shares(view: View, seat: str) -> list[View]:
    """The figures of that seat's floor time that this person sees."""
    shares = [view["me"]["floor"]] if seat == view["me"]["seat"] else []
    if view["leaders"] is not None:
        shares.append(view["leaders"]["floor"].setdefault(seat, {"turns": 0, "ms": 0}))
    return shares


def _segment_started(view: View, fact: Fact, at: int) -> None:
    view["meeting"].update(phase="running", index=fact["index"], part_starts_ms=at, part_ends_ms=fact["ends_at_ms"])
    _end_floor(view, at)
    view["floor"]["offered"] = None
    view["round"] = None


def _time_extended(view: View, fact: Fact, at: int) -> None:
    view["meeting"]["part_ends_ms"] = fact["ends_at_ms"]


def _paused(view: View, fact: Fact, at: int) -> None:
    meeting = view["meeting"]
    if meeting["phase"] != "paused":
        meeting["paused_ms"] = at
    meeting.update(phase="paused", paused_why=fact["why"], closes_ms=fact["closes_at_ms"])
    view["floor"]["offered"] = None


def _resumed(view: View, fact: Fact, at: int) -> None:
    view["meeting"].update(phase="running", part_ends_ms=fact["ends_at_ms"], paused_why=None, paused_ms=0, closes_ms=0)


def _leader_changed(view: View, fact: Fact, at: int) -> None:
    view["meeting"]["lead"] = fact["seat"]


def _meeting_closed(view: View, fact: Fact, at: int) -> None:
    view["meeting"].update(phase="closed", closed_ms=at, paused_why=None, paused_ms=0, closes_ms=0)
    _end_floor(view, at)
    view["floor"]["offered"] = None
    view["round"] = None
    view["queue"] = []


# --- the floor ------------------------------------------------------------------------------------
def _floor_taken(view: View, fact: Fact, at: int) -> None:
    _end_floor(view, at)
    floor, seat = view["floor"], fact["seat"]
    if floor["last"] != seat:
        for share in _shares(view, seat):
            share["turns"] += 1
    floor.update(holder=seat, since_ms=at, offered=None, last=seat)
    _no_longer_waits(view, seat)


def _floor_ended(view: View, fact: Fact, at: int) -> None:
    _end_floor(view, at)


def _hand_raised(view: View, fact: Fact, at: int) -> None:
    _without(view["queue"], fact["seat"])
    view["queue"].insert(fact["place"], fact["seat"])


def _hand_lowered(view: View, fact: Fact, at: int) -> None:
    _without(view["queue"], fact["seat"])


def _round_started(view: View, fact: Fact, at: int) -> None:
    view["round"] = {"coming": list(fact["order"])}


def _piece_offered(view: View, fact: Fact, at: int) -> None:
    view["floor"]["offered"] = fact["seat"]
    _no_longer_waits(view, fact["seat"])


def _piece_on_table(view: View, fact: Fact, at: int) -> None:
    view["floor"]["offered"] = None


def _comes_back_later(view: View, fact: Fact, at: int) -> None:
    if view["round"] is not None:
        _without(view["round"]["coming"], fact["seat"])
        view["round"]["coming"].append(fact["seat"])


# --- words ----------------------------------------------------------------------------------------
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
            "taken_back": False,
            "heard": False,
            "mine": None,
            "answers": {} if fact["seat"] == view["me"]["seat"] else None,
        }
    )
    view["words"] = kept


def _words_taken_back(view: View, fact: Fact, at: int) -> None:
    if (word := _word(view, fact["id"])) is not None:
        word.update(words=None, note="", wants=None, taken_back=True)


def _heard(view: View, fact: Fact, at: int) -> None:
    if (word := _word(view, fact["id"])) is not None:
        word["heard"] = True


def _response_given(view: View, fact: Fact, at: int) -> None:
    if (word := _word(view, fact["id"])) is not None:
        word["answers"][fact["seat"]] = fact["kind"]


def _my_response(view: View, fact: Fact, at: int) -> None:
    if (word := _word(view, fact["id"])) is not None:
        word["mine"] = fact["kind"]


def _private_word_said(view: View, fact: Fact, at: int) -> None:
    view["private"].append({"sender": fact["sender"], "to": fact["to"], "words": fact["words"], "at_ms": at})
    del view["private"][:-KEPT_PRIVATE]


# --- checking in and out ----------------------------------------------------------------------------
def _my_commitment(view: View, fact: Fact, at: int) -> None:
    view["me"]["commitment"] = {key: fact[key] for key in ("words", "witness", "shared")}


def _commitment_made(view: View, fact: Fact, at: int) -> None:
    _seat(view, fact["seat"])["commitment"] = fact["words"]
    if fact["seat"] == view["me"]["seat"]:
        _my_commitment(view, fact, at)


def _commitment_reported(view: View, fact: Fact, at: int) -> None:
    _seat(view, fact["seat"])["reported"] = fact["outcome"]


def _witness_asked(view: View, fact: Fact, at: int) -> None:
    me = view["me"]
    me["witness_for"] = [other for other in me["witness_for"] if other["seat"] != fact["seat"]]
    me["witness_for"].append({"seat": fact["seat"], "words": fact["words"]})


def _mood_given(view: View, fact: Fact, at: int) -> None:
    view["me"]["mood"][fact["moment"]] = fact["mood"]


def _take_away_kept(view: View, fact: Fact, at: int) -> None:
    view["me"]["take_away"] = fact["words"]


def _my_door_answers(view: View, fact: Fact, at: int) -> None:
    view["me"]["door"] = {key: fact[key] for key in ("alone", "headphones", "listening", "place_left")}


def _call_heard(view: View, fact: Fact, at: int) -> None:
    view["me"]["called"] = {"about": fact["about"], "at_ms": at, "leader": None}


def _leader_goes_to_me(view: View, fact: Fact, at: int) -> None:
    if view["me"]["called"] is None:
        view["me"]["called"] = {"about": "call", "at_ms": at, "leader": None}
    view["me"]["called"]["leader"] = fact["leader"]


def _i_am_asked_to_leave(view: View, fact: Fact, at: int) -> None:
    view["me"]["asked_to_leave"] = {"by": fact["by"], "reason": fact["reason"]}


def _access_ended(view: View, fact: Fact, at: int) -> None:
    view["me"]["ended"] = fact["why"]


# --- leaders --------------------------------------------------------------------------------------
def _door_answered(view: View, fact: Fact, at: int) -> None:
    answers = {key: fact[key] for key in ("alone", "headphones", "listening", "place_left")}
    view["leaders"]["door"][fact["seat"]] = {**answers, "at_ms": at}


def _seat_checked(view: View, fact: Fact, at: int) -> None:
    view["leaders"]["checks"][fact["seat"]] = {"signed": fact["signed"], "first_visit": fact["first_visit"]}


def _latest(view: View, name: str, call: View) -> None:
    view["leaders"][name] = [other for other in view["leaders"][name] if other["seat"] != call["seat"]]
    view["leaders"][name].append(call)


def _is_not_well(view: View, fact: Fact, at: int) -> None:
    _latest(view, "not_well", {"seat": fact["seat"], "words": fact["words"], "at_ms": at, "leader": None})


def _leader_called(view: View, fact: Fact, at: int) -> None:
    _latest(view, "calls", {"seat": fact["seat"], "at_ms": at, "leader": None})


def _leader_goes(view: View, fact: Fact, at: int) -> None:
    for call in (*view["leaders"]["not_well"], *view["leaders"]["calls"]):
        if call["seat"] == fact["seat"] and call["leader"] is None:
            call["leader"] = fact["leader"]


def _low_pulse_named(view: View, fact: Fact, at: int) -> None:
    view["leaders"]["low_pulses"].append({"seat": fact["seat"], "question": fact["question"]})


def _asked_to_leave(view: View, fact: Fact, at: int) -> None:
    view["leaders"]["asked_to_leave"].append({key: fact[key] for key in ("seat", "by", "reason")})


Folds = dict[str, Callable[[View, Fact, int], None]]

_OF_ROOM: Folds = {
    "came_to_door": _came_to_door,
    "left_door": _left_door,
    "joined": _joined,
    "left": _left,
    "line_dropped": _line_dropped,
    "line_back": _line_back,
    "stepped_out": _stepped_out,
    "stepped_back": _stepped_back,
    "listening_chosen": _listening_chosen,
    "seat_put": _seat_put,
    "segment_started": _segment_started,
    "time_extended": _time_extended,
    "paused": _paused,
    "resumed": _resumed,
    "leader_changed": _leader_changed,
    "meeting_closed": _meeting_closed,
    "floor_taken": _floor_taken,
    "floor_ended": _floor_ended,
    "hand_raised": _hand_raised,
    "hand_lowered": _hand_lowered,
    "round_started": _round_started,
    "piece_offered": _piece_offered,
    "piece_on_table": _piece_on_table,
    "comes_back_later": _comes_back_later,
    "said": _said,
    "words_taken_back": _words_taken_back,
    "heard": _heard,
    "commitment_made": _commitment_made,
    "commitment_reported": _commitment_reported,
}

_OF_PERSON: Folds = {
    "response_given": _response_given,
    "my_response": _my_response,
    "private_word_said": _private_word_said,
    "commitment_made": _my_commitment,
    "commitment_reported": _commitment_reported,
    "witness_asked": _witness_asked,
    "mood_given": _mood_given,
    "take_away_kept": _take_away_kept,
    "door_answered": _my_door_answers,
    "call_heard": _call_heard,
    "leader_goes": _leader_goes_to_me,
    "asked_to_leave": _i_am_asked_to_leave,
    "access_ended": _access_ended,
}

_OF_LEADERS: Folds = {
    "door_answered": _door_answered,
    "seat_checked": _seat_checked,
    "is_not_well": _is_not_well,
    "leader_called": _leader_called,
    "leader_goes": _leader_goes,
    "low_pulse_named": _low_pulse_named,
    "asked_to_leave": _asked_to_leave,
}
