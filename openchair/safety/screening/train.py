"""Trains the weights of `linear`: `python -m openchair.safety.screening.train --data DIR`.

The same data give the same weights. Only files whose licence allows weights that ship are opened (SOURCES.md beside
the data); the weights hold hashed buckets, never a word of anybody's.
"""

import argparse
import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import expit

from openchair.safety.screening.finds import found_by_rules
from openchair.safety.screening.linear import (
    RULE_FEATURES,
    SHARPNESS,
    Lexicon,
    constructs_in,
    hashed,
    often,
    parts_of,
    rule_features,
)
from openchair.safety.screening.rules import Pack, pack_for
from openchair.safety.screening.text import Text

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

WEIGHTS = Path(__file__).parent / "weights" / "self_harm.json"
BUCKETS = 1 << 16
UNIT = 1 / 2048
"""Weights are kept as whole multiples of this."""
FOLDS = 5
SEED = 20
WORDS_HELD, DOCUMENT_HELD = 0.1, 0.3
"""How firmly weights of words, and of what counts once a text, are held near nothing."""
POSTS, WISHES, EVERYDAY, LINES, LINES_APART = 1.0, 0.1, 0.1, 0.5, 0.3
"""What a text weighs: a post, a post with a wish to be dead only, everyday talk, an own line, one of past or others."""
REVIEW_FLAGS, PAGE_FLAGS = 0.24, 0.03
"""Share of posts of severity 0 that the advised thresholds flag out of fold."""
APART = frozenset({"past", "third", "negated", "concern_past_or_third_person"})
CURRENT = frozenset({"current", "current_risk"})


@dataclass(frozen=True)
class Example:
    """One text with what it teaches and how much."""

    text: str
    source: str
    label: str
    is_current: bool
    weight: float
    held: bool = False


