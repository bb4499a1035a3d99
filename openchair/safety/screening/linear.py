"""A small linear model of `self_harm` beside the rules: what no list of phrases says, the sum of many words may.

It reads each sentence, and the whole, as hashed words, pairs of words and letter runs, keeps what the strongest of them
say, and adds what rules found and how often each construct of a public lexicon occurs. It knows buckets, never words.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any
from zlib import crc32

from openchair.safety.screening.text import Text

LEVELS = ("plan", "means", "active", "injury", "passive")
"""Levels of rules that the model knows; it takes any other level as nothing."""
RULE_FEATURES = len(LEVELS) + 2
LETTERS = (3, 4)
"""Lengths of the letter runs that are read within a word."""
LONGEST_WORD = 40
"""Letters of a word that are read; nobody's word is longer, and a post without spaces is not one word."""
LONGEST_ENTRY = 5
"""Words of the longest lexicon entry that is looked up."""
MOST_OFTEN = 10
"""Times that a construct counts in one text, so that a long text is not suspect for its length."""
SHARPNESS = 3.0
"""How much the strongest part outweighs the others: 0 is their mean, very high their maximum."""
PLAIN = 0.5
"""Rule scores above this are meant of the writer and of now."""

Finds = Sequence[tuple[str, float]]
"""What rules found in a text: the level and the score of each find."""
Lexicon = Mapping[int, tuple[int, ...]]
"""The constructs that each hashed entry belongs to."""


def hashed(gram: str) -> int:
    """The same number for the same letters, on every machine."""
    return crc32(gram.encode("utf-8", "replace"))


def grams_of(sentence: str, buckets: int) -> set[int]:
    """The buckets of a sentence: its words, its pairs of words and the letter runs within words."""
    return {hashed(gram) % buckets for gram in _grams(sentence.split())}


def parts_of(text: Text, buckets: int) -> list[set[int]]:
    """The buckets of each sentence, and of all together: a mood may be in no sentence alone."""
    sentences = [grams_of(text.plain[start:end], buckets) for start, end in text.sentences]
    return [*sentences, set[int]().union(*sentences)] if len(sentences) > 1 else sentences


def _grams(words: list[str]) -> Iterator[str]:
    before = "<"
    for each in words:
        word = each[:LONGEST_WORD]
        yield f"w {word}"
        yield f"{before} {word}"
        before = word
        within = f"<{word}>"
        for length in LETTERS:
            for at in range(len(within) - length + 1):
                yield within[at : at + length]
    yield f"{before} >"


def constructs_in(plain: str, lexicon: Lexicon) -> dict[int, int]:
    """How often entries of each construct occur in a text."""
    words = plain.split()
    counts: dict[int, int] = {}
    for at in range(len(words)):
        entry = 0
        for place, word in enumerate(words[at : at + LONGEST_ENTRY]):
            entry = crc32((f" {word}" if place else word).encode("utf-8", "replace"), entry)
            for construct in lexicon.get(entry, ()):
                counts[construct] = counts.get(construct, 0) + 1
    return counts


def rule_features(finds: Finds) -> list[float]:
    """Finds as numbers, none of which falls when a find is added or scores higher."""
    best = dict.fromkeys(LEVELS, 0.0)
    for level, score in finds:
        if level in best:
            best[level] = max(best[level], score)
    plain = sum(score > PLAIN for level, score in finds if level in best)
    above = [2 * max(0.0, score - PLAIN) for score in best.values()]
    return [*above, max(best.values()), min(3, plain) / 3]


def often(count: int) -> float:
    """What a construct weighs that occurs so often."""
    return 0.3 * math.log1p(min(count, MOST_OFTEN))


def strongest(scores: Sequence[float]) -> float:
    """A smooth maximum that stays between the mean and the maximum, however many there are."""
    if not scores:
        return 0.0
    top = max(scores)
    shares = [math.exp(SHARPNESS * (score - top)) for score in scores]
    return sum(share * score for share, score in zip(shares, scores, strict=True)) / sum(shares)


@dataclass(frozen=True)
class Linear:
    """The trained model."""

    version: str
    review: float
    page: float
    """Scores from which training advises each tier."""
    rarity: list[float]
    """How rare each bucket was: a rare word says more."""
    weights: list[float]
    lexicon: Lexicon
    constructs: list[float]
    rules: list[float]
    base: float
    calibration: tuple[float, float]

    @classmethod
    def load(cls) -> "Linear":
        """The model that came with this release, read once."""
        return _loaded()

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Linear":
        """The model that a file of weights describes."""
        unit = data["unit"]
        rarity = [whole * unit for whole in data["rarity"]]
        return cls(
            version=data["version"],
            review=data["thresholds"]["review"],
            page=data["thresholds"]["page"],
            rarity=[value * value for value in rarity],
            weights=[whole * unit * rare for whole, rare in zip(data["weights"], rarity, strict=True)],
            lexicon={int(entry): tuple(constructs) for entry, constructs in data["lexicon"].items()},
            constructs=data["constructs"],
            rules=data["rules"],
            base=data["base"],
            calibration=(data["calibration"]["slope"], data["calibration"]["offset"]),
        )

    def score(self, text: Text, finds: Finds) -> float:
        """How likely the writer thinks of suicide or hurts themselves now, from 0 to 1; it never falls with a find."""
        if not text.sentences:
            return 0.0
        slope, offset = self.calibration
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, slope * self.raw(text, finds) + offset))))

    def raw(self, text: Text, finds: Finds) -> float:
        """The sum before it is calibrated."""
        spoken = strongest([self._said(part) for part in parts_of(text, len(self.weights))])
        found = sum(weight * value for weight, value in zip(self.rules, rule_features(finds), strict=True))
        counts = constructs_in(text.plain, self.lexicon).items()
        return self.base + spoken + found + sum(self.constructs[each] * often(count) for each, count in counts)

    def _said(self, grams: set[int]) -> float:
        size = sum(map(self.rarity.__getitem__, grams))
        return sum(map(self.weights.__getitem__, grams)) / math.sqrt(size) if size else 0.0


@cache
def _loaded() -> Linear:
    file = resources.files(__package__) / "weights" / "self_harm.json"
    return Linear.of(json.loads(file.read_text(encoding="utf-8")))
