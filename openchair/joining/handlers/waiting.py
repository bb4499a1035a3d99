"""What happens to somebody who waits when a seat is taken elsewhere, and whom a group suits on its page."""

from datetime import datetime
from uuid import UUID

from openchair.core.events import on
from openchair.core.time import now
from openchair.groups.events import MembershipStarted, VisitorStayed
from openchair.groups.models import Group, Membership
from openchair.groups.panels import Panel, panel
from openchair.joining.policies import can_place
from openchair.joining.services.offers import seat_taken
from openchair.people.models import Person


@panel
def whom_it_suits(group: Group, person: Person | None, membership: Membership | None, at: datetime) -> Panel | None:
    """For coordinators: what the group says of itself, and the way to the list."""
    if person is None or group.closed_at is not None or not can_place(person):
        return None
    return Panel("joining/_profile_panel.html", {"group": group})


@on(MembershipStarted)
def has_a_seat(event: MembershipStarted) -> None:
    """Whoever takes the seat they were offered waits no longer."""
    _look_at(event.membership_id)


@on(VisitorStayed)
def stays(event: VisitorStayed) -> None:
    """Whoever stays after a visit waits no longer."""
    _look_at(event.membership_id)


def _look_at(membership_id: UUID) -> None:
    seat_taken(membership=Membership.objects.select_related("person").get(pk=membership_id), at=now())
