"""Live meetings."""

from tests.architecture.matrix import ANYBODY, VISITOR, Row
from tests.cast import Cast
from tests.circle import SEATED

IN_THE_GROUP = frozenset(SEATED) | {VISITOR}


def the_meeting(cast: Cast) -> dict[str, object]:
    """The group's next meeting, which has not begun."""
    return {"meeting_id": cast.circle.meeting.pk}


def a_past_meeting(cast: Cast) -> dict[str, object]:
    """A meeting of the group that is over."""
    from openchair.groups.models import Meeting

    meeting = cast.circle.meeting
    over = Meeting.objects.filter(pk=meeting.pk)
    over.update(opened_at=meeting.starts_at, closed_at=meeting.ends_at)
    return {"meeting_id": meeting.pk}


ROWS = {
    "meetings/phrases.js": Row(who=ANYBODY),
    "meetings/<uuid:meeting_id>/door/": Row(who=IN_THE_GROUP, objects=the_meeting),
    "meetings/<uuid:meeting_id>/room/": Row(who=IN_THE_GROUP, objects=the_meeting),
    "meetings/<uuid:meeting_id>/closed/": Row(who=IN_THE_GROUP, objects=a_past_meeting),
}
