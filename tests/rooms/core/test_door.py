"""At the door: nobody comes in unsigned, and nobody at the door hears the room."""

import msgspec
import pytest

from openchair.rooms import core
from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e

from .table import Table, seat


@pytest.fixture
def table() -> Table:
    """A room that is open, with nobody at it yet."""
    return Table()


def names(told: list[e.Event]) -> list[str]:
    """The kinds of facts, in order."""
    return [type(event).__name__ for event in told]


def test_a_member_waits_at_the_door_until_a_leader_admits(table: Table) -> None:
    table.admit("amara")
    assert names(table.must("wren", c.ComeToDoor())) == ["CameToDoor", "DoorAnswered", "DoorAnswered"]
    assert table.ask("wren", c.Say("hello")) == "not_here"
    assert names(table.must("amara", c.Admit("wren"))) == ["Joined"]
    assert table.ask("amara", c.Admit("wren")) == "already"
    assert names(table.must("wren", c.Say("hello"))) == ["Said"]


def test_the_first_leader_comes_in_alone_and_leads(table: Table) -> None:
    assert names(table.must("pell", c.ComeToDoor())) == ["DoorAnswered", "DoorAnswered", "Joined", "LeaderChanged"]
    assert names(table.must("amara", c.ComeToDoor())) == ["DoorAnswered", "DoorAnswered", "Joined"]
    assert table.state.lead == "pell"


def test_nobody_unsigned_is_admitted_and_no_leader_either() -> None:
    table = Table(
        [seat("amara", "facilitator"), seat("pell", "co_facilitator", signed=False), seat("wren", signed=False)]
    )
    table.admit("amara")
    for name in ("pell", "wren"):
        table.must(name, c.ComeToDoor())
        assert table.state.people[name].place == "door"
        assert table.ask("amara", c.Admit(name)) == "not_signed"
    table.must(None, c.PutSeat(seat("wren")))
    table.must("amara", c.Admit("wren"))
    assert table.state.readers == {"amara", "wren"}


def test_only_leaders_inside_admit(table: Table) -> None:
    table.admit("amara", "wren")
    table.must("tove", c.ComeToDoor())
    assert table.ask("wren", c.Admit("tove")) == "not_leader"
    assert table.ask("pell", c.Admit("tove")) == "not_here"
    assert table.ask("amara", c.Admit("juniper")) == "not_here"
    assert table.ask("amara", c.Admit("nobody")) == "unknown_seat"


def test_whoever_lost_the_line_at_the_door_is_not_admitted_and_goes_after_the_grace(table: Table) -> None:
    table.admit("amara")
    table.must("wren", c.ComeToDoor())
    table.must(None, c.Disconnected("wren"))
    assert table.ask("amara", c.Admit("wren")) == "not_here"
    assert table.must(None, c.Tick(), after=30_000) == []
    assert table.must(None, c.Tick(), after=31_000) == [e.LeftDoor("wren")]


def test_whoever_comes_to_listen_is_shown_listening_and_no_reason(table: Table) -> None:
    table.admit("amara")
    table.admit("wren", way="listen", alone=False)
    shown = next(s for s in core.project(table.state, "amara")["seats"] if s["seat"] == "wren")
    assert shown["way"] == "listen"
    assert table.ask("wren", c.Say("hello")) == "listening"
    assert table.must("wren", c.TakePart("speak")) == [e.WayChosen("wren", "speak")]
    assert table.ask("wren", c.TakePart("speak")) == "already"


def test_door_answers_can_be_changed_inside_without_a_second_coming(table: Table) -> None:
    table.admit("amara", "wren")
    told = table.must("wren", c.ComeToDoor(alone=False, way="listen"))
    assert names(told) == ["DoorAnswered", "DoorAnswered", "WayChosen"]


def test_at_the_door_one_sees_who_is_here_and_nothing_else(table: Table) -> None:
    table.admit("amara", "wren")
    table.must("amara", c.Begin())
    table.must("amara", c.Say("Canary words"))
    table.must("wren", c.Commit(words="Canary promise"))
    table.connect("tove")
    table.must("tove", c.ComeToDoor())
    view = table.view("tove")
    assert "Canary" not in str(view)
    assert view["me"]["place"] == "door"
    assert {s["seat"]: s["place"] for s in view["seats"]}["wren"] == "inside"
    assert (view["words"], view["queue"], view["leaders"], view["meeting"]["segments"]) == ([], [], None, [])
    assert view["meeting"]["phase"] == "running"


def test_late_joiners_hear_from_their_admission_on(table: Table) -> None:
    table.admit("amara", "wren")
    table.begin_at("open_floor")
    table.must("wren", c.Say("before"))
    table.must("wren", c.Commit(words="a promise made before"))
    table.admit("tove")
    table.must("wren", c.Say("after"))
    assert [word["words"] for word in table.view("tove")["words"]] == ["after"]
    assert [word["words"] for word in table.view("wren")["words"]] == ["before", "after"]
    assert table.ask("tove", c.Respond(said=1, kind="hear")) == "not_now"
    assert "a promise made before" not in str(table.view("tove"))


def test_what_was_said_while_somebody_had_left_stays_with_those_who_were_here(table: Table) -> None:
    table.admit("amara", "wren", "tove")
    table.must("wren", c.Say("one"))
    table.must("tove", c.Leave())
    assert table.view("tove")["words"] == []
    assert [s["seat"] for s in table.view("tove")["seats"]] == ["tove"], "presence exists only inside"
    table.must("wren", c.Say("two"))
    table.must("tove", c.ComeToDoor())
    table.must("amara", c.Admit("tove"))
    table.must("wren", c.Say("three"))
    assert [word["words"] for word in table.view("tove")["words"]] == ["one", "three"]


