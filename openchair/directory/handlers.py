"""What this package adds elsewhere: what a group's public page tells machines that read it."""

from datetime import datetime

from openchair.directory import linked
from openchair.directory.export import said_of_own, slug_of, weekly_of
from openchair.directory.queries import running_series
from openchair.groups.models import Group, Membership
from openchair.groups.panels import Panel, panel
from openchair.people.models import Person


@panel
def linked_data(group: Group, person: Person | None, membership: Membership | None, at: datetime) -> Panel | None:
    """A listed group as schema.org says it: for those who come from outside, and for nobody who is signed in."""
    if person is not None or not group.listed or group.closed_at is not None:
        return None
    said = {name: value for name, value in said_of_own(group).items() if name != "website"}
    series = [one for one in running_series(at).filter(group=group) if one.every_weeks == 1]
    data = linked.thing(
        identity=slug_of(group),
        weekly=[weekly_of(one) for one in series],
        time_zone=group.time_zone,
        address=said["place"],
        **said,
    )
    return Panel("directory/_linked.html", {"block": linked.block(data)})
