"""What was written becomes plain words, and every word knows where it stood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openchair.safety.screening.text import LONGEST, Text

KNOWN = {"kill", "die", "myself"}


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("I want to DIE", "i want to die"),
        ("k!ll mys3lf", "kill myself"),
        ("ＫＩＬＬ", "kill"),
        ("kill\u200b my­self", "kill myself"),
        ("kіll", "kill"),
        ("diiiiie", "die"),
        ("sooooo sad", "soo sad"),
        ("k i l l myself", "kill myself"),
        ("d.i.e", "d . i . e"),
        ("no quiero más", "no quiero mas"),
        ("I can’t", "i can't"),
        ("200mg of mp3", "200mg of mp3"),
        ("💊", "pill"),
        ("", ""),
    ],
)
def test_written_another_way_it_reads_the_same(written, plain):
    assert Text(written, KNOWN).plain == plain


def test_a_stretch_leads_back_to_what_was_written():
    text = Text("Well… I  want to k!lllll  mys3lf, I think.", KNOWN)
    at = text.plain.index("kill myself")
    start, end = text.span(at, at + len("kill myself"))
    assert text.written[start:end] == "k!lllll  mys3lf"


def test_sentences_end_at_their_signs_and_at_the_end_of_a_line():
    text = Text("One two. Three\nfour? five")
    assert [text.plain[start:end].strip() for start, end in text.sentences] == ["one two", "three", "four", "five"]


def test_of_a_very_long_text_both_ends_are_read():
    text = Text("first " + "x " * 3 * LONGEST + "last")
    assert text.plain.startswith("first")
    assert text.plain.endswith("last")
    start, end = text.span(len(text.plain) - 4, len(text.plain))
    assert text.written[start:end] == "last"


@given(st.text(max_size=200))
def test_whatever_is_written_every_word_stands_where_it_says(written):
    text = Text(written, KNOWN)
    assert all(0 <= word.start < word.end <= len(written) for word in text.words)
    assert [word.start for word in text.words] == sorted(word.start for word in text.words)
