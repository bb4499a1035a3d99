"""The same measures written a second time, by other means, to hold the first against."""

import json
import math
from itertools import combinations, pairwise, permutations
from pathlib import Path


def rows_of(path: Path) -> list[tuple[str, float, float]]:
    lines = (json.loads(line) for line in path.read_text().splitlines())
    return [(line["speaker"], line["start"], line["end"]) for line in lines]


def cleaned(rows):
    """Half a second at least; then one speaker's rows joined where less than a second parts them."""
    kept = []
    for speaker in {row[0] for row in rows}:
        own = sorted((start, end) for who, start, end in rows if who == speaker and round(end - start, 6) >= 0.5)
        while own:
            start, end = own.pop(0)
            while own and round(own[0][0] - end, 6) < 1.0:
                end = max(end, own.pop(0)[1])
            kept.append((speaker, start, end))
    order = {row: i for i, row in enumerate(rows)}
    return sorted(kept, key=lambda row: (row[1], row[2], order.get(row, 0)))


def gini(values):
    """Mean absolute difference over twice the mean: the textbook's other definition."""
    n, total = len(values), sum(values)
    if n < 2 or not total:
        return None
    return sum(abs(a - b) for a, b in permutations(values, 2)) / (2 * n * total)


def figures(rows, last_end, people=None):
    people = sorted(people or {row[0] for row in rows})
    n = len(people)
    time = {p: sum(end - start for who, start, end in rows if who == p) for p in people}
    order = [row[0] for row in rows]
    starts = [i for i in range(len(order)) if i == 0 or order[i] != order[i - 1]]
    speakers = [order[i] for i in starts]
    turns = {p: speakers.count(p) for p in people}
    total = sum(time.values())
    share = {p: time[p] / total for p in people}

    # Elementary intervals between all boundaries, each looked at in its middle.
    cuts = sorted({0.0} | {row[1] for row in rows} | {row[2] for row in rows})
    talk = both = 0.0
    for a, b in pairwise(cuts):
        middle = (a + b) / 2
        speaking = {who for who, start, end in rows if start < middle < end}
        talk += (b - a) * bool(speaking)
        both += (b - a) * (len(speaking) > 1)

    answered: dict[tuple[str, str], int] = {}
    for before, now in pairwise(speakers):
        answered[now, before] = answered.get((now, before), 0) + 1
    weight = sum(answered.values())
    mutual = sum(min(answered.get((a, b), 0), answered.get((b, a), 0)) for a, b in combinations(people, 2))
    received = [sum(w for (_, to), w in answered.items() if to == p) for p in people]
    plain = gini(list(time.values()))
    return {
        "members": {
            p: {
                "talk_seconds": time[p],
                "turns": turns[p],
                "share": share[p],
                "mean_turn_seconds": time[p] / turns[p] if turns[p] else None,
            }
            for p in people
        },
        "gini": plain,
        "gini_corrected": plain * n / (n - 1),
        "evenness": -sum(p * math.log(p, n) for p in share.values() if p),
        "dominance": (max(share.values()) - 1 / n) / (1 - 1 / n),
        "quiet_share": min(share.values()) * n,
        "turn_gini": gini(list(turns.values())),
        "silence": 1 - talk / last_end,
        "overlap": both / talk,
        "facilitator_share": 0.0,
        "reciprocity": 2 * mutual / weight,
        "response_concentration": (max(received) - weight / n) * n / ((n - 1) * weight),
    }
