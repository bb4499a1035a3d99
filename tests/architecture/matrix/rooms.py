"""Live meetings."""

from uuid import UUID

from openchair.core.time import now
from tests.architecture.matrix import ANYBODY, VISITOR, Row
from tests.cast import Cast
from tests.circle import SEATED

IN_THE_GROUP = frozenset(SEATED) | {VISITOR}

LEAD = frozenset({"facilitator", "co_facilitator"})
PLAN = LEAD | {"coordinator"}
SECOND = frozenset({"co_facilitator", "coordinator", "supervisor"})


def the_meeting(cast: Cast) -> dict[str, object]:
    """The group's next meeting, which has not begun."""
    return {"meeting_id": cast.circle.meeting.pk}


def the_group(cast: Cast) -> dict[str, object]:
    """The group of the cast."""
    return {"group_id": cast.group.pk}


def a_topic(cast: Cast) -> dict[str, object]:
    """Something a member proposed."""
    from openchair.rooms.planning import propose_topic

    seat = cast.circle.seats["member"]
    return {"topic_id": propose_topic(membership=seat, words="Sleep.", actor=cast.member, at=now()).pk}


def a_meeting_with_voice(cast: Cast) -> dict[str, object]:
    """A meeting whose door is open, in a group that meets with voice."""
    from openchair.groups.services import plan_extra_meeting
    from openchair.rooms.services import open_room
    from openchair.rooms.voice.services import choose_voice

    group, at = cast.circle.group, now()
    choose_voice(group=group, voice="audio", follows_piece=False, actor=cast.facilitator, at=at)
    meeting = plan_extra_meeting(group=group, starts_at=at, minutes=75, actor=cast.coordinator, at=at)
    open_room(meeting=meeting, actor=cast.facilitator, at=at)
    return {"meeting_id": meeting.pk}


def a_past_meeting(cast: Cast) -> dict[str, object]:
    """A meeting of the group that is over."""
    from openchair.groups.models import Meeting

    meeting = cast.circle.meeting
    over = Meeting.objects.filter(pk=meeting.pk)
    over.update(opened_at=meeting.starts_at, closed_at=meeting.ends_at)
    return {"meeting_id": meeting.pk}


def a_running_meeting(cast: Cast) -> dict[str, object]:
    """A meeting of the group whose room is open."""
    from openchair.groups.services import plan_extra_meeting
    from openchair.rooms.services import open_room

    at = now()
    meeting = plan_extra_meeting(group=cast.circle.group, starts_at=at, minutes=75, actor=cast.coordinator, at=at)
    open_room(meeting=meeting, actor=cast.facilitator, at=at)
    return {"meeting_id": meeting.pk}


def a_note(cast: Cast) -> dict[str, UUID]:
    """A meeting that runs, and the seat of a member who left a sealed note at its door."""
    from openchair.groups.services import plan_extra_meeting
    from openchair.rooms.services import leave_where_tonight, open_room

    circle, at = cast.circle, now()
    seat = circle.seats["member"]
    meeting = plan_extra_meeting(group=circle.group, starts_at=at, minutes=75, actor=cast.coordinator, at=at)
    open_room(meeting=meeting, actor=cast.facilitator, at=at)
    leave_where_tonight(meeting=meeting, membership=seat, place="Mill 7", call="Ruth", actor=cast.member, at=at)
    return {"meeting_id": meeting.pk, "seat_id": seat.pk}


def an_opening(cast: Cast) -> dict[str, object]:
    """The note, opened by who leads."""
    from openchair.groups.models import Meeting
    from openchair.rooms.services import open_where_tonight

    left = a_note(cast)
    opening = open_where_tonight(
        meeting=Meeting.objects.get(pk=left["meeting_id"]), seat=left["seat_id"], actor=cast.facilitator,
        ground="goodbye", reason="Said goodbye.", at=now(),
    )  # fmt: skip
    return {"opening_id": opening.pk}


ROWS = {
    "meetings/phrases.js": Row(who=ANYBODY),
    "meetings/<uuid:meeting_id>/door/": Row(who=IN_THE_GROUP, objects=the_meeting),
    "meetings/<uuid:meeting_id>/room/": Row(who=IN_THE_GROUP, objects=the_meeting),
    "meetings/<uuid:meeting_id>/board/": Row(who=LEAD, objects=the_meeting),
    "meetings/<uuid:meeting_id>/board/code/": Row("POST", who=LEAD, objects=a_running_meeting),
    # The code on the wall: anybody finds the field; what is typed there is asked of whoever is signed in.
    "here/": Row(who=ANYBODY),
    "meetings/<uuid:meeting_id>/closed/": Row(who=IN_THE_GROUP, objects=a_past_meeting),
    "meetings/<uuid:meeting_id>/notes/": Row(who=LEAD, objects=a_past_meeting),
    # Voice: whoever has a chair tries it out and gets the way to the relay; who plans meetings chooses it.
    "meetings/<uuid:meeting_id>/voice/": Row(who=IN_THE_GROUP, objects=a_meeting_with_voice),
    "meetings/<uuid:meeting_id>/voice/relay/": Row(who=IN_THE_GROUP, objects=a_meeting_with_voice),
    # The same people, where the group chose larger calls; this one did not.
    "meetings/<uuid:meeting_id>/voice/server/": Row(who=IN_THE_GROUP, objects=a_meeting_with_voice),
    "meetings/voice/<uuid:group_id>/": Row(who=PLAN, objects=the_group),
    # How meetings go: who leads plans them, and coordinators.
    "meetings/agenda/<uuid:group_id>/": Row(who=PLAN, objects=the_group),
    "meetings/agenda/<uuid:group_id>/template/": Row(who=PLAN, objects=the_group),
    "meetings/agenda/<uuid:group_id>/late/": Row(who=PLAN, objects=the_group),
    # What members would like to talk about: who leads reads and chooses, whoever proposed it takes it back.
    "meetings/agenda/<uuid:group_id>/topics/": Row(who=IN_THE_GROUP, objects=the_group),
    "meetings/agenda/topics/<uuid:topic_id>/taken-back/": Row("POST", who=frozenset({"member"}), objects=a_topic),
    "meetings/agenda/topics/<uuid:topic_id>/chosen/": Row("POST", who=LEAD, objects=a_topic),
    # A sealed note: who leads asks for it, who opened it reads it, others look at that, and it is told to its owner.
    "meetings/<uuid:meeting_id>/where/<uuid:seat_id>/": Row(who=LEAD, objects=a_note),
    "meetings/opened/<uuid:opening_id>/": Row(who=frozenset({"facilitator"}), objects=an_opening),
    "meetings/opened/<uuid:opening_id>/review/": Row(who=SECOND, objects=an_opening),
    "meetings/opened/<uuid:opening_id>/mine/": Row(who=frozenset({"member"}), objects=an_opening),
}
