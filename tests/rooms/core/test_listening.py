"""Listening rounds, listening partners, and small roles."""

import pytest

from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core.decide.listening import drawn

from .table import Table

PEOPLE = ("amara", "wren", "tove", "juniper", "okapi")


@pytest.fixture
def listening() -> Table:
    """Five people in a listening round."""
    part = c.Segment("listening_round", "Listening", 20)
    table = Table(agenda=[c.Segment("opening_words", "Opening", 2), part, c.Segment("closing_words", "Closing", 2)])
    table.admit(*PEOPLE)
    table.begin_at("listening_round")
    return table


def speaks(table: Table) -> str:
    """Whoever is offered the piece takes it, speaks and passes it on."""
    name = str(table.state.offered)
    table.must(name, c.TakePiece())
    table.must(name, c.Say(f"Words of {name}"))
    table.must(name, c.PassOn(), after=10_000)
    return name


# --- saying back --------------------------------------------------------------------------------------
def test_after_a_turn_the_next_one_says_back_the_speaker_confirms_and_only_then_it_goes_on(listening: Table) -> None:
    order = [str(listening.state.offered), *(listening.state.coming or [])]
    speaker = speaks(listening)
    assert speaker == order[0]
    assert listening.view("amara")["echo"] == {"speaker": speaker, "listener": order[1], "step": "say_back"}
    assert speaks(listening) == order[1]
    assert [word["mark"] for word in listening.view("amara")["words"]] == [None, "said_back"]
    assert listening.view("wren")["echo"]["step"] == "confirm"
    assert listening.state.offered == speaker
    told = listening.must(speaker, c.ConfirmHeard())
    assert told[0] == e.HeardRight(speaker)
    assert told[-1] == e.PieceOffered(order[1]), "whoever said back keeps their own turn"
    assert listening.view("wren")["echo"] is None


def test_everybody_has_one_turn_of_their_own_in_a_listening_round(listening: Table) -> None:
    own = []
    for _ in range(40):
        if listening.state.offered is None:
            break
        if listening.state.echo is None:
            own.append(listening.state.offered)
            speaks(listening)
        elif listening.state.echo.step == "say_back":
            speaks(listening)
        else:
            listening.must(str(listening.state.offered), c.ConfirmHeard())
    assert sorted(own) == sorted(PEOPLE)


def test_the_speaker_may_add_instead_of_confirming(listening: Table) -> None:
    speaker = speaks(listening)
    speaks(listening)
    assert listening.state.offered == speaker
    listening.must(speaker, c.TakePiece())
    listening.must(speaker, c.Say("And one thing more"))
    listening.must(speaker, c.PassOn())
    assert listening.state.echo is None
    assert listening.state.offered not in (None, speaker)


def test_somebody_else_offers_to_say_back_or_a_leader_chooses(listening: Table) -> None:
    speaker = speaks(listening)
    asked = str(listening.state.offered)
    other = next(name for name in ("wren", "tove", "juniper", "okapi") if name not in (speaker, asked))
    assert listening.ask(speaker, c.OfferToSayBack()) == "not_now"
    assert listening.ask(asked, c.OfferToSayBack()) == "already"
    listening.must(other, c.OfferToSayBack())
    assert (listening.state.offered, listening.view("amara")["echo"]["listener"]) == (other, other)
    listening.must("amara", c.GivePiece(asked))
    assert listening.view("wren")["echo"]["listener"] == asked
    listening.must(asked, c.TakePiece())
    assert listening.ask(other, c.OfferToSayBack()) == "not_now", "it has begun"
    assert sorted([asked, *(listening.state.coming or [])]).count(asked) == 2, "their own turn is still to come"


def test_whoever_would_rather_not_say_back_passes_and_the_round_goes_on(listening: Table) -> None:
    speaks(listening)
    asked = str(listening.state.offered)
    assert listening.ask(asked, c.ComeBack()) == "not_now"
    listening.must(asked, c.PassOn())
    assert listening.state.echo is None
    seen = set()
    while listening.state.offered is not None:
        seen.add(listening.state.offered)
        listening.must(listening.state.offered, c.PassOn())
    assert asked in seen, "their own turn comes"


