"""What this package adds elsewhere: the way to a group's figures on its page."""

from datetime import datetime

from openchair.groups.models import Group, Meeting, Membership
from openchair.groups.panels import Panel, panel
from openchair.insights.models import OverWeeks
from openchair.people.models import Person
from openchair.people.policies import is_coordinator
from openchair.rooms.beside import Beside, beside


@panel
def figures(group: Group, person: Person | None, membership: Membership | None, at: datetime) -> Panel | None:
    """For those who may read them: the group over time, and from there each meeting's report."""
    # The same answer as `can_read_history`, from the seat that the page has at hand.
    if person is None or not (is_coordinator(person) or (membership is not None and membership.leads)):
        return None
    return Panel("insights/_on_group.html", {"group": group})


@panel
def over_weeks(group: Group, person: Person | None, membership: Membership | None, at: datetime) -> Panel | None:
    """A member's own yes or no to their part of the floor being seen over weeks."""
    if membership is None or membership.leads or group.closed_at is not None:
        return None
    shown = OverWeeks.objects.standing().filter(membership=membership).exists()
    return Panel("insights/_over_weeks.html", {"group": group, "shown": shown})


@beside
def hints(meeting: Meeting) -> Beside:
    """Hints and the floor over weeks, beside the room of who leads."""
    return Beside("insights/_beside_room.html", "insights/beside.js")
