"""Writing first and revealing together, and the invitation to another view."""

import pytest

from openchair.rooms import core
from openchair.rooms.core import commands as c
from openchair.rooms.core import events as e

from .table import Table

PEOPLE = ("amara", "wren", "tove", "juniper", "okapi")


@pytest.fixture
def floor() -> Table:
    """Five people in the open floor."""
    table = Table()
    table.admit(*PEOPLE)
    table.begin_at("open_floor")
    return table


def ask(table: Table, *, nameless: bool = False) -> int:
    """A leader asks; the number of the question."""
    table.must("amara", c.AskToWrite("What helps on a bad day?", nameless))
    assert table.state.question is not None
    return table.state.question.number


def written(table: Table) -> list[e.Said]:
    return [a.event for a in table.log if isinstance(a.event, e.Said) and a.event.mark == "answer"]


# --- writing ----------------------------------------------------------------------------------------
def test_nobody_sees_another_s_words_nor_who_has_written_before_all_is_revealed(floor: Table) -> None:
    question = ask(floor)
    floor.must("wren", c.WriteAnswer(question, "Walking by the river"))
    floor.must("tove", c.WriteAnswer(question, "Nothing helps"))
    for name in PEOPLE:
        sent = "".join(floor.pages[name].received)
        assert ("the river" in sent) == (name == "wren")
        assert ("Nothing helps" in sent) == (name == "tove")
        assert "answer_written" not in sent or name in ("wren", "tove")
    assert floor.view("amara")["leaders"]["written"] == 2
    assert floor.view("wren")["leaders"] is None
    assert floor.view("wren")["question"]["mine"] == "Walking by the river"


def test_all_is_shown_at_once_in_an_order_that_does_not_follow_the_writing(floor: Table) -> None:
    orders = set()
    for turn in range(6):
        question = ask(floor)
        for name in PEOPLE:
            floor.must(name, c.WriteAnswer(question, f"{name} {turn}"))
        told = floor.must("amara", c.RevealAnswers(question))
        assert told[0] == e.AnswersRevealed(question)
        assert {type(fact) for fact in told[1:]} == {e.Said} and len(told) == 6
        orders.add(tuple(fact.seat for fact in told if isinstance(fact, e.Said)))
        floor.must("amara", c.PutQuestionAway(question))
    assert len(orders) > 3


def test_what_was_written_anew_is_what_is_shown(floor: Table) -> None:
    question = ask(floor)
    floor.must("wren", c.WriteAnswer(question, "first"))
    floor.must("wren", c.WriteAnswer(question, "second"))
    assert floor.ask("wren", c.WriteAnswer(question, "second")) == "already"
    assert floor.view("amara")["leaders"]["written"] == 1
    floor.must("amara", c.RevealAnswers(question))
    assert [fact.words for fact in written(floor)] == ["second"]


def test_whoever_comes_back_finds_the_own_draft_again_and_nobody_else_s(floor: Table) -> None:
    for nameless in (False, True):
        question = ask(floor, nameless=nameless)
        floor.must("wren", c.WriteAnswer(question, f"mine {nameless}"))
        floor.disconnect("wren")
        floor.pages["wren"].view = None
        floor.connect("wren")
        assert floor.view("wren")["question"]["mine"] == f"mine {nameless}"
        assert floor.view("tove")["question"]["mine"] is None
        floor.must("amara", c.PutQuestionAway(question))


def test_words_beside_it_wait_while_everybody_writes_and_no_piece_goes_anywhere(floor: Table) -> None:
    question = ask(floor)
    assert floor.ask("wren", c.Say("I think")) == "writing"
    assert floor.ask("wren", c.TakePiece()) == "writing"
    assert floor.must("wren", c.RaiseHand()) == [e.HandRaised("wren", 0)]
    floor.must("tove", c.WriteAnswer(question, "quiet"))
    assert floor.must("amara", c.RevealAnswers(question))[-1] == e.PieceOffered("wren")


def test_nobody_is_cut_off_for_a_question(floor: Table) -> None:
    floor.must("wren", c.TakePiece())
    assert floor.ask("amara", c.AskToWrite("Now?")) == "not_now"
    floor.must("wren", c.PassOn())
    ask(floor)
    assert floor.ask("amara", c.AskToWrite("Another?")) == "not_now", "one question at a time"


