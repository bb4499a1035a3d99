"""The linear model beside the rules: small, the same each time, and never less worried for what rules found."""

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openchair.safety.screening import linear, train
from openchair.safety.screening.evaluate import auc, evaluated, recall_at, share, threshold_at
from openchair.safety.screening.linear import LEVELS, Linear, constructs_in, grams_of, hashed, rule_features, strongest
from openchair.safety.screening.text import Text

FIVE_MEGABYTES = 5_000_000
DARK = "I have decided to end my life tonight and the letters are written"
LIGHT = "We made pancakes and the dog slept through the whole film"

found = st.lists(st.tuples(st.sampled_from([*LEVELS, "unheard of"]), st.floats(0, 1)), max_size=6)


@pytest.fixture(scope="module")
def weights() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(train.WEIGHTS.read_text(encoding="utf-8"))
    return data


@pytest.fixture(scope="module")
def language_data(test_data: Path) -> Path:
    folder = test_data / "language"
    if not (folder / "crisis_cssrs7_dev.jsonl.gz").is_file():
        pytest.skip(f"language data not found in {folder}: set OPENCHAIR_TEST_DATA")
    return folder


def score(line: str, finds=()) -> float:
    return Linear.load().score(Text(line), finds)


def test_a_dark_line_scores_above_a_light_one():
    assert score(DARK) > score(LIGHT)
    assert score(DARK, [("plan", 0.95)]) >= Linear.load().review > score(LIGHT)


def test_one_dark_sentence_is_not_lost_among_many_light_ones():
    # Each in sentences of its own, so that only the dark one differs.
    light = ". ".join([LIGHT] * 20)
    assert score(f"{light}. {DARK}. {light}") > 3 * score(f"{light}. {LIGHT}. {light}")


@given(st.text(max_size=300), found)
def test_every_text_has_a_score_from_nothing_to_one(line, finds):
    assert 0 <= score(line, finds) <= 1


@given(found, st.sampled_from(LEVELS), st.floats(0, 1))
def test_one_more_find_never_lowers_a_score(finds, level, one):
    assert score(LIGHT, [*finds, (level, one)]) >= score(LIGHT, finds)


@given(found.filter(bool), st.floats(0, 1))
def test_a_find_that_scores_higher_never_lowers_a_score(finds, more):
    (level, before), *rest = finds
    assert score(LIGHT, [(level, max(before, more)), *rest]) >= score(LIGHT, finds)


def test_an_unknown_level_counts_for_nothing():
    assert score(LIGHT, [("unheard of", 1.0)]) == score(LIGHT)


@pytest.mark.parametrize("line", ["", "   ", "\n\n", "\u200b\u200d", "\u0301"])
def test_a_text_without_words_scores_nothing(line):
    assert score(line, [("active", 0.9)]) == 0


@pytest.mark.parametrize("line", [".", "!!!", "é", "今日はとても疲れた", "\ud800", "😀"])
def test_odd_texts_are_no_concern_of_themselves(line):
    assert score(line) < Linear.load().review


def test_a_very_long_everyday_text_is_not_suspect_for_its_length():
    assert score(f"{LIGHT}. " * 2_000) < Linear.load().review


@pytest.mark.parametrize("line", ["a" * 100_000, "a " * 50_000, ". " * 50_000, "we eat soup " * 8_334])
def test_a_hundred_thousand_signs_are_read(line):
    assert 0 <= score(line) <= 1


def test_the_same_text_scores_the_same_in_a_model_read_anew(weights):
    assert Linear.of(weights).score(Text(DARK), [("plan", 0.95)]) == score(DARK, [("plan", 0.95)])


def test_the_model_is_read_once():
    assert Linear.load() is Linear.load()


def test_the_weights_are_small(weights):
    assert train.WEIGHTS.stat().st_size < FIVE_MEGABYTES
    assert len(weights["weights"]) == len(weights["rarity"]) == train.BUCKETS
    assert len(weights["rules"]) == linear.RULE_FEATURES
    assert max(max(constructs) for constructs in weights["lexicon"].values()) < len(weights["constructs"])


def test_the_version_is_that_of_the_content(weights):
    assert train.stamped(weights) == weights
    assert Linear.load().version == weights["version"]
    assert train.stamped({**weights, "base": weights["base"] + 1})["version"] != weights["version"]


def test_what_rules_find_never_counts_against_a_concern(weights):
    assert all(weight >= 0 for weight in weights["rules"])
    assert weights["calibration"]["slope"] > 0


def test_the_weights_hold_numbers_and_no_words(weights):
    words = {"kind", "sources", "version"}
    assert all(entry.isdecimal() for entry in weights["lexicon"])
    numbers = [value for key, value in weights.items() if key not in {*words, "lexicon"}]
    assert not any(sign in json.dumps(value) for value in numbers if isinstance(value, list) for sign in '"abcdefg')


