"""The formulas of group dynamics: who held the floor, how evenly, who answers whom. Plain numbers, no words.

Input is one `Row` for each time somebody held the floor; output is one `Dynamics`. Facilitators are shown apart and
never count in balance; people who opted out count only as "other". Every measure is None where it means nothing
(nobody spoke, or there is nobody to compare with), never 0. Nothing here reads a clock, a file or a database.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import Literal

Role = Literal["member", "facilitator"]
NOBODY_IN_PARTICULAR = "group"
"""`addressed_to` of something said to everybody: known, and no edge between two people."""
OTHER = "unobserved"
"""Speaker of rows whose person opted out and whose id was never taken down."""

SHORTEST_ROW = 0.5
MERGE_GAP = 1.0
PRESENT_FOR = 0.5
"""Part of the meeting somebody must be present for to count among those who share the floor."""


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody held the floor from `start` to `end`, in seconds from the meeting's start."""

    speaker: str
    start: float
    end: float
    addressed_to: tuple[str, ...] = ()
    """Whom it was said to, where that is known; several when rows were joined."""

    @property
    def seconds(self) -> float:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody on the roster, whether they spoke or not; `present` is None for the whole meeting."""

    id: str
    role: Role = "member"
    observed: bool = True
    present: tuple[tuple[float, float], ...] | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """One person's part of the floor; `share` is None while nobody has spoken or the person does not count."""

    talk_seconds: float
    turns: int
    share: float | None
    mean_turn_seconds: float | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A run of rows by one speaker, with nobody else starting in between."""

    speaker: str
    start: float
    seconds: float
    addressed_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dynamics:
    """Every measure of one meeting."""

    members: Mapping[str, Share]
    facilitators: Mapping[str, Share]
    briefly_present: Mapping[str, Share]
    other_people: int
    other_seconds: float
    turns: tuple[Turn, ...]
    elapsed: float
    backchannels: int
    gini: float | None
    gini_corrected: float | None
    evenness: float | None
    dominance: float | None
    quiet_share: float | None
    turn_gini: float | None
    silence: float | None
    overlap: float | None
    facilitator_share: float | None
    return_rate: float | None
    interruptions: int
    reciprocity: float | None
    response_concentration: float | None
    support_concentration: float | None
    network: Literal["explicit", "inferred", "mixed", "none"]
    edges: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """(who answered, who was answered) and how often."""


# --- balance: functions of a list of numbers, one for each person ---------------------------------------
def gini(values: Sequence[float]) -> float | None:
    """0 when all are equal, at most (n-1)/n when one person has everything."""
    n, total = len(values), math.fsum(values)
    if n < 2 or total <= 0:
        return None
    weighted = math.fsum((2 * i - n - 1) * value for i, value in enumerate(sorted(values), start=1))
    # Rounding alone can leave -1e-17 for equal values.
    return max(0.0, weighted / (n * total))


def gini_corrected(values: Sequence[float]) -> float | None:
    """The Gini measure from 0 to 1, comparable across group sizes: the one that is shown."""
    plain, n = gini(values), len(values)
    return None if plain is None else min(1.0, plain * n / (n - 1))


def evenness(values: Sequence[float]) -> float | None:
    """Shannon evenness: 1 when all are equal, 0 for a monologue."""
    n, total = len(values), math.fsum(values)
    if n < 2 or total <= 0:
        return None
    shares = [value / total for value in values if value > 0]
    return min(1.0, max(0.0, -math.fsum(p * math.log(p) for p in shares) / math.log(n)))


def dominance(values: Sequence[float]) -> float | None:
    """0 when all are equal, 1 for a monologue."""
    n, total = len(values), math.fsum(values)
    if n < 2 or total <= 0:
        return None
    return min(1.0, max(0.0, (max(values) / total - 1 / n) / (1 - 1 / n)))


def quiet_share(values: Sequence[float]) -> float | None:
    """The quietest person's part of a fair share: 1 is fair, 0 is silent."""
    n, total = len(values), math.fsum(values)
    if n < 2 or total <= 0:
        return None
    return min(1.0, max(0.0, n * min(values) / total))


# --- from rows to turns --------------------------------------------------------------------------------
def drop_short(rows: Iterable[Row], least: float = SHORTEST_ROW) -> list[Row]:
    """Leave out what is too short to be holding the floor: a "yes", a laugh."""
    # Rounded, because 65.6 - 65.1 must be half a second whatever binary fractions make of it.
    return [row for row in rows if round(row.seconds, 6) >= least]


