"""Every write to groups."""

from openchair.groups.services.absence import give_absence_notice, withdraw_absence_notice
from openchair.groups.services.founding import add_leader, change_group, found_group
from openchair.groups.services.joining import (
    AlreadyHere,
    GroupIsFull,
    NameIsTaken,
    another_visit,
    check_name,
    end_membership,
    join,
    leave,
    stay,
)
from openchair.groups.services.schedule import (
    add_series,
    cancel_meeting,
    end_series,
    plan_extra_meeting,
    plan_meetings,
    record_closed,
    record_opened,
)

__all__ = [
    "AlreadyHere",
    "GroupIsFull",
    "NameIsTaken",
    "add_leader",
    "add_series",
    "another_visit",
    "cancel_meeting",
    "change_group",
    "check_name",
    "end_membership",
    "end_series",
    "found_group",
    "give_absence_notice",
    "join",
    "leave",
    "plan_extra_meeting",
    "plan_meetings",
    "record_closed",
    "record_opened",
    "stay",
    "withdraw_absence_notice",
]
