"""What joining does when something happens elsewhere."""

from uuid import UUID

from openchair.core.events import on
from openchair.core.time import now
from openchair.groups.events import MembershipChanged, MembershipStarted
from openchair.groups.models import Membership
from openchair.joining.services.offers import seat_taken


@on(MembershipStarted)
def has_a_seat(event: MembershipStarted) -> None:
    """Whoever takes the seat they were offered waits no longer."""
    _look_at(event.membership_id)


@on(MembershipChanged)
def stays(event: MembershipChanged) -> None:
    """Whoever stays after a visit waits no longer."""
    _look_at(event.membership_id)


def _look_at(membership_id: UUID) -> None:
    seat_taken(membership=Membership.objects.select_related("person").get(pk=membership_id), at=now())
