"""How well `linear` does on what it has not seen: `python -m openchair.safety.screening.evaluate --data DIR`.

Posts are judged out of fold, by fits that have not seen them; everyday talk and own lines by the weights that ship,
which were trained without the part that is held back. Prints JSON; every figure has its 95% interval.
"""

import argparse
import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import rankdata

from openchair.safety.screening.linear import Linear
from openchair.safety.screening.text import Text
from openchair.safety.screening.train import (
    SEED,
    Example,
    calibrated,
    english,
    examples_in,
    lexicon_in,
    out_of_fold,
    self_harm_finds,
    table_of,
)

Floats = NDArray[np.float64]
SHORT = 60
"""Words of the longest post that counts as short."""
RESAMPLED = 1000
Z = 1.96


def auc(risk: Floats, quiet: Floats) -> float:
    """How often a text at risk scores above one that is not; half for a tie."""
    ranks = rankdata(np.concatenate([risk, quiet]))[: len(risk)]
    return float((ranks.sum() - len(risk) * (len(risk) + 1) / 2) / (len(risk) * len(quiet)))


def threshold_at(quiet: Floats, flags: float) -> float:
    """The lowest score above which at most this share of quiet texts lies."""
    return float(np.sort(quiet)[::-1][int(flags * len(quiet))])


def recall_at(risk: Floats, quiet: Floats, flags: float) -> float:
    """The share found above the threshold that flags at most this share of quiet texts."""
    return float((risk > threshold_at(quiet, flags)).mean())


def resampled(figure: Callable[[Floats, Floats], float], risk: Floats, quiet: Floats) -> dict[str, Any]:
    """A figure with its bootstrap interval; both sides are drawn again, so the threshold moves too."""
    random = np.random.default_rng(SEED)
    drawn = [
        figure(random.choice(risk, len(risk)), random.choice(quiet, len(quiet)))
        for _ in range(RESAMPLED)
    ]  # fmt: skip
    low, high = np.quantile(drawn, [0.025, 0.975])
    return {"value": _short(figure(risk, quiet)), "low": _short(low), "high": _short(high)}


def share(count: int, of: int) -> dict[str, Any]:
    """A share with its Wilson interval."""
    if not of:
        return {"value": None, "count": 0, "of": 0}
    part, size = count / of, 1 + Z * Z / of
    middle = (part + Z * Z / (2 * of)) / size
    half = Z * math.sqrt(part * (1 - part) / of + Z * Z / (4 * of * of)) / size
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return {"value": _short(part), "low": _short(low), "high": _short(high), "count": count, "of": of}


def _short(value: float) -> float:
    return round(float(value), 4)


def posts(examples: Sequence[Example], scores: Floats, review: float, page: float) -> dict[str, Any]:
    """Crisis posts of severity 2 and more against those of severity 0, all and short."""
    is_post = np.array([example.source == "crisis_cssrs7_dev" for example in examples])
    severity = np.array([int(each.label) if each.source == "crisis_cssrs7_dev" else -1 for each in examples])
    is_short = np.array([len(example.text.split()) <= SHORT for example in examples])
    risk, quiet = scores[is_post & (severity >= 2)], scores[is_post & (severity == 0)]
    short_risk, short_quiet = scores[is_short & (severity >= 2)], scores[is_short & (severity == 0)]

    def at(flags: float) -> Callable[[Floats, Floats], float]:
        return lambda found, missed: recall_at(found, missed, flags)

    return {
        "severity_2_or_more_against_0": {
            "at_risk": len(risk),
            "quiet": len(quiet),
            "auc": resampled(auc, risk, quiet),
            "recall_at_30_percent_flags": resampled(at(0.3), risk, quiet),
            "threshold_at_30_percent_flags": _short(threshold_at(quiet, 0.3)),
        },
        "short": {
            "at_risk": len(short_risk),
            "quiet": len(short_quiet),
            "auc": resampled(auc, short_risk, short_quiet),
            "recall_at_5_percent": resampled(at(0.05), short_risk, short_quiet),
            "recall_at_1_percent": resampled(at(0.01), short_risk, short_quiet),
        },
        "by_severity": {
            str(grade): tiers(scores[severity == grade], review, page) for grade in range(7)
        },
    }  # fmt: skip


def tiers(scores: Floats, review: float, page: float) -> dict[str, Any]:
    """The shares that reach each tier."""
    return {
        "review_or_page": share(int((scores >= review).sum()), len(scores)),
        "page": share(int((scores >= page).sum()), len(scores)),
    }


def evaluated(folder: Path, review: float | None = None, page: float | None = None) -> dict[str, Any]:
    """Every figure; the thresholds are those of the weights unless given."""
    model = Linear.load()
    review, page = model.review if review is None else review, model.page if page is None else page
    names, lexicon = lexicon_in(folder)
    examples = examples_in(folder)
    raw = out_of_fold(examples, table_of(examples, lexicon, len(names)))
    slope, offset = calibrated(raw, examples)
    held = [example for example in examples if example.held]
    pack = english()
    texts = [Text(example.text, pack.known) for example in held]
    scores = np.array([model.score(text, self_harm_finds(text, pack)) for text in texts])

    def held_of(source: str, label: str) -> Floats:
        return scores[[one.source == source and one.label == label for one in held]]

    labels = sorted({example.label for example in held if example.source == "own_lines"})
    return {
        "model": model.version,
        "thresholds": {"review": review, "page": page},
        "posts_out_of_fold": posts(examples, expit(slope * raw + offset), review, page),
        "everyday_held_back": tiers(held_of("general_goemotions_16k", "none"), review, page),
        "own_lines_held_back": {label: tiers(held_of("own_lines", label), review, page) for label in labels},
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Judge the linear model of self-harm on what it has not seen.")
    parser.add_argument("--data", type=Path, required=True, help="folder with the language data")
    parser.add_argument("--review", type=float, help="score from which a leader looks; as in the weights unless given")
    parser.add_argument("--page", type=float, help="score from which leaders are told at once")
    args = parser.parse_args()
    print(json.dumps(evaluated(args.data, args.review, args.page), indent=1))


if __name__ == "__main__":
    main()