@pytest.mark.parametrize("going", ["speaker", "listener"])
@pytest.mark.parametrize("how", [c.Leave, c.StepOut, c.Disconnected])
def test_whoever_goes_while_it_is_said_back_does_not_stop_the_round(
    listening: Table, going: str, how: type[c.Command]
) -> None:
    speaker = speaks(listening)
    listener = str(listening.state.offered)
    listening.must(listener, c.TakePiece())
    gone = speaker if going == "speaker" else listener
    if how is c.Disconnected:
        listening.must(None, c.Disconnected(gone))
    else:
        listening.must(gone, how())
    if going == "speaker":
        listening.must(listener, c.PassOn())
    assert listening.state.echo is None
    assert listening.state.offered not in (None, gone)


def test_a_pass_without_a_turn_is_not_said_back(listening: Table) -> None:
    first = str(listening.state.offered)
    listening.must(first, c.PassOn())
    assert listening.state.echo is None


def test_floor_time_counts_for_whoever_holds_the_piece_also_while_saying_back(listening: Table) -> None:
    speaks(listening)
    listener = speaks(listening)
    assert listening.state.people[listener].floor_ms == 11_000


# --- partners -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [2, 3, 4, 7, 12, 25])
def test_everybody_gets_a_partner_and_an_odd_one_makes_three(count: int) -> None:
    seats = [f"seat {number}" for number in range(count)]
    groups = drawn(seats, b"key")
    assert sorted(seat for group in groups for seat in group) == sorted(seats)
    assert sorted(map(len, groups)) == sorted([2] * (count // 2 - count % 2) + [3] * (count % 2))
    assert groups == drawn(list(reversed(seats)), b"key"), "the same for the same key"
    assert count < 7 or groups != drawn(seats, b"another key")


def test_two_who_are_kept_apart_are_never_partners() -> None:
    seats = [f"seat {number}" for number in range(6)]
    apart = [(seats[0], other) for other in seats[1:5]] + [(seats[1], seats[2])]
    for number in range(300):
        groups = drawn(seats, b"key %d" % number, apart)
        assert [seats[0], seats[5]] in [sorted(group) for group in groups]
        for group in groups:
            assert not [pair for pair in apart if set(pair) <= set(group)]
    assert drawn(seats[:2], b"key", [(seats[1], seats[0])]) == []


@pytest.fixture
def table() -> Table:
    """Five people before the first part."""
    table = Table()
    table.admit(*PEOPLE)
    return table


def test_each_sees_their_own_partner_and_nobody_else_s(table: Table) -> None:
    assert table.ask("wren", c.DrawPartners()) == "not_leader"
    table.must("amara", c.DrawPartners())
    for name in ("wren", "tove", "juniper", "okapi"):
        (partner,) = table.view(name)["me"]["partners"]
        assert table.view(partner)["me"]["partners"] == [name]
        own = [text for text in table.pages[name].received if "partners_given" in text]
        assert len(own) == 1
    assert table.view("amara")["me"]["partners"] == []
    assert "partners_given" not in "".join(table.pages["amara"].received)


def test_whoever_wants_no_partner_says_so_and_is_not_drawn_again(table: Table) -> None:
    table.must("amara", c.DrawPartners())
    (other,) = table.view("wren")["me"]["partners"]
    table.must("wren", c.LeavePartner())
    assert table.ask("wren", c.LeavePartner()) == "already"
    assert table.view(other)["me"]["partners"] == []
    assert "partner_left" not in "".join(table.pages[other].received)
    table.must("amara", c.DrawPartners())
    assert table.view("wren")["me"]["partners"] == []
    assert len(table.view(other)["me"]["partners"]) == 2, "three of them now"


def test_whoever_wanted_none_can_have_one_after_all(table: Table) -> None:
    assert table.ask("wren", c.WantPartner()) == "already"
    table.must("wren", c.LeavePartner())
    table.must("amara", c.DrawPartners())
    assert table.view("wren")["me"]["partners"] == []
    assert table.must("wren", c.WantPartner()) == [e.PartnerWanted()]
    assert table.view("wren")["me"]["no_partner"] is False
    assert not any("partner_wanted" in text for name in ("amara", "tove") for text in table.pages[name].received)
    table.must("amara", c.DrawPartners())
    (partner,) = table.view("wren")["me"]["partners"]
    assert table.view(partner)["me"]["partners"] == ["wren"]


@pytest.mark.parametrize("goes", ["leaves", "is_sent", "is_revoked", "wants_none"])
def test_whose_partner_goes_learns_that_there_is_none_any_more_and_never_why(table: Table, goes: str) -> None:
    table.must("amara", c.DrawPartners())
    (other,) = table.view("wren")["me"]["partners"]
    before = len(table.pages[other].received)
    actor, command = {
        "leaves": ("wren", c.Leave()),
        "is_sent": ("amara", c.Remove("wren", "Another day.")),
        "is_revoked": (None, c.RevokeSeat("wren", "membership")),
        "wants_none": ("wren", c.LeavePartner()),
    }[goes]
    table.must(actor, command)
    me = table.view(other)["me"]
    assert (me["partners"], me["partner_gone"], me["no_partner"]) == ([], True, False)
    assert table.state.people["wren"].partners == []
    own = [text for text in table.pages[other].received[before:] if "partner" in text]
    assert len(own) == 1
    assert "wren" not in own[0]
    table.must("amara", c.DrawPartners())
    me = table.view(other)["me"]
    assert (len(me["partners"]), me["partner_gone"]) == (2, False), "three of them now"


def test_of_three_the_other_two_stay_partners_when_one_leaves(table: Table) -> None:
    table.must("okapi", c.LeavePartner())
    table.must("amara", c.DrawPartners())
    assert sorted(table.view("wren")["me"]["partners"]) == ["juniper", "tove"]
    table.must("tove", c.Leave())
    for name, partner in (("wren", "juniper"), ("juniper", "wren")):
        me = table.view(name)["me"]
        assert (me["partners"], me["partner_gone"]) == ([partner], False)


def test_kept_apart_holds_for_partners_drawn_in_a_room(table: Table) -> None:
    others = ("tove", "juniper")
    table.must(None, c.KeepApart([("wren", name) for name in others]))
    for _ in range(10):
        table.must("amara", c.DrawPartners())
        assert table.view("wren")["me"]["partners"] == ["okapi"]


# --- small roles --------------------------------------------------------------------------------------
def test_a_role_is_taken_put_down_and_had_by_one_at_a_time(table: Table) -> None:
    table.must("wren", c.TakeRole("timekeeper"))
    assert table.ask("wren", c.TakeRole("timekeeper")) == "already"
    assert table.ask("tove", c.TakeRole("timekeeper")) == "role_taken"
    assert table.view("juniper")["roles"] == {"timekeeper": "wren"}
    assert table.ask("tove", c.PutDownRole("timekeeper")) == "not_yours"
    table.must("wren", c.PutDownRole("timekeeper"))
    assert table.ask("wren", c.PutDownRole("timekeeper")) == "already"
    table.must("tove", c.TakeRole("timekeeper"))
    table.must("amara", c.PutDownRole("timekeeper"))
    assert table.view("tove")["roles"] == {}


def test_a_leader_asks_and_only_the_one_who_is_asked_learns_of_it(table: Table) -> None:
    assert table.ask("tove", c.InviteToRole("wren", "reader")) == "not_leader"
    table.must("amara", c.InviteToRole("wren", "reader"))
    assert table.ask("amara", c.InviteToRole("wren", "reader")) == "already"
    assert table.ask("amara", c.InviteToRole("linden", "reader")) == "not_here"
    assert table.view("wren")["me"]["asked_roles"] == {"reader": "amara"}
    table.must("wren", c.DeclineRole("reader"))
    assert table.ask("wren", c.DeclineRole("reader")) == "already"
    table.must("amara", c.InviteToRole("wren", "reader"))
    table.must("wren", c.TakeRole("reader"))
    assert table.view("wren")["me"]["asked_roles"] == {}
    assert table.ask("amara", c.InviteToRole("tove", "reader")) == "role_taken"
    for name in ("amara", "tove", "juniper"):
        sent = "".join(table.pages[name].received)
        assert "role_invited" not in sent and "role_declined" not in sent


def test_a_role_goes_with_whoever_leaves_for_today_and_stays_through_a_dropped_line(table: Table) -> None:
    table.must("wren", c.TakeRole("greeter"))
    table.disconnect("wren")
    assert table.view("tove")["roles"] == {"greeter": "wren"}
    table.connect("wren")
    table.must("wren", c.Leave())
    assert table.view("tove")["roles"] == {}


def test_the_timekeeper_says_time_in_set_words_and_not_again_at_once(table: Table) -> None:
    table.must("wren", c.TakeRole("timekeeper"))
    assert table.ask("wren", c.TellTime()) == "not_now"
    table.begin_at("open_floor")
    table.must("tove", c.TakePiece())
    assert table.ask("juniper", c.TellTime()) == "not_yours"
    assert table.must("wren", c.TellTime()) == [e.TimeTold("wren")]
    assert table.ask("wren", c.TellTime()) == "already"
    table.must("wren", c.TellTime(), after=31_000)
    assert table.state.holder == "tove", "nobody is cut off by it"