def merge_gaps(rows: Iterable[Row], gap: float = MERGE_GAP) -> list[Row]:
    """Join rows of one speaker that only a breath parts, whoever spoke meanwhile."""
    merged: list[Row] = []
    last_of: dict[str, int] = {}
    for row in _in_order(rows):
        at = last_of.get(row.speaker)
        if at is not None and round(row.start - merged[at].end, 6) < gap:
            before = merged[at]
            both = before.addressed_to + row.addressed_to
            merged[at] = replace(before, end=max(before.end, row.end), addressed_to=both)
        else:
            last_of[row.speaker] = len(merged)
            merged.append(row)
    return _in_order(merged)


def clip(rows: Iterable[Row], roster: Mapping[str, Attendee]) -> list[Row]:
    """Cut rows to the time their speaker was present."""
    kept: list[Row] = []
    for row in rows:
        attendee = roster.get(row.speaker)
        if attendee is None or attendee.present is None:
            kept.append(row)
            continue
        for start, end in attendee.present:
            if min(row.end, end) > max(row.start, start):
                kept.append(replace(row, start=max(row.start, start), end=min(row.end, end)))
    return kept


def turns_of(rows: Iterable[Row]) -> list[Turn]:
    """Maximal runs of rows by one speaker, in start order."""
    turns = []
    for speaker, run in groupby(_in_order(rows), key=lambda row: row.speaker):
        held = list(run)
        addressees = tuple(name for name, _ in groupby(name for row in held for name in row.addressed_to))
        turns.append(Turn(speaker, held[0].start, math.fsum(row.seconds for row in held), addressees))
    return turns


def silence_and_overlap(rows: Iterable[Row], elapsed: float) -> tuple[float | None, float | None]:
    """Time nobody speaks of the time elapsed, and time two or more people speak of the time anybody does."""
    edges = sorted([(row.start, 1, row.speaker) for row in rows] + [(row.end, -1, row.speaker) for row in rows])
    speaking: dict[str, int] = defaultdict(int)
    people, anybody, several, before = 0, 0.0, 0.0, 0.0
    for at, step, speaker in edges:
        anybody += (at - before) if people else 0.0
        several += (at - before) if people > 1 else 0.0
        was = speaking[speaker]
        speaking[speaker] += step
        people += (speaking[speaker] > 0) - (was > 0)
        before = at
    silence = None if elapsed <= 0 else min(1.0, max(0.0, 1 - anybody / elapsed))
    return silence, None if anybody <= 0 else several / anybody


def return_rate(speakers: Sequence[str]) -> float | None:
    """Share of turns that go back to the speaker before last: high when two people talk inside a larger group."""
    if len(speakers) < 3:
        return None
    returns = sum(1 for i in range(2, len(speakers)) if speakers[i] == speakers[i - 2])
    return returns / (len(speakers) - 2)


