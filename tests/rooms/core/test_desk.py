"""The leaders among themselves: their words, a nudge to one person, handing the lead on."""

import pytest

from openchair.rooms import core
from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e

from .table import MINUTE, Table, seat


@pytest.fixture
def table() -> Table:
    """Two leaders and two members inside; Amara leads."""
    table = Table()
    table.admit("amara", "pell", "wren", "tove")
    return table


def sent_to(table: Table, name: str) -> str:
    """Everything that ever came to somebody's page, and what it would be shown anew."""
    return " ".join([*table.pages[name].received, str(core.project(table.state, name))])


# --- words among the leaders ---------------------------------------------------------------------
def test_words_among_the_leaders_reach_them_and_nobody_else(table: Table) -> None:
    table.must("pell", c.TellLeaders("Canary: I can take the room."))
    table.must("amara", c.TellLeaders("Canary: yes please."))
    for leader in ("amara", "pell"):
        told = [(one["seat"], one["words"]) for one in table.view(leader)["leaders"]["asides"]]
        assert told == [("pell", "Canary: I can take the room."), ("amara", "Canary: yes please.")]
    for other in ("wren", "tove"):
        assert "Canary" not in sent_to(table, other)
    assert {addressed.stream for addressed in table.log if isinstance(addressed.event, e.LeadersTold)} == {e.LEADERS}


def test_a_leader_who_comes_back_reads_what_was_said_meanwhile(table: Table) -> None:
    table.disconnect("amara")
    table.must("pell", c.TellLeaders("The round is nearly over."))
    table.connect("amara")
    assert [one["words"] for one in table.view("amara")["leaders"]["asides"]] == ["The round is nearly over."]


def test_only_leaders_in_the_room_write_there_also_after_closing(table: Table) -> None:
    assert table.ask("wren", c.TellLeaders("May I?")) == "not_leader"
    table.must("pell", c.Leave())
    assert table.ask("pell", c.TellLeaders("I am gone.")) == "not_here"
    table.must("amara", c.Close())
    table.must("amara", c.TellLeaders("That went well."))


def test_whoever_no_longer_leads_no_longer_reads_it(table: Table) -> None:
    table.must("amara", c.TellLeaders("Canary"))
    table.must(None, c.PutSeat(seat("pell")))
    assert table.view("pell")["leaders"] is None
    assert "Canary" not in str(table.view("pell"))


# --- a nudge -----------------------------------------------------------------------------------------
def test_a_nudge_is_seen_by_one_person_and_the_leaders_see_that_it_was_sent(table: Table) -> None:
    table.must("pell", c.Nudge("wren", "closing_sentence"))
    nudge = table.view("wren")["me"]["nudge"]
    assert (nudge["leader"], nudge["kind"]) == ("pell", "closing_sentence")
    sent = [(one["seat"], one["leader"], one["kind"]) for one in table.view("amara")["leaders"]["nudges"]]
    assert sent == [("wren", "pell", "closing_sentence")]
    assert "closing_sentence" not in sent_to(table, "tove")


def test_two_leaders_with_the_same_thought_send_it_once_in_five_minutes(table: Table) -> None:
    table.must("pell", c.Nudge("wren", "closing_sentence"))
    assert table.ask("amara", c.Nudge("wren", "closing_sentence")) == "already"
    table.must("amara", c.Nudge("wren", "own_experience"))
    table.must("amara", c.Nudge("tove", "closing_sentence"))
    assert table.ask("amara", c.Nudge("wren", "closing_sentence"), after=4 * MINUTE) == "already"
    table.must("amara", c.Nudge("wren", "closing_sentence"), after=MINUTE)


def test_nudges_go_to_members_in_the_room_from_leaders_alone(table: Table) -> None:
    assert table.ask("wren", c.Nudge("tove", "breather")) == "not_leader"
    assert table.ask("amara", c.Nudge("pell", "breather")) == "not_yours"
    assert table.ask("amara", c.Nudge("okapi", "breather")) == "not_here"
    assert table.ask("amara", c.Nudge("nobody", "breather")) == "unknown_seat"
    table.must("amara", c.Close())
    assert table.ask("amara", c.Nudge("wren", "breather")) == "closed"


# --- handing the lead on ---------------------------------------------------------------------------------
def test_the_lead_goes_on_when_it_is_offered_and_accepted_and_everybody_sees_it(table: Table) -> None:
    table.must("amara", c.OfferLead("pell"))
    assert table.view("pell")["leaders"]["lead_offer"] == {"by": "amara", "to": "pell"}
    assert "lead_offered" not in sent_to(table, "wren")
    assert table.view("wren")["meeting"]["lead"] == "amara"
    table.must("pell", c.AcceptLead())
    assert [table.view(name)["meeting"]["lead"] for name in ("amara", "pell", "wren")] == ["pell"] * 3
    assert table.view("amara")["leaders"]["lead_offer"] is None
    assert table.ask("pell", c.AcceptLead()) == "already"
    assert table.ask("amara", c.AcceptLead()) == "not_now"


@pytest.mark.parametrize("who", ["amara", "pell"])
def test_an_offer_is_put_back_by_either_and_nothing_changes(table: Table, who: str) -> None:
    table.must("amara", c.OfferLead("pell"))
    table.must(who, c.PutBackLead())
    assert table.state.lead == "amara"
    assert table.view("pell")["leaders"]["lead_offer"] is None
    assert table.ask("pell", c.AcceptLead()) == "not_now"
    assert table.ask(who, c.PutBackLead()) == "already"


def test_only_who_leads_offers_it_and_only_to_a_leader_who_is_here(table: Table) -> None:
    assert table.ask("pell", c.OfferLead("amara")) == "not_yours"
    assert table.ask("wren", c.OfferLead("pell")) == "not_leader"
    assert table.ask("amara", c.OfferLead("wren")) == "not_leader"
    assert table.ask("amara", c.OfferLead("nobody")) == "unknown_seat"
    assert table.ask("amara", c.OfferLead("amara")) == "already"
    table.disconnect("pell")
    assert table.ask("amara", c.OfferLead("pell")) == "not_here"


def test_taking_over_stays_for_a_lead_that_is_lost_and_ends_the_offer(table: Table) -> None:
    table.must("amara", c.OfferLead("pell"))
    assert table.ask("pell", c.TakeOver()) == "not_now"
    table.disconnect("amara")
    table.must("pell", c.TakeOver())
    assert table.view("pell")["leaders"]["lead_offer"] is None


def test_an_offer_ends_when_one_of_the_two_goes_or_no_longer_leads(table: Table) -> None:
    table.must("amara", c.OfferLead("pell"))
    table.must("pell", c.Leave())
    assert table.view("amara")["leaders"]["lead_offer"] is None
    table.admit("pell")
    table.must("amara", c.OfferLead("pell"))
    table.must(None, c.PutSeat(seat("pell")))
    assert table.view("amara")["leaders"]["lead_offer"] is None
    assert table.ask("pell", c.AcceptLead()) == "not_leader"
