"""The group of the cast: a table with two members, two who lead, a signed agreement and a weekly time.

    def test_something(cast):
        cast.circle.group, cast.circle.seats["member"], cast.circle.version, cast.circle.meeting

It is made when a test first asks for it, so that tests about accounts do not pay for it.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openchair.agreements.models import AgreementVersion
    from openchair.groups.models import Group, Meeting, Membership, Series
    from tests.cast import Cast

PSEUDONYMS = {"member": "Wren", "second_member": "Tove", "facilitator": "Amara", "co_facilitator": "Pell"}
SEATED = tuple(PSEUDONYMS)


@dataclass
class Circle:
    """A group and what belongs to it."""

    group: "Group"
    seats: "dict[str, Membership]"
    version: "AgreementVersion"
    series: "Series"
    meeting: "Meeting"
    """The next one."""


def new_group(cast: "Cast", *, at: datetime, **fields: Any) -> "Group":
    """A group founded by the coordinator, without anybody in it."""
    from openchair.groups.services import found_group

    known: dict[str, Any] = {
        "name": "The Wednesday Table",
        "purpose": "We meet to get through the week in company.",
        "mode": "peer",
        "kind": "addiction_recovery",
        "format": "online",
        "leadership": "peer",
        "seats": 8,
        "time_zone": "Europe/Lisbon",
    }
    return found_group(actor=cast.coordinator, at=at, **(known | fields))


def publish_rules(cast: "Cast", group: "Group", *, at: datetime, **choices: str) -> "AgreementVersion":
    """An agreement from the tested points and these choices."""
    from openchair.agreements.catalogue import clauses_for
    from openchair.agreements.services import publish_version

    return publish_version(group=group, clauses=clauses_for(group, choices), actor=cast.coordinator, at=at)


def meets_weekly(cast: "Cast", group: "Group", *, at: datetime, weekday: int = 2, hour: int = 19) -> "Series":
    """A weekly time of 75 minutes."""
    from openchair.groups.services import add_series

    return add_series(
        group=group, weekday=weekday, starts_local=time(hour), minutes=75, starts_on=at.date(), actor=cast.coordinator,
        at=at,
    )  # fmt: skip


def take_seats(cast: "Cast", group: "Group", version: "AgreementVersion", *, at: datetime) -> "dict[str, Membership]":
    """Everybody of the circle sits down and signs."""
    from openchair.agreements.services import sign
    from openchair.groups.models import Part
    from openchair.groups.services import add_leader, join

    seats = {}
    for part, name in PSEUDONYMS.items():
        person = cast.everybody[part]
        if part in ("facilitator", "co_facilitator"):
            seats[part] = add_leader(
                group=group, person=person, pseudonym=name, actor=cast.coordinator, at=at,
                helps=part == "co_facilitator",
            )  # fmt: skip
        else:
            seats[part] = join(
                group=group, person=person, pseudonym=name, part=Part.MEMBER, actor=cast.coordinator, at=at
            )
        sign(version=version, membership=seats[part], actor=person, at=at)
    return seats


def circle_of(cast: "Cast") -> Circle:
    """The circle of this cast, some weeks old, with its next meetings planned from today."""
    from openchair.core.time import now
    from openchair.groups.models import Meeting

    at = now()
    began = at - timedelta(weeks=4)
    group = new_group(cast, at=began)
    version = publish_rules(cast, group, at=began, sobriety="or_listen")
    series = meets_weekly(cast, group, at=at)
    seats = take_seats(cast, group, version, at=began)
    meeting = Meeting.objects.filter(group=group).coming(at).first()
    assert meeting is not None
    return Circle(group=group, seats=seats, version=version, series=series, meeting=meeting)