def test_only_leaders_ask_reveal_and_put_away(floor: Table) -> None:
    assert floor.ask("wren", c.AskToWrite("May I?")) == "not_leader"
    question = ask(floor)
    assert floor.ask("wren", c.RevealAnswers(question)) == "not_leader"
    assert floor.ask("wren", c.PutQuestionAway(question)) == "not_leader"
    assert floor.ask("amara", c.RevealAnswers(question)) == "too_few", "nobody has written"
    assert floor.ask("amara", c.RevealAnswers(question + 1)) == "not_now"
    assert floor.ask("wren", c.WriteAnswer(question + 1, "to another question")) == "not_now"


def test_two_leaders_who_press_at_once_reveal_once(floor: Table) -> None:
    floor.admit("pell")
    question = ask(floor)
    floor.must("wren", c.WriteAnswer(question, "one"))
    floor.must("amara", c.RevealAnswers(question))
    assert floor.ask("pell", c.RevealAnswers(question)) == "already"
    assert len(written(floor)) == 1


def test_what_is_not_revealed_goes_with_the_question_the_part_or_the_meeting(floor: Table) -> None:
    for end in (c.PutQuestionAway, None, c.Close):
        question = ask(floor)
        floor.must("wren", c.WriteAnswer(question, "kept to myself"))
        floor.must("amara", c.NextPart() if end is None else c.Close() if end is c.Close else end(question))
        assert floor.state.question is None
        assert floor.view("wren")["question"] is None
        if end is None:
            floor.must("amara", c.TakeBackPiece())
    assert written(floor) == []


def test_whoever_left_before_the_reveal_is_not_shown(floor: Table) -> None:
    question = ask(floor)
    floor.must("wren", c.WriteAnswer(question, "I go"))
    floor.must("tove", c.WriteAnswer(question, "I stay"))
    floor.must("wren", c.Leave())
    floor.must("amara", c.RevealAnswers(question))
    assert [fact.seat for fact in written(floor)] == ["tove"]


def test_who_writes_after_the_reveal_is_marked_as_later_once(floor: Table) -> None:
    question = ask(floor)
    floor.must("wren", c.WriteAnswer(question, "early"))
    floor.must("amara", c.RevealAnswers(question))
    assert floor.must("tove", c.WriteAnswer(question, "late")) == [
        e.Said(2, "tove", "late", None, "", False, mark="late_answer")
    ]
    assert floor.view("tove")["question"]["mine"] == "late"
    assert floor.ask("tove", c.WriteAnswer(question, "later still")) == "revealed"
    assert floor.ask("wren", c.WriteAnswer(question, "changed")) == "revealed"


def test_answers_with_names_can_be_answered_and_taken_back_like_any_words(floor: Table) -> None:
    question = ask(floor)
    floor.must("wren", c.WriteAnswer(question, "mine"))
    floor.must("amara", c.RevealAnswers(question))
    floor.must("tove", c.Respond(1, "hear"))
    floor.must("wren", c.TakeBackWords(1))
    assert floor.view("tove")["words"][0]["words"] is None


# --- a part in which everybody writes first -----------------------------------------------------------
def writing(**more: object) -> Table:
    """Five people in a part in which everybody writes first; a hand is up already."""
    part = c.Segment("write_and_reveal", "Writing first", 10, "What helps on a bad day?", **more)  # type: ignore[arg-type]
    table = Table(agenda=[c.Segment("opening_words", "Opening", 2), c.Segment("open_floor", "Floor", 5), part])
    table.admit(*PEOPLE)
    table.begin_at("open_floor")
    table.must("wren", c.TakePiece())
    table.must("tove", c.RaiseHand())
    table.must("amara", c.NextPart())
    return table


