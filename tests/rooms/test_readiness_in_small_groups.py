"""Each small group gets somebody further on, by what people said of themselves; no more than that is kept."""

import pytest

from openchair.core.time import now
from openchair.groups.models import Part
from openchair.groups.services import join
from openchair.joining.services.intake import say_stage
from openchair.people.services import sign_up
from openchair.rooms import small_groups
from tests.cast import Cast

pytestmark = pytest.mark.django_db(databases="__all__")
PASSWORD = "seven quiet lamps by the weir"


def seated(cast: Cast, stages: list[int | None]) -> list[str]:
    """New members of the cast's group, each with what they said of themselves."""
    at, seats = now(), []
    for number, stage in enumerate(stages):
        person = sign_up(sign_in_name=f"reader {number} by the lake", password=PASSWORD, at=at)
        seat = join(
            group=cast.circle.group,
            person=person,
            pseudonym=f"Reed{number}",
            part=Part.MEMBER,
            actor=cast.coordinator,
            at=at,
        )
        if stage is not None:
            say_stage(person=person, stage=stage, actor=person, at=at)
        seats.append(str(seat.pk))
    return seats


def question(cast: Cast, seats: list[str]) -> small_groups.Question:
    """The facilitator asks for groups of three."""
    return small_groups.Question(cast.circle.seats["facilitator"].pk.hex, 3, 7, seats, [], [])


def test_each_small_group_has_somebody_further_on(cast: Cast) -> None:
    seats = seated(cast, [4, 3, 0, 1, None, 0])
    snapshot = small_groups.look_up(cast.circle.meeting.pk, question(cast, seats))
    assert snapshot.stages == dict(zip(seats, [3, 3, 2, 2, 2, 2], strict=True))
    groups = small_groups.propose(snapshot).groups
    assert all(set(group.seats) & set(seats[:2]) for group in groups)


def test_where_too_few_have_said_it_it_counts_for_nothing(cast: Cast) -> None:
    seats = seated(cast, [4, 0, None, None])
    assert small_groups.look_up(cast.circle.meeting.pk, question(cast, seats)).stages == {}
