"""What is said, answered, taken back, promised and kept."""

import hmac

import pytest

from openchair.rooms import core
from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e
from openchair.rooms.core.state import KEPT_WORDS

from .table import Table, as_json, seat


@pytest.fixture
def table() -> Table:
    """Two leaders and three members, in the open floor."""
    table = Table()
    table.admit("amara", "pell", "wren", "tove", "juniper")
    table.begin_at("open_floor")
    return table


def streams(table: Table, told: list[e.Event]) -> list[tuple[str, str]]:
    """Where the last facts went."""
    return [(a.stream, type(a.event).__name__) for a in table.log[-len(told) :]]


def test_only_the_person_answered_learns_who_answered(table: Table) -> None:
    table.must("wren", c.Say("I did not say fine first", wants="heard", note="family"))
    told = table.must("tove", c.Respond(said=1, kind="hear"))
    assert streams(table, told) == [
        ("room", "Heard"), ("person:wren", "ResponseGiven"), ("person:tove", "MyResponse"),
    ]  # fmt: skip
    table.must("juniper", c.Respond(said=1, kind="with_you"))
    word = table.view("wren")["words"][0]
    assert word["answers"] == {"tove": "hear", "juniper": "with_you"}
    other = table.view("juniper")["words"][0]
    assert (other["answers"], other["heard"], other["mine"]) == (None, True, "with_you")
    assert [a.author for a in table.log if isinstance(a.event, e.Heard)] == [None]


def test_words_are_heard_once_and_an_answer_may_change(table: Table) -> None:
    table.must("wren", c.Say("x"))
    table.must("tove", c.Respond(said=1, kind="hear"))
    assert len(table.must("tove", c.Respond(said=1, kind="me_too"))) == 2
    assert table.ask("tove", c.Respond(said=1, kind="me_too")) == "already"
    assert table.ask("wren", c.Respond(said=1, kind="hear")) == "not_yours"
    assert table.ask("tove", c.Respond(said=2, kind="hear")) == "not_now"
    assert table.ask("okapi", c.Respond(said=1, kind="hear")) == "not_here"


def test_words_taken_back_are_gone_for_everybody_and_their_answers_stay(table: Table) -> None:
    table.must("wren", c.Say("Canary", note="Canary note"))
    table.must("tove", c.Respond(said=1, kind="hear"))
    assert table.ask("tove", c.TakeBackWords(said=1)) == "not_yours"
    table.must("wren", c.TakeBackWords(said=1))
    assert table.ask("wren", c.TakeBackWords(said=1)) == "already"
    assert table.ask("wren", c.TakeBackWords(said=2)) == "not_now"
    assert table.ask("juniper", c.Respond(said=1, kind="hear")) == "not_now"
    for name in ("wren", "tove", "amara"):
        assert "Canary" not in str(table.view(name))
        assert table.view(name)["words"][0]["taken_back"]
    assert table.view("wren")["words"][0]["answers"] == {"tove": "hear"}


def test_ones_own_words_can_be_taken_back_after_leaving_and_after_closing(table: Table) -> None:
    table.must("wren", c.Say("one"))
    table.must("tove", c.Say("two"))
    table.must("wren", c.Leave())
    table.must("wren", c.TakeBackWords(said=1))
    table.must("amara", c.Close())
    table.must("tove", c.TakeBackWords(said=2))
    assert table.ask("okapi", c.TakeBackWords(said=1)) == "not_here"


def test_private_words_go_between_a_leader_and_one_person(table: Table) -> None:
    told = table.must("amara", c.PrivateWord(seat="wren", words="Canary"))
    assert streams(table, told) == [("person:wren", "PrivateWordSaid"), ("person:amara", "PrivateWordSaid")]
    table.must("wren", c.PrivateWord(seat="amara", words="Canary too"))
    table.must("amara", c.PrivateWord(seat="pell", words="Between leaders"))
    assert table.ask("wren", c.PrivateWord(seat="tove", words="x")) == "not_leader"
    assert table.ask("wren", c.PrivateWord(seat="wren", words="x")) == "unknown_seat"
    assert table.ask("wren", c.PrivateWord(seat="nobody", words="x")) == "unknown_seat"
    assert table.ask("amara", c.PrivateWord(seat="okapi", words="x")) == "not_here"
    assert table.ask("okapi", c.PrivateWord(seat="amara", words="x")) == "not_here"
    assert "Canary" not in str(table.view("tove")) + str(table.view("pell"))


