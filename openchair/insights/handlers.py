"""What this package adds elsewhere: the way to a group's figures on its page."""

from datetime import datetime

from openchair.groups.models import Group, Membership
from openchair.groups.panels import Panel, panel
from openchair.people.models import Person
from openchair.people.policies import is_coordinator


@panel
def figures(group: Group, person: Person | None, membership: Membership | None, at: datetime) -> Panel | None:
    """For those who may read them: the group over time, and from there each meeting's report."""
    # The same answer as `can_read_history`, from the seat that the page has at hand.
    if person is None or not (is_coordinator(person) or (membership is not None and membership.leads)):
        return None
    return Panel("insights/_on_group.html", {"group": group})
