"""Make the throw-away community of a replay: accounts, a group, signatures, an open room.

    python -m openchair.insights.replay.community MEMBERS MINUTES      (in the environment of that installation)

Prints who sits where, the one who leads first.
"""

import json
import secrets
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import django
from django.core.management import call_command

if TYPE_CHECKING:
    from openchair.people.models import Person


def main(members: int, minutes: int) -> None:
    """Migrate, sign everybody up, let them sign the agreement, open the room."""
    django.setup()
    for database in ("default", "keys", "sessions"):
        call_command("migrate", database=database, verbosity=0)

    from openchair.agreements.catalogue import clauses_for
    from openchair.agreements.services import publish_version, sign
    from openchair.core.time import now
    from openchair.groups.models import Part
    from openchair.groups.services import add_leader, found_group, join, plan_extra_meeting
    from openchair.people.models import Role, Training
    from openchair.people.services import grant_role, sign_up
    from openchair.rooms.bench.stage import sign_in
    from openchair.rooms.services import open_room

    def newcomer(name: str) -> "Person":
        return sign_up(sign_in_name=name, password=secrets.token_urlsafe(24), at=now())

    coordinator = newcomer("replay coordinator")
    grant_role(person=coordinator, role=Role.COORDINATOR, actor=None, at=now())
    group = found_group(
        actor=coordinator,
        at=now(),
        name="Replay",
        purpose="A meeting that was held before.",
        mode="peer",
        kind="grief",
        format="online",
        leadership="peer",
        seats=max(2, members),
    )
    version = publish_version(group=group, clauses=clauses_for(group, {}), actor=coordinator, at=now())
    leader = newcomer("replay facilitator")
    grant_role(person=leader, role=Role.FACILITATOR, training=Training.PEER, actor=None, at=now())
    seats = [add_leader(group=group, person=leader, pseudonym="Host", actor=coordinator, at=now())]
    for number in range(1, members + 1):
        person = newcomer(f"replay member {number}")
        seats.append(
            join(
                group=group,
                person=person,
                pseudonym=f"Chair {number}",
                part=Part.MEMBER,
                actor=coordinator,
                at=now(),
            )
        )
    for seat in seats:
        sign(version=version, membership=seat, actor=seat.person, at=now())
    meeting = plan_extra_meeting(
        group=group, starts_at=now() + timedelta(minutes=1), minutes=minutes, actor=coordinator, at=now()
    )
    open_room(meeting=meeting, actor=leader, at=now())
    people = [{"seat": str(seat.pk), "cookie": sign_in(seat.person)} for seat in seats]
    print(json.dumps({"meeting": str(meeting.pk), "people": people}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
