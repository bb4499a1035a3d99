"""An invented community for benchmarks and drills: groups, signed members, open rooms, and their sign-in cookies."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction

from openchair.agreements.catalogue import clauses_for
from openchair.agreements.services import publish_version, sign
from openchair.groups.models import Group, Meeting, Membership, Part
from openchair.groups.services import add_leader, found_group, join, plan_extra_meeting
from openchair.people.models import Person, Role, Training
from openchair.people.services import add_person, grant_role
from openchair.rooms.services import open_room
from openchair.rooms.voice.services import choose_voice


@dataclass(frozen=True)
class Member:
    """One person with a sign-in, ready to connect."""

    person: Person
    membership: Membership
    cookie: str

    @property
    def seat(self) -> str:
        """The chair's public id."""
        return str(self.membership.pk)


@dataclass(frozen=True)
class StagedRoom:
    """One open meeting; the first of its people leads."""

    group: Group
    meeting: Meeting
    people: list[Member]


def sign_in(person: Person) -> str:
    """A sign-in for this person, as the browser would hold it."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def new_person(name: str, at: datetime) -> Person:
    """An account that nobody can sign in to with a password."""
    return add_person(sign_in_name=name, password_hash="!", at=at)  # noqa: S106  (no password at all)


def new_coordinator(at: datetime, name: str = "Bench Coordinator") -> Person:
    """Somebody who may found groups."""
    person = new_person(name, at)
    grant_role(person=person, role=Role.COORDINATOR, actor=None, at=at)
    return person


def stage(rooms: int, members: int, at: datetime, *, first: int = 0) -> list[StagedRoom]:
    """So many groups with so many people each, numbered on; everybody signed, every meeting's room open."""
    with transaction.atomic(using="keys"), transaction.atomic(using="sessions"), transaction.atomic():
        coordinator = new_coordinator(at, f"Bench Coordinator {first}")
        return [stage_room(number, members, coordinator, at) for number in range(first, first + rooms)]


def stage_room(number: int, members: int, coordinator: Person, at: datetime, *, voice: str = "off") -> StagedRoom:
    """One group with its leader, its members and an open room."""
    group = found_group(
        actor=coordinator,
        at=at,
        name=f"Bench group {number}",
        purpose="A group for measuring.",
        mode="peer",
        kind="grief",
        format="online",
        leadership="peer",
        seats=max(2, min(40, members)),
    )
    version = publish_version(group=group, clauses=clauses_for(group, {}), actor=coordinator, at=at)
    memberships = []
    for place in range(members):
        person = new_person(f"bench {number} {place}", at)
        if place == 0:
            grant_role(person=person, role=Role.FACILITATOR, training=Training.PEER, actor=None, at=at)
            membership = add_leader(group=group, person=person, pseudonym="Lead", actor=coordinator, at=at)
        else:
            membership = join(
                group=group, person=person, pseudonym=f"Chair {place}", part=Part.MEMBER, actor=coordinator, at=at
            )
        sign(version=version, membership=membership, actor=person, at=at)
        memberships.append(membership)
    meeting = plan_extra_meeting(
        group=group, starts_at=at + timedelta(minutes=1), minutes=120, actor=coordinator, at=at
    )
    if voice != "off":
        choose_voice(group=group, voice=voice, follows_piece=False, actor=coordinator, at=at)
    open_room(meeting=meeting, actor=memberships[0].person, at=at)
    meeting.refresh_from_db()
    people = [Member(m.person, m, sign_in(m.person)) for m in memberships]
    return StagedRoom(group, meeting, people)


def places(staged: list[StagedRoom]) -> list[dict[str, object]]:
    """What a process of clients needs to know."""
    return [
        {
            "meeting": str(room.meeting.pk),
            "people": [{"seat": member.seat, "cookie": member.cookie} for member in room.people],
        }
        for room in staged
    ]


def meeting_ids(staged: list[StagedRoom]) -> list[UUID]:
    """The meetings, in order."""
    return [room.meeting.pk for room in staged]
