"""How hard a text is to read: the Flesch-Kincaid grade, with syllables counted by vowel groups.

Source: Kincaid et al. 1975, 0.39 words/sentences + 11.8 syllables/words - 15.59. English only; a grade plus five
is about the age. It is a hint to whoever writes rules, never a bar.
"""

import re

GRADE_TO_AGE = 5
"""School begins at about five or six."""
EASY_AGE = 14
GROWN_UP = 18
EASY_GRADE = EASY_AGE - GRADE_TO_AGE
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
_SENTENCE = re.compile(r"[^.!?…]+[.!?…]*")
_VOWELS = re.compile(r"[aeiouy]+")


def _syllables(word: str) -> int:
    bare = word.lower().split("’")[0].split("'")[0]
    count = len(_VOWELS.findall(bare))
    if bare.endswith("e") and not bare.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(1, count)


def grade(text: str) -> float:
    """School grade from which the text reads easily; 0 for no words."""
    sentences = [part for part in _SENTENCE.findall(text) if _WORD.search(part)]
    words = _WORD.findall(text)
    if not words:
        return 0.0
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / max(1, len(sentences)) + 11.8 * syllables / len(words) - 15.59


def hard_sentences(text: str) -> list[str]:
    """Sentences of five words or more that ask for more than about age 14."""
    parts = (part.strip() for part in _SENTENCE.findall(text))
    return [part for part in parts if len(_WORD.findall(part)) >= 5 and grade(part) > EASY_GRADE]
