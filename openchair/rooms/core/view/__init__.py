"""How a page keeps its view up to date: the reference for the browser's own fold.

`fold_view` changes a view (see project.py) by one event as it came over the socket. For whoever reads the room,
the result equals `project` of the server's state; a test holds both against each other, and the browser's script
against this.
"""

from typing import Any

from openchair.rooms.core.view import (
    board,
    care,
    checking,
    course,
    desk,
    door,
    entry,
    hints,
    listening,
    lock,
    papers,
    presence,
    roles,
    sharing,
    small_groups,
    voice,
    words,
)
from openchair.rooms.core.view.parts import Fact, Folds, View

OF_ROOM: Folds = {
    **presence.OF_ROOM, **entry.OF_ROOM, **course.OF_ROOM, **words.OF_ROOM, **checking.OF_ROOM, **sharing.OF_ROOM,
    **small_groups.OF_ROOM,
    **care.OF_ROOM,
    **lock.OF_ROOM,
    **voice.OF_ROOM,
    **board.OF_ROOM,
    **listening.OF_ROOM,
    **roles.OF_ROOM,
}  # fmt: skip
OF_PERSON: Folds = {
    **presence.OF_PERSON, **entry.OF_PERSON, **course.OF_PERSON, **words.OF_PERSON, **checking.OF_PERSON,
    **door.OF_PERSON, **sharing.OF_PERSON, **care.OF_PERSON, **small_groups.OF_PERSON,
    **desk.OF_PERSON,
    **voice.OF_PERSON,
    **listening.OF_PERSON,
    **roles.OF_PERSON,
}  # fmt: skip
OF_LEADERS: Folds = {
    **papers.OF_LEADERS,
    **entry.OF_LEADERS, **course.OF_LEADERS, **checking.OF_LEADERS, **door.OF_LEADERS, **sharing.OF_LEADERS,
    **care.OF_LEADERS, **hints.OF_LEADERS, **desk.OF_LEADERS,
    **board.OF_LEADERS,
}  # fmt: skip
OF_GROUP: Folds = small_groups.OF_GROUP
_OF_STREAMS = {"person": OF_PERSON, "leaders": OF_LEADERS, "group": OF_GROUP}


def fold_view(view: View, frame: dict[str, Any]) -> View:
    """Change a view by one event frame and return it."""
    folds = _OF_STREAMS.get(frame["s"].partition(":")[0], OF_ROOM)
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
    elif command["type"] == "write_answer":
        question = view["question"]
        if question is not None and question["nameless"] and question["number"] == command["question"]:
            question["mine"] = command["words"]
    return view
