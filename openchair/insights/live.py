"""What those who lead may know of the meeting that runs: a hint, the mix of the group, the floor over past weeks."""

from dataclasses import dataclass
from datetime import datetime

from openchair.groups.models import Meeting, Membership
from openchair.insights import words
from openchair.insights.hints import Hint, Scene, hint, is_too_early
from openchair.insights.log import courses
from openchair.insights.models import OverWeeks
from openchair.insights.notices import can_be_said, quiet_twice, smoothed
from openchair.insights.presence import Course, course
from openchair.joining.profiles import latest_stages
from openchair.rooms.core import State
from openchair.rooms.core.ways import of
from openchair.rooms.queries import folded, open_events

WEEKS = 8
"""Meetings that count for the floor over past weeks."""
FEWEST_OBSERVED = 3
"""Below so many members who let it be seen, nobody's is shown."""


@dataclass(frozen=True, slots=True)
class Now:
    """The meeting as it runs, for who leads it and is in the room."""

    hint: Hint | None
    too_early: bool
    mix: str
    """How long people have been here and how far they are, in words that name nobody; empty where they could."""


def right_now(*, meeting: Meeting, seat: str, at: datetime) -> Now | None:
    """What this leader may know now; None for whoever is not in the room as a leader."""
    state = folded(meeting.pk)
    me = state.people.get(seat)
    if me is None or not me.leads or not me.reads:
        return None
    if state.phase in ("waiting", "closed"):
        return Now(None, too_early=False, mix=_mix(state, meeting, at))
    held = course(open_events(meeting), until=at)
    dynamics = held.dynamics()
    scene = _scene(state, held, int(at.timestamp() * 1000))
    return Now(hint(scene) if state.phase == "running" else None, is_too_early(dynamics), _mix(state, meeting, at))


def _scene(state: State, held: Course, at_ms: int) -> Scene:
    way = of(state)
    holder = state.people.get(state.holder) if state.holder is not None else None
    part = state.segments[state.index] if 0 <= state.index < len(state.segments) else None
    return Scene(
        dynamics=held.dynamics(),
        has_floor=way.has_floor,
        in_round=bool(state.coming),
        member_holds_for=(at_ms - state.since_ms) / 1000 if holder is not None and not holder.leads else None,
        turn_seconds=part.turn_seconds if part is not None else 0,
        waits=[
            _waits(held, seat)
            for seat, chair in state.people.items()
            if chair.is_here and not chair.leads and not chair.listening and seat != state.holder
        ],
        put_aside={kind: [(at_ms - time) / 1000 for time in times] for kind, times in state.hints_aside.items()},
    )


def _waits(held: Course, seat: str) -> float:
    """Since when somebody has not had the floor: since their last turn, since they came, or since it began."""
    person = held.people.get(seat)
    came = person.spans[-1][0] if person is not None and person.spans else held.ended
    last = max((row.end for row in held.rows if row.speaker == seat), default=held.began)
    return held.ended - max(came, last, held.began)


def _mix(state: State, meeting: Meeting, at: datetime) -> str:
    here = [seat for seat, chair in state.people.items() if chair.reads and not chair.leads]
    first = sum(1 for seat in here if state.people[seat].info.first_visit)
    seats = Membership.objects.filter(pk__in=here, group=meeting.group_id).values_list("person_id", "starts_at")
    since = dict(seats)
    told = words.mix(first=first, days=[(at - start).days for start in since.values()])
    # Where too few are here to say how long, too few are here for this as well.
    return f"{told} {words.readiness(list(latest_stages(since).values()))}".strip() if told else ""


@dataclass(frozen=True, slots=True)
class Weeks:
    """The floor over the group's last meetings, of those alone who let it be seen."""

    parts: dict[str, float]
    """Of an even share, newer meetings counting more; nothing for fewer than three people."""
    quiet: bool
    """Whether any of them was far below an even share at each of their last two meetings. It names nobody."""


NOTHING_SHOWN = Weeks({}, quiet=False)


def over_weeks(*, meeting: Meeting, at: datetime) -> Weeks:
    """What may be shown of the meetings before this one."""
    seats = {str(seat) for seat in OverWeeks.objects.standing().filter(
        membership__group=meeting.group_id).values_list("membership_id", flat=True)}  # fmt: skip
    if len(seats) < FEWEST_OBSERVED:
        return NOTHING_SHOWN
    past = Meeting.objects.filter(group=meeting.group_id, starts_at__lt=meeting.starts_at).exclude(closed_at=None)
    ids = list(past.order_by("-starts_at").values_list("pk", flat=True)[:WEEKS])
    held = courses(ids)
    # Oldest first: what is newer counts more.
    counted = [held[each].dynamics() for each in reversed(ids) if each in held]
    parts: dict[str, list[float]] = {}
    for dynamics in counted:
        if not can_be_said(dynamics):
            continue
        even = 1 / len(dynamics.members)
        for seat, share in dynamics.members.items():
            if seat in seats and share.share is not None:
                # Of an even share, so that meetings of different sizes can be put together.
                parts.setdefault(seat, []).append(share.share / even)
    if len(parts) < FEWEST_OBSERVED:
        return NOTHING_SHOWN
    return Weeks({seat: smoothed(own)[-1] for seat, own in parts.items()}, quiet=bool(quiet_twice(counted) & seats))
