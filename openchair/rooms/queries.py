"""Reads for pages and for other packages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import QuerySet

from openchair.core.errors import require
from openchair.groups.models import Group, Meeting, Membership
from openchair.people.models import Person
from openchair.rooms import log
from openchair.rooms.core import State, fold, fold_missing
from openchair.rooms.core.events import ANSWERS, Addressed, Event, PulseGiven
from openchair.rooms.models import BreakGlass, LogEvent, WhereTonight
from openchair.rooms.policies import can_read_where_tonight, can_review, membership_at
from openchair.rooms.seats import has_signed
from openchair.rooms.services import LATEST, doors_open_at, is_due


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
        opens_at=doors_open_at(meeting),
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


# --- break-glass ----------------------------------------------------------------------------------------------------
def where_tonight(*, break_glass: BreakGlass, actor: Person, at: datetime) -> tuple[str, str]:
    """Place and whom to call: for whoever opened the note, until the opening expires."""
    require(can_read_where_tonight(actor, break_glass, at))
    return str(break_glass.place), str(break_glass.call)


def break_glasses_about(person: Person) -> QuerySet[BreakGlass]:
    """Who opened where this person was, and why: the person's own record, newest first."""
    return (
        BreakGlass.objects.filter(membership__person=person)
        .select_related("opener", "meeting", "review")
        .order_by("-opened_at")
    )


def break_glasses_to_review(person: Person, at: datetime) -> list[BreakGlass]:
    """Openings that wait for this person as the second one, oldest first."""
    waiting = (
        BreakGlass.objects.filter(review=None).select_related("meeting__group", "membership").order_by("opened_at")
    )
    return [opening for opening in waiting if can_review(person, opening, at)]
