"""Until when people are let in, and going earlier than the others."""

import pytest

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e

from .table import MINUTE, Table


def at_the_door(table: Table, name: str) -> str | None:
    """Come to the door, be let in by Amara if she may; why not, if not."""
    table.connect(name)
    table.must(name, c.ComeToDoor())
    told = table.ask("amara", c.Admit(name))
    return told if isinstance(told, str) else None


def test_a_locked_door_lets_nobody_in_who_has_not_been_in_and_says_so_at_the_door() -> None:
    table = Table()
    table.admit("amara", "wren")
    table.connect("tove")
    table.must("tove", c.ComeToDoor())
    table.must("amara", c.LockDoor())
    assert table.view("tove")["meeting"]["locked"] is True
    assert table.view("wren")["meeting"]["locked"] is True
    assert table.ask("amara", c.Admit("tove")) == "locked"
    assert table.ask("amara", c.LockDoor()) == "already"
    table.must("wren", c.Leave())
    assert at_the_door(table, "wren") is None, "who was in may come back"
    table.must("amara", c.UnlockDoor())
    assert table.view("tove")["meeting"]["locked"] is False
    table.must("amara", c.Admit("tove"))
    assert table.ask("amara", c.UnlockDoor()) == "already"


def test_a_leader_comes_in_through_a_locked_door_and_can_unlock_it() -> None:
    table = Table()
    table.admit("amara")
    table.must("amara", c.LockDoor())
    table.admit("pell")
    table.must("pell", c.UnlockDoor())


def test_only_leaders_in_the_room_lock_and_unlock() -> None:
    table = Table()
    table.admit("amara", "wren")
    assert table.ask("wren", c.LockDoor()) == "not_leader"
    assert table.ask("pell", c.LockDoor()) == "not_here"
    table.must("amara", c.LockDoor())
    assert table.ask("wren", c.UnlockDoor()) == "not_leader"
    table.must("amara", c.Close())
    assert table.ask("amara", c.UnlockDoor()) == "closed"


def test_after_the_minutes_a_group_agreed_on_nobody_new_is_let_in_until_a_leader_unlocks() -> None:
    table = Table(late="minutes", late_minutes=10)
    table.admit("amara", "wren")
    assert at_the_door(table, "tove") is None, "before the beginning there is no lateness"
    table.must("amara", c.Begin(), after=30 * MINUTE)
    assert at_the_door(table, "juniper") is None
    table.now += 10 * MINUTE
    assert at_the_door(table, "okapi") == "locked"
    meeting = table.view("okapi")["meeting"]
    assert (meeting["late"], meeting["late_minutes"], meeting["locked"]) == ("minutes", 10, None)
    assert meeting["began_ms"] == table.state.began_ms > 0
    table.must("amara", c.UnlockDoor())
    table.must("amara", c.Admit("okapi"))


@pytest.mark.parametrize("late", ["always", "leader"])
def test_under_the_other_rules_a_leader_lets_in_whenever_they_choose(late: c.LateRule) -> None:
    table = Table(late=late)
    table.admit("amara")
    table.must("amara", c.Begin())
    table.now += 60 * MINUTE
    assert at_the_door(table, "tove") is None


def test_going_earlier_is_a_quiet_sign_that_ends_with_going() -> None:
    table = Table()
    table.admit("amara", "wren", "tove")
    assert table.must("wren", c.GoEarlier(True)) == [e.GoesEarlier("wren", True)]
    assert table.ask("wren", c.GoEarlier(True)) == "already"
    shown = {one["seat"]: one["early"] for one in table.view("tove")["seats"]}
    assert [name for name, early in shown.items() if early] == ["wren"]
    table.must("wren", c.GoEarlier(False))
    table.must("wren", c.GoEarlier(True))
    table.must("wren", c.Leave())
    assert not [one for one in table.view("tove")["seats"] if one["early"]]
    assert table.ask("okapi", c.GoEarlier(True)) == "not_here"


def test_a_log_from_before_the_rules_of_the_door_still_folds() -> None:
    table = Table()
    opened = table.log[0].event
    assert isinstance(opened, e.MeetingOpened)
    assert (opened.late, opened.late_minutes) == ("always", 0)
