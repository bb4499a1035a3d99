"""What meetings add to a group's page."""

from datetime import datetime

from openchair.groups.models import Group, Membership
from openchair.groups.panels import Panel, panel
from openchair.groups.policies import can_manage_groups
from openchair.people.models import Person
from openchair.rooms.meeting_templates import template_for
from openchair.rooms.models import Agenda
from openchair.rooms.planning_forms import TopicForm
from openchair.rooms.topics import topics_of


@panel
def agenda_in_short(group: Group, person: Person | None, membership: Membership | None, at: datetime) -> Panel | None:
    """By which template the group meets, and the way to change it, for those who plan its meetings."""
    plans = (membership is not None and membership.leads) or (person is not None and can_manage_groups(person))
    if not plans or group.closed_at is not None:
        return None
    agenda = Agenda.objects.filter(group=group).first()
    title = template_for(group, agenda.template if agenda else "").title
    is_own = agenda is not None and bool(agenda.segments)
    return Panel("rooms/_agenda_in_short.html", {"group": group, "title": title, "is_own": is_own})


@panel
def something_to_talk_about(
    group: Group, person: Person | None, membership: Membership | None, at: datetime
) -> Panel | None:
    """What a member would like to talk about, and what they have proposed already."""
    if membership is None or group.closed_at is not None:
        return None
    context = {"group": group, "form": TopicForm(), "topics": topics_of(membership, at)}
    return Panel("rooms/_topics.html", context)
