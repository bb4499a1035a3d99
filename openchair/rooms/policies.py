"""Who may do what around a live meeting. Inside it, the pure core decides command by command."""

from datetime import datetime

from openchair.groups.models import Group, Meeting, Membership
from openchair.groups.policies import can_manage_groups, is_facilitator_of, is_member_of
from openchair.people.models import Person
from openchair.people.policies import is_coordinator, is_supervisor
from openchair.rooms.models import BreakGlass, Topic


def membership_at(person: Person, meeting: Meeting, at: datetime) -> Membership | None:
    """The chair this person has in the meeting's group at that moment; nobody is in a room without one."""
    return (
        Membership.objects.active(at)
        .filter(group_id=meeting.group_id, person=person)
        .select_related("person")
        .order_by("starts_at")
        .first()
    )


def leads_now(actor: Person, meeting: Meeting, at: datetime) -> bool:
    """Only somebody who leads this very meeting, while it runs."""
    membership = membership_at(actor, meeting, at)
    return membership is not None and membership.leads and meeting.opened_at is not None and meeting.closed_at is None


def can_open_where_tonight(actor: Person, meeting: Meeting, at: datetime) -> bool:
    """A sealed note is opened by who leads the meeting that runs."""
    return leads_now(actor, meeting, at)


def can_show_hall_code(actor: Person, meeting: Meeting, at: datetime) -> bool:
    """The code on the wall is put there by who leads the meeting that runs."""
    return leads_now(actor, meeting, at)


def can_read_where_tonight(actor: Person, opening: BreakGlass, at: datetime) -> bool:
    """Only whoever opened it, and only until it expires. A clock set back opens nothing again."""
    return opening.opener_id == actor.pk and opening.opened_at <= at < opening.expires_at


def answers_for_openings(actor: Person) -> bool:
    """Coordinators and supervisors look at the openings of every group; leaders at those of their own."""
    return is_coordinator(actor) or is_supervisor(actor)


def can_review(actor: Person, opening: BreakGlass, at: datetime) -> bool:
    """A second person: another leader of the group, a coordinator or a supervisor; not the opener, nor whose it was."""
    if actor.pk in (opening.opener_id, opening.membership.person_id):
        return False
    if answers_for_openings(actor):
        return True
    membership = membership_at(actor, opening.meeting, at)
    return membership is not None and membership.leads


def can_read_notes(person: Person, meeting: Meeting, at: datetime) -> bool:
    """Only who leads the group now; being a coordinator or on the staff opens nothing."""
    membership = membership_at(person, meeting, at)
    return membership is not None and membership.leads


def can_plan(person: Person, group: Group, at: datetime) -> bool:
    """Who leads a running group and coordinators say how its meetings go; members meet the agenda in the room."""
    return group.closed_at is None and (can_manage_groups(person) or is_facilitator_of(person, group, at))


def can_propose(person: Person, group: Group, at: datetime) -> bool:
    """Everybody in a running group may say what they would like to talk about."""
    return group.closed_at is None and is_member_of(person, group, at)


def can_read_topics(person: Person, group: Group, at: datetime) -> bool:
    """Only who leads this very group reads them and chooses; coordinators plan without members' words."""
    return group.closed_at is None and is_facilitator_of(person, group, at)


def can_take_back(person: Person, topic: Topic) -> bool:
    """A topic is taken back by whoever proposed it."""
    return topic.membership.person_id == person.pk
