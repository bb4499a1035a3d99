"""Reads for pages and for other packages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import QuerySet

from openchair.groups.models import Group, Meeting, Membership
from openchair.people.models import Person, Role, RoleGrant
from openchair.rooms import log
from openchair.rooms.core import State, fold, fold_missing
from openchair.rooms.core.events import ANSWERS, Addressed, Event, PulseGiven
from openchair.rooms.keys import LATEST
from openchair.rooms.models import BreakGlass, LogEvent, WhereTonight
from openchair.rooms.policies import answers_for_openings, membership_at
from openchair.rooms.seats import has_signed
from openchair.rooms.services import REVIEW_WITHIN, is_due
from openchair.vault.errors import KeyDestroyed
from openchair.vault.services import Scope, retained_until


# --- the door -----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Door:
    """What the page before the room says."""

    meeting: Meeting
    group: Group
    membership: Membership
    seat: str
    is_leader: bool
    signed: bool
    state: str
    """too_early, open_soon (may be opened now), open (nothing began yet), running, closed or cancelled."""
    opens_at: datetime
    may_enter: bool
    why_not: str
    """Empty, or not_signed, too_early, closed, cancelled."""
    place_left: bool


def door(*, person: Person, meeting: Meeting, at: datetime) -> Door | None:
    """How the door of a meeting stands for this person; None when it does not exist for them."""
    membership = membership_at(person, meeting, at)
    if membership is None:
        return None
    state = _state_of(meeting, at)
    signed = has_signed(membership)
    why_not = state if state in ("cancelled", "closed", "too_early") else ("" if signed else "not_signed")
    return Door(
        meeting=meeting,
        group=meeting.group,
        membership=membership,
        seat=str(membership.pk),
        is_leader=membership.leads,
        signed=signed,
        state=state,
        opens_at=meeting.doors_open_at,
        may_enter=not why_not,
        why_not=why_not,
        place_left=WhereTonight.objects.filter(meeting=meeting, membership=membership).exists(),
    )


def _state_of(meeting: Meeting, at: datetime) -> str:
    if meeting.cancelled_at is not None:
        return "cancelled"
    if meeting.closed_at is not None:
        return "closed"
    if meeting.opened_at is not None:
        began = LogEvent.objects.filter(meeting=meeting, kind="segment_started").exists()
        return "running" if began else "open"
    if is_due(meeting, at):
        return "open_soon"
    return "closed" if at >= meeting.ends_at + LATEST else "too_early"


# --- after a meeting ----------------------------------------------------------------------------------------------
def open_events(meeting: Meeting) -> Iterator[tuple[int, datetime, Event]]:
    """The open events of a meeting in their order: attendance, floor and parts, no words."""
    for stored in log.read(meeting.pk, open_only=True):
        if stored.event is not None:
            yield stored.number, datetime.fromtimestamp(stored.at_ms / 1000, tz=UTC), stored.event


def pulses(meeting: Meeting) -> list[tuple[str, int]]:
    """The nameless answers of a meeting, sorted, so that nothing tells who answered first."""
    return sorted(
        (stored.event.question, stored.event.value)
        for stored in log.read(meeting.pk, stream=ANSWERS)
        if isinstance(stored.event, PulseGiven)
    )


def folded(meeting_id: UUID) -> State:
    """The room as its log leaves it; what was deleted or cannot be opened any more is missing."""
    state = State()
    for stored in log.read(meeting_id):
        if stored.event is None:
            state = fold_missing(state, stored.stream, stored.at_ms)
        else:
            state = fold(state, Addressed(stored.stream, stored.event, stored.author, stored.at_ms))
    return state


@dataclass(frozen=True)
class LeaderNote:
    """What one leader kept of a meeting, under the name of the group."""

    name: str
    words: str


@dataclass(frozen=True)
class LowAnswer:
    """A low answer at the end of which the leaders may know whose it was."""

    name: str
    question: str


@dataclass(frozen=True)
class Suggestion:
    """Something from the box."""

    words: str
    name: str
    """Empty for what was put in without a name."""


@dataclass(frozen=True)
class LeadersPapers:
    """What the leaders of a meeting wrote and ticked, and what members gave to them alone."""

    notes: list[LeaderNote]
    left_open: list[str]
    """What was not ticked; empty where nobody ticked anything, for then the list was not used."""
    led: bool
    """Whether this reader led this meeting. Only then is there what members told to those who led it."""
    low_answers: list[LowAnswer]
    suggestions: list[Suggestion]
    kept_until: datetime | None


def leaders_papers(meeting: Meeting, *, reader: Membership) -> LeadersPapers:
    """What the leaders of a meeting have of it afterwards; nothing once the key is gone.

    Notes are for whoever leads the group now. What a member told to "those who lead this meeting" is for them alone:
    whoever came to lead later does not read it.
    """
    state = folded(meeting.pk)
    chair = state.people.get(str(reader.pk))
    led = chair is not None and chair.leads
    low, box = (state.low_pulses, state.suggestions) if led else ([], [])
    written = {seat: note.words for seat, note in state.notes.items() if note.words}
    seats = {*written, *(seat for seat, _question in low), *(seat for _words, seat in box if seat)}
    found = Membership.objects.filter(pk__in=seats).order_by("pseudonym").values_list("pk", "pseudonym")
    names = {str(pk): name for pk, name in found}
    return LeadersPapers(
        notes=[LeaderNote(name, written[seat]) for seat, name in names.items() if seat in written],
        left_open=[item.words for item in state.checklist if item.id not in state.ticked] if state.ticked else [],
        led=led,
        # Of somebody who was erased since, nothing is told any more.
        low_answers=[LowAnswer(names[seat], question) for seat, question in low if seat in names],
        suggestions=[Suggestion(words, names.get(seat, "")) for words, seat in box],
        kept_until=retained_until(Scope.LEADERS, meeting.pk),
    )


# --- break-glass ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Opening:
    """One opening as its pages tell it: everything but the note itself. Names are those of the group."""

    id: UUID
    whose: str
    opener: str
    group: str
    opened_at: datetime
    expires_at: datetime
    is_running: bool
    ground: str
    reason: str
    """Empty once the key of the incident is gone."""
    is_overdue: bool
    """Nobody has looked at it, and a day has passed."""
    finding: str
    """Empty until somebody looked; else right or wrong."""
    finding_words: str
    review_words: str
    reviewed_at: datetime | None


def opened_by(person: Person) -> QuerySet[BreakGlass]:
    """What this person opened."""
    return _openings().filter(opener=person)


def break_glasses_about(person: Person) -> QuerySet[BreakGlass]:
    """Who opened where this person was, and why: the person's own record, newest first."""
    return _openings().filter(membership__person=person)