def interruptions(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """(who, whom) for each start while another holds the floor, with half a second together and a second after."""
    found = []
    ordered = _in_order(rows)
    for i, holder in enumerate(ordered):
        for other in ordered[i + 1 :]:
            if other.start >= holder.end:
                break
            starts_inside = other.speaker != holder.speaker and other.start > holder.start
            if starts_inside and holder.end - other.start >= SHORTEST_ROW and other.end - holder.end >= 1.0:
                found.append((other.speaker, holder.speaker))
    return found


# --- who answers whom ------------------------------------------------------------------------------------
def response_edges(turns: Sequence[Turn], people: Iterable[str]) -> tuple[dict[tuple[str, str], int], set[str]]:
    """How often each of `people` spoke to each other, and whether that was said ("explicit") or "inferred".

    What a turn was addressed to counts where it is known; otherwise a turn answers the one before it.
    """
    among = set(people)
    edges: dict[tuple[str, str], int] = defaultdict(int)
    ways: set[str] = set()
    for before, turn in pairwise([None, *turns]):
        assert turn is not None
        inferred = (before.speaker,) if before is not None else ()
        for target in turn.addressed_to or inferred:
            if turn.speaker in among and target in among and target != turn.speaker:
                edges[turn.speaker, target] += 1
                ways.add("explicit" if turn.addressed_to else "inferred")
    return dict(edges), ways


def reciprocity(edges: Mapping[tuple[str, str], int]) -> float | None:
    """Part of all answers that are given back; near 1 by construction where answers are inferred."""
    total = sum(edges.values())
    if not total:
        return None
    return sum(min(weight, edges.get((b, a), 0)) for (a, b), weight in edges.items()) / total


def concentration(edges: Mapping[tuple[str, str], int], n: int, *, end: Literal["received", "given"]) -> float | None:
    """0 when everybody receives (or gives) alike, 1 when all of it is one person's."""
    total = sum(edges.values())
    if not total or n < 2:
        return None
    weight: dict[str, int] = defaultdict(int)
    for (giver, receiver), count in edges.items():
        weight[receiver if end == "received" else giver] += count
    return (max(weight.values()) - total / n) * n / ((n - 1) * total)


# --- all of it -------------------------------------------------------------------------------------------
def measure(
    rows: Iterable[Row],
    roster: Iterable[Attendee] = (),
    *,
    beside: Iterable[Iterable[Row]] = (),
    raw: bool = False,
    elapsed: float | None = None,
) -> Dynamics:
    """All measures of one meeting; `raw` skips the cleaning, `elapsed` is the last end unless it is known better.

    `beside` are the rows of small groups, each on its own: their time and turns count for whoever held the floor there,
    and nobody in one group interrupts or answers anybody in another.
    """
    given = _in_order(rows)
    attendees = {attendee.id: attendee for attendee in roster}
    for row in given:
        attendees.setdefault(row.speaker, Attendee(row.speaker, observed=row.speaker != OTHER))
    if elapsed is None:
        elapsed = max((row.end for row in given), default=0.0)
    present = clip(given, attendees)
    held = present if raw else merge_gaps(drop_short(present))
    turns = turns_of(held)
    apart = [clip(_in_order(rows), attendees) for rows in beside]
    groups = apart if raw else [merge_gaps(drop_short(group)) for group in apart]
    in_groups = [row for group in groups for row in group]

    seconds: dict[str, float] = dict.fromkeys(attendees, 0.0)
    for name, own in groupby(sorted([*held, *in_groups], key=lambda row: row.speaker), key=lambda row: row.speaker):
        seconds[name] = math.fsum(row.seconds for row in own)
    count: dict[str, int] = defaultdict(int)
    for turn in turns:
        count[turn.speaker] += 1
    for group in groups:
        for turn in turns_of(group):
            count[turn.speaker] += 1

    counted = [a.id for a in attendees.values() if a.observed and a.role == "member" and _there_long(a, elapsed)]
    talk = math.fsum(seconds[name] for name in counted)
    everyone = math.fsum(seconds.values())
    leading = [a for a in attendees.values() if a.role == "facilitator"]
    unseen = [a for a in attendees.values() if a.role == "member" and not a.observed]
    seen = {a.id for a in attendees.values() if a.observed}

    def shown(name: str, *, shared: bool) -> Share:
        own, turns_held = seconds[name], count[name]
        return Share(
            own, turns_held, own / talk if shared and talk > 0 else None, own / turns_held if turns_held else None
        )

    times, numbers = [seconds[name] for name in counted], [float(count[name]) for name in counted]
    overlap = silence_and_overlap(held, elapsed)[1]
    silence = silence_and_overlap(_in_order([*held, *in_groups]), elapsed)[0]
    edges, ways = response_edges(turns, counted)
    return Dynamics(
        members={name: shown(name, shared=True) for name in counted},
        facilitators={a.id: shown(a.id, shared=False) for a in leading if a.observed},
        briefly_present={
            a.id: shown(a.id, shared=False)
            for a in attendees.values()
            if a.observed and a.role == "member" and a.id not in counted
        },
        other_people=len(unseen),
        other_seconds=math.fsum(seconds[a.id] for a in unseen),
        turns=tuple(turns),
        elapsed=elapsed,
        backchannels=0 if raw else len(present) - len(drop_short(present)),
        gini=gini(times),
        gini_corrected=gini_corrected(times),
        evenness=evenness(times),
        dominance=dominance(times),
        quiet_share=quiet_share(times),
        turn_gini=gini(numbers),
        silence=silence,
        overlap=overlap,
        facilitator_share=math.fsum(seconds[a.id] for a in leading) / everyone if everyone > 0 else None,
        return_rate=return_rate([turn.speaker for turn in turns]),
        interruptions=sum(1 for pair in interruptions(held) if seen.issuperset(pair)),
        reciprocity=reciprocity(edges),
        response_concentration=concentration(edges, len(counted), end="received"),
        support_concentration=concentration(edges, len(counted), end="given"),
        network=_name_of(ways),
        edges=edges,
    )


def _in_order(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row.start, row.end))


def _there_long(attendee: Attendee, elapsed: float) -> bool:
    if attendee.present is None:
        return True
    inside = math.fsum(max(0.0, min(end, elapsed) - max(start, 0.0)) for start, end in attendee.present)
    return inside >= PRESENT_FOR * elapsed


def _name_of(ways: set[str]) -> Literal["explicit", "inferred", "mixed", "none"]:
    if ways == {"explicit"}:
        return "explicit"
    if ways == {"inferred"}:
        return "inferred"
    return "mixed" if ways else "none"
