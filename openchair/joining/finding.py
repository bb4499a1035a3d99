"""The groups of this house ranked for one person, with the reasons in sentences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openchair.groups.models import Group
from openchair.joining.models import Intake, StageAnswer
from openchair.joining.profiles import document_of
from openchair.matching.ranking.filters import Filter
from openchair.matching.ranking.profile import Listing, Seeker
from openchair.matching.ranking.rank import Ranked, Times, rank
from openchair.matching.ranking.reading import read_profiles
from openchair.matching.ranking.words import WHY_NOT, change_words, in_favour, objections
from openchair.people.models import Person

ASK_AGAIN = timedelta(weeks=8)
"""How long after the last word about where somebody is they are asked again."""
SURE, LITTLE = 0.7, 0.35
NO_SEAT = _("no seat is open for you right now")


@dataclass(frozen=True)
class Fitting:
    """A group that is possible, with what speaks for and against it."""

    group: Group
    speaks_for: list[str]
    speaks_against: list[str]
    is_full: bool


@dataclass(frozen=True)
class LeftOut:
    """A group that is not possible, and why; never a reason that lies with somebody else."""

    group: Group
    why: str


@dataclass(frozen=True)
class Found:
    """What one person is shown."""

    fitting: list[Fitting]
    left_out: list[LeftOut]
    change: str
    how_sure: str | Promise


FEWEST_STAGES = 5
"""Of fewer people who said where they are, a newcomer's ranking takes no mix: somebody could be worked out of it."""


def as_known_to(seeker: Seeker, listings: Iterable[Listing]) -> list[Listing]:
    """The groups as one person may know them: one that somebody in it keeps them out of is full, like any full one."""
    return [_as_known_to(seeker, listing) for listing in listings]


def _as_known_to(seeker: Seeker, listing: Listing) -> Listing:
    if len(listing.stages) < FEWEST_STAGES:
        listing = replace(listing, stages=())
    people = listing.members | listing.leaders
    if seeker.apart.isdisjoint(people) and seeker.therapists.isdisjoint(people):
        return listing
    return replace(listing, seats=0, wait_days=None, members=frozenset(), leaders=frozenset())


def groups_for(person: Person, at: datetime) -> Found:
    """Every running group this person may find, the best first, with why and why not."""
    groups = list(Group.objects.visible_to(person, at).running().order_by("name", "pk"))
    by_id = {str(group.pk): group for group in groups}
    document = document_of([person], groups, at, holds_of=person)
    inside = {row["id"] for row in document["groups"] if str(person.pk) in {*row["members"], *row["leaders"]}}
    document["groups"] = [row for row in document["groups"] if row["id"] not in inside]
    seekers, listings = read_profiles(document, file="")
    listings = as_known_to(seekers[0], listings)
    found = rank(seekers[0], listings, Times(listings, at.year))
    return Found(
        fitting=[_fitting(by_id[str(one.listing.id)], one) for one in found.groups],
        left_out=[LeftOut(by_id[str(one.group)], str(why_not(one.reason))) for one in found.excluded],
        change=change_words(found.change) if found.change else "",
        how_sure=_how_sure(found.groups),
    )


def why_not(reason: Filter) -> str | Promise:
    """The reason as it is told. A group that is full and one that is not available are told apart by nobody."""
    return NO_SEAT if reason in (Filter.FULL, Filter.NOT_AVAILABLE) else WHY_NOT[reason]


def _fitting(group: Group, one: Ranked) -> Fitting:
    return Fitting(
        group=group,
        speaks_for=in_favour(one),
        speaks_against=objections(one),
        is_full=one.listing.seats is not None and one.listing.seats < 1,
    )


def _how_sure(groups: Sequence[Ranked]) -> str | Promise:
    """How much of the order is known, in words."""
    if not groups:
        return ""
    known = sum(one.confidence for one in groups) / len(groups)
    if known >= SURE:
        return _("You told us much, so this order means something.")
    if known >= LITTLE:
        return _("You told us some things. Each further answer makes this order fit better.")
    return _("We know little yet, so this order says little. Each answer makes it fit better.")


def is_asked_again(person: Person, at: datetime) -> bool:
    """Whether it is time to ask where somebody is: they said it once, and it is a while ago."""
    last = StageAnswer.objects.filter(person=person).values_list("said_at", flat=True).first()
    return last is not None and last <= at - ASK_AGAIN


def unfinished(person: Person) -> Intake | None:
    """Questions that somebody began and has not been through."""
    return Intake.objects.filter(person=person, finished_at=None).first()
