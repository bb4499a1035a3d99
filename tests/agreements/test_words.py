"""The tested words: easy to read, complete, asked about; and the difference between two versions in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openchair.agreements.catalogue import catalogue, name_ideas, questions_for
from openchair.agreements.models import AgreementVersion
from openchair.agreements.queries import ChangedClause, Piece, difference, reading_age
from openchair.agreements.reading import EASY_AGE, grade, hard_sentences
from openchair.groups.models import Group

KNOWN = catalogue("en")
POINTS = [
    *KNOWN["base"],
    *(point for points in KNOWN["by_mode"].values() for point in points),
    *(choice for optional in KNOWN["optional"] for choice in optional["choices"]),
]


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point["id"])
def test_every_tested_point_reads_easily_at_fourteen(point):
    age = reading_age(f"{point['text']} {point['why']}")
    assert age is not None and age <= EASY_AGE
    assert point["why"]  # each explains itself


@pytest.mark.parametrize("question", KNOWN["questions"], ids=lambda question: question["id"])
def test_every_question_explains_either_answer_and_knows_its_point(question):
    assert sorted(answer["id"] for answer in question["answers"]) == ["not", "so"]
    assert all(answer["why"] and answer["text"] for answer in question["answers"])
    choices = {f"{optional['id']}.{choice['id']}" for optional in KNOWN["optional"] for choice in optional["choices"]}
    assert question["needs"] in {point["id"] for point in POINTS} | choices
    for answer in question["answers"]:
        assert (reading_age(answer["why"]) or 0) <= EASY_AGE


def test_ids_are_said_once():
    ids = [point["id"] for point in KNOWN["base"]] + [each["id"] for each in KNOWN["optional"]]
    ids += [point["id"] for points in KNOWN["by_mode"].values() for point in points]
    assert len(ids) == len(set(ids))


def test_the_optional_points_are_those_a_group_can_need():
    assert [each["id"] for each in KNOWN["optional"]] == ["sobriety", "outside_contact", "pairing_off", "recording"]


def test_this_groups_own_points_are_asked_about_first():
    clauses = [{"id": "stays_here"}, {"id": "one_voice"}, {"id": "danger"}, {"id": "sobriety", "choice": "or_listen"}]
    group = Group(language="en")
    assert [question.id for question in questions_for(group, clauses)] == ["drink", "sister", "limits"]
    assert [question.id for question in questions_for(group, clauses[:2])] == ["sister", "pass"]


def test_ideas_for_names_are_never_taken_ones():
    group = Group(language="en")
    taken = {name.upper() for name in KNOWN["names"][3:]}
    assert sorted(name_ideas(group, taken)) == sorted(KNOWN["names"][:3])
    assert name_ideas(group, set(KNOWN["names"])) == []


HARD = "Participation necessitates unconditional acknowledgement of institutional regulations."


@pytest.mark.parametrize(
    ("text", "words", "sentences", "syllables"),
    [
        ("The cat sat on the mat.", 6, 1, 6),
        ("We meet each week. You may pass. Nobody asks why.", 10, 3, 12),
        (HARD, 7, 1, 28),
    ],
)
def test_the_grade_follows_the_published_formula(text, words, sentences, syllables):
    expected = 0.39 * words / sentences + 11.8 * syllables / words - 15.59
    # Syllables are counted by vowel groups, which may be off by two in seven long words.
    assert grade(text) == pytest.approx(expected, abs=2 * 11.8 / words if text == HARD else 1e-9)


def test_the_sentences_that_ask_for_more_are_named():
    assert hard_sentences(f"We are kind to each other. {HARD} You may pass.") == [HARD]


@given(st.text(max_size=300))
def test_any_text_can_be_judged(text):
    age = reading_age(text)
    assert age is None or isinstance(age, int)
    assert all(sentence in text for sentence in hard_sentences(text))


def version(*clauses):
    return AgreementVersion(clauses=[{"id": id_, "text": text, "why": "", "chosen": False} for id_, text in clauses])


def test_the_difference_is_said_word_by_word():
    old = version(("danger", "A leader may tell others. They decide alone."), ("out", "We may meet in pairs or more."))
    new = version(
        ("danger", "A leader may tell others. A second person must look."), ("out", "We may meet in threes or more.")
    )
    assert difference(old, new) == [
        ChangedClause(
            1,
            [
                Piece("same", "A leader may tell others."),
                Piece("out", "They decide alone."),
                Piece("new", "A second person must look."),
            ],
        ),
        ChangedClause(
            2,
            [Piece("same", "We may meet in"), Piece("out", "pairs"), Piece("new", "threes"), Piece("same", "or more.")],
        ),
    ]


def test_a_sentence_that_was_replaced_is_not_shown_in_crumbs():
    old, new = version(("a", "We come sober, or to listen.")), version(("a", "We do not ask how somebody comes."))
    assert [piece.kind for piece in difference(old, new)[0].pieces] == ["out", "new"]


def test_a_new_point_and_one_that_is_gone_are_told_apart():
    old, new = version(("a", "Stays."), ("b", "Goes away.")), version(("c", "Is new."), ("a", "Stays."))
    changed = difference(old, new)
    assert [(each.number, each.is_new, [piece.kind for piece in each.pieces]) for each in changed] == [
        (1, True, ["new"]),
        (0, False, ["out"]),
    ]


WORDS = st.lists(st.sampled_from(["we", "may", "meet", "in", "threes", "pairs", "or", "more"]), min_size=1, max_size=8)


@given(WORDS, WORDS)
def test_the_pieces_give_back_both_versions(was, words):
    changed = difference(version(("a", " ".join(was))), version(("a", " ".join(words))))
    pieces = changed[0].pieces if changed else [Piece("same", " ".join(words))]
    assert " ".join(piece.words for piece in pieces if piece.kind != "new") == " ".join(was)
    assert " ".join(piece.words for piece in pieces if piece.kind != "out") == " ".join(words)
