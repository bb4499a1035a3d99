"""Reading an instance from JSON, strictly: whatever cannot be read is named by file and field, and nothing is guessed.

The shape is the contract's: `{"groups": [...], "people": [...], "fit": {...}, "apart": [[a, b]], ...}`. Names are any
text or whole number; inside they become numbers in the order of the input.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from openchair.core.errors import InputProblem
from openchair.matching.allocation.assignment import Jobs
from openchair.matching.allocation.instance import Group, Instance, Pair, Rules, Waiting
from openchair.matching.fields import Fields, Name, Row

Fits = Mapping[Name, Mapping[Name, float]]
"""Of each person the fit of each allowed group, 0 to 1."""


@dataclass(frozen=True)
class Named:
    """An instance with the names that the input gave to people and groups."""

    instance: Instance
    people: tuple[Name, ...]
    groups: tuple[Name, ...]


def named_instance(whole: Any, fit: Fits | None = None, *, file: str) -> Named:
    """The instance of a read JSON document; `fit` replaces what the document says. Raises InputProblem."""
    return _Reading(file).whole(whole, fit)


class _Reading(Fields):
    def whole(self, whole: Any, fit: Fits | None) -> Named:
        rows = {key: self.rows(whole, key) for key in ("groups", "people")}
        groups, people = (self.ids(rows[key], key) for key in ("groups", "people"))
        at_group = {name: number for number, name in enumerate(groups)}
        at_person = {name: number for number, name in enumerate(people)}
        inside = [self.names(row, "members", f"groups[{number}]") for number, row in enumerate(rows["groups"])]
        taking_in = tuple(
            self.group(row, len(set(inside[number])), f"groups[{number}]") for number, row in enumerate(rows["groups"])
        )
        waiting = tuple(self.waiting(row, f"people[{number}]") for number, row in enumerate(rows["people"]))
        leading = [self.names(row, "leaders", f"groups[{number}]") for number, row in enumerate(rows["groups"])]
        apart, kept_out = self.apart(whole, at_person, [[*names, *leading[at]] for at, names in enumerate(inside)])
        together = self.pairs(whole, "together", at_person)
        rules = self.rules(whole.get("rules", {}))
        self.refuse_clashes(people, apart, together, rules)
        given = self.fit(whole.get("fit"), at_person, at_group) if fit is None else _numbered(fit, at_person, at_group)
        mine = {(at_person[name], number) for number, names in enumerate(inside) for name in names if name in at_person}
        pairs = sorted(pair for pair in given if pair not in kept_out and pair not in mine)
        instance = Instance(
            groups=taking_in,
            people=waiting,
            who=np.fromiter((person for person, _ in pairs), np.int64, len(pairs)),
            where=np.fromiter((group for _, group in pairs), np.int64, len(pairs)),
            fit=np.fromiter((given[pair] for pair in pairs), np.float64, len(pairs)),
            apart=apart,
            kept_out=frozenset(kept_out & given.keys()),
            together=together,
            rules=rules,
        )
        return Named(instance, people, groups)

    def refuse_clashes(
        self, people: Sequence[Name], apart: Collection[Pair], together: Collection[Pair], rules: Rules
    ) -> None:
        """Rules that can never hold at once are named, and nothing is worked out."""
        for party in _parties(together):
            names = ", ".join(repr(people[person]) for person in sorted(party))
            for one, other in sorted(apart):
                if one in party and other in party:
                    by_way = "" if (one, other) in together else f" by way of others ({names})"
                    words = f"{people[one]!r} and {people[other]!r} are to be together{by_way} and kept apart"
                    raise self.problem("together", f"{words}: take one of the two away")
            if rules.most_new is not None and len(party) > rules.most_new:
                words = f"{names} are to be together, and rules.most_new lets {rules.most_new} in at once"
                raise self.problem("together", f"{words}: change one of the two")

    # --- parts --------------------------------------------------------------------------------------------
    def group(self, row: Row, present: int, at: str) -> Group:
        seats = self.count(row.get("seats"), f"{at}.seats")
        reserved = self.count(row.get("reserved", 0), f"{at}.reserved")
        if reserved > seats:
            raise self.problem(f"{at}.reserved", f"{reserved} seats are reserved, and only {seats} are free")
        stages = self.list_of(row, "stages", at)
        return Group(
            seats=seats,
            minimum=self.count(row.get("minimum", 0), f"{at}.minimum"),
            present=present,
            stages=tuple(
                -1 if value is None else self.stage(value, f"{at}.stages[{number}]")
                for number, value in enumerate(stages)
            ),
            reserved=reserved,
        )

    def waiting(self, row: Row, at: str) -> Waiting:
        stage = row.get("stage")
        return Waiting(
            days=self.number(row.get("waiting_days", 0), f"{at}.waiting_days"),
            stage=-1 if stage is None else self.stage(stage, f"{at}.stage"),
            urgent=self.truth(row, "urgent", at, default=False),
        )

    # --- who with whom --------------------------------------------------------------------------------------
    def pairs(self, whole: Row, key: str, at_person: Mapping[Name, int]) -> frozenset[Pair]:
        found = set()
        for one, other, at in self.couples(whole, key):
            for name in (one, other):
                if name not in at_person:
                    raise self.problem(at, f"nobody who waits is called {name!r}")
            found.add(_pair(at_person[one], at_person[other]))
        return frozenset(found)

    def apart(
        self, whole: Row, at_person: Mapping[Name, int], inside: list[list[Name]]
    ) -> tuple[frozenset[Pair], frozenset[Pair]]:
        """Who waits and shares no group, and whom a member of a group keeps out of it."""
        homes: dict[Name, list[int]] = {}
        for number, names in enumerate(inside):
            for name in names:
                homes.setdefault(name, []).append(number)
        waiting: set[Pair] = set()
        kept_out: set[Pair] = set()
        for one, other, at in self.couples(whole, "apart"):
            for name in (one, other):
                if name not in at_person and name not in homes:
                    raise self.problem(at, f"nobody who waits or is in a group is called {name!r}")
            if one in at_person and other in at_person:
                waiting.add(_pair(at_person[one], at_person[other]))
            for name, theirs in ((one, other), (other, one)):
                if name in at_person:
                    kept_out.update((at_person[name], group) for group in homes.get(theirs, ()))
        return frozenset(waiting), frozenset(kept_out)

    def fit(self, value: Any, at_person: Mapping[Name, int], at_group: Mapping[Name, int]) -> dict[Pair, float]:
        if not isinstance(value, dict):
            raise self.problem("fit", "give for each person the fit of each allowed group, 0 to 1")
        by_text = ({str(name): number for name, number in names.items()} for names in (at_person, at_group))
        people, groups = by_text
        found: dict[Pair, float] = {}
        for name, fits in value.items():
            if name not in people:
                raise self.problem(f"fit.{name}", "nobody who waits is called so")
            if not isinstance(fits, dict):
                raise self.problem(f"fit.{name}", "give an object of groups")
            for group, share in fits.items():
                if group not in groups:
                    raise self.problem(f"fit.{name}.{group}", "no group is called so")
                found[people[name], groups[group]] = self.number(share, f"fit.{name}.{group}", most=1.0)
        return found

    def rules(self, value: Any) -> Rules:
        if not isinstance(value, dict) or not value.keys() <= {"bands", "most_new"}:
            raise self.problem("rules", "give an object with bands (true or false) and most_new (a whole number)")
        most_new = value.get("most_new")
        bands = self.truth(value, "bands", "rules", default=False)
        return Rules(bands=bands, most_new=None if most_new is None else self.count(most_new, "rules.most_new"))


def _pair(one: int, other: int) -> Pair:
    return min(one, other), max(one, other)


def _parties(together: Iterable[Pair]) -> list[set[int]]:
    """Who is to be together with whom, also by way of others."""
    parties: list[set[int]] = []
    for pair in together:
        joined = set(pair).union(*(party for party in parties if not party.isdisjoint(pair)))
        parties = [party for party in parties if party.isdisjoint(pair)] + [joined]
    return parties


def _numbered(fit: Fits, at_person: Mapping[Name, int], at_group: Mapping[Name, int]) -> dict[Pair, float]:
    return {
        (at_person[person], at_group[group]): share for person, fits in fit.items() for group, share in fits.items()
    }


# --- assignment problems ----------------------------------------------------------------------------------
def read_jobs(text: str, *, file: str) -> list[Jobs]:
    """The problems of a file: `m n`, m rows of costs, m rows of efforts, m capacities; or first how many follow."""
    numbers = _numbers(text, file)
    alone = len(numbers) >= 2 and len(numbers) == 2 + 2 * numbers[0] * numbers[1] + numbers[0]
    many, at = (1, 0) if alone else (numbers[0] if numbers else 0, 1)
    found: list[Jobs] = []
    for number in range(many):
        agents, jobs = (int(value) for value in numbers[at : at + 2]) if at + 2 <= len(numbers) else (0, 0)
        size = agents * jobs
        end = at + 2 + 2 * size + agents
        if agents < 1 or jobs < 1 or end > len(numbers):
            raise InputProblem(f"problem {number + 1} of {many} is cut short, or is none", file=file)
        table = np.array(numbers[at + 2 : end], np.int64)
        found.append(
            Jobs(
                cost=table[:size].reshape(agents, jobs),
                effort=table[size : 2 * size].reshape(agents, jobs),
                capacity=table[2 * size :],
            )
        )
        if (found[-1].effort < 0).any() or (found[-1].capacity < 0).any():
            raise InputProblem(f"problem {number + 1}: efforts and capacities are 0 or more", file=file)
        at = end
    if not found or at != len(numbers):
        raise InputProblem("this is no generalised assignment problem in OR-Library format", file=file)
    return found


def _numbers(text: str, file: str) -> list[int]:
    found = []
    for row, line in enumerate(text.splitlines(), 1):
        for word in line.split():
            if not word.lstrip("-").isascii() or not word.lstrip("-").isdigit() or len(word) > 15:
                raise InputProblem(f"{word[:20]!r} is no whole number", file=file, row=row)
            found.append(int(word))
    return found
