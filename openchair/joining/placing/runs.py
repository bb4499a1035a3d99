"""What a run of places is given, and a run opened again: who goes where, by what was stored and nothing else.

The document is the one that `openchair match allocate` reads. How well each group fits stands in it, so that the same
placement comes out in any later year; ids only, nobody's name.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from openchair.agreements.models import AgreementVersion
from openchair.groups.models import Group, Meeting
from openchair.joining.models import AllocationRun, Offer, Together, Waiting
from openchair.joining.profiles import Document, Row, document_of
from openchair.matching.allocation.checker import Broken, broken_rules
from openchair.matching.allocation.instance import Instance
from openchair.matching.allocation.reading import Named, named_instance
from openchair.matching.placing import ranked_fit
from openchair.matching.ranking.profile import Listing, Seeker
from openchair.matching.ranking.rank import Times
from openchair.matching.ranking.reading import read_profiles
from openchair.people.models import Person

FILE = "the waiting list"
"""How a complaint about the document names it."""
ASKED_AGAIN_AFTER = timedelta(weeks=8)
"""How long nobody is offered a seat again in a group to which they said "not now"."""
Places = dict[str, str]
"""Of each person who has a place the group, by id."""


# --- what is given ------------------------------------------------------------------------------------------------
def who_waits(at: datetime) -> QuerySet[Waiting]:
    """Everybody who waits and has no open offer, whoever waited longest first."""
    offered = Offer.objects.open(at).filter(person=OuterRef("person"))
    waits = Waiting.objects.open().filter(~Exists(offered), person__is_active=True, since__lte=at)
    return waits.select_related("person").order_by("since", "pk")


def groups_to_place_in(at: datetime) -> QuerySet[Group]:
    """Running groups that take people from the list and can be joined: with an agreement to sign and a meeting."""
    signed = AgreementVersion.objects.filter(group=OuterRef("pk"))
    meets = Meeting.objects.coming(at).filter(group=OuterRef("pk"))
    running = Group.objects.running().exclude(profile__takes_waiting=False)
    return running.filter(Exists(signed), Exists(meets)).order_by("name", "pk")


def waiting_document(at: datetime, rules: Mapping[str, Any]) -> Document:
    """The list as it stands at that moment, with how well each possible group fits."""
    waits = list(who_waits(at))
    document = document_of([one.person for one in waits], list(groups_to_place_in(at)), at)
    rows = {row["id"]: row for row in document["people"]}
    for one in waits:
        rows[str(one.person_id)] |= {"waiting_days": (at - one.since).days, "urgent": one.urgent}
    document["together"] = _together(waits)
    document["rules"] = {name: value for name, value in rules.items() if value}
    document["fit"] = ranked_fit(document, year=at.year, file=FILE)
    document["not_now"] = _not_now(waits, at)
    for person, said in document["not_now"].items():
        for group in said:
            document["fit"].get(person, {}).pop(group, None)
    document["year"] = at.year
    return document


def _not_now(waits: Iterable[Waiting], at: datetime) -> dict[str, list[str]]:
    """Of each person the groups that they were offered a little while ago and said "not now" to."""
    said = Offer.objects.filter(answer=Offer.Answer.DECLINED, answered_at__gt=at - ASKED_AGAIN_AFTER)
    rows = said.filter(person__in=[one.person_id for one in waits]).order_by("pk").values_list("person_id", "group_id")
    found: dict[str, list[str]] = {}
    for person, group in rows:
        found.setdefault(str(person), []).append(str(group))
    return found


def _together(waits: Iterable[Waiting]) -> list[list[str]]:
    person = {one.pk: str(one.person_id) for one in waits}
    pairs = Together.objects.filter(first__in=person, second__in=person)
    return sorted(sorted((person[both.first_id], person[both.second_id])) for both in pairs)


def parties_of(document: Document) -> dict[str, list[str]]:
    """Of everybody who wants to be with somebody: all who have to go to one group with them, themselves included."""
    friends: dict[str, set[str]] = defaultdict(set)
    for one, other in document.get("together", []):
        friends[one].add(other)
        friends[other].add(one)
    found: dict[str, list[str]] = {}
    for person in friends:
        party, ahead = {person}, [person]
        while ahead:
            new = friends[ahead.pop()] - party
            party |= new
            ahead.extend(new)
        found[person] = sorted(party)
    return found


def names_of(people: Iterable[str]) -> dict[str, str]:
    """What these people sign in with, for the coordinator."""
    rows = Person.objects.filter(pk__in=[UUID(one) for one in people]).values_list("pk", "sign_in_name")
    return {str(person): name for person, name in rows}


# --- a run opened again -------------------------------------------------------------------------------------------
class Opened:
    """A document with a placement: checked, changed by hand and explained."""

    def __init__(self, document: Document, result: dict[str, Any]) -> None:
        self.document, self.result = document, result

    @classmethod
    def of(cls, run: AllocationRun) -> "Opened":
        """What was stored of a run. Raises KeyDestroyed when its time is over."""
        return cls(json.loads(run.snapshot), json.loads(run.result))

    @property
    def placed(self) -> Places:
        """Who goes where, changes by hand included."""
        places: Places = self.result["placed"]
        return places

    @property
    def first_come(self) -> Places:
        """Who would go where, first come, first served."""
        places: Places = self.result["first_come"]
        return places

    @cached_property
    def people(self) -> dict[str, Row]:
        """Rows of people by id, whoever waited longest first."""
        return {row["id"]: row for row in self.document["people"]}

    @cached_property
    def groups(self) -> dict[str, Row]:
        """Rows of groups by id, by name."""
        return {row["id"]: row for row in self.document["groups"]}

    @cached_property
    def parties(self) -> dict[str, list[str]]:
        """Who goes where together."""
        return parties_of(self.document)

    def party_of(self, person: str) -> list[str]:
        """Everybody who moves when this person moves."""
        return self.parties.get(person, [person])

    @cached_property
    def named(self) -> Named:
        """The instance that was solved."""
        return named_instance(self.document, None, file=FILE)

    @property
    def instance(self) -> Instance:
        """The instance that was solved, by numbers."""
        return self.named.instance

    @cached_property
    def numbers(self) -> tuple[dict[str, int], dict[str, int]]:
        """The numbers of people and of groups in the instance."""
        people = {str(name): number for number, name in enumerate(self.named.people)}
        return people, {str(name): number for number, name in enumerate(self.named.groups)}

    def by_number(self, places: Mapping[str, str]) -> dict[int, int]:
        """A placement as the instance knows it."""
        people, groups = self.numbers
        return {people[person]: groups[group] for person, group in places.items()}

    def broken(self, places: Mapping[str, str]) -> list[Broken]:
        """What the independent checker says against a placement."""
        return broken_rules(self.instance, self.by_number(places))

    def moved(self, person: str, group: str | None) -> Places:
        """The placement with somebody, and whoever goes with them, moved to a group or back to the list."""
        places = dict(self.placed)
        for one in self.party_of(person):
            places.pop(one, None)
            if group is not None:
                places[one] = group
        return places

    @cached_property
    def profiles(self) -> tuple[dict[str, Seeker], dict[str, Listing], Times]:
        """People and groups as the ranking knows them."""
        seekers, listings = read_profiles(self.document, file=FILE)
        return (
            {str(one.id): one for one in seekers},
            {str(one.id): one for one in listings},
            Times(listings, self.document["year"]),
        )