def reviewable(person: Person, at: datetime) -> QuerySet[BreakGlass]:
    """Every opening this person may look at as the second one: the scope beside `can_review`."""
    others = _openings().exclude(opener=person).exclude(membership__person=person)
    if answers_for_openings(person):
        return others
    led = Membership.objects.active(at).leading().filter(person=person)
    return others.filter(meeting__group_id__in=led.values("group_id"))


def break_glasses_to_review(person: Person, at: datetime) -> list[BreakGlass]:
    """Openings that wait for this person as the second one, oldest first."""
    return list(reviewable(person, at).filter(review=None).order_by("opened_at"))


def _openings() -> QuerySet[BreakGlass]:
    return BreakGlass.objects.select_related("meeting__group", "membership", "review").order_by("-opened_at")


def is_overdue(opening: BreakGlass, at: datetime) -> bool:
    """Whether nobody has looked at an opening within a day."""
    return not hasattr(opening, "review") and at >= opening.opened_at + REVIEW_WITHIN


def some_review_is_overdue(at: datetime) -> bool:
    """Whether any opening waits for longer than a day: for who runs the house, who sees no more than that."""
    return BreakGlass.objects.filter(review=None, opened_at__lte=at - REVIEW_WITHIN).exists()


def opening_told(opening: BreakGlass, at: datetime) -> Opening:
    """An opening for the pages of whoever opened it, of the second person, and of the person it is about."""
    review = getattr(opening, "review", None)
    try:
        ground, reason = opening.ground_words, str(opening.reason)
        review_words = str(review.words) if review else ""
    except KeyDestroyed:
        ground = reason = review_words = ""
    names = Membership.objects.filter(group_id=opening.meeting.group_id, person_id=opening.opener_id)
    return Opening(
        id=opening.pk,
        whose=opening.membership.pseudonym,
        opener=names.order_by("-starts_at").values_list("pseudonym", flat=True).first() or "",
        group=opening.meeting.group.name,
        opened_at=opening.opened_at,
        expires_at=opening.expires_at,
        is_running=opening.opened_at <= at < opening.expires_at,
        ground=ground,
        reason=reason,
        is_overdue=is_overdue(opening, at),
        finding=review.finding if review else "",
        finding_words=str(review.get_finding_display()) if review else "",
        review_words=review_words,
        reviewed_at=review.reviewed_at if review else None,
    )


@dataclass(frozen=True)
class SecondPeople:
    """Who is told of an opening at once: those who lead beside, by their names in the group, and staff."""

    leaders: list[str]
    staff: bool


def second_people(opening: BreakGlass, at: datetime) -> SecondPeople:
    """Everybody on whose Today an opening stands; nobody at all is possible, and said plainly."""
    involved = (opening.opener_id, opening.membership.person_id)
    leading = Membership.objects.active(at).leading().filter(group_id=opening.meeting.group_id)
    staff = RoleGrant.objects.running(at).filter(role__in=(Role.COORDINATOR, Role.SUPERVISOR), person__is_active=True)
    return SecondPeople(
        leaders=list(leading.exclude(person__in=involved).order_by("pseudonym").values_list("pseudonym", flat=True)),
        staff=staff.exclude(person__in=involved).exists(),
    )