def test_the_part_asks_by_itself_and_hands_and_words_beside_it_wait_for_the_reveal() -> None:
    table = writing()
    question = table.state.question
    assert question is not None and question.is_open and not question.nameless
    assert table.view("wren")["question"]["words"] == "What helps on a bad day?"
    assert (table.state.offered, table.state.queue) == (None, ["tove"]), "the hand stays up and waits"
    assert table.ask("tove", c.TakePiece()) == "writing"
    assert table.ask("juniper", c.Say("I would say")) == "writing"
    table.must("juniper", c.PrivateWord("amara", "May I write about last week?"))
    table.must("juniper", c.CallLeader())
    table.must("juniper", c.NotWell())
    table.must("wren", c.WriteAnswer(question.number, "Walking"))
    assert table.must("amara", c.RevealAnswers(question.number))[-1] == e.PieceOffered("tove")
    table.must("juniper", c.Say("Now I can"))


@pytest.mark.parametrize("breath_first", [True, False])
def test_after_a_heavy_turn_before_it_hands_wait_for_the_breath_and_for_the_reveal(breath_first: bool) -> None:
    part = c.Segment("write_and_reveal", "Writing first", 10, "What helps on a bad day?")
    table = Table(agenda=[c.Segment("open_floor", "Floor", 5), part])
    table.admit(*PEOPLE)
    table.must("amara", c.Begin())
    for command in (c.TakePiece(), c.MarkHeavy()):
        table.must("wren", command)
    table.must("tove", c.RaiseHand())
    table.must("amara", c.NextPart())
    question = table.state.question
    assert question is not None and table.state.aftercare == "wren"
    table.must("okapi", c.WriteAnswer(question.number, "Walking"))
    ends = [("wren", c.EndAftercare()), ("amara", c.RevealAnswers(question.number))]
    first, second = ends if breath_first else ends[::-1]
    table.must(*first)
    assert table.view("tove")["floor"]["offered"] is None
    table.must(*second)
    assert table.view("tove")["floor"]["offered"] == "tove"


def test_a_part_can_ask_without_names_from_the_beginning() -> None:
    table = writing(nameless=True)
    assert table.state.question is not None and table.state.question.nameless
    assert table.view("okapi")["question"]["nameless"] is True


def test_a_part_that_asks_nothing_asks_what_it_is_called() -> None:
    table = Table(agenda=[c.Segment("write_and_reveal", "What I need", 10)])
    table.admit(*PEOPLE)
    table.must("amara", c.Begin())
    assert table.view("wren")["question"]["words"] == "What I need"


def test_no_two_questions_of_a_meeting_share_a_number_also_where_a_part_asks() -> None:
    table = Table(agenda=[c.Segment("write_and_reveal", "Writing", 10) for _ in range(3)])
    table.admit(*PEOPLE)
    table.must("amara", c.Begin())
    for _ in range(2):
        assert table.state.question is not None
        table.must("amara", c.PutQuestionAway(table.state.question.number))
        ask(table)
        table.must("amara", c.NextPart())
    numbers = [a.event.number for a in table.log if isinstance(a.event, e.QuestionAsked)]
    assert len(set(numbers)) == len(numbers) == 5 and numbers == sorted(numbers)


# --- without names ------------------------------------------------------------------------------------
def test_without_names_no_fact_has_an_author_and_no_page_a_token(floor: Table) -> None:
    question = ask(floor, nameless=True)
    for name in ("wren", "tove", "okapi"):
        floor.must(name, c.WriteAnswer(question, f"words of {name[::-1]}"))
    floor.must("amara", c.RevealAnswers(question))
    facts = [a for a in floor.log if isinstance(a.event, e.NamelessAnswerWritten)]
    assert {(a.stream, a.author) for a in facts} == {(e.ANSWERS, None)}
    assert {(a.event.seat, a.author) for a in floor.log if isinstance(a.event, e.Said)} == {("", None)}
    tokens = [a.event.token for a in facts if isinstance(a.event, e.NamelessAnswerWritten)]
    sent = "".join(text for page in floor.pages.values() for text in page.received)
    assert not [token for token in tokens if token in sent]