def test_somebody_not_well_is_heard_by_the_leaders_only_wherever_they_are(table: Table) -> None:
    table.admit("amara", "wren")
    table.connect("tove")
    assert names(table.must("tove", c.NotWell("My hands are shaking"))) == ["IsNotWell", "CallHeard"]
    assert table.view("amara")["leaders"]["not_well"][0]["words"] == "My hands are shaking"
    assert "shaking" not in str(table.view("wren"))
    assert names(table.must("amara", c.GoTo("tove"))) == ["LeaderGoes", "LeaderGoes"]
    assert table.view("tove")["me"]["called"]["leader"] == "amara"
    assert table.ask("amara", c.GoTo("tove")) == "already"
    table.must("amara", c.PrivateWord(seat="tove", words="I am here"))
    table.must("tove", c.PrivateWord(seat="amara", words="Thank you"))
    assert [word["words"] for word in table.view("tove")["private"]] == ["I am here", "Thank you"]


def test_a_call_stands_until_a_leader_answers(table: Table) -> None:
    table.admit("amara", "wren")
    table.must("wren", c.CallLeader())
    assert table.ask("wren", c.CallLeader()) == "already"
    assert table.ask("wren", c.GoTo("wren")) == "not_leader"
    table.must("amara", c.GoTo("wren"))
    table.must("wren", c.CallLeader())
    assert [call["leader"] for call in table.view("amara")["leaders"]["calls"]] == [None]
    assert table.ask("amara", c.GoTo("tove")) == "not_now"


def test_an_outsider_cannot_tell_the_room_from_one_that_is_closed_to_them(table: Table) -> None:
    table.admit("amara")
    assert {
        table.ask("outsider", command)
        for command in (c.ComeToDoor(), c.Say("x"), c.Leave(), c.NotWell("x"), c.GiveMood(3, "in"))
    } == {"not_here"}
    assert core.decide(core.State(), "outsider", c.ComeToDoor(), 1) == core.Refusal("not_open")


def test_a_chair_taken_away_empties_at_once_and_the_piece_moves_on(table: Table) -> None:
    table.admit("amara", "wren", "tove")
    table.begin_at("open_floor")
    table.must("wren", c.TakePiece())
    table.must("tove", c.RaiseHand())
    told = table.must(None, c.RevokeSeat("wren", "suspended"))
    assert names(told) == ["FloorEnded", "Left", "PieceOffered", "AccessEnded"]
    assert table.view("wren")["me"]["ended"] == "suspended"
    assert table.ask("wren", c.ComeToDoor()) == "not_here"
    assert table.ask(None, c.Connected("wren")) == "not_here"
    assert table.ask(None, c.RevokeSeat("wren", "suspended")) == "already"
    assert table.ask(None, c.RevokeSeat("nobody", "suspended")) == "unknown_seat"


def test_a_changed_agreement_sends_whoever_has_not_signed_it_back_to_the_door(table: Table) -> None:
    table.admit("amara", "wren")
    told = table.must(None, c.PutSeat(seat("wren", signed=False)))
    assert names(told) == ["SeatPut", "SeatChecked", "Left", "AccessEnded"]
    table.must(None, c.PutSeat(seat("wren")))
    table.admit("wren")
    assert table.state.people["wren"].place == "inside"


def test_what_only_leaders_may_know_of_a_chair_is_cut_from_the_room(table: Table) -> None:
    put = e.SeatPut(seat("wren", first_visit=True))
    assert core.public(put) == e.SeatPut(seat("wren", signed=False, first_visit=False))
    opened = table.log[0].event
    public = core.public(opened)
    assert isinstance(public, e.MeetingOpened)
    assert public.pulse_key == b""
    assert not any(info.signed or info.first_visit for info in public.seats)
    table.admit("amara")
    assert table.view("amara")["leaders"]["checks"]["linden"] == {"signed": True, "first_visit": True}


def test_a_member_made_leader_while_the_room_waits_for_one_lets_it_go_on(table: Table) -> None:
    table.admit("amara", "wren")
    table.begin_at("open_floor")
    table.must(None, c.Disconnected("amara"))
    table.must(None, c.Tick(), after=61_000)
    assert table.state.phase == "paused"
    assert names(table.must(None, c.PutSeat(seat("wren", "co_facilitator"))))[2:] == ["LeaderChanged", "Resumed"]


def test_commands_of_the_house_come_from_the_house_alone(table: Table) -> None:
    table.admit("amara")
    assert table.ask("amara", c.Tick()) == "not_yours"
    assert table.ask(None, c.Say("hello")) == "not_here"
    assert table.ask(None, c.OpenRoom([], [], 1, b"k")) == "already"
    assert core.decide(core.State(), None, c.Tick(), 1) == core.Refusal("not_open")


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b'{"type":"say"}', "words missing"),
        (b'{"type":"say","words":""}', "too short"),
        (b'{"type":"say","words":"x","seat":"amara"}', "an unknown field"),
        (b'{"type":"tick"}', "a command of the house"),
        (b'{"type":"give_mood","mood":6,"moment":"in"}', "out of range"),
        (b'{"type":"respond","said":1,"kind":"dislike"}', "an unknown answer"),
    ],
)
def test_what_is_not_a_command_is_refused_while_it_is_read(raw: bytes, why: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        c.person_command.decode(raw)
