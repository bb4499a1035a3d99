"""What stands on the coordinator's board: a proposal beside first come, group by group, and who waits on."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openchair.groups.models import Format
from openchair.joining.placing.drawing import Column, each_dot, plot, table
from openchair.joining.placing.explaining import Why
from openchair.joining.placing.runs import Opened, Places, names_of
from openchair.joining.profiles import Row
from openchair.matching.allocation.solve import LONG_WAIT

MOST_COLUMNS = 10


def wait_words(days: int) -> str:
    """How long somebody has waited, in the nearest words."""
    if days < 14:
        return ngettext("{count} day", "{count} days", days).format(count=days)
    return ngettext("{count} week", "{count} weeks", days // 7).format(count=days // 7)


@dataclass(frozen=True)
class One:
    """Somebody of a run."""

    id: str
    name: str
    waits: str
    urgent: bool
    friends: int
    by_hand: bool
    why: str = ""
    left: str = ""


@dataclass(frozen=True)
class Table:
    """A group of a run."""

    id: str
    name: str
    how: str
    words: str
    picture: SafeString
    is_new: bool
    people: list[One] = field(default_factory=list)


@dataclass(frozen=True)
class Measure:
    """One line of the comparison; `better` says which of the two it speaks for, if any."""

    words: str
    proposal: str
    first_come: str
    better: str


class Board:
    """One run as a page."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.names = names_of(opened.people)

    # --- people -----------------------------------------------------------------------------------------------
    def one(self, person: str, *, why: bool = False) -> One:
        """Somebody with what stands beside their name."""
        row = self.opened.people[person]
        return One(
            id=person,
            name=self.names.get(person, _("somebody who has left")),
            waits=wait_words(row["waiting_days"]),
            urgent=row["urgent"],
            friends=len(self.opened.party_of(person)) - 1,
            by_hand=person in self._moved,
            why=Why(self.opened, person).in_short if why else "",
            left=self.opened.result["left"].get(person, ""),
        )

    @cached_property
    def _moved(self) -> set[str]:
        return {change["person"] for change in self.opened.result["changes"]}

    @cached_property
    def unplaced(self) -> list[One]:
        """Who waits on, and why, whoever waited longest first."""
        return [self.one(person, why=True) for person in self.opened.people if person not in self.opened.placed]

    @cached_property
    def tables(self) -> list[Table]:
        """The groups, those with offers first."""
        inside: dict[str, list[One]] = defaultdict(list)
        for person in self.opened.people:
            if person in self.opened.placed:
                inside[self.opened.placed[person]].append(self.one(person))
        found = [self._table(row, inside[group]) for group, row in self.opened.groups.items()]
        return sorted(found, key=lambda table: (not table.people, table.name))

    def _table(self, row: Row, people: list[One]) -> Table:
        sits, free = len(row["members"]), row["seats"] - len(people)
        offers = ngettext("{count} offer", "{count} offers", len(people)).format(count=len(people))
        words = _("{sits} and {offers}").format(sits=sits, offers=offers) if sits else offers
        is_new = row["minimum"] > sits
        if is_new and not people:
            words = _("needs {count} more to begin").format(count=row["minimum"] - sits)
        return Table(
            id=row["id"],
            name=row["name"],
            how=str(Format(row["format"]).label),
            words=words,
            picture=table(sits, len(people), max(0, free)),
            is_new=is_new,
            people=people,
        )

    def found(self, words: str) -> list[One]:
        """Everybody whose name has these words in it."""
        words = words.casefold().strip()
        return [self.one(person) for person, name in self.names.items() if words in name.casefold()] if words else []

    # --- beside first come ------------------------------------------------------------------------------------
    @cached_property
    def measures(self) -> list[Measure]:
        """What comes out, by this proposal and first come, first served."""
        both = (self.opened.placed, self.opened.first_come)
        people, new = len(self.opened.people), [row for row in self.opened.groups.values() if _is_new(row)]
        of = _("{many} of {all}")
        seats = [len(places) for places in both]
        timely = [self._timely(places) for places in both]
        fits = [self._mean_fit(places) for places in both]
        begins = [sum(row["id"] in places.values() for row in new) for places in both]
        mixed = [self._mixed(places) for places in both]
        meeting = [self._meeting(places) for places in both]
        long = [self._long(places) for places in both]
        waits = [self._longest(places) for places in both]
        all_long = sum(row["waiting_days"] > LONG_WAIT for row in self.opened.people.values())
        found = [
            _measure(_("People with a seat"), seats, [of.format(many=many, all=people) for many in seats]),
            _measure(
                _("Of those who gave times, in a group at such a time"),
                [many for many, _all in timely],
                [of.format(many=many, all=whole) for many, whole in timely],
            ),
            _measure(_("How well the seats fit, 0 to 100, in the middle of all"), fits, [str(fit) for fit in fits]),
            _measure(_("Groups with new people that have somebody further on and somebody starting out"),
                     [many for many, _all in mixed], [of.format(many=many, all=whole) for many, whole in mixed]),
            _measure(
                _("Pairs who must not meet, and would"), [-many for many in meeting],
                [str(many) if many else _("none") for many in meeting],
            ),
            _measure(_("Longest wait of those left"), [-days for days in waits], [wait_words(days) for days in waits]),
        ]  # fmt: skip
        if new:
            words = [of.format(many=many, all=len(new)) for many in begins]
            found.insert(3, _measure(_("New groups that can begin"), begins, words))
        if all_long:
            words = [of.format(many=many, all=all_long) for many in long]
            found.append(_measure(_("People with a seat who waited over 90 days"), long, words))
        return found

    def _timely(self, places: Places) -> tuple[int, int]:
        seekers, listings, times = self.opened.profiles
        order = {group: number for number, group in enumerate(listings)}
        good = known = 0
        for person, group in places.items():
            seeker = seekers[person]
            share = times.shares(seeker.available, seeker.time_zone)[order[group]] if seeker.available else None
            known += share is not None
            good += share is not None and share >= 0.8
        return good, known

    def _mean_fit(self, places: Places) -> int:
        fit = self.opened.document["fit"]
        return round(100 * sum(fit[one][group] for one, group in places.items()) / len(places)) if places else 0

    def _mixed(self, places: Places) -> tuple[int, int]:
        inside: dict[int, list[int]] = defaultdict(list)
        for person, group in self.opened.by_number(places).items():
            inside[group].append(person)
        whole = [not self.opened.instance.missing_mix(group, people) for group, people in inside.items()]
        return sum(whole), len(whole)

    def _meeting(self, places: Places) -> int:
        """Counted anew from who is kept apart, and not from what the solver was told."""
        homes: dict[str, set[str]] = defaultdict(set)
        for group, row in self.opened.groups.items():
            for person in (*row["members"], *row["leaders"]):
                homes[person].add(group)
        for person, group in places.items():
            homes[person].add(group)
        coming = set(places)
        return sum(
            bool(homes[one] & homes[other]) for one, other in self.opened.document["apart"] if {one, other} & coming
        )

    def _long(self, places: Places) -> int:
        return sum(self.opened.people[person]["waiting_days"] > LONG_WAIT for person in places)

    def _longest(self, places: Places) -> int:
        left = [row["waiting_days"] for person, row in self.opened.people.items() if person not in places]
        return max(left, default=0)

    # --- the picture ------------------------------------------------------------------------------------------
    @cached_property
    def _wide(self) -> int:
        """How many weeks stand in one column."""
        most = max((row["waiting_days"] for row in self.opened.people.values()), default=0)
        return int(most) // 7 // MOST_COLUMNS + 1

    @cached_property
    def columns(self) -> list[Column]:
        """Everybody by the weeks they have waited, in ten columns at most."""
        weeks = {person: row["waiting_days"] // 7 for person, row in self.opened.people.items()}
        wide = self._wide
        columns = []
        for number in range(max(weeks.values(), default=0) // wide + 1):
            inside = [person for person, week in weeks.items() if week // wide == number]
            first, last = number * wide, number * wide + wide - 1
            columns.append(
                Column(
                    label=str(first) if wide == 1 else f"{first}–{last}",
                    short=str(first),
                    many=len(inside),
                    sit=sum(person in self.opened.placed for person in inside),
                    sit_first_come=sum(person in self.opened.first_come for person in inside),
                )
            )
        return columns

    @cached_property
    def plots(self) -> list[SafeString]:
        """Both ways beside each other."""
        columns, people = self.columns, len(self.opened.people)
        wide = self._wide
        axis = ngettext("weeks of waiting", "weeks of waiting, {count} to a column", wide).format(count=wide)
        titles = (
            (_("This proposal: {many} of {all}"), self.opened.placed, [column.sit for column in columns]),
            (_("First come: {many} of {all}"), self.opened.first_come, [one.sit_first_come for one in columns]),
        )
        found = []
        for words, places, sits in titles:
            title = words.format(many=len(places), all=people)
            label = _("{title} get a seat; everybody who waits, by weeks.").format(title=title)
            found.append(plot(columns, sits, title=title, axis=axis, label=label))
        return found

    @property
    def each_dot(self) -> int:
        """How many people a dot stands for."""
        return each_dot(self.columns)


def _is_new(row: Mapping[str, object]) -> bool:
    members, minimum = row["members"], row["minimum"]
    assert isinstance(members, list)
    assert isinstance(minimum, int)
    return minimum > len(members)


def _measure(words: str, values: list[int], said: list[str]) -> Measure:
    one, other = values
    better = "" if one == other else "proposal" if one > other else "first_come"
    return Measure(words, said[0], said[1], better)
