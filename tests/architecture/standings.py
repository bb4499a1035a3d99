"""Ways to stand to the group of the cast that only the matrix needs, made when it asks for them."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from openchair.core.time import now
from tests.cast import Cast, new_person, new_staff
from tests.circle import new_group

if TYPE_CHECKING:
    from openchair.people.models import Person


def a_visitor(cast: Cast) -> "Person":
    """Somebody on a trial visit, who has signed."""
    from openchair.agreements.services import try_a_visit

    person = new_person("on a visit")
    try_a_visit(version=cast.circle.version, person=person, pseudonym="Heron", at=now())
    return person


def a_former_member(cast: Cast) -> "Person":
    """Somebody who had a seat, signed, and left an hour ago."""
    from openchair.agreements.services import sign
    from openchair.groups.models import Part
    from openchair.groups.services import join, leave

    person, at = new_person("left an hour ago"), now() - timedelta(hours=1)
    seat = join(
        group=cast.group, person=person, pseudonym="Teal", part=Part.MEMBER, actor=cast.coordinator,
        at=at - timedelta(days=1),
    )  # fmt: skip
    sign(version=cast.circle.version, membership=seat, actor=person, at=at - timedelta(days=1))
    leave(membership=seat, actor=person, at=at)
    return person


def a_leader_of_another_group(cast: Cast) -> "Person":
    """A facilitator, of a group next door."""
    from openchair.groups.services import add_leader

    person = new_staff("leads next door", "facilitator", "peer")
    other = new_group(cast, at=now() - timedelta(weeks=1), name="The Other Table")
    add_leader(group=other, person=person, pseudonym="Finch", actor=cast.coordinator, at=now() - timedelta(days=6))
    return person


STANDINGS: dict[str, Callable[[Cast], "Person"]] = {
    "visitor": a_visitor,
    "former_member": a_former_member,
    "other_leader": a_leader_of_another_group,
}
