"""The leaders' checklist and notes: theirs together, and never a member's to see."""

from openchair.rooms.core import commands as c
from openchair.rooms.core.events import LEADERS, ROOM

from .table import Table


def evening() -> Table:
    """Two leaders and two members in the room."""
    table = Table()
    table.admit("amara", "pell", "wren", "tove")
    return table


def test_the_checklist_is_ticked_together_and_a_tick_can_be_taken_back() -> None:
    table = evening()
    table.must("amara", c.TickItem("sound", done=True))
    assert table.log[-1].stream == LEADERS
    assert table.view("pell")["leaders"]["ticked"] == {"sound": "amara"}
    assert table.ask("pell", c.TickItem("sound", done=True)) == "already"
    table.must("pell", c.TickItem("sound", done=False))
    assert table.view("amara")["leaders"]["ticked"] == {}
    assert table.ask("amara", c.TickItem("something else", done=True)) == "not_now"
    assert table.ask("wren", c.TickItem("sound", done=True)) == "not_leader"


def test_no_member_is_ever_sent_the_checklist_or_a_note() -> None:
    table = evening()
    table.must("amara", c.TickItem("thanks", done=True))
    table.must("pell", c.KeepNote("A shorter round next time."))
    for member in ("wren", "tove"):
        table.disconnect(member)
        table.connect(member)
        sent = " ".join(table.pages[member].received)
        assert "checklist" not in sent
        assert "Everybody can read" not in sent
        assert "shorter round" not in sent
    assert any("shorter round" in frame for frame in table.pages["amara"].received)
    assert all(a.stream != ROOM or "shorter" not in repr(a.event) for a in table.log)


def test_a_note_outlives_a_lost_line_and_can_be_finished_after_closing() -> None:
    table = evening()
    table.must("amara", c.KeepNote("Begin with a shorter round."))
    assert table.ask("amara", c.KeepNote("Begin with a shorter round.")) == "already"
    table.disconnect("amara")
    table.connect("amara")
    assert table.view("amara")["leaders"]["notes"]["amara"]["words"] == "Begin with a shorter round."
    table.must("amara", c.Close())
    table.must("amara", c.KeepNote("Thank Tove."))
    table.must("amara", c.TickItem("thanks", done=True))
    assert table.view("pell")["leaders"]["notes"]["amara"]["words"] == "Thank Tove."
    assert table.ask("wren", c.KeepNote("Mine")) == "not_leader"


def test_each_leader_has_a_note_of_their_own_and_can_empty_it() -> None:
    table = evening()
    assert table.ask("amara", c.KeepNote("")) == "already"
    table.must("amara", c.KeepNote("The door was loud."))
    table.must("pell", c.KeepNote("Wren likes to read."))
    table.must("amara", c.KeepNote(""))
    notes = table.view("pell")["leaders"]["notes"]
    assert {seat: note["words"] for seat, note in notes.items()} == {"amara": "", "pell": "Wren likes to read."}
