"""Text as rules read it: plain lower-case words, each knowing where it stands in what was written.

Whoever writes in distress misspells, and whoever fears a filter writes around it: full-width letters, look-alikes of
other scripts, figures for letters, stretched and spaced words. All of them become the plain word here.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

LONGEST = 20_000
"""Characters that are read of each end of a very long text."""
SHORTEST_SPELLED, LONGEST_SPELLED = 3, 12
"""Letters of a word that is written with a space after each."""
_LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁԛԝһкмтнвзέεοαρτυικνωβηзɡıłøđß",
    "aeopcyxijsdqwhkmthbzeeoaptuiknwbnzgilodb",
)
_FIGURES = str.maketrans("013457!|$@", "oieastilsa")
_IS_LEET = re.compile(r"(?<=[a-z])[013457!|$@](?=[a-z])|(?<![a-z0-9])[$@](?=[a-z]{2})")
_STRETCHED = re.compile(r"(.)\1{2,}")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[^\w\s]|\n")
_QUOTES = frozenset('"“”«»„')
_ENDS = frozenset(".!?…\n;")


@dataclass(frozen=True, slots=True)
class Word:
    """One word or sign, with its place in the text as it was written."""

    plain: str
    start: int
    end: int


class Text:
    """What was written, as words in plain form joined by single spaces, with the way back."""

    def __init__(self, written: str, known: Collection[str] = ()) -> None:
        """`known` are words that a stretched or spaced form may stand for."""
        self.written = written
        self.read, self._places = _folded(written)
        """Folded signs, with the spaces as they were."""
        self.words = _joined(self._split(known), known)
        self.plain = " ".join(word.plain for word in self.words)

    def _split(self, known: Collection[str]) -> list[Word]:
        spelled = _IS_LEET.sub(lambda found: found.group().translate(_FIGURES), self.read)  # sign for sign
        return [
            Word(_unstretched(match.group(), known), *self.place(*match.span())) for match in _WORD.finditer(spelled)
        ]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of `read` stands in what was written."""
        return self._places[start], self._places[end - 1] + 1

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [], 0
        for word in self.words:
            starts.append(at)
            at += len(word.plain) + 1
        return starts

    def word_at(self, position: int) -> int:
        """The number of the word that holds a position of `plain`."""
        return bisect_right(self._starts, position) - 1

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of `plain` stands in what was written."""
        first, last = self.words[self.word_at(start)], self.words[self.word_at(max(start, end - 1))]
        return first.start, last.end

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Stretches of `plain` between the signs that end a sentence."""
        found, began = [], 0
        for word, start in zip(self.words, self._starts, strict=True):
            if word.plain in _ENDS:
                if start > began:
                    found.append((began, start))
                began = start + len(word.plain) + 1
        if began < len(self.plain):
            found.append((began, len(self.plain)))
        return found


def _folded(written: str) -> tuple[str, list[int]]:
    """Compatible, unaccented, lower-case signs, and for each the place of the sign it came from."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in _read(written):
        if sign < "\x7f":
            signs.append(sign.lower())
            places.append(place)
            continue
        for part in _signs(sign):
            signs.append(part)
            places.append(place)
    return "".join(signs), places


def _read(written: str) -> list[tuple[int, str]]:
    if len(written) <= 2 * LONGEST:
        return list(enumerate(written))
    tail = len(written) - LONGEST
    return [*enumerate(written[:LONGEST]), (LONGEST, "\n"), *enumerate(written[tail:], tail)]


def _signs(sign: str) -> str:
    """What one sign beyond ASCII is read as; an emoji by its name, marks and invisible signs as nothing."""
    if sign in "‘’ʼ`´":
        return "'"
    if sign in _QUOTES:
        return '"'
    kind = unicodedata.category(sign)
    if kind in ("Cf", "Cc", "Cs", "Mn", "Me"):
        return ""
    if kind == "So":
        return f" {unicodedata.name(sign, '').lower()} "
    decomposed = unicodedata.normalize("NFKD", sign).casefold()
    return "".join(part for part in decomposed if not unicodedata.combining(part)).translate(_LOOK_ALIKES)


def _unstretched(word: str, known: Collection[str]) -> str:
    """A word without letters drawn out: one that is known if any is, else each letter twice at most."""
    if not _STRETCHED.search(word):
        return word
    once, twice = _STRETCHED.sub(r"\1", word), _STRETCHED.sub(r"\1\1", word)
    return next((each for each in (twice, once) if each in known), twice)


def _joined(words: list[Word], known: Collection[str]) -> list[Word]:
    """Single letters in a row that spell a known word, as that word."""
    joined: list[Word] = []
    at = 0
    while at < len(words):
        upto = at
        while upto < min(len(words), at + LONGEST_SPELLED) and len(words[upto].plain) == 1:
            upto += 1
        while upto - at >= SHORTEST_SPELLED and "".join(word.plain for word in words[at:upto]) not in known:
            upto -= 1
        if upto - at >= SHORTEST_SPELLED:
            joined.append(Word("".join(word.plain for word in words[at:upto]), words[at].start, words[upto - 1].end))
            at = upto
        else:
            joined.append(words[at])
            at += 1
    return joined