def test_only_sources_that_may_ship_have_trained(weights):
    assert {source.split(":")[0] for source in weights["sources"]} == {
        "crisis_cssrs7_dev", "general_goemotions_16k", "lexicon_suicide_risk_low2024", "challenge_crisis_dev",
        "challenge_other_dev", "own_lines",
    }  # fmt: skip


def test_review_begins_below_page():
    assert 0 < Linear.load().review < Linear.load().page < 1


def test_a_hash_is_the_same_everywhere():
    assert hashed("soup") == 419995900
    assert grams_of("soup", 1 << 16) == {hashed(gram) % (1 << 16) for gram in EXPECTED}


EXPECTED = ["w soup", "< soup", "soup >", "<so", "sou", "oup", "up>", "<sou", "soup", "oup>"]


def test_lexicon_entries_of_several_words_are_found():
    lexicon = {hashed("warm soup"): (0,), hashed("soup"): (1, 2)}
    assert constructs_in("warm soup and cold soup", lexicon) == {0: 1, 1: 2, 2: 2}
    assert constructs_in("", lexicon) == {}


def test_finds_of_others_and_of_the_past_are_less_than_plain_ones():
    plain, lowered = rule_features([("active", 0.9)]), rule_features([("active", 0.5)])
    assert all(one >= other for one, other in zip(plain, lowered, strict=True))
    assert lowered[: len(LEVELS)] == [0] * len(LEVELS)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=50))
def test_the_strongest_stays_between_the_mean_and_the_maximum(scores):
    assert sum(scores) / len(scores) - 1e-9 <= strongest(scores) <= max(scores) + 1e-9


def test_training_and_reading_see_the_same_sum(weights):
    lines = [train.Example(text, "", "", is_current=False, weight=1) for text in (DARK, LIGHT, f"{LIGHT}. {DARK}!", "")]
    model = Linear.of(weights)
    table = train.table_of(lines, model.lexicon, len(model.constructs))
    unit = weights["unit"]
    fit = train.Fit(
        np.array(weights["rarity"]) * unit,
        np.array(weights["weights"]) * unit,
        np.array([*model.rules, *model.constructs]),
        model.base,
    )
    texts = [Text(line.text, train.english().known) for line in lines]
    read = [model.raw(text, train.self_harm_finds(text, train.english())) for text in texts]
    assert fit.raw(table) == pytest.approx(read)


def test_training_twice_gives_the_same_and_a_held_line_teaches_nothing():
    lines = [line for line in train.own_lines() if not line.held]
    table = train.table_of(lines, {}, 0)
    first, again = train.fit(table), train.fit(table)
    assert np.array_equal(first.words, again.words)
    assert np.array_equal(first.document, again.document)
    held = [*lines, *(replace(line, is_current=True, held=True) for line in lines if line.label == "none")]
    whole = train.table_of(held, {}, 0)
    taught = train.fit(whole.only(np.array([not line.held for line in held])))
    assert np.array_equal(taught.words, first.words)


def test_folds_share_each_label_evenly():
    lines = list(train.own_lines())
    folds = train.folds_of(lines, 1)
    assert np.array_equal(folds, train.folds_of(lines, 1))
    for label in {line.label for line in lines}:
        counts = np.bincount(folds[[line.label == label for line in lines]], minlength=train.FOLDS)
        assert counts.max() - counts.min() <= 1


def test_own_lines_are_different_and_partly_held_back():
    lines = list(train.own_lines())
    assert len({line.text for line in lines}) == len(lines)
    assert {line.label for line in lines} == {"current", "past", "third", "negated", "idiom", "none"}
    assert all({line.held for line in lines if line.label == label} == {True, False} for label in train.CURRENT & {
        line.label for line in lines
    })  # fmt: skip


def test_figures_are_counted_as_they_say():
    risk, quiet = np.array([0.9, 0.5, 0.2]), np.array([0.5, 0.1])
    assert auc(risk, quiet) == pytest.approx(4.5 / 6)
    assert threshold_at(np.arange(10) / 10, 0.3) == pytest.approx(0.6)
    assert recall_at(risk, quiet, 0) == pytest.approx(1 / 3)
    assert share(0, 0) == {"value": None, "count": 0, "of": 0}
    assert share(5, 100) == {"value": 0.05, "low": 0.0215, "high": 0.1118, "count": 5, "of": 100}


@pytest.mark.slow
def test_it_reaches_on_unseen_texts_what_was_asked(language_data):
    figures = evaluated(language_data)
    posts = figures["posts_out_of_fold"]
    whole, short = posts["severity_2_or_more_against_0"], posts["short"]
    assert whole["auc"]["value"] >= 0.88
    assert whole["recall_at_30_percent_flags"]["value"] >= 0.85
    assert short["auc"]["value"] >= 0.89
    everyday = figures["everyday_held_back"]
    assert everyday["review_or_page"]["value"] <= 0.01
    assert everyday["page"]["value"] <= 0.005
    shares = [posts["by_severity"][grade]["review_or_page"]["value"] for grade in ("0", "1", "2")]
    assert all(lower < higher for lower, higher in pairwise(shares))
