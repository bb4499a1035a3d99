"""Who may read what a meeting was like in figures."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from openchair.groups.models import LEADERS, Group, Meeting, Membership
from openchair.groups.policies import is_facilitator_of
from openchair.people.models import Person
from openchair.people.policies import is_coordinator


def led(person: Person, meeting: Meeting, at: datetime) -> bool:
    """Led or helped lead this meeting, and leads the group still: only they read figures with names."""
    return _leading(person, at).filter(group=meeting.group_id, starts_at__lt=meeting.ends_at).exists()


def can_read_report(person: Person, meeting: Meeting, at: datetime) -> bool:
    """Those who led the meeting, with names; coordinators, without."""
    return meeting.opened_at is not None and (is_coordinator(person) or led(person, meeting, at))


def can_read_history(person: Person, group: Group, at: datetime) -> bool:
    """Those who lead the group, and coordinators; no names stand in it."""
    return is_coordinator(person) or is_facilitator_of(person, group, at)


def reports_visible_to(person: Person, at: datetime) -> QuerySet[Meeting]:
    """Meetings whose report this person may read: the scope that agrees with `can_read_report`."""
    opened = Meeting.objects.exclude(opened_at=None)
    if is_coordinator(person):
        return opened
    mine = _leading(person, at).filter(group=OuterRef("group"), starts_at__lt=OuterRef("ends_at"))
    return opened.filter(Exists(mine))


def histories_visible_to(person: Person, at: datetime) -> QuerySet[Group]:
    """Groups whose history this person may read: the scope that agrees with `can_read_history`."""
    if is_coordinator(person):
        return Group.objects.all()
    return Group.objects.filter(Exists(_leading(person, at).filter(group=OuterRef("pk"))))


def attended_by(person: Person) -> QuerySet[Meeting]:
    """Meetings that were held while this person had a place in the group, also one that has ended since."""
    mine = Membership.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=OuterRef("starts_at")),
        group=OuterRef("group"),
        person=person,
        starts_at__lt=OuterRef("ends_at"),
    )
    return Meeting.objects.exclude(closed_at=None).filter(Exists(mine), opened_at__lte=F("closed_at"))


def _leading(person: Person, at: datetime) -> QuerySet[Membership]:
    return Membership.objects.active(at).filter(person=person, part__in=LEADERS)
