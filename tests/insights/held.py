"""Meetings that were held, written into the log event by event."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from openchair.groups.models import Group, Meeting, Membership
from openchair.rooms import log
from openchair.rooms.core import events as e
from openchair.vault.services import Scope, ensure_key, sealer
from tests.cast import Cast, new_person

BEGIN = datetime.fromisoformat("2026-03-11T19:00:00+00:00")
AWAITED = ("wren", "sorrel", "ash")


@dataclass
class Stage:
    """A group with its people: one who leads, one who helps, three members and one who gave notice."""

    group: Group
    seats: dict[str, Membership]

    def seat(self, name: str) -> str:
        return str(self.seats[name].pk)


def stage(cast: Cast, *, name: str = "The Wednesday Table") -> Stage:
    starts = BEGIN - timedelta(days=90)
    group = Group.objects.create(
        name=name, purpose="Recovery.", mode="peer", kind="addiction_recovery", format="online", leadership="peer",
        seats=8, created_at=starts,
    )  # fmt: skip
    people = {
        "runa": (cast.facilitator, "facilitator"),
        "ivo": (cast.co_facilitator, "co_facilitator"),
        "wren": (cast.member, "member"),
        "sorrel": (cast.second_member, "member"),
        "ash": (new_person(f"ash of {name}"), "member"),
        "linnet": (new_person(f"linnet of {name}"), "member"),
    }
    seats = {
        pseudonym: Membership.objects.create(
            group=group, person=person, pseudonym=pseudonym.title(), part=part, starts_at=starts
        )
        for pseudonym, (person, part) in people.items()
    }
    return Stage(group, seats)


def plan(on: Stage, begins: datetime = BEGIN) -> Meeting:
    return Meeting.objects.create(
        group=on.group, local_date=begins.date(), starts_at=begins, ends_at=begins + timedelta(minutes=75)
    )


def write(meeting: Meeting, happened, *, begins: datetime = BEGIN) -> None:
    """Write (second, event) pairs, or (second, event, stream) for what is sealed, into the meeting's log."""
    everybody, leaders = (
        sealer(ensure_key(scope=scope, subject_id=meeting.pk, retain_until=None, at=begins))
        for scope in (Scope.MEETING, Scope.LEADERS)
    )
    keys = log.Keys(everybody, leaders)
    positions: dict[str, int] = {}
    entries = []
    for number, (second, event, *where) in enumerate(happened, 1):
        stream = where[0] if where else e.ROOM
        positions[stream] = positions.get(stream, 0) + 1
        at_ms = round((begins.timestamp() + second) * 1000)
        entries.append(log.Entry(number, stream, positions[stream], event, log.to_json(event), None, at_ms, None))
    assert log.store([log.Share(meeting.pk, keys, entries)]) == []


def talk(on: Stage, pattern, *, turn: float = 60, start: float = 120, lengths=None):
    """Everybody in `pattern` takes the floor in turn; returns the events and the second after the last."""
    happened, at = [], start
    for name in pattern:
        length = (lengths or {}).get(name, turn)
        happened += [(at, e.FloorTaken(on.seat(name))), (at + length, e.FloorEnded(on.seat(name)))]
        at += length + 2
    return happened, at


def hold(
    on: Stage,
    *,
    begins: datetime = BEGIN,
    present=AWAITED,
    pattern=("wren", "sorrel", "ash") * 8,
    lengths=None,
    pulses=(),
    closed: bool = True,
) -> Meeting:
    """A whole meeting: the leader and those present come, speak in turn, answer and leave."""
    meeting = plan(on, begins)
    happened: list[Any] = [(0, e.Joined(on.seat("runa"), "facilitator"))]
    happened += [(30 + i, e.Joined(on.seat(name), "member")) for i, name in enumerate(present)]
    happened.append((60, e.SegmentStarted(0, "open_floor", 0)))
    said, at = talk(on, pattern, lengths=lengths)
    happened += said
    happened += [
        (at + i, e.PulseGiven(question, value, f"token-{i}"), e.ANSWERS) for i, (question, value) in enumerate(pulses)
    ]
    if closed:
        happened.append((at + 60, e.MeetingClosed()))
    write(meeting, happened, begins=begins)
    meeting.opened_at = begins
    meeting.closed_at = begins + timedelta(seconds=at + 60) if closed else None
    meeting.save()
    return meeting
