"""Graded entry: listening, writing, having words read out, speaking."""

import msgspec
import pytest

from openchair.rooms import core
from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e

from .table import Table


@pytest.fixture
def table() -> Table:
    """Two leaders and three members inside."""
    table = Table()
    table.admit("amara", "pell", "wren", "tove", "juniper")
    return table


def way_of(table: Table, who: str, seen_by: str) -> str:
    """How somebody takes part, as another sees it."""
    return str(next(one["way"] for one in table.view(seen_by)["seats"] if one["seat"] == who))


@pytest.mark.parametrize("way", ["listen", "write", "read_out", "speak"])
def test_each_chooses_how_to_take_part_at_the_door_and_changes_it_inside(table: Table, way: c.Way) -> None:
    table.admit("okapi", way=way)
    assert way_of(table, "okapi", "wren") == way
    other: c.Way = "speak" if way != "speak" else "write"
    assert table.must("okapi", c.TakePart(other)) == [e.WayChosen("okapi", other)]
    assert way_of(table, "okapi", "wren") == other
    assert table.ask("okapi", c.TakePart(other)) == "already"


def test_nobody_chooses_for_another_and_nobody_outside_chooses(table: Table) -> None:
    assert "seat" not in c.TakePart.__struct_fields__
    assert table.ask("okapi", c.TakePart("write")) == "not_here"


def test_whoever_writes_or_has_words_read_out_is_offered_a_turn_and_whoever_listens_is_not(table: Table) -> None:
    table.must("wren", c.TakePart("write"))
    table.must("tove", c.TakePart("read_out"))
    table.must("juniper", c.TakePart("listen"))
    table.begin_at("round")
    offered = []
    while table.state.offered is not None:
        offered.append(table.state.offered)
        table.must(table.state.offered, c.PassOn())
    assert set(offered) == {"wren", "tove", "amara", "pell"}


def test_a_turn_is_taken_by_writing(table: Table) -> None:
    table.must("wren", c.TakePart("write"))
    table.begin_at("open_floor")
    table.must("wren", c.RaiseHand())
    told = table.must("wren", c.Say("I write this."))
    assert told[0] == e.FloorTaken("wren")
    assert told[1].turn  # type: ignore[attr-defined]


def test_words_to_read_out_reach_the_leaders_and_the_writer_and_nobody_else(table: Table) -> None:
    table.must("wren", c.AskToRead("Canary: please read this."))
    for leader in ("amara", "pell"):
        assert [(one["seat"], one["words"]) for one in table.view(leader)["leaders"]["readings"]] == [
            ("wren", "Canary: please read this.")
        ]
    assert table.view("wren")["me"]["reading"]["words"] == "Canary: please read this."
    assert "Canary" not in str(core.project(table.state, "tove"))
    assert not [text for text in table.pages["tove"].received if "Canary" in text]


def test_one_leader_takes_it_and_it_stands_in_the_room_as_the_writers_words(table: Table) -> None:
    table.begin_at("open_floor")
    table.must("wren", c.AskToRead("It was a long week."))
    table.must("pell", c.ReadOut("wren"))
    assert table.ask("amara", c.ReadOut("wren")) == "already"
    word = table.view("tove")["words"][-1]
    assert (word["seat"], word["words"], word["read_by"], word["turn"]) == (
        "wren",
        "It was a long week.",
        "pell",
        False,
    )
    assert table.view("amara")["leaders"]["readings"] == []
    assert table.view("wren")["me"]["reading"] is None
    # They stay the writer's: others answer them, and the writer alone takes them back.
    table.must("tove", c.Respond(word["id"], "hear"))
    assert table.ask("pell", c.TakeBackWords(word["id"])) == "not_yours"
    table.must("wren", c.TakeBackWords(word["id"]))


