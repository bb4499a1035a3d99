"""Reads about visits: who greets whom, all that somebody tries, how it was for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from openchair.agreements.models import Signature
from openchair.groups.models import Group, Membership, Part
from openchair.groups.queries import next_meetings, open_visits
from openchair.groups.services import DECIDE_WITHIN, runs
from openchair.groups.words import pass_words, when
from openchair.joining.fit import FIT
from openchair.joining.models import FitAnswer, Greeting
from openchair.people.models import Person
from openchair.vault.errors import KeyDestroyed


def greeters_of(visits: Iterable[UUID]) -> dict[UUID, Membership]:
    """Who greets on each of these visits, under the name of the group."""
    rows = Greeting.objects.filter(visit__in=list(visits)).select_related("greeter")
    return {row.visit_id: row.greeter for row in rows}


def visits_to_greet(seats: Iterable[UUID], at: datetime) -> list[Membership]:
    """Running visits on which one of these seats greets, with their groups."""
    running = Membership.objects.active(at).filter(part=Part.VISITOR, greeting__greeter__in=list(seats))
    return list(running.select_related("group").order_by("starts_at", "pk"))


@dataclass(frozen=True)
class Said:
    """How a group was for somebody, as they said."""

    answer: FitAnswer
    group: Group
    words: str
    """Empty where it cannot be opened any more."""


def fit_answers(person: Person) -> list[Said]:
    """Everything somebody said about how groups were for them, for them alone."""
    rows = FitAnswer.objects.filter(person=person).select_related("group").order_by("-said_at", "pk")
    return [Said(row, row.group, _words(row)) for row in rows]


def fit_value(person: Person, group: Group) -> int | None:
    """What somebody said about one group, if they did and it opens."""
    row = FitAnswer.objects.filter(person=person, group=group).first()
    try:
        return int(row.value) if row else None
    except KeyDestroyed:
        return None


def _words(answer: FitAnswer) -> str:
    try:
        return str(FIT.get(int(answer.value), ""))
    except KeyDestroyed:
        return ""


@dataclass(frozen=True)
class Trial:
    """One group that somebody tries, beside the others."""

    seat: Membership
    group: Group
    state: str
    """coming (nothing to decide yet), met (may decide already), asked (is asked), over (the pass ended, may decide)."""
    next: str
    ends: str
    greeter: Membership | None
    signed: Signature | None
    fit: str

    @property
    def may_decide(self) -> bool:
        """Whether a meeting is behind them."""
        return self.state != "coming"


def trials(person: Person, at: datetime) -> list[Trial]:
    """Every visit that runs or can still be decided about, by the name of the group."""
    to_decide = {visit.pk: visit for visit in open_visits(person, at)}
    seats = [
        seat
        for seat in Membership.objects.filter(
            person=person, part=Part.VISITOR, declined_at=None, ends_at__gt=at - DECIDE_WITHIN, group__closed_at=None
        )
        .select_related("group")
        .order_by("group__name", "pk")
        if runs(seat, at) or seat.pk in to_decide
    ]
    ids = [seat.pk for seat in seats]
    coming = next_meetings([seat.group_id for seat in seats], at)
    greeters = greeters_of(ids)
    signatures = Signature.objects.standing().filter(membership__in=ids).select_related("version")
    signed = {row.membership_id: row for row in signatures.order_by("version__number")}
    said = {each.group.pk: each.words for each in fit_answers(person)}
    found = []
    for seat in seats:
        visit, meeting = to_decide.get(seat.pk), coming.get(seat.group_id)
        running = runs(seat, at)
        asked = visit is not None and getattr(visit, "is_asked", False)
        found.append(
            Trial(
                seat=seat,
                group=seat.group,
                state="coming" if visit is None else "over" if not running else "asked" if asked else "met",
                next=when(meeting.starts_at, seat.group.time_zone) if meeting and running else "",
                ends=pass_words(seat.ends_at, seat.group.time_zone) if seat.ends_at and running else "",
                greeter=greeters.get(seat.pk) if running else None,
                signed=signed.get(seat.pk),
                fit=said.get(seat.group_id, ""),
            )
        )
    return found
