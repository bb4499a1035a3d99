"""Every command has a rule, every fact has a fold here and in the page, and the core stays pure."""

import subprocess
import sys
from typing import get_args

from openchair.rooms.core import commands as c
from openchair.rooms.core import decide as deciding
from openchair.rooms.core import events as e
from openchair.rooms.core import fold as folding
from openchair.rooms.core import view

decide_module = sys.modules["openchair.rooms.core.decide"]
fold_module = sys.modules["openchair.rooms.core.fold"]


def test_every_command_has_a_rule() -> None:
    assert set(decide_module._OF_PEOPLE) == set(get_args(c.PersonCommand))
    assert set(decide_module.house.RULES) == set(get_args(c.HouseCommand))
    assert callable(deciding)


def test_every_fact_has_a_fold() -> None:
    assert set(fold_module._FOLDS) == set(get_args(e.AnyEvent))
    assert callable(folding)


def test_a_page_folds_every_fact_that_can_reach_it() -> None:
    known = {*view.OF_ROOM, *view.OF_PERSON, *view.OF_LEADERS, *view.OF_GROUP}
    facts = {c.snake(fact.__name__) for fact in get_args(e.AnyEvent)}
    assert facts - known == {
        # Nobody is inside at the opening; nameless answers and who is kept apart go to nobody.
        "meeting_opened", "pulse_given", "nameless_answer_written", "kept_apart",
        "proposal_noted",
        # Everybody gets the room anew.
        "small_groups_opened", "small_groups_asked", "small_groups_closed",
        # How listening was told before is in old logs only.
        "listening_chosen",
    }  # fmt: skip
    assert known <= facts


def test_only_attendance_floor_and_agenda_stay_readable() -> None:
    readable = {fact.__name__ for fact in get_args(e.AnyEvent) if fact.is_open}
    assert readable == {
        "CameToDoor", "LeftDoor", "Joined", "LineDropped", "LineBack", "SteppedOut", "SteppedBack", "Left",
        "FloorTaken", "FloorEnded", "SegmentStarted", "TimeExtended", "Paused", "Resumed", "LeaderChanged",
    "MeetingClosed", "SmallGroupsOpened", "SmallGroupMoved", "GroupLeadNamed", "SmallGroupsExtended",
        "SatInHall", "HeldInHall", "SilenceBegan", "SilenceEnded",
        "SmallGroupsEnding", "SmallGroupsClosed", "VisitBegan", "VisitEnded", "GroupFloorTaken", "GroupFloorEnded",
    }  # fmt: skip
    for fact in get_args(e.AnyEvent):
        if fact.is_open:
            assert not {"words", "reason", "note", "mood", "value"} & set(fact.__struct_fields__)


def test_the_core_needs_neither_django_nor_sockets() -> None:
    script = (
        "import sys, openchair.rooms.core, openchair.rooms.core.view\n"
        "heavy = {'django', 'asyncio', 'uvicorn', 'websockets', 'openchair.core', 'openchair.groups'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
