"""A meeting's report, worked out from the log whenever it is asked for: nothing to prepare, nothing to go stale."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Literal
from uuid import UUID

from openchair.goals.models import Commitment
from openchair.groups.models import AbsenceNotice, Meeting, Membership
from openchair.insights.dynamics import Dynamics
from openchair.insights.notices import Notice, notices
from openchair.insights.presence import Course, Presence, course
from openchair.insights.words import FEWEST_ANSWERS, enough_people
from openchair.rooms.queries import open_events, pulses
from openchair.vault.services import Scope, key_for

QUESTIONS = ("heard", "safe")
STEPS = 5
Came = Literal["present", "away_with_notice", "away"]


@dataclass(frozen=True, slots=True)
class Place:
    """One seat at a meeting, for those who led it."""

    seat: str
    name: str
    leads: bool
    came: Came
    presence: Presence | None


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many seats were taken; leaders are counted apart."""

    present: int
    notice: int
    away: int
    leaders: int
    person_minutes: int

    @property
    def seats(self) -> int:
        return self.present + self.notice + self.away


@dataclass(frozen=True, slots=True)
class Pulse:
    """The nameless answers to one question; no figure below the fewest answers, not even how many there were."""

    question: str
    counts: tuple[int, ...] | None
    median: float | None


@dataclass(frozen=True, slots=True)
class Promises:
    """How many commitments were made, and how last time's went."""

    made: int
    reported: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the page of one meeting says."""

    meeting: Meeting
    course: Course
    attendance: Attendance
    places: tuple[Place, ...]
    """Empty for whoever reads figures without names."""
    dynamics: Dynamics
    notices: tuple[Notice, ...]
    pulses: tuple[Pulse, ...]
    words_gone: bool
    """The meeting's key is destroyed, and the nameless answers with it."""
    promises: Promises


def build(*, meeting: Meeting, named: bool) -> Report:
    """The report of one meeting; `named` for those who led it."""
    held = course(open_events(meeting))
    expected = _expected(meeting, held)
    notice = AbsenceNotice.objects.filter(meeting=meeting, withdrawn_at=None)
    told = set(notice.values_list("membership_id", flat=True))
    places = tuple(
        Place(str(seat.pk), seat.pseudonym, _leads(seat, held), _came(seat, held, told), held.people.get(str(seat.pk)))
        for seat in expected
    )
    dynamics = held.dynamics()
    words_gone = key_for(Scope.MEETING, meeting.pk) is None
    return Report(
        meeting=meeting,
        course=held,
        attendance=count(places),
        places=places if named else (),
        dynamics=dynamics,
        notices=tuple(notices(dynamics)) if enough_people(dynamics) else (),
        pulses=() if words_gone else _pulses(meeting),
        words_gone=words_gone,
        promises=_promises(meeting),
    )


def expected_at(meeting: Meeting) -> "list[Membership]":
    """Those who had a place in the group when the meeting was to begin."""
    return list(Membership.objects.active(meeting.starts_at).filter(group=meeting.group_id).order_by("pseudonym", "pk"))


def _expected(meeting: Meeting, held: Course) -> list[Membership]:
    """Those with a place, and those who came though their place began later, in an order that ranks nobody."""
    seats = {str(seat.pk): seat for seat in expected_at(meeting)}
    late = [seat for seat in held.people if seat not in seats]
    for seat in Membership.objects.filter(pk__in=late, group=meeting.group_id) if late else ():
        seats[str(seat.pk)] = seat
    return sorted(seats.values(), key=lambda seat: (seat.pseudonym.casefold(), str(seat.pk)))


def _leads(seat: Membership, held: Course) -> bool:
    """What somebody's part was at this meeting, which may differ from today's."""
    presence = held.people.get(str(seat.pk))
    return seat.leads if presence is None else presence.leads


def _came(seat: Membership, held: Course, told: set[UUID]) -> Came:
    if str(seat.pk) in held.people:
        return "present"
    return "away_with_notice" if seat.pk in told else "away"


def count(places: tuple[Place, ...]) -> Attendance:
    """Seats by how they were filled."""
    came = Counter(place.came for place in places if not place.leads)
    there = [place.presence for place in places if place.presence is not None and not place.leads]
    return Attendance(
        present=came["present"],
        notice=came["away_with_notice"],
        away=came["away"],
        leaders=sum(1 for place in places if place.leads and place.came == "present"),
        person_minutes=sum(presence.minutes for presence in there),
    )


def _pulses(meeting: Meeting) -> tuple[Pulse, ...]:
    answers = pulses(meeting)
    found = []
    for question in QUESTIONS:
        values = [value for asked, value in answers if asked == question]
        if len(values) < FEWEST_ANSWERS:
            found.append(Pulse(question, None, None))
        else:
            counts = tuple(values.count(step) for step in range(STEPS))
            found.append(Pulse(question, counts, float(median(values))))
    return tuple(found)


def _promises(meeting: Meeting) -> Promises:
    """What was promised here, and what was said here or later of the promises of the meeting before."""
    before: datetime = meeting.starts_at
    last = (
        Meeting.objects.filter(group=meeting.group_id, starts_at__lt=before)
        .exclude(closed_at=None)
        .order_by("-starts_at", "-pk")
        .values_list("pk", flat=True)[:1]
    )
    rows = Commitment.objects.filter(meeting__in=[meeting.pk, *last]).values_list("meeting_id", "outcome")
    made = sum(1 for of, _outcome in rows if of == meeting.pk)
    return Promises(made, Counter(outcome or "open" for of, outcome in rows if of != meeting.pk))