def test_what_is_read_out_in_the_writers_turn_is_their_turn_with_its_time(table: Table) -> None:
    table.begin_at("open_floor")
    table.must("wren", c.RaiseHand())
    table.must("wren", c.AskToRead("Mine."))
    told = table.must("amara", c.ReadOut("wren"))
    assert told[0] == e.FloorTaken("wren")
    assert (told[1].turn, told[1].read_by) == (True, "amara")  # type: ignore[attr-defined]
    table.must("wren", c.PassOn(), after=30_000)
    assert (table.state.people["wren"].floor_ms, table.state.people["amara"].floor_ms) == (30_000, 0)


def test_the_writer_takes_it_back_before_and_says_it_anew(table: Table) -> None:
    table.must("wren", c.AskToRead("First"))
    assert table.ask("wren", c.AskToRead("First")) == "already"
    table.must("wren", c.AskToRead("Second"))
    assert [one["words"] for one in table.view("amara")["leaders"]["readings"]] == ["Second"]
    table.must("wren", c.TakeBackReading())
    assert table.ask("amara", c.ReadOut("wren")) == "already"
    assert table.ask("wren", c.TakeBackReading()) == "already"
    assert table.view("amara")["leaders"]["readings"] == []


def test_only_leaders_read_out_and_only_members_ask(table: Table) -> None:
    table.must("wren", c.AskToRead("Mine"))
    assert table.ask("tove", c.ReadOut("wren")) == "not_leader"
    assert table.ask("amara", c.ReadOut("nobody")) == "unknown_seat"
    assert table.ask("amara", c.AskToRead("Mine")) == "not_yours"
    table.must("wren", c.TakePart("listen"))
    assert table.ask("wren", c.AskToRead("More")) == "listening"


def test_whoever_leaves_takes_the_words_along(table: Table) -> None:
    table.must("wren", c.AskToRead("Mine"))
    table.must("wren", c.Leave())
    assert table.view("amara")["leaders"]["readings"] == []
    assert table.ask("amara", c.ReadOut("wren")) == "already"


# --- inside a small group -----------------------------------------------------------------------------
@pytest.fixture
def groups(table: Table) -> Table:
    """Wren and tove in one small group, juniper and okapi in another; pell visits the first."""
    table.admit("okapi")
    table.begin_at("open_floor")
    open_groups(table)
    return table


def open_groups(table: Table) -> None:
    pairs = [c.SeatedGroup(["wren", "tove"]), c.SeatedGroup(["juniper", "okapi"])]
    table.must("amara", c.OpenSmallGroups(pairs, 5))
    table.must("pell", c.VisitGroup(1))


FIRST = "group:1-1"


def test_in_a_small_group_words_are_read_by_its_people_and_go_to_no_leader(groups: Table) -> None:
    groups.must("wren", c.TakePart("read_out"))
    assert groups.ask("wren", c.AskToRead("Canary")) == "in_own_group"
    groups.must("wren", c.SayInGroup(FIRST, "Canary, for us"))
    assert [word["words"] for word in groups.view("tove")["small"]["mine"]["words"]] == ["Canary, for us"]
    for name in ("amara", "juniper", "okapi"):
        assert not [text for text in groups.pages[name].received if "Canary" in text]
    assert groups.view("amara")["leaders"]["readings"] == []


def test_what_waited_when_the_groups_opened_waits_until_the_writer_is_back(table: Table) -> None:
    table.admit("okapi")
    table.begin_at("open_floor")
    table.must("wren", c.AskToRead("For everybody"))
    open_groups(table)
    for leader in ("amara", "pell"):
        assert table.ask(leader, c.ReadOut("wren")) == "still_in_group"
        assert [one["words"] for one in table.view(leader)["leaders"]["readings"]] == ["For everybody"]
    assert table.view("wren")["me"]["reading"]["words"] == "For everybody"
    assert not [addressed for addressed in table.log if isinstance(addressed.event, e.Said)]
    table.must("amara", c.BringBack(10))
    table.must(None, c.Tick(), after=11_000)
    table.must("amara", c.ReadOut("wren"))
    assert table.view("juniper")["words"][-1]["words"] == "For everybody"