def test_tokens_join_nothing_across_questions_or_meetings() -> None:
    tokens = []
    for _meeting in range(2):
        table = Table()
        table.admit(*PEOPLE)
        table.begin_at("open_floor")
        for _question in range(2):
            number = ask(table, nameless=True)
            table.must("wren", c.WriteAnswer(number, "the same words"))
            table.must("amara", c.PutQuestionAway(number))
        tokens.append([a.event.token for a in table.log if isinstance(a.event, e.NamelessAnswerWritten)])
    assert len(set(tokens[0])) == 2
    assert tokens[0] == tokens[1], "one key: in these tests every meeting has the same"


def test_two_answers_without_names_are_not_shown_for_they_would_be_guessed(floor: Table) -> None:
    question = ask(floor, nameless=True)
    for name in ("wren", "tove"):
        floor.must(name, c.WriteAnswer(question, name))
    assert floor.ask("amara", c.RevealAnswers(question)) == "too_few"
    floor.must("okapi", c.WriteAnswer(question, "okapi"))
    floor.must("amara", c.RevealAnswers(question))
    assert floor.ask("juniper", c.WriteAnswer(question, "late")) == "revealed"


def test_what_has_no_name_is_nobody_s_to_answer_or_to_take_back(floor: Table) -> None:
    question = ask(floor, nameless=True)
    for name in ("wren", "tove", "okapi"):
        floor.must(name, c.WriteAnswer(question, name))
    floor.must("amara", c.RevealAnswers(question))
    assert floor.ask("juniper", c.Respond(1, "hear")) == "not_now"
    assert {floor.ask(name, c.TakeBackWords(1)) for name in ("wren", "tove", "okapi")} == {"not_yours"}


def test_a_lost_question_costs_its_answers_and_nothing_else(floor: Table) -> None:
    question = ask(floor)
    floor.must("wren", c.WriteAnswer(question, "mine"))
    floor.must("amara", c.RevealAnswers(question))
    bare = floor.replay_open()
    assert bare.question is None and bare.phase == "running"
    other = ask_after(bare)
    assert other > question, "its number is never given again"


def ask_after(state: object) -> int:
    """The number the next question would have in that room."""
    counts: dict[str, int] = state.counts  # type: ignore[attr-defined]
    return counts["room"] + 1


# --- another view -------------------------------------------------------------------------------------
def test_another_view_is_invited_marked_and_owned_by_nobody(floor: Table) -> None:
    assert floor.ask("wren", c.Say("But", mark="another_view")) == "not_now"
    assert floor.ask("wren", c.InviteOtherViews("And who sees it differently?")) == "not_leader"
    floor.must("amara", c.InviteOtherViews("What would someone who sees it differently say?"))
    assert floor.ask("amara", c.InviteOtherViews("What would someone who sees it differently say?")) == "already"
    assert floor.view("wren")["other_views"] == "What would someone who sees it differently say?"
    floor.must("wren", c.Say("Some would say: rest first", mark="another_view"))
    assert floor.view("tove")["words"][-1]["mark"] == "another_view"
    floor.must("tove", c.Say("A word beside it"))
    assert floor.view("wren")["words"][-1]["mark"] is None


def test_the_invitation_ends_with_the_part_or_when_a_leader_takes_it_back(floor: Table) -> None:
    floor.must("amara", c.InviteOtherViews("Who sees it differently?"))
    floor.must("amara", c.EndOtherViews())
    assert floor.ask("amara", c.EndOtherViews()) == "already"
    assert floor.view("wren")["other_views"] is None
    floor.must("amara", c.InviteOtherViews("Who sees it differently?"))
    floor.must("amara", c.NextPart())
    assert floor.view("wren")["other_views"] is None
    assert floor.ask("wren", c.Say("But", mark="another_view")) == "not_now"


def test_an_answer_that_was_taken_back_stands_in_no_view_and_another_can_be_added(floor: Table) -> None:
    number = ask(floor)
    floor.must("wren", c.WriteAnswer(number, "Canary"))
    floor.must("amara", c.RevealAnswers(number))
    floor.must("wren", c.TakeBackWords(floor.state.said))
    assert not [name for name in floor.state.people if "Canary" in str(core.project(floor.state, name))]
    assert floor.view("wren")["question"]["mine"] is None
    floor.must("wren", c.WriteAnswer(number, "Something else"))
    assert floor.view("tove")["words"][-1]["mark"] == "late_answer"