def test_the_room_keeps_the_last_words_at_hand_and_says_that_there_were_more(table: Table) -> None:
    for n in range(KEPT_WORDS + 3):
        table.must("wren", c.Say(f"line {n}"))
    view = table.view("tove")
    assert (len(view["words"]), view["earlier"], view["words"][0]["words"]) == (KEPT_WORDS, True, "line 3")
    assert view == as_json(core.project(table.state, "tove"))
    table.admit("okapi")
    table.must("wren", c.Say("new"))
    assert table.view("okapi")["earlier"] is False
    assert table.ask("wren", c.TakeBackWords(said=1)) == "not_now"


# --- nameless answers -------------------------------------------------------------------------------
def test_a_nameless_answer_carries_no_author_and_no_trace_of_one(table: Table) -> None:
    table.must("wren", c.GivePulse("heard", 1))
    last = table.log[-1]
    token = hmac.digest(b"p" * 32, b"heard wren", "sha256").hex()[:32]
    assert (last.stream, last.author, last.event) == (e.ANSWERS, None, e.PulseGiven("heard", 1, token))
    assert table.ask("wren", c.GivePulse("heard", 4)) == "already"
    assert len(table.must("wren", c.GivePulse("safe", 4))) == 1
    assert table.view("wren")["me"]["pulses"] == {"heard": "low", "safe": "given"}
    assert "low" not in {p for n in ("amara", "tove") for p in table.view(n)["me"]["pulses"].values()}


def test_a_low_answer_is_named_only_by_whoever_gave_it(table: Table) -> None:
    table.must("wren", c.GivePulse("safe", 0))
    assert table.ask("tove", c.NameLowPulse("safe")) == "not_now"
    assert table.ask("wren", c.NameLowPulse("heard")) == "not_now"
    told = table.must("wren", c.NameLowPulse("safe"))
    assert streams(table, told) == [("leaders", "LowPulseNamed")]
    assert table.ask("wren", c.NameLowPulse("safe")) == "already"
    assert table.view("amara")["leaders"]["low_pulses"] == [{"seat": "wren", "question": "safe"}]
    table.must("tove", c.GivePulse("safe", 2))
    assert table.ask("tove", c.NameLowPulse("safe")) == "not_now", "two of four is not low"


def test_whoever_never_was_inside_answers_nothing(table: Table) -> None:
    for command in (
        c.GivePulse("safe", 4), c.NameLowPulse("safe"), c.KeepTakeAway("x"), c.Commit("x"), c.GiveMood(3, "out"),
        c.GiveMood(3, "in"), c.ReportCommitment("done"),
    ):  # fmt: skip
        assert table.ask("okapi", command) == "not_here"


def test_moods_are_ones_own(table: Table) -> None:
    table.must("okapi", c.ComeToDoor())
    table.must("okapi", c.GiveMood(2, "in"))
    assert table.ask("okapi", c.GiveMood(2, "in")) == "already"
    table.must("okapi", c.GiveMood(3, "in"))
    assert core.project(table.state, "okapi")["me"]["mood"] == {"in": 3, "out": None}
    assert {a.stream for a in table.log if isinstance(a.event, e.MoodGiven)} == {"person:okapi"}


# --- commitments ------------------------------------------------------------------------------------
def test_a_shared_commitment_is_said_to_the_room_and_the_witness_gets_its_words(table: Table) -> None:
    told = table.must("wren", c.Commit("Ring my brother", witness="tove"))
    assert streams(table, told) == [("room", "CommitmentMade"), ("person:tove", "WitnessAsked")]
    assert table.view("tove")["me"]["witness_for"] == [{"seat": "wren", "words": "Ring my brother"}]
    assert table.ask("wren", c.Commit("Ring my brother", witness="tove")) == "already"
    assert {s["seat"]: s["commitment"] for s in table.view("juniper")["seats"]}["wren"] == "Ring my brother"


def test_an_unshared_commitment_stays_with_me_and_my_witness(table: Table) -> None:
    table.must("wren", c.Commit("Canary", witness="tove", shared=False))
    assert "Canary" in str(table.view("tove"))
    assert "Canary" not in str(table.view("juniper")) + str(table.view("amara"))
    assert table.ask("wren", c.Commit("x", witness="wren")) == "unknown_seat"
    assert table.ask("wren", c.Commit("x", witness="nobody")) == "unknown_seat"
    assert table.ask("wren", c.Commit("x", witness="okapi")) == "not_here"


def test_commitments_are_made_in_a_meeting_that_began_and_shared_by_whoever_is_there() -> None:
    fresh = Table()
    fresh.admit("amara", "wren")
    assert fresh.ask("wren", c.Commit("x")) == "not_now"
    fresh.must("amara", c.Begin())
    fresh.must("wren", c.Leave())
    assert fresh.ask("wren", c.Commit("x")) == "not_here"
    fresh.must("wren", c.Commit("x", shared=False))
    fresh.must("wren", c.KeepTakeAway("four words"))
    assert fresh.ask("wren", c.KeepTakeAway("four words")) == "already"