def records(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """The records of one file of language data."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def examples_in(folder: Path) -> list[Example]:
    """Every text that may train or, where held, may judge what was trained."""
    return [*_posts(folder), *_everyday(folder), *_challenges(folder), *own_lines()]


def _posts(folder: Path) -> Iterator[Example]:
    for record in records(folder, "crisis_cssrs7_dev"):
        severity = record["severity"]
        weight = WISHES if severity == 1 else POSTS
        yield Example(record["text"], "crisis_cssrs7_dev", str(severity), severity >= 1, weight)


def _everyday(folder: Path) -> Iterator[Example]:
    for record in records(folder, "general_goemotions_16k"):
        is_held = crc32(record["text"].encode()) % 2 == 0
        yield Example(record["text"], "general_goemotions_16k", "none", is_current=False, weight=EVERYDAY, held=is_held)


def _challenges(folder: Path) -> Iterator[Example]:
    for name in ("challenge_crisis_dev", "challenge_other_dev"):
        for record in records(folder, name):
            yield _line(record["text"], name, record["label"])


def own_lines() -> Iterator[Example]:
    """Contrast lines that were written for this model; every fourth is held back."""
    file = resources.files(__package__) / "own_lines.jsonl"
    for row in file.read_text(encoding="utf-8").splitlines():
        record = json.loads(row)
        yield _line(record["text"], "own_lines", record["label"], is_held=record.get("held", False))


def _line(text: str, source: str, label: str, *, is_held: bool = False) -> Example:
    weight = LINES_APART if label in APART else LINES
    return Example(text, source, label, is_current=label in CURRENT, weight=weight, held=is_held)


def lexicon_in(folder: Path) -> tuple[list[str], Lexicon]:
    """The constructs of the lexicon, and for each hashed entry those it belongs to."""
    rows = list(records(folder, "lexicon_suicide_risk_low2024"))
    names = sorted({row["construct"] for row in rows})
    entries: dict[int, set[int]] = {}
    for row in rows:
        if entry := Text(row["token"]).plain:
            entries.setdefault(hashed(entry), set()).add(names.index(row["construct"]))
    return names, {entry: tuple(sorted(entries[entry])) for entry in sorted(entries)}


def self_harm_finds(text: Text, pack: Pack) -> list[tuple[str, float]]:
    """Level and score of each find of a self-harm rule."""
    return [(find.level, find.score) for find in found_by_rules(text, pack) if find.kind == "self_harm"]


def english() -> Pack:
    """The pack of the language that the data are in."""
    pack = pack_for("en")
    assert pack is not None
    return pack


@dataclass(frozen=True)
class Table:
    """Examples as numbers: a row for each part of a text, and one a text for the rest."""

    grams: sparse.csr_matrix
    begins: Whole
    """The first part of each text: a sentence, or the whole."""
    document: Floats
    target: Floats
    weight: Floats

    @cached_property
    def owner(self) -> Whole:
        """The text that each part belongs to."""
        counts = np.diff(np.append(self.begins, self.grams.shape[0]))
        return np.repeat(np.arange(len(self.begins)), counts)

    def only(self, chosen: NDArray[np.bool_]) -> "Table":
        """The chosen texts."""
        parts = chosen[self.owner]
        counts = np.bincount(self.owner, minlength=len(self.begins))[chosen]
        begins = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
        return Table(self.grams[parts], begins, self.document[chosen], self.target[chosen], self.weight[chosen])


def table_of(examples: Sequence[Example], lexicon: Lexicon, constructs: int) -> Table:
    """Read examples as `Linear` reads a text."""
    pack = english()
    ends, buckets, begins, rows = [0], [], [], []
    for example in examples:
        text = Text(example.text, pack.known)
        begins.append(len(ends) - 1)
        for part in parts_of(text, BUCKETS) or [set()]:
            buckets.extend(sorted(part))
            ends.append(len(buckets))
        row = [*rule_features(self_harm_finds(text, pack)), *[0.0] * constructs]
        for construct, count in constructs_in(text.plain, lexicon).items():
            row[RULE_FEATURES + construct] = often(count)
        rows.append(row)
    grams = sparse.csr_matrix((np.ones(len(buckets)), buckets, ends), shape=(len(ends) - 1, BUCKETS))
    target = np.array([1.0 if example.is_current else -1.0 for example in examples])
    weight = np.array([example.weight for example in examples])
    return Table(grams, np.array(begins, dtype=np.int64), np.array(rows), target, weight)


@dataclass(frozen=True)
class Fit:
    """Weights as training finds them."""

    rarity: Floats
    words: Floats
    document: Floats
    base: float

    def raw(self, table: Table) -> Floats:
        """What `Linear.raw` gives for each text."""
        said = _scaled(table.grams, self.rarity) @ self.words
        top, _ = _strongest(said, table)
        return np.asarray(top + table.document @ self.document + self.base)


def _scaled(grams: sparse.csr_matrix, rarity: Floats) -> sparse.csr_matrix:
    """Each part as a vector of length one in which rare buckets weigh more."""
    weighed = grams @ sparse.diags(rarity)
    size = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    return (sparse.diags(1 / np.where(size > 0, size, 1)) @ weighed).tocsr()


def _strongest(said: Floats, table: Table) -> tuple[Floats, Floats]:
    """The smooth maximum of each text, and how much each part moves it."""
    top = np.maximum.reduceat(said, table.begins)
    share = np.exp(SHARPNESS * (said - top[table.owner]))
    share /= np.add.reduceat(share, table.begins)[table.owner]
    spoken = np.add.reduceat(share * said, table.begins)
    return spoken, share * (1 + SHARPNESS * (said - spoken[table.owner]))


def fit(table: Table) -> Fit:
    """Logistic regression over the strongest parts; what rules find never counts against a concern."""
    seen = np.asarray(table.grams.sum(axis=0)).ravel()
    rarity = np.round(np.maximum(0, np.log(table.grams.shape[0] / (1 + seen))) / UNIT) * UNIT
    said = _scaled(table.grams, rarity)
    across = said.T.tocsr()
    words, width = said.shape[1], table.document.shape[1]

    def loss(point: Floats) -> tuple[float, Floats]:
        of_words, of_document = point[:words], point[words:-1]
        spoken, moves = _strongest(np.asarray(said @ of_words), table)
        margin = table.target * (spoken + table.document @ of_document + point[-1])
        slope = -table.target * table.weight * expit(-margin)
        held = WORDS_HELD * of_words @ of_words + DOCUMENT_HELD * of_document @ of_document
        steps = [
            across @ (moves * slope[table.owner]) + WORDS_HELD * of_words,
            table.document.T @ slope + DOCUMENT_HELD * of_document,
            [slope.sum()],
        ]
        return float(table.weight @ np.logaddexp(0, -margin) + held / 2), np.concatenate(steps)

    free = (None, None)
    bounds = [*[free] * words, *[(0, None)] * RULE_FEATURES, *[free] * (width - RULE_FEATURES), free]
    start = np.zeros(words + width + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 80}).x
    return Fit(rarity, found[:words], found[words:-1], float(found[-1]))


def out_of_fold(examples: Sequence[Example], table: Table, seed: int = SEED) -> Floats:
    """The raw score of every text by a fit that has not seen it; held texts train nothing."""
    held = np.array([example.held for example in examples])
    folds = folds_of(examples, seed)
    scores = np.zeros(len(examples))
    for fold in range(FOLDS):
        judged = folds == fold
        scores[judged] = fit(table.only(~judged & ~held)).raw(table.only(judged))
    return scores


def folds_of(examples: Sequence[Example], seed: int) -> Whole:
    """A fold for each text, with the same share of each label of each source in all of them."""
    random = np.random.default_rng(seed)
    folds = np.zeros(len(examples), dtype=np.int64)
    groups: dict[tuple[str, str], list[int]] = {}
    for number, example in enumerate(examples):
        groups.setdefault((example.source, example.label), []).append(number)
    for key in sorted(groups):
        folds[groups[key]] = (random.permutation(len(groups[key])) + random.integers(FOLDS)) % FOLDS
    return folds


def calibrated(raw: Floats, examples: Sequence[Example]) -> tuple[float, float]:
    """Slope and offset that make a raw score a probability where crisis posts and everyday talk are equally many."""
    posts = np.array([example.source == "crisis_cssrs7_dev" and example.label != "1" for example in examples])
    everyday = np.array([example.source == "general_goemotions_16k" and not example.held for example in examples])
    chosen = posts | everyday
    weight = np.where(posts, 1 / posts.sum(), 1 / everyday.sum())[chosen]
    target = np.array([1.0 if example.is_current else -1.0 for example in examples])[chosen]

    def loss(point: Floats) -> float:
        return float(weight @ np.logaddexp(0, -target * (point[0] * raw[chosen] + point[1])))

    slope, offset = minimize(loss, np.array([1.0, 0.0]), method="BFGS").x
    return round(float(slope), 6), round(float(offset), 6)


def trained(folder: Path) -> dict[str, Any]:
    """Everything that the file of weights holds."""
    names, lexicon = lexicon_in(folder)
    examples = examples_in(folder)
    table = table_of(examples, lexicon, len(names))
    raw = out_of_fold(examples, table)
    slope, offset = calibrated(raw, examples)
    quiet = np.array([example.source == "crisis_cssrs7_dev" and example.label == "0" for example in examples])
    flags = expit(slope * raw[quiet] + offset)
    taught = np.array([not example.held for example in examples])
    found = fit(table.only(taught))
    counts = Counter(
        f"{example.source}: {'current' if example.is_current else 'not'}" for example in examples if not example.held
    )
    return stamped({
        "kind": "self_harm",
        "sources": {"lexicon_suicide_risk_low2024": len(lexicon), **dict(sorted(counts.items()))},
        "thresholds": {
            "review": round(float(np.quantile(flags, 1 - REVIEW_FLAGS)), 4),
            "page": round(float(np.quantile(flags, 1 - PAGE_FLAGS)), 4),
        },
        "calibration": {"slope": slope, "offset": offset},
        "base": round(found.base, 6),
        "rules": [round(float(each), 6) for each in found.document[:RULE_FEATURES]],
        "constructs": [round(float(each), 6) for each in found.document[RULE_FEATURES:]],
        "lexicon": {str(entry): list(constructs) for entry, constructs in lexicon.items()},
        "unit": UNIT,
        "rarity": np.round(found.rarity / UNIT).astype(int).tolist(),
        "weights": np.round(found.words / UNIT).astype(int).tolist(),
    })  # fmt: skip


def stamped(data: dict[str, Any]) -> dict[str, Any]:
    """Weights with the version that their content gives them."""
    content = {key: value for key, value in data.items() if key != "version"}
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return {"version": f"linear-{digest[:12]}", **content}


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(
        description="Train the linear model of self-harm. The same data, the same weights."
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with the language data")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="file of weights to write")
    args = parser.parse_args()
    data = trained(args.data)
    args.out.parent.mkdir(exist_ok=True)
    args.out.write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="utf-8")
    print(json.dumps({key: data[key] for key in ("version", "sources", "thresholds", "calibration")}, indent=1))


if __name__ == "__main__":
    main()
