"""What has to have happened before Today has something to show."""

import json
from datetime import datetime, timedelta
from uuid import UUID

from openchair.core.time import now
from openchair.goals.services import make_commitment, report_commitment
from openchair.groups.models import Group, Meeting, Membership
from openchair.people.models import Person
from openchair.rooms.models import LogEvent


def past_meeting(group: Group, *, weeks_ago: int, there: list[Membership], minutes: int = 60) -> Meeting:
    """A meeting that was held, with who was in the room and for how long."""
    starts = now() - timedelta(weeks=weeks_ago)
    ends = starts + timedelta(minutes=75)
    meeting = Meeting.objects.create(
        group=group, local_date=starts.date(), starts_at=starts, ends_at=ends, opened_at=starts, closed_at=ends
    )
    events = [("joined", {"type": "joined", "seat": str(seat.pk), "part": seat.part}, starts) for seat in there]
    events += [("left", {"type": "left", "seat": str(seat.pk)}, starts + timedelta(minutes=minutes)) for seat in there]
    events.append(("meeting_closed", {"type": "meeting_closed"}, ends))
    for number, (kind, data, moment) in enumerate(events, start=1):
        put(meeting.pk, number, kind, json.dumps(data), moment)
    return meeting


def put(meeting_id: UUID, number: int, kind: str, data: str, at: datetime) -> None:
    """One open event in the log of a meeting."""
    LogEvent.objects.create(
        meeting_id=meeting_id,
        number=number,
        stream="room",
        position=number,
        kind=kind,
        data=data,
        at_ms=round(at.timestamp() * 1000),
    )


def promised(
    person: Person, meeting: Meeting, words: str, witness: Membership | None = None, outcome: str = ""
) -> None:
    """What somebody said they would do at a meeting, and how it went if they said so."""
    made = make_commitment(
        person=person,
        meeting=meeting,
        words=words,
        shared=True,
        witness_seat_id=witness.pk if witness else None,
        at=meeting.ends_at,
    )
    if outcome:
        report_commitment(commitment=made, outcome=outcome, actor=person, at=now())
