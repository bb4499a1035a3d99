"""Why somebody has this seat or none, in sentences that can be read to them, and why a change by hand is refused.

What is read to a person lets nobody guess about another: whom one must not meet and whose therapist is where look like
a group without an open seat. Only the sentences about a refused change name such a rule, to the coordinator.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openchair.groups.models import Group
from openchair.joining.finding import NO_SEAT, as_known_to
from openchair.joining.placing.runs import FILE, Opened
from openchair.joining.profiles import Row, document_of
from openchair.matching.allocation.checker import Broken, Rule
from openchair.matching.ranking.filters import Filter, failed
from openchair.matching.ranking.parts import Part
from openchair.matching.ranking.rank import Ranked, Times, rank
from openchair.matching.ranking.reading import read_profiles
from openchair.matching.ranking.words import WHY_NOT, change_words, in_favour, objections
from openchair.people.models import Person

OF_OTHERS = frozenset((Filter.NOT_AVAILABLE, Filter.FULL))
"""Filters that are not about what somebody said; nobody can tell them apart."""
MANY = {
    Filter.CLOSED: gettext_lazy("{count} take nobody in right now"),
    Filter.AGE: gettext_lazy("{count} are for people of another age"),
    Filter.IDENTITY: gettext_lazy("{count} are for people who share something else"),
    Filter.LANGUAGE: gettext_lazy("{count} speak none of your languages"),
    Filter.ACCESS: gettext_lazy("{count} do not offer something that you need"),
    Filter.SCHEDULE: gettext_lazy("{count} meet when you cannot"),
    Filter.TRAVEL: gettext_lazy("{count} are further away than you want to go"),
}


@dataclass(frozen=True)
class Possible:
    """A group that passes every filter for somebody."""

    id: str
    name: str
    fit: int
    """How well it fits, 0 to 100."""
    speaks_for: list[str]
    speaks_against: list[str]
    happened: str = ""
    """Why it is not this one."""


class Why:
    """One person in a run."""

    def __init__(self, opened: Opened, person: str) -> None:
        self.opened, self.person = opened, person
        self.group = opened.placed.get(person)
        self.seeker = opened.profiles[0][person]
        self.listings = as_known_to(self.seeker, opened.profiles[1].values())

    @cached_property
    def _ranking(self) -> Any:
        return rank(self.seeker, self.listings, self.opened.profiles[2])

    @cached_property
    def reasons(self) -> dict[str, list[Filter]]:
        """Of each group that is not possible every filter it does not pass."""
        overlaps = self.opened.profiles[2].shares(self.seeker.available, self.seeker.time_zone)
        found = {}
        for listing, overlap in zip(self.listings, overlaps, strict=True):
            if reasons := failed(self.seeker, listing, overlap):
                found[str(listing.id)] = reasons
        return found

    def _possible(self, one: Ranked, happened: str = "") -> Possible:
        if happened:  # Of a group in which there is no seat nobody is told that they can start soon.
            one = replace(one, speaks_for=tuple(part for part in one.speaks_for if part != Part.WAIT))
        return Possible(
            id=str(one.listing.id),
            name=one.listing.name,
            fit=round(100 * one.score),
            speaks_for=in_favour(one),
            speaks_against=objections(one),
            happened=happened,
        )

    @cached_property
    def seat(self) -> Possible | None:
        """The group in which there is a seat for this person."""
        found = (one for one in self._ranking.groups if str(one.listing.id) == self.group)
        return next((self._possible(one) for one in found), None)

    @cached_property
    def others(self) -> list[Possible]:
        """The other groups that would suit, best first, with what happened there."""
        return [
            self._possible(one, self._happened(str(one.listing.id)))
            for one in self._ranking.groups
            if str(one.listing.id) != self.group
        ]

    def _happened(self, group: str) -> str:
        party = self.opened.party_of(self.person)
        fits = self.opened.document["fit"]
        if group in self.opened.document.get("not_now", {}).get(self.person, ()):
            return _("A seat there was kept for you a little while ago, and you said “not now”.")
        if any(group not in fits.get(one, {}) for one in party if one != self.person):
            return _("You want to come with a friend, and it is not possible for both of you.")
        broken = self.opened.broken(self.opened.moved(self.person, group))
        rules = {each.rule for each in broken}
        if group not in fits.get(self.person, {}) or rules & {Rule.SEATS, Rule.RESERVED, Rule.APART, Rule.ALLOWED}:
            if len(party) > 1:
                return _("You want to come with a friend, and no two seats are open there right now.")
            return _("No seat is open for you there right now.")
        if Rule.MINIMUM in rules:
            moving = {self.opened.numbers[0][one] for one in party}
            if any(each.rule == Rule.MINIMUM and moving & set(each.people) for each in broken):
                return _("It needs more people before it can begin.")
            return _("Without you, the other group would be too small to begin.")
        if Rule.MOST_NEW in rules:
            return _("It takes no more new people at once.")
        if Rule.BANDS in rules:
            return _("Many new people there are at the same point as you, and the group needs a mix.")
        if self.group is None or self._fit_of(group) > self._fit_of(self.group):  # moved by hand to what fits less
            return _("A seat is open there.")
        return _(
            "A seat is open there too. The one above fits you better, or leaves this one to somebody without another."
        )

    def _fit_of(self, group: str) -> float:
        share: float = self.opened.document["fit"].get(self.person, {}).get(group, 0.0)
        return share

    @cached_property
    def left_out(self) -> list[tuple[str, str]]:
        """Groups that are not possible, and why, in words for this person."""
        names = {name: row["name"] for name, row in self.opened.groups.items()}
        return [
            (names[group], "; ".join(str(each) for each in _own(reasons))) for group, reasons in self.reasons.items()
        ]

    @property
    def change(self) -> str:
        """What would make more groups possible."""
        return change_words(self._ranking.change) if self._ranking.change else ""

    @cached_property
    def in_short(self) -> str:
        """Why there is no seat, in a sentence or two."""
        if self.group is not None:
            return ""
        if self._ranking.groups:
            return self._full()
        if any(set(reasons) <= OF_OTHERS for reasons in self.reasons.values()):
            return _("Every group that would suit you is full right now.")
        counts = Counter(reason for reasons in self.reasons.values() for reason in reasons if reason not in OF_OTHERS)
        said = [str(MANY[reason]).format(count=count) for reason, count in counts.most_common(2)]
        groups = len(self.opened.groups)
        sentence = ngettext(
            "The {groups} group that takes people in is not possible: {why}.",
            "None of the {groups} groups that take people in is possible: {why}.",
            groups,
        )
        return sentence.format(groups=groups, why=", ".join(said))

    def _full(self) -> str:
        happened = [one.happened for one in self.others]
        if len(self.opened.party_of(self.person)) > 1:
            return _("You want to come with a friend, and no group has seats for both of you right now.")
        if happened and all(words == _("It needs more people before it can begin.") for words in happened):
            return _("The groups that would suit you need more people before they can begin.")
        return _("Every group that would suit you is full right now.")


def _own(reasons: Iterable[Filter]) -> list[str | Promise]:
    """Reasons about what somebody said; without any, that no seat is open, whatever lies behind it."""
    return [WHY_NOT[reason] for reason in reasons if reason not in OF_OTHERS] or [NO_SEAT]


def reasons_for(person: Person, group: Group, at: datetime) -> tuple[list[str], list[str]]:
    """What speaks for and against one group for somebody to whom a seat there is kept, as of now."""
    seekers, listings = read_profiles(document_of([person], [group], at, holds_of=person), file=FILE)
    listings = as_known_to(seekers[0], listings)
    for one in rank(seekers[0], listings, Times(listings, at.year)).groups:
        return in_favour(one), objections(one)
    return [], []


# --- for the coordinator ------------------------------------------------------------------------------------------
def rule_words(
    opened: Opened, broken: Iterable[Broken], person: str, group: str | None, names: Mapping[str, str]
) -> list[str]:
    """Which rules a change would break, each once."""
    found: dict[str, None] = {}
    for each in broken:
        found[_words_of(opened, each, person, group, names)] = None
    return list(found)


def _words_of(opened: Opened, broken: Broken, person: str, group: str | None, names: Mapping[str, str]) -> str:
    row: Row = opened.groups[group] if group is not None else {"name": "", "reserved": 0, "minimum": 0}
    ids = [str(opened.named.people[number]) for number in broken.people]
    one, target = names.get(ids[0], "") if ids else "", row["name"]
    match broken.rule:
        case Rule.ALLOWED:
            return _not_allowed(opened, ids[0], str(group), one, target)
        case Rule.APART:
            if len(ids) > 1:
                sentence = _("Two people who must not meet: {one} and {other} are kept apart.")
                return sentence.format(one=one, other=names.get(ids[1], ""))
            return _must_not_meet(one, target)
        case Rule.SEATS:
            return _("{group} has no open seat left in this proposal.").format(group=target)
        case Rule.RESERVED:
            sentence = ngettext(
                "{group} keeps {many} seat for urgent referrals.",
                "{group} keeps {many} seats for urgent referrals.",
                row["reserved"],
            )
            return sentence.format(group=target, many=row["reserved"])
        case Rule.MOST_NEW:
            return _("{group} takes no more new people at once.").format(group=target)
        case Rule.BANDS:
            return _("{group} would have too many new people at the same point.").format(group=target)
        case Rule.MINIMUM:
            left = opened.placed.get(person)
            # The one somebody leaves, unless they are among those who would be too few where they come to.
            small = opened.groups[left] if left is not None and person not in ids else row
            sentence = _("{group} would be too small: it needs {many} people to begin.")
            return sentence.format(group=small["name"], many=small["minimum"])
        case Rule.TOGETHER:
            return _("{names} want the same group.").format(names=", ".join(names.get(each, "") for each in ids))


def _must_not_meet(one: str, target: str) -> str:
    sentence = _("Two people who must not meet: somebody in {group} must not meet {one}, or the other way round.")
    return sentence.format(group=target, one=one)


def _not_allowed(opened: Opened, person: str, group: str, one: str, target: str) -> str:
    seekers, listings, _times = opened.profiles
    seeker, listing = seekers[person], listings[group]
    here = listing.members | listing.leaders
    if not seeker.apart.isdisjoint(here):
        return _must_not_meet(one, target)
    if not seeker.therapists.isdisjoint(here):
        return _("The therapist of {one} is in {group}.").format(one=one, group=target)
    own = "; ".join(str(each) for each in _own(Why(opened, person).reasons.get(group, [])))
    return _("{group} is not possible for {one}: {why}.").format(group=target, one=one, why=own)
