"""The formulas: worked example, properties, odd input, and real talk held against a second computation."""

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from openchair.insights import dynamics as d
from openchair.insights.dynamics import Attendee, Row, measure
from openchair.insights.figures import as_dict
from openchair.insights.notices import notices, quiet_twice, smoothed, trends


def known(value: float | None) -> float:
    """The value of a measure that must exist here."""
    assert value is not None
    return value


BALANCE = ("gini", "gini_corrected", "evenness", "dominance", "quiet_share")
RATIOS = (*BALANCE, "turn_gini", "silence", "overlap", "facilitator_share", "return_rate", "reciprocity")
times = st.lists(st.integers(0, 3600).map(float), min_size=2, max_size=12).filter(lambda values: sum(values) > 0)


@st.composite
def meetings(draw):
    people = draw(st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=8, unique=True))
    steps = draw(
        st.lists(st.tuples(st.sampled_from(people), st.integers(-40, 80), st.integers(0, 600)), min_size=1, max_size=40)
    )
    rows, at = [], 0.0
    for who, gap, length in steps:
        start = max(0.0, at + gap / 10)
        rows.append(Row(who, start, start + length / 10))
        at = max(at, start + length / 10)
    return people, rows


def test_the_worked_example_of_the_reference():
    values = [10.0, 20.0, 30.0, 40.0]
    assert d.gini(values) == pytest.approx(0.25)
    assert d.gini_corrected(values) == pytest.approx(1 / 3)
    assert d.evenness(values) == pytest.approx(0.9232, abs=5e-5)
    assert d.dominance(values) == pytest.approx(0.2)
    assert d.quiet_share(values) == pytest.approx(0.4)


@pytest.mark.parametrize("values", [[], [5.0], [0.0, 0.0, 0.0]])
@pytest.mark.parametrize("name", BALANCE)
def test_balance_is_nothing_rather_than_zero_where_there_is_nothing_to_balance(name, values):
    assert getattr(d, name)(values) is None


def test_a_monologue_and_an_even_meeting_are_the_two_ends():
    assert [getattr(d, name)([7.0, 0.0, 0.0]) for name in BALANCE[1:]] == pytest.approx([1, 0, 1, 0])
    assert [getattr(d, name)([7.0, 7.0, 7.0]) for name in BALANCE[1:]] == pytest.approx([0, 1, 0, 1])


@given(times, st.randoms(use_true_random=False))
def test_the_order_of_people_changes_nothing(values, random):
    mixed = list(values)
    random.shuffle(mixed)
    for name in BALANCE:
        assert getattr(d, name)(mixed) == pytest.approx(getattr(d, name)(values))


@given(times)
def test_every_balance_measure_stays_between_nothing_and_one(values):
    for name in BALANCE:
        assert 0 <= getattr(d, name)(values) <= 1
    assert known(d.gini(values)) <= (len(values) - 1) / len(values) + 1e-12