def test_who_stayed_with_everybody_is_read_out_there_while_groups_are_open(groups: Table) -> None:
    groups.must("amara", c.MoveToGroups({"wren": 0, "tove": 0}))
    groups.must("wren", c.AskToRead("From the table"))
    groups.must("amara", c.ReadOut("wren"))
    assert groups.view("tove")["words"][-1]["read_by"] == "amara"


def test_words_that_wait_can_be_taken_back_from_inside_a_small_group(table: Table) -> None:
    table.admit("okapi")
    table.begin_at("open_floor")
    table.must("wren", c.AskToRead("Mine"))
    open_groups(table)
    table.must("wren", c.TakeBackReading())
    assert table.view("amara")["leaders"]["readings"] == []


@pytest.mark.parametrize("way", ["write", "read_out", "speak"])
def test_in_a_small_group_a_turn_comes_to_everybody_who_asks_and_is_taken_by_writing(groups: Table, way: c.Way) -> None:
    if way != "speak":
        groups.must("wren", c.TakePart(way))
    assert way_of(groups, "wren", "tove") == way
    groups.must("wren", c.GroupFloor(FIRST, "raise_hand"))
    told = groups.must("wren", c.SayInGroup(FIRST, "I write this."))
    assert told[0] == e.GroupFloorTaken(FIRST, "wren")
    assert told[1].turn  # type: ignore[attr-defined]


def test_in_a_small_group_whoever_listens_has_no_turn_unless_they_ask(groups: Table) -> None:
    groups.must("wren", c.TakePart("listen"))
    assert groups.ask("wren", c.SayInGroup(FIRST, "Beside")) == "listening"
    assert groups.ask("wren", c.GroupFloor(FIRST, "take_piece")) == "listening"
    groups.must("tove", c.GroupFloor(FIRST, "take_piece"))
    groups.must("tove", c.GroupFloor(FIRST, "pass_on"))
    assert groups.view("wren")["small"]["mine"]["floor"]["offered"] is None
    # Asked for, it is theirs like anybody's, and so are the words in it.
    groups.must("wren", c.GroupFloor(FIRST, "raise_hand"))
    groups.must("wren", c.GroupFloor(FIRST, "take_piece"))
    groups.must("wren", c.SayInGroup(FIRST, "This once"))
    groups.must("wren", c.GroupFloor(FIRST, "pass_on"))
    groups.must("wren", c.TakePart("speak"))
    groups.must("wren", c.SayInGroup(FIRST, "And beside it"))


def test_a_visiting_leader_who_listens_can_still_say_something(groups: Table) -> None:
    groups.must("pell", c.TakePart("listen"))
    groups.must("pell", c.SayInGroup(FIRST, "Three minutes"))
    assert groups.view("tove")["small"]["mine"]["words"][-1]["seat"] == "pell"


def test_a_log_from_before_graded_entry_still_folds() -> None:
    """Logs recorded earlier say who listens, and nothing of how words were said."""
    decoder = msgspec.json.Decoder(e.AnyEvent)
    told = [
        '{"type":"joined","seat":"wren","part":"member"}',
        '{"type":"listening_chosen","seat":"wren","listening":true}',
        '{"type":"door_answered","seat":"wren","alone":true,"headphones":false,"listening":true,"place_left":false}',
        '{"type":"said","id":1,"seat":"wren","words":"x","wants":null,"note":"","turn":false}',
    ]
    state = core.State()
    for at, text in enumerate(told, 1):
        core.fold(state, e.Addressed(e.ROOM, decoder.decode(text), "wren", at))
    assert state.people["wren"].listening
    assert state.words[1].read_by is None
    off = decoder.decode('{"type":"listening_chosen","seat":"wren","listening":false}')
    core.fold(state, e.Addressed(e.ROOM, off, "wren", 9))
    assert state.people["wren"].way == "speak"