def test_the_room_hears_how_it_went_only_if_it_heard_the_commitment(table: Table) -> None:
    assert streams(table, table.must("wren", c.ReportCommitment("not_this_time"))) == [("room", "CommitmentReported")]
    assert streams(table, table.must("tove", c.ReportCommitment("done"))) == [("person:tove", "CommitmentReported")]
    assert table.ask("tove", c.ReportCommitment("done")) == "already"
    reported = {s["seat"]: s["reported"] for s in table.view("juniper")["seats"]}
    assert (reported["wren"], reported["tove"]) == ("not_this_time", None)
    assert {s["seat"]: s["reported"] for s in table.view("tove")["seats"]}["tove"] == "done"


# --- missing bodies and resuming ----------------------------------------------------------------------
def test_a_log_with_erased_words_still_folds_and_gives_no_id_twice(table: Table) -> None:
    for text in ("one", "two", "three"):
        table.must("wren", c.Say(text))
    state = core.State()
    for addressed in table.log:
        if isinstance(addressed.event, e.Said) and addressed.event.id > 1:
            core.fold_missing(state, addressed.stream, addressed.at_ms)
        else:
            core.fold(state, addressed)
    assert list(state.words) == [1]
    assert state.counts == table.state.counts
    told = core.decide(state, "wren", c.Say("four"), table.now)
    assert isinstance(told, list)
    assert told[0].event.id > 3  # type: ignore[attr-defined]
    core.fold(state, told[0])
    assert core.project(state, "tove")["words"][-1]["words"] == "four"


def test_a_log_without_its_opening_still_says_who_led(table: Table) -> None:
    bare = table.replay_open()
    assert {name for name, chair in bare.people.items() if chair.leads} == {"amara", "pell"}
    core.fold(bare, e.Addressed(e.ROOM, e.Said(90, "wren", "x", None, "", turn=False), "wren", table.now))
    core.fold(bare, e.Addressed(e.ROOM, e.WordsTakenBack(7), "wren", table.now))
    core.fold(bare, e.Addressed("person:wren", e.ResponseGiven(7, "tove", "hear"), "tove", table.now))
    assert list(bare.words) == [90]


def test_a_page_goes_on_from_its_positions_only_where_they_are_its_own(table: Table) -> None:
    have = core.positions(table.state, "wren")
    assert set(have) == {"room", "person"}
    assert set(core.positions(table.state, "amara")) == {"room", "person", "leaders"}
    assert core.may_resume(table.state, "wren", have)
    assert core.may_resume(table.state, "wren", {**have, "room": have["room"] - 1})
    for wrong in (
        {}, {"room": have["room"]}, {**have, "leaders": 0}, {**have, "room": have["room"] + 1}, {**have, "room": 1},
        {**have, "person": -1},
    ):  # fmt: skip
        assert not core.may_resume(table.state, "wren", wrong)
    assert not core.may_resume(table.state, "okapi", {"person": 0}), "outside, a view is small and sent anew"
    assert not core.may_resume(table.state, "nobody", {"person": 0})


def test_a_page_that_missed_a_leaving_and_a_return_is_shown_the_room_anew(table: Table) -> None:
    have = core.positions(table.state, "wren")
    table.must("wren", c.Leave())
    table.must("tove", c.Say("not for wren"))
    table.must("wren", c.ComeToDoor())
    table.must("amara", c.Admit("wren"))
    assert not core.may_resume(table.state, "wren", have)


def test_a_page_that_was_away_folds_what_it_missed(table: Table) -> None:
    table.disconnect("wren")
    table.must("tove", c.Say("meanwhile"))
    table.must("amara", c.PrivateWord(seat="wren", words="come back when you can"))
    table.connect("wren")
    assert table.view("wren") == as_json(core.project(table.state, "wren"))
    assert table.view("wren")["words"][-1]["words"] == "meanwhile"


def test_a_new_chair_appears_for_everybody(table: Table) -> None:
    table.must(None, c.PutSeat(seat("newcomer", "visitor", first_visit=True)))
    assert table.ask(None, c.PutSeat(seat("newcomer", "visitor", first_visit=True))) == "already"
    for name in ("wren", "amara"):
        assert table.view(name)["seats"][-1]["seat"] == "newcomer"
        assert table.view(name) == as_json(core.project(table.state, name))
    table.admit("newcomer")
