"""The course of the meeting and the floor."""

from openchair.rooms.core.view.parts import (
    Fact,
    Folds,
    View,
    _shares,
    at_piece,
    comes_last,
    end_floor,
    no_round,
    since,
    without,
)


def _nothing_asked(view: View) -> None:
    """What was asked in a part ends with it."""
    view.update(question=None, other_views=None, aftercare=None, echo=None)
    if view["leaders"] is not None:
        view["leaders"]["written"] = 0


def _segment_started(view: View, fact: Fact, at: int) -> None:
    if view["meeting"]["index"] is None:
        view["meeting"]["began_ms"] = at
    view["meeting"].update(
        phase="running", kind=fact["kind"], index=fact["index"], part_starts_ms=at, part_ends_ms=fact["ends_at_ms"]
    )
    end_floor(view, at)
    view["floor"].update(offered=None, silence_ms=None)
    no_round(view)
    _nothing_asked(view)


def _time_extended(view: View, fact: Fact, at: int) -> None:
    view["meeting"]["part_ends_ms"] = fact["ends_at_ms"]


def _paused(view: View, fact: Fact, at: int) -> None:
    meeting = view["meeting"]
    if meeting["phase"] != "paused":
        meeting["paused_ms"] = at
    meeting.update(phase="paused", paused_why=fact["why"], closes_ms=fact["closes_at_ms"])
    view["floor"].update(offered=None, silence_ms=None)


def _resumed(view: View, fact: Fact, at: int) -> None:
    view["meeting"].update(phase="running", part_ends_ms=fact["ends_at_ms"], paused_why=None, paused_ms=0, closes_ms=0)


def _leader_changed(view: View, fact: Fact, at: int) -> None:
    view["meeting"]["lead"] = fact["seat"]
    if view["leaders"] is not None:
        view["leaders"]["lead_offer"] = None


def _meeting_closed(view: View, fact: Fact, at: int) -> None:
    view["meeting"].update(phase="closed", closed_ms=at, paused_why=None, paused_ms=0, closes_ms=0)
    end_floor(view, at)
    view["floor"].update(offered=None, silence_ms=None)
    no_round(view)
    view["queue"] = []
    view["me"]["reading"] = None
    if view["leaders"] is not None:
        view["leaders"].update(readings=[], lead_offer=None)
    _nothing_asked(view)
    view["voice"]["people"] = []


def _floor_taken(view: View, fact: Fact, at: int) -> None:
    at = since(fact, at)
    end_floor(view, at)
    floor, seat = view["floor"], fact["seat"]
    if floor["last"] != seat:
        for share in _shares(view, seat):
            share["turns"] += 1
    floor.update(holder=seat, since_ms=at, offered=None, last=seat, silence_ms=None)
    view["aftercare"] = None
    at_piece(view, seat)


def _floor_ended(view: View, fact: Fact, at: int) -> None:
    end_floor(view, since(fact, at))


def _hand_raised(view: View, fact: Fact, at: int) -> None:
    without(view["queue"], fact["seat"])
    view["queue"].insert(fact["place"], fact["seat"])


def _hand_lowered(view: View, fact: Fact, at: int) -> None:
    without(view["queue"], fact["seat"])


def _round_started(view: View, fact: Fact, at: int) -> None:
    view["round"] = {"coming": list(fact["order"]), "seconds": fact["seconds"], "came_back": False}


def _piece_offered(view: View, fact: Fact, at: int) -> None:
    view["floor"]["offered"] = fact["seat"]
    view["aftercare"] = None
    at_piece(view, fact["seat"])


def _piece_on_table(view: View, fact: Fact, at: int) -> None:
    view["floor"]["offered"] = None
    view["echo"] = None


def _comes_back_later(view: View, fact: Fact, at: int) -> None:
    comes_last(view, fact["seat"])
    if view["round"] is not None and fact["seat"] == view["me"]["seat"]:
        view["round"]["came_back"] = True


def _added_to_round(view: View, fact: Fact, at: int) -> None:
    comes_last(view, fact["seat"])


def _i_am_asked_to_leave(view: View, fact: Fact, at: int) -> None:
    view["me"]["asked_to_leave"] = {"by": fact["by"], "reason": fact["reason"]}


def _asked_to_leave(view: View, fact: Fact, at: int) -> None:
    view["leaders"]["asked_to_leave"].append({key: fact[key] for key in ("seat", "by", "reason")})


OF_ROOM: Folds = {
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
    "added_to_round": _added_to_round,
}

OF_PERSON: Folds = {
    "asked_to_leave": _i_am_asked_to_leave,
}

OF_LEADERS: Folds = {
    "asked_to_leave": _asked_to_leave,
}