@given(times, st.data())
def test_time_given_from_a_talkative_to_a_quieter_member_lowers_gini(values, data):
    giver, taker = data.draw(st.permutations(range(len(values))).map(lambda order: order[:2]))
    assume(values[giver] - values[taker] >= 2)
    moved = data.draw(st.integers(1, int((values[giver] - values[taker]) // 2)))
    after = list(values)
    after[giver] -= moved
    after[taker] += moved
    assert known(d.gini(after)) < known(d.gini(values))
    assert known(d.evenness(after)) > known(d.evenness(values))


@given(st.integers(1, 12), st.integers(1, 3600))
def test_one_more_silent_member_among_equals_never_lowers_corrected_gini(n, seconds):
    before = d.gini_corrected([float(seconds)] * n) or 0.0
    assert known(d.gini_corrected([*([float(seconds)] * n), 0.0])) >= before - 1e-12


@given(meetings(), st.booleans())
def test_new_names_leave_every_measure_unchanged(meeting, raw):
    people, rows = meeting
    other = {name: f"person {i}" for i, name in enumerate(reversed(people))}
    one = measure(rows, raw=raw)
    two = measure([Row(other[row.speaker], row.start, row.end) for row in rows], raw=raw)
    for name in (*RATIOS, "interruptions", "response_concentration", "support_concentration", "backchannels"):
        assert getattr(two, name) == pytest.approx(getattr(one, name)), name
    assert sorted(two.members) == sorted(other[name] for name in one.members)


@given(meetings(), st.sampled_from([2.0, 4.0, 60.0]))
def test_scaled_times_leave_every_ratio_unchanged(meeting, factor):
    _, rows = meeting
    one = measure(rows, raw=True)
    two = measure([Row(row.speaker, row.start * factor, row.end * factor) for row in rows], raw=True)
    for name in RATIOS:
        assert getattr(two, name) == pytest.approx(getattr(one, name)), name


@given(meetings(), st.booleans())
def test_shares_add_up_to_one_and_nothing_fails(meeting, raw):
    people, rows = meeting
    result = measure(rows, [Attendee(name) for name in people], raw=raw)
    shares = [share.share for share in result.members.values()]
    if sum(share.talk_seconds for share in result.members.values()) > 0:
        assert sum(map(known, shares)) == pytest.approx(1)
    else:
        assert set(shares) == {None}
        assert {getattr(result, name) for name in BALANCE} == {None}
    assert set(result.members) == set(people)
    assert result.silence is None or 0 <= result.silence <= 1
    assert result.overlap is None or 0 <= result.overlap <= 1
    as_dict(result)


# --- cleaning --------------------------------------------------------------------------------------------
def test_short_rows_are_left_out_and_counted_apart():
    result = measure([Row("a", 0, 10), Row("b", 3.0, 3.4), Row("b", 20.1, 20.6)])
    assert result.backchannels == 1
    assert result.members["b"].talk_seconds == pytest.approx(0.5)


def test_a_breath_does_not_end_a_row_but_a_second_does():
    result = measure([Row("a", 0, 2), Row("b", 1.9, 2.8), Row("a", 2.9, 4), Row("a", 5, 6)])
    assert result.members["a"].talk_seconds == pytest.approx(4 + 1)
    assert [(turn.speaker, turn.seconds) for turn in result.turns] == [
        ("a", 4), ("b", pytest.approx(0.9)), ("a", 1),
    ]  # fmt: skip


def test_raw_counts_the_rows_as_they_came():
    result = measure([Row("a", 0, 2), Row("a", 2.5, 4), Row("b", 4, 4.2)], raw=True)
    assert result.members["a"].talk_seconds == pytest.approx(3.5)
    assert result.members["b"].turns == 1
    assert result.backchannels == 0


def test_rows_are_cut_to_the_time_their_speaker_was_there():
    roster = [Attendee("a"), Attendee("b", present=((0, 5), (50, 100)))]
    result = measure([Row("a", 0, 100), Row("b", 2, 60)], roster)
    assert result.members["b"].talk_seconds == pytest.approx(3 + 10)


def test_who_was_there_for_less_than_half_counts_apart_and_silent_people_count():
    roster = [Attendee("a"), Attendee("late", present=((80, 100),)), Attendee("silent"), Attendee("b")]
    result = measure([Row("a", 0, 60), Row("b", 60, 80), Row("late", 80, 100)], roster)
    assert set(result.members) == {"a", "b", "silent"}
    assert set(result.briefly_present) == {"late"}
    assert result.members["silent"] == d.Share(0.0, 0, 0.0, None)
    assert result.quiet_share == 0
    assert result.gini_corrected == pytest.approx(d.gini_corrected([60, 20, 0]))


def test_facilitators_stand_apart_from_balance_but_have_their_share_of_all_talk():
    roster = [Attendee("lead", "facilitator")]
    result = measure([Row("lead", 0, 60), Row("a", 60, 90), Row("b", 90, 120)], roster)
    assert set(result.members) == {"a", "b"}
    assert result.gini == 0
    assert result.facilitator_share == pytest.approx(0.5)


def test_somebody_who_opted_out_is_only_ever_other():
    roster = [Attendee("hidden", observed=False)]
    result = measure([Row("hidden", 0, 60), Row("a", 60, 90), Row("unobserved", 90, 95), Row("b", 95, 125)], roster)
    assert (result.other_people, result.other_seconds) == (2, 65)
    shown = str(as_dict(result))
    assert "hidden" not in shown
    assert "unobserved" not in shown
    assert result.gini == 0


# --- sweep, floor, network -----------------------------------------------------------------------------------
def test_silence_and_overlap_come_from_one_sweep():
    silence, overlap = d.silence_and_overlap([Row("a", 10, 30), Row("b", 20, 40), Row("a", 25, 35)], 100)
    assert silence == pytest.approx(0.7)
    assert overlap == pytest.approx(15 / 30)
    assert d.silence_and_overlap([], 0) == (None, None)
    assert d.silence_and_overlap([], 10) == (1, None)


def test_an_interruption_overlaps_half_a_second_and_goes_on_for_one():
    a = Row("a", 0, 10)
    assert d.interruptions([a, Row("b", 9, 12)]) == [("b", "a")]
    assert d.interruptions([a, Row("b", 9.6, 12)]) == []
    assert d.interruptions([a, Row("b", 8, 10.5)]) == []
    assert d.interruptions([a, Row("a", 9, 12)]) == []


def test_a_talk_between_two_returns_every_time():
    assert d.return_rate(list("abababab")) == 1
    assert d.return_rate(list("abcabcabc")) == 0
    assert d.return_rate(list("ab")) is None


def test_what_was_addressed_counts_before_what_can_only_be_inferred():
    rows = [Row("a", 0, 5, ("c",)), Row("b", 5, 10), Row("c", 10, 15, ("group",)), Row("a", 15, 20, ("a",))]
    result = measure(rows)
    assert result.edges == {("a", "c"): 1, ("b", "a"): 1}
    assert result.network == "mixed"


def test_reciprocity_is_what_comes_back():
    assert d.reciprocity({("a", "b"): 3, ("b", "a"): 1}) == pytest.approx(0.5)
    assert d.reciprocity({("a", "b"): 3}) == 0
    assert d.reciprocity({}) is None


def test_concentration_is_one_when_all_turn_to_one_person():
    edges = {("a", "c"): 4, ("b", "c"): 6}
    assert d.concentration(edges, 3, end="received") == pytest.approx(1)
    assert d.concentration(edges, 3, end="given") == pytest.approx((6 - 10 / 3) * 3 / (2 * 10))
    assert d.concentration({("a", "b"): 2, ("b", "c"): 2, ("c", "a"): 2}, 3, end="received") == pytest.approx(0)
    assert d.concentration({}, 3, end="received") is None


def test_an_empty_meeting_has_no_figures_and_does_not_fail():
    result = measure([])
    assert {getattr(result, name) for name in RATIOS} == {None}
    assert result.network == "none"


# --- notices ------------------------------------------------------------------------------------------------
def talk(pattern, seconds=None):
    seconds = seconds or {}
    rows, at = [], 0.0
    for who in pattern:
        rows.append(Row(who, at, at + seconds.get(who, 10.0)))
        at = rows[-1].end + 1.0
    return rows


def test_under_twenty_turns_there_is_too_little_talk_to_say():
    told = notices(measure(talk("abc" * 6 + "a")))
    assert [(notice.kind, notice.words) for notice in told] == [("too_little_talk", "too little talk to say")]


def test_an_even_meeting_raises_nothing():
    assert notices(measure(talk("abcde" * 12))) == []


def test_a_meeting_held_by_one_raises_both_notices_with_their_interval():
    told = {notice.kind: notice for notice in notices(measure(talk("abacad" * 10, {"a": 120.0})))}
    assert set(told) == {"uneven", "dominance"}
    interval = told["uneven"].interval
    assert interval is not None
    assert 0.5 < interval[0] <= known(told["uneven"].value) <= interval[1]


def test_a_value_beyond_the_threshold_with_an_interval_across_it_stays_quiet():
    rows = talk("abcd" * 5 + "a", {"a": 12.0, "b": 11.0, "c": 9.0, "d": 9.0})
    rows[4] = Row("a", rows[4].start, rows[4].end + 160)
    rows = rows[:5] + [Row(row.speaker, row.start + 160, row.end + 160) for row in rows[5:]]
    result = measure(rows)
    assert known(result.dominance) > 0.40
    assert "dominance" not in {notice.kind for notice in notices(result)}


def test_two_people_in_a_larger_group_and_a_leader_who_talks_are_noticed():
    assert "two_person_exchange" in {n.kind for n in notices(measure(talk("ab" * 20 + "cde")))}
    assert "two_person_exchange" not in {n.kind for n in notices(measure(talk("ab" * 20 + "cd")))}
    led = measure(talk("lalblc" * 6, {"l": 60.0}), [Attendee("l", "facilitator")])
    assert "facilitator_share" in {n.kind for n in notices(led)}


def test_much_quiet_is_information_and_not_a_fault():
    told = notices(measure(talk("abc" * 8), elapsed=2000))
    assert [(notice.kind, notice.level) for notice in told] == [("silence", "information")]


# --- notices over meetings ----------------------------------------------------------------------------------
UNEVEN, EVEN = measure(talk("abacad" * 10, {"a": 400.0})), measure(talk("abcd" * 10))


def test_the_newest_meeting_counts_three_tenths():
    assert smoothed([]) == []
    assert smoothed([1.0, 0.0, 0.0]) == pytest.approx([1.0, 0.7, 0.49])


def test_a_trend_is_told_after_two_meetings_in_a_row_and_not_after_one():
    told = {"uneven_over_weeks", "dominance_over_weeks"}
    assert trends([UNEVEN]) == []
    assert {notice.kind for notice in trends([UNEVEN, UNEVEN])} == told
    assert trends([EVEN, EVEN, UNEVEN]) == []
    assert {notice.kind for notice in trends([EVEN] + [UNEVEN] * 6)} == told
    assert trends([UNEVEN, *[EVEN] * 6]) == []
    few = measure(talk("abacad" * 3, {"a": 400.0}))
    assert trends([UNEVEN, few]) == [], "too little talk to count"
    assert trends([measure(talk("ab" * 15, {"a": 400.0}))] * 3) == [], "two shares tell everything about two people"


def test_leaders_who_hold_more_than_half_again_and_again_are_told():
    people = [Attendee("r", "facilitator"), *map(Attendee, "abc")]
    led = measure(talk("rarbrc" * 6, {"r": 90.0}), people)
    assert [notice.kind for notice in trends([led, led])] == ["facilitator_share_over_weeks"]


def test_who_is_far_below_an_even_share_at_their_last_two_meetings():
    quiet = measure(talk("abc" * 10), map(Attendee, "abcd"))
    away = measure(talk("abc" * 10), map(Attendee, "abc"))
    assert quiet_twice([quiet]) == set()
    assert quiet_twice([quiet, quiet]) == {"d"}
    assert quiet_twice([quiet, away, quiet]) == {"d"}, "a meeting that one was not at says nothing"
    assert quiet_twice([quiet, quiet, EVEN]) == set()
    short = measure(talk("abc" * 3), map(Attendee, "abcd"))
    assert quiet_twice([quiet, short]) == set(), "too little talk to count"
    once = measure(talk("abc" * 10 + "d", {"d": 14.0}), map(Attendee, "abcd"))
    assert quiet_twice([once, once]) == set(), "the interval reaches beyond"


def test_the_same_meeting_always_raises_the_same_notices():
    result = measure(talk("abacad" * 10, {"a": 120.0}))
    assert notices(result) == notices(result)


# --- real talk ------------------------------------------------------------------------------------------------
def _same(mine, theirs):
    for name, value in theirs.items():
        if name == "members":
            assert set(mine["members"]) == set(value)
            for person, share in value.items():
                assert mine["members"][person] == pytest.approx(share, abs=2e-6)
        else:
            assert mine[name] == pytest.approx(value, abs=2e-6), name


@pytest.mark.parametrize("folder", ["turns", "transcripts"])
def test_real_talk_gives_the_figures_of_an_independent_computation(test_data, folder):
    from tests.insights import plainly

    files = sorted((test_data / folder).glob("*.jsonl"))
    assert files
    for file in files:
        rows = plainly.rows_of(file)
        given, last = [Row(*row) for row in rows], max(row[2] for row in rows)
        _same(as_dict(measure(given)), plainly.figures(plainly.cleaned(rows), last))
        _same(as_dict(measure(given, raw=True)), plainly.figures(sorted(rows, key=lambda row: row[1:]), last))


def test_a_thousand_turns_are_quick(record_property, capsys):
    rows = talk("abcdefgh" * 125, {"a": 40.0})
    notices(measure(rows))
    began = time.perf_counter()
    notices(measure(rows))
    spent = (time.perf_counter() - began) * 1000
    record_property("milliseconds", spent)
    with capsys.disabled():
        print(f" [1,000 turns with notices: {spent:.0f} ms] ", end="")
