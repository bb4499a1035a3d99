"""People and groups of an instance as the ranking knows them, read from JSON; see `openchair match rank --help`.

Times of a week: `{"day": 2, "start": "19:00", "end": "20:30"}` with 0 for Sunday, `"tue 19:00-20:30"`, or labels of the
writer's own, which are then compared as they are.
"""

import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from openchair.matching.fields import Fields, Name, Row
from openchair.matching.ranking.parts import Part
from openchair.matching.ranking.profile import Listing, Seeker, Style
from openchair.matching.ranking.rank import MOST_HEAVIER
from openchair.matching.ranking.week import STEP_MINUTES, WEEK_STEPS, Span

DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_WRITTEN = re.compile(r"(sun|mon|tue|wed|thu|fri|sat)[a-z]*[ -]+(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)", re.IGNORECASE)
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")


def read_profiles(whole: Any, *, file: str) -> tuple[list[Seeker], list[Listing]]:
    """Everybody and every group of an instance. Raises InputProblem."""
    return _Reading(file).profiles(whole)


class _Reading(Fields):
    def __init__(self, file: str) -> None:
        super().__init__(file)
        self._labels: dict[str, Span] = {}
        self._has_clocks = ""
        self._groups: dict[str, Name] = {}

    def profiles(self, whole: Any) -> tuple[list[Seeker], list[Listing]]:
        groups, people = (self.rows(whole, key) for key in ("groups", "people"))
        group_ids, people_ids = self.ids(groups, "groups"), self.ids(people, "people")
        self._groups = {str(name): name for name in group_ids}
        apart: dict[Name, set[Name]] = {}
        for one, other, _ in self.couples(whole, "apart"):
            apart.setdefault(one, set()).add(other)
            apart.setdefault(other, set()).add(one)
        listings = [self.listing(row, group_ids[number], f"groups[{number}]") for number, row in enumerate(groups)]
        return [
            self.seeker(row, people_ids[number], frozenset(apart.get(people_ids[number], ())), f"people[{number}]")
            for number, row in enumerate(people)
        ], listings

    def listing(self, row: Row, name: Name, at: str) -> Listing:
        form = self.text(row, "format", at)
        return Listing(
            id=name,
            name=self.text(row, "name", at),
            is_open=self.truth(row, "open", at, default=True),
            seats=self.maybe(row, "seats", at, whole=True),
            has_waiting_list=self.truth(row, "waiting_list", at, default=True),
            youngest=self.maybe(row, "youngest", at, whole=True),
            oldest=self.maybe(row, "oldest", at, whole=True),
            languages=self.words(row, "languages", at),
            access=self.words(row, "access", at),
            times=self.times(row, "times", at),
            time_zone=self.zone(row, at),
            is_online=form in ("online", "hybrid") if form else None,
            themes=self.shares(row, "themes", at),
            goals=self.words(row, "goals", at),
            style=self.style(row, at),
            only_for=self.words(row, "only_for", at),
            composition=self.words(row, "composition", at),
            stages=tuple(
                self.stage(value, f"{at}.stages[{number}]")
                for number, value in enumerate(self.list_of(row, "stages", at))
                if value is not None
            ),
            wants_spread=self.truth(row, "spread", at, default=False),
            kind=self.text(row, "kind", at),
            wait_days=self.maybe(row, "wait_days", at),
            members=frozenset(self.names(row, "members", at)),
            leaders=frozenset(self.names(row, "leaders", at)),
        )

    def seeker(self, row: Row, name: Name, apart: frozenset[Name], at: str) -> Seeker:
        stage, therapist = row.get("stage"), row.get("therapist")
        heavier = self.shares(row, "weights", at, most=10.0)
        if not heavier.keys() <= {part.value for part in Part} or len(heavier) > MOST_HEAVIER:
            words = f"at most {MOST_HEAVIER} of " + ", ".join(Part)
            raise self.problem(f"{at}.weights", words)
        return Seeker(
            id=name,
            age=self.maybe(row, "age", at, whole=True),
            languages=self.words(row, "languages", at),
            needs=self.words(row, "needs", at),
            available=self.times(row, "available", at),
            preferred=self.times(row, "preferred", at),
            time_zone=self.zone(row, at),
            minutes={
                self._groups.get(group, group): value
                for group, value in self.shares(row, "minutes", at, most=10_000.0).items()
            },
            most_minutes=self.maybe(row, "most_minutes", at),
            online=self.maybe(row, "online", at, most=1.0),
            themes=self.shares(row, "themes", at),
            goals=self.words(row, "goals", at),
            style=self.style(row, at),
            identities=self.words(row, "identities", at),
            wishes=self.words(row, "wishes", at),
            stage=None if stage is None else self.stage(stage, f"{at}.stage"),
            rated=self.shares(row, "rated", at, most=10.0),
            most_wait=self.maybe(row, "most_wait", at),
            apart=apart,
            therapists=frozenset(
                [
                    *self.names(row, "therapists", at),
                    *([] if therapist is None else [self.name(therapist, f"{at}.therapist")]),
                ]
            ),
            left_out=frozenset(self.names(row, "excluded", at)),
            on_hold=self.truth(row, "on_hold", at, default=False),
            heavier=heavier,
        )

    def style(self, row: Row, at: str) -> Style:
        return Style(
            structure=self.text(row, "structure", at),
            leadership=self.text(row, "leadership", at),
            size=self.maybe(row, "size", at, whole=True),
            camera=self.text(row, "camera", at),
        )

    # --- fields ---------------------------------------------------------------------------------------------
    def text(self, row: Row, key: str, at: str) -> str:
        value = row.get(key)
        if value is not None and not isinstance(value, str):
            raise self.problem(f"{at}.{key}", "give text")
        return value or ""

    def words(self, row: Row, key: str, at: str) -> frozenset[str]:
        return frozenset(str(name) for name in self.names(row, key, at))

    def maybe(self, row: Row, key: str, at: str, *, whole: bool = False, most: float = float("inf")) -> Any:
        value = row.get(key)
        if value is None:
            return None
        return self.count(value, f"{at}.{key}") if whole else self.number(value, f"{at}.{key}", most=most)

    def shares(self, row: Row, key: str, at: str, *, most: float = 1.0) -> Mapping[str, float]:
        value = row.get(key)
        if isinstance(value, list):  # names alone: each counts in full
            return dict.fromkeys(map(str, self.names(row, key, at)), 1.0)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self.problem(f"{at}.{key}", "give an object of numbers")
        return {name: self.number(share, f"{at}.{key}.{name}", most=most) for name, share in value.items()}

    def zone(self, row: Row, at: str) -> str:
        name = self.text(row, "timezone", at)
        if name:
            try:
                ZoneInfo(name)
            except (KeyError, ValueError, OSError):
                raise self.problem(f"{at}.timezone", f"{name!r} is no time zone; give one like Europe/Berlin") from None
        return name

    # --- times ----------------------------------------------------------------------------------------------
    def times(self, row: Row, key: str, at: str) -> tuple[Span, ...]:
        return tuple(
            self.span(value, f"{at}.{key}[{number}]") for number, value in enumerate(self.list_of(row, key, at))
        )

    def span(self, value: Any, field: str) -> Span:
        if isinstance(value, str):
            written = _WRITTEN.fullmatch(value.strip())
            if written is None:
                return self.label(value, field)
            day: Any = DAYS.index(written[1].lower()[:3])
            start: Any = written[2]
            end: Any = written[3]
        elif isinstance(value, dict):
            day, start, end = value.get("day"), value.get("start"), value.get("end")
            if isinstance(day, str) and day.lower()[:3] in DAYS:
                day = DAYS.index(day.lower()[:3])
        else:
            raise self.problem(field, "give a day with start and end, or text")
        if isinstance(day, bool) or not isinstance(day, int) or not 0 <= day <= 6:
            raise self.problem(f"{field}.day", "give 0 (Sunday) to 6 (Saturday)")
        self._has_clocks = self._has_clocks or field
        if self._labels:
            raise self.problem(field, "clock times and labels of one's own cannot be compared: use one of the two")
        begins, ends = (self.clock(word, f"{field}.{part}") for word, part in ((start, "start"), (end, "end")))
        if begins == ends:
            raise self.problem(field, "it ends when it begins")
        first = day * 24 * 60
        return Span(first + begins, first + ends + (24 * 60 if ends < begins else 0))

    def clock(self, value: Any, field: str) -> int:
        found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
        if found is None or (minutes := 60 * int(found[1]) + int(found[2])) > 24 * 60:
            raise self.problem(field, "give a time like 19:00")
        return minutes

    def label(self, value: str, field: str) -> Span:
        if self._has_clocks or not value.strip():
            raise self.problem(field, "give a time like tue 19:00-20:30")
        if value not in self._labels:
            if len(self._labels) == WEEK_STEPS:
                raise self.problem(field, f"at most {WEEK_STEPS} different labels")
            # Each label is a step of its own: the same arithmetic then compares them.
            first = len(self._labels) * STEP_MINUTES
            self._labels[value] = Span(first, first + STEP_MINUTES)
        return self._labels[value]
